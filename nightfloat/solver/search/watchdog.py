"""A task runs in a process of its own that is ended from outside when limits are passed.

CP-SAT may overrun its time limit in presolve and its memory cap is not reliable (or-tools #5163,
#1944), so neither is trusted: the process is watched, and what it had found is never lost.
"""

import logging
import time
from collections.abc import Callable, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field, replace
from itertools import chain
from multiprocessing.connection import wait

import psutil

from nightfloat.domain.result import INTERRUPTED, Limits
from nightfloat.errors import UnstartedError
from nightfloat.solver.search.due import is_due, shortened, soonest, waits
from nightfloat.solver.search.message import LOST, OUT_OF_MEMORY, Known, Message, Task
from nightfloat.solver.search.process import (
    GRACE,
    LATE,
    Child,
    held_bytes,
    resident_bytes,
    started,
)

TICK = 0.1
# seconds between two times that strategies are told of each other's schedules
NEWS = 1.0
# of the time, what measuring memory may take, far from its limit and near
RARELY, OFTEN = 0.01, 0.2
FOREVER = 100
OVERDUE = f"the search took {FOREVER} times its limit by the clock"
MEGABYTE = 1 << 20
# seconds left below which no further child is started
LEAST = 1.0
# what exit codes of a child mean
ENDINGS = {
    OUT_OF_MEMORY: "the search ran out of memory",
    LOST: "a process that took part in the search is gone, maybe for want of memory",
}


@dataclass(frozen=True, slots=True)
class Watched:
    """How a task ended: ``note`` is empty when it ended by itself, or because its time was up.

    ``peak_mb`` is the most that the children and this process, which has the model too, held at one
    time. ``failed`` says in a sentence what defect a child met, or is empty; what the others have
    found is none the less for it.
    """

    note: str
    peak_mb: int
    failed: str = ""

    @property
    def sentences(self) -> str:
        """The note and the defect, as far as there are any."""
        return "; ".join(filter(None, (self.note, self.failed)))


def unknown() -> Known | None:
    """Tell strategies nothing of each other."""
    return None


def run_task(
    task: Task, hear: Callable[[Message], None], should_stop: Callable[[], bool]
) -> Watched:
    """Run one task: ``run_tasks`` for the case of one."""
    return run_tasks([task], hear, should_stop)


def run_tasks(
    tasks: Sequence[Task],
    hear: Callable[[Message], None],
    should_stop: Callable[[], bool],
    enough: Callable[[], bool] = lambda: False,
    known: Callable[[], Known | None] = unknown,
) -> Watched:
    """Run tasks side by side, each in a child process; ``hear`` gets each message as it comes.

    What is ``known`` is passed on to all of several tasks when it has changed. The children are
    asked to stop when ``should_stop`` says so or the first task's time is up, and killed when they
    have not ended ``GRACE`` or ``LATE`` seconds later, ``enough`` is found, or they and this
    process hold more memory than allowed. Everything they started is over when this returns.

    Raises
    ------
    UnstartedError
        If the system has no room for the first child.
    """
    with ExitStack() as stack:

        def start(task: Task) -> Child:
            return stack.enter_context(started(task))

        return _Watch(tasks[0].limits, list(tasks), start, hear, should_stop, enough, known).run()


