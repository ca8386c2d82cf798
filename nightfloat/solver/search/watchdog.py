"""A task runs in a process of its own that is ended from outside when limits are passed.

CP-SAT may overrun its time limit in presolve and its memory cap is not reliable (or-tools #5163,
#1944), so neither is trusted: the process is watched, and what it had found is never lost.
"""

import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Generator, Sequence
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass, field, replace
from multiprocessing import Pipe
from multiprocessing.connection import Connection, wait
from pickle import UnpicklingError
from queue import SimpleQueue
from typing import cast

import psutil

from nightfloat.domain.plain import uncollected
from nightfloat.domain.result import Limits
from nightfloat.errors import SearchFailedError
from nightfloat.solver.search.due import alone, is_due, shortened, soonest, waits
from nightfloat.solver.search.message import (
    STOP,
    Bounded,
    Failed,
    Found,
    Known,
    Message,
    Order,
    Task,
)

GRACE = 5.0
TICK = 0.1
# seconds between two times that strategies are told of each other's schedules
NEWS = 1.0
# of the time, what measuring memory may take, far from its limit and near
RARELY, OFTEN = 0.01, 0.2
FOREVER = 100
MEGABYTE = 1 << 20
# seconds left below which no further child is started
LEAST = 1.0


class Orders(SimpleQueue[Task | Order | None]):
    """What a child is still to be sent, the task first; None ends it."""


@dataclass(frozen=True, slots=True)
class Watched:
    """How a task ended: ``note`` is empty when it ended by itself in time."""

    note: str
    peak_mb: int


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
    known: Callable[[], Known | None] = lambda: None,
) -> Watched:
    """Run tasks side by side, each in a child process; ``hear`` gets each message as it comes.

    What is ``known`` is passed on to all of several tasks when it has changed. The children are
    asked to stop when ``should_stop`` says so or the first task's time is up, and killed when they
    have not ended ``GRACE`` seconds later, take more memory together than allowed, or ``enough`` is
    found. Everything they started is over when this returns.

    Raises
    ------
    SearchFailedError
        If a child met a defect.
    """
    with ExitStack() as stack:

        def start(task: Task) -> _Child:
            return stack.enter_context(_child(task))

        return _Watch(tasks[0].limits, list(tasks), start, hear, should_stop, enough, known).run()


def _send(pipe: Connection, orders: Orders) -> None:
    """Hand over the task and what follows it; a child that is gone is noticed by the watch."""
    with suppress(OSError):
        while (order := orders.get()) is not None:
            with uncollected():
                pipe.send(order)


@contextmanager
def _child(task: Task) -> Generator["_Child"]:
    ours, theirs = Pipe()
    handle = theirs.fileno()
    command = [sys.executable, "-m", "nightfloat.solver.search.child", str(handle)]
    with ours, theirs:
        process = subprocess.Popen(
            command, pass_fds=[handle], stdin=subprocess.DEVNULL, start_new_session=True
        )
        theirs.close()
        # a child that never reads must not hold up the watch
        orders = Orders()
        orders.put(task)
        sender = threading.Thread(target=_send, args=(ours, orders), daemon=True)
        sender.start()
        try:
            yield _Child(process, cast("Connection", ours), orders)
        finally:
            _kill_all(process)
            # nobody reads any more, so what is still being sent ends before the pipe is closed
            orders.put(None)
            sender.join(GRACE)


def _kill_all(process: subprocess.Popen[bytes]) -> None:
    """End a child with everything it started: it leads a session of its own."""
    with suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGKILL)
    process.wait()


@dataclass
class _Child:
    """One searching process, its pipe, and what a thread hands over to it."""

    process: subprocess.Popen[bytes]
    pipe: Connection
    orders: Orders
    # seconds from the start of the first child to this one's
    since: float = 0.0
    ended: bool = False

    def listen(self, hear: Callable[[Message], None]) -> None:
        """Hear all that is there; note when the child has closed its end."""
        while (message := self._next()) is not None:
            if isinstance(message, Failed):
                sentence = f"the search failed: {message.reason}"
                raise SearchFailedError(sentence)
            hear(_later(message, self.since))

    def _next(self) -> Message | None:
        """Return the next message that is there, None when there is none."""
        try:
            if not self.ended and self.pipe.poll():
                return cast("Message", self.pipe.recv())
        except (EOFError, OSError, UnpicklingError):
            self.ended = True
        return None

    def ask(self) -> None:
        """Ask the child to stop once it has taken what was sent before."""
        self.orders.put(STOP)

    def inform(self, known: Known) -> None:
        """Tell the child what all strategies have found, unless it still has to read the last."""
        if self.orders.empty():
            self.orders.put(known)

    def family(self) -> list[psutil.Process]:
        """Return the child and all it started."""
        try:
            parent = psutil.Process(self.process.pid)
            return [parent, *parent.children(recursive=True)]
        except psutil.NoSuchProcess:
            return []


def _later(message: Message, since: float) -> Message:
    """Return a message whose time counts from the start of the first child."""
    if isinstance(message, Found | Bounded):
        return replace(message, seconds=message.seconds + since)
    return message


def _resident(process: psutil.Process) -> int:
    """Return the bytes that a process has in memory, shared ones included."""
    try:
        return int(process.memory_info().rss)
    except psutil.NoSuchProcess:
        return 0


def _held(process: psutil.Process) -> int:
    """Return the bytes that a process holds, what several share divided among them.

    Where the system does not say how much is shared, what forks have in common counts for each.
    """
    try:
        info = process.memory_full_info()
    except (psutil.NoSuchProcess, psutil.AccessDenied):
        return 0
    return int(getattr(info, "pss", info.rss))


@dataclass
class _Watch:
    """Children under watch, and the tasks that ``start`` has still to make children of."""

    limits: Limits
    waiting: list[Task]
    start: Callable[[Task], _Child]
    hear: Callable[[Message], None]
    should_stop: Callable[[], bool]
    enough: Callable[[], bool]
    known: Callable[[], Known | None]
    children: list[_Child] = field(default_factory=list["_Child"])
    began: float = field(default_factory=time.monotonic)
    peak: int = 0
    asked: float | None = None
    measured: float = 0.0
    took: float = 0.0
    spread: float = 0.0
    last: tuple[tuple[int, ...], int] | None = None

    def run(self) -> Watched:
        """Listen until all children end or have to be ended."""
        # a reproducible search has no wall clock; it is only kept from running forever
        allowed = self.limits.seconds * (FOREVER if self.limits.reproducible else 1)
        deadline = self.began + allowed
        while self._begin():
            self._listen()
            self._measure()
            if self.peak > self.limits.memory_mb:
                return self._kill(
                    f"the search needed more than {self.limits.memory_mb} MB of memory"
                )
            if self.enough():
                return self._kill("")
            now = time.monotonic()
            self._spread(now)
            if self.asked is None and (self.should_stop() or now > deadline):
                self._ask(now)
            if self.asked is not None and now > self.asked + GRACE:
                return self._kill("the search did not end in time and was ended from outside")
        return Watched(self._codes(), self.peak)

    def _begin(self) -> bool:
        """Start what is due; whether there is anything to watch."""
        working = any(not child.ended for child in self.children)
        passed = time.monotonic() - self.began
        if self.children and (self.asked is not None or passed + LEAST > self.limits.seconds):
            return working
        known = self.known() if self.waiting else None
        closed = 0 if known is None else known.closed
        due = [task for task in self.waiting if is_due(task, passed, closed)]
        due = due or ([] if working else soonest(self.waiting))
        for task in due:
            self.waiting.remove(task)
            self._add(task if working else alone(task), passed)
        return working or bool(due)

    def _add(self, task: Task, passed: float) -> None:
        """Start a task, and tell it what the others have found."""
        since = passed if waits(task) else 0.0
        child = self.start(shortened(task, since))
        child.since = since
        self.children.append(child)
        known = self.known() if since else None
        if known is not None:
            child.inform(known)

    def _measure(self) -> None:
        """Note what all hold together, as often as a small share of the time allows.

        The system walks all pages to divide shared ones. What is resident bounds that from above
        and is known at once, so only what is beyond the limit by that measure is hurried.
        """
        family = [one for child in self.children if not child.ended for one in child.family()]
        resident = sum(map(_resident, family)) // MEGABYTE
        share = RARELY if resident <= self.limits.memory_mb else OFTEN
        started = time.monotonic()
        if started < self.measured + self.took / share:
            return
        self.peak = max(self.peak, sum(map(_held, family)) // MEGABYTE)
        self.measured = time.monotonic()
        self.took = self.measured - started

    def _codes(self) -> str:
        codes = [child.process.wait() for child in self.children]
        bad = [code for code in codes if code != 0]
        return f"the searching process ended with code {bad[0]}" if bad else ""

    def _listen(self) -> None:
        """Hear what comes within one tick."""
        wait([child.pipe for child in self.children if not child.ended], TICK)
        for child in self.children:
            child.listen(self.hear)

    def _spread(self, now: float) -> None:
        """Tell all of several children what is known, if that has changed."""
        known = self.known() if len(self.children) > 1 and now > self.spread + NEWS else None
        if known is not None and (known.costs, known.closed) != self.last:
            self.spread, self.last = now, (known.costs, known.closed)
            for child in self.children:
                child.inform(known)

    def _ask(self, now: float) -> None:
        self.asked = now
        for child in self.children:
            child.ask()

    def _kill(self, note: str) -> Watched:
        for child in self.children:
            _kill_all(child.process)
            child.listen(self.hear)
        return Watched(note, self.peak)