@dataclass
class _Watch:
    """Children under watch, and the tasks that ``start`` has still to make children of."""

    limits: Limits
    waiting: list[Task]
    start: Callable[[Task], Child]
    hear: Callable[[Message], None]
    should_stop: Callable[[], bool]
    enough: Callable[[], bool]
    known: Callable[[], Known | None]
    children: list[Child] = field(default_factory=list[Child])
    began: float = field(default_factory=time.monotonic)
    # megabytes of the children and this process, now and at most
    held: int = 0
    peak: int = 0
    asked: float | None = None
    # who else than a clock asked the children to stop, as the begin of a note
    why: str = ""
    measured: float = 0.0
    took: float = 0.0
    spread: float = 0.0

    def run(self) -> Watched:
        """Listen until all children end or have to be ended."""
        watched = self._watched()
        failed = next((child.failed for child in self.children if child.failed), "")
        return replace(watched, failed=failed)

    def _watched(self) -> Watched:
        # a reproducible search has no wall clock; it is only kept from running forever
        allowed = self.limits.seconds * (FOREVER if self.limits.reproducible else 1)
        deadline = self.began + allowed
        while self._begin():
            self._listen()
            self._measure()
            if self.held > self.limits.memory_mb:
                return self._kill(
                    f"the search needed more than {self.limits.memory_mb} MB of memory"
                )
            if self.enough():
                return self._kill("")
            now = time.monotonic()
            self._spread(now)
            if self.asked is None:
                self._ask(now, deadline)
            elif self.why and now > self.asked + GRACE:
                return self._kill(f"{self.why}, did not end in time and was ended from outside")
            elif not self.why and now > self.asked + LATE:
                # all that it found was told; others may have been lost before
                return self._kill(self._codes([one for one in self.children if one.ended]))
        return Watched(self._codes(self.children) or self.why, self.peak)

    def _begin(self) -> bool:
        """Begin what is due; whether there is anything to watch."""
        working = any(not child.ended for child in self.children)
        passed = time.monotonic() - self.began
        late = self.asked is not None or passed + LEAST > self.limits.seconds
        for task in [] if self.children and late else self._due(passed, working=working):
            self.waiting.remove(task)
            self._add(task, passed)
        return any(not child.ended for child in self.children) or bool(self.waiting and not late)

    def _due(self, passed: float, *, working: bool) -> list[Task]:
        """Return the tasks to begin now: the next ones when nobody works."""
        known = self.known() if self.waiting else None
        closed = 0 if known is None else known.closed
        due = [task for task in self.waiting if is_due(task, passed, closed)]
        return due or ([] if working else soonest(self.waiting))

    def _add(self, task: Task, passed: float) -> None:
        """Begin a task, and tell it what the others have found."""
        child = self._made(shortened(task, passed if waits(task) else 0.0))
        if child is None:
            return
        self.children.append(child)
        if (known := self.known()) is not None:
            child.inform(known)

    def _made(self, task: Task) -> Child | None:
        """Start a child; None where the system has no room for one beside others."""
        try:
            return self.start(task)
        except UnstartedError as error:
            if not self.children:
                raise
            logging.getLogger("nightfloat").warning("a search could not be started: %s", error)
            return None

    def _measure(self) -> None:
        """Note what all hold at present, as often as a small share of the time allows.

        The system walks all pages to divide shared ones. What is resident bounds that from above
        and is known at once, so only what is beyond the limit by that measure is hurried.
        """
        children = (child.family() for child in self.children if not child.ended)
        family = [psutil.Process(), *chain.from_iterable(children)]
        resident = sum(map(resident_bytes, family)) // MEGABYTE
        share = RARELY if resident <= self.limits.memory_mb else OFTEN
        started = time.monotonic()
        if started < self.measured + self.took / share:
            return
        self.held = sum(map(held_bytes, family)) // MEGABYTE
        self.peak = max(self.peak, self.held)
        self.measured = time.monotonic()
        self.took = self.measured - started

    def _codes(self, children: Sequence[Child]) -> str:
        """Return what the exit codes of children that have ended say, if anything."""
        codes = [child.process.wait() for child in children]
        bad = [code for code in codes if code != 0]
        if not bad:
            return ""
        return ENDINGS.get(bad[0], f"the searching process ended with code {bad[0]}")

    def _listen(self) -> None:
        """Hear what comes within one tick."""
        wait([child.pipe for child in self.children if not child.ended], TICK)
        for child in self.children:
            child.listen(self.hear)
            child.bury()

    def _spread(self, now: float) -> None:
        """Tell all of several children what is known, each until it has been told."""
        known = self.known() if len(self.children) > 1 and now > self.spread + NEWS else None
        if known is not None and any([child.inform(known) for child in self.children]):
            self.spread = now

    def _ask(self, now: float, deadline: float) -> None:
        """Ask all to stop when somebody wants it or the time is up."""
        self.why = INTERRUPTED if self.should_stop() else ""
        if now > deadline and self.limits.reproducible:
            self.why = self.why or OVERDUE
        if self.why or now > deadline:
            self.asked = now
            for child in self.children:
                child.ask()

    def _kill(self, note: str) -> Watched:
        for child in self.children:
            child.end()
            child.listen(self.hear)
        return Watched(note, self.peak)
