"""A task runs in a process of its own that is ended from outside when limits are passed.

CP-SAT may overrun its time limit in presolve and its memory cap is not reliable (or-tools #5163,
#1944), so neither is trusted: the process is watched, and what it had found is never lost.
"""

import subprocess
import sys
import threading
import time
from collections.abc import Callable, Generator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from multiprocessing import Pipe
from multiprocessing.connection import Connection
from pickle import UnpicklingError
from typing import cast

import psutil

from nightfloat.errors import SearchFailedError
from nightfloat.solver.search.message import STOP, Failed, Message, Task

GRACE = 5.0
TICK = 0.1
FOREVER = 100
MEGABYTE = 1 << 20


@dataclass(frozen=True, slots=True)
class Watched:
    """How a task ended: ``note`` is empty when it ended by itself in time."""

    note: str
    peak_mb: int


def run_task(
    task: Task, hear: Callable[[Message], None], should_stop: Callable[[], bool]
) -> Watched:
    """Run ``task`` in a child process; ``hear`` is called with each message as it comes.

    The child is asked to stop when ``should_stop`` says so or its time is up, and killed when it
    has not ended ``GRACE`` seconds later or takes more memory than allowed.

    Raises
    ------
    SearchFailedError
        If the child met a defect.
    """
    with _child() as (process, pipe):
        # a child that never reads must not hold up the watch
        sender = threading.Thread(target=_send, args=(pipe, task), daemon=True)
        sender.start()
        return _Watch(task, process, pipe, hear, should_stop, sender).run()


def _send(pipe: Connection, task: Task) -> None:
    """Hand over the task; a child that is gone is noticed by the watch."""
    with suppress(OSError):
        pipe.send(task)


@contextmanager
def _child() -> Generator[tuple[subprocess.Popen[bytes], Connection]]:
    ours, theirs = Pipe()
    handle = theirs.fileno()
    command = [sys.executable, "-m", "nightfloat.solver.search.child", str(handle)]
    with ours, theirs:
        process = subprocess.Popen(
            command, pass_fds=[handle], stdin=subprocess.DEVNULL, start_new_session=True
        )
        theirs.close()
        try:
            yield process, cast("Connection", ours)
        finally:
            process.kill()
            process.wait()


@dataclass
class _Watch:
    """One child under watch."""

    task: Task
    process: subprocess.Popen[bytes]
    pipe: Connection
    hear: Callable[[Message], None]
    should_stop: Callable[[], bool]
    sender: threading.Thread
    peak: int = 0
    asked: float | None = None

    def run(self) -> Watched:
        """Listen until the child ends or has to be ended."""
        limits = self.task.limits
        # a reproducible search has no wall clock; it is only kept from running forever
        allowed = limits.seconds * (FOREVER if limits.reproducible else 1)
        deadline = time.monotonic() + allowed
        while self._listen():
            self.peak = max(self.peak, self._memory())
            if self.peak > limits.memory_mb:
                return self._kill(f"the search needed more than {limits.memory_mb} MB of memory")
            now = time.monotonic()
            if self.asked is None and (self.should_stop() or now > deadline):
                self._ask(now)
            if self.asked is not None and now > self.asked + GRACE:
                return self._kill("the search did not end in time and was ended from outside")
        code = self.process.wait()
        note = "" if code == 0 else f"the searching process ended with code {code}"
        return Watched(note, self.peak)

    def _listen(self) -> bool:
        """Hear what is there for one tick; return False when the child has closed its end."""
        try:
            if self.pipe.poll(TICK):
                self._hear_one()
                while self.pipe.poll():
                    self._hear_one()
        except (EOFError, OSError, UnpicklingError):
            return False
        return True

    def _hear_one(self) -> None:
        message = cast("Message", self.pipe.recv())
        if isinstance(message, Failed):
            sentence = f"the search failed: {message.reason}"
            raise SearchFailedError(sentence)
        self.hear(message)

    def _ask(self, now: float) -> None:
        self.asked = now
        if not self.sender.is_alive():
            with suppress(OSError):
                self.pipe.send(STOP)

    def _kill(self, note: str) -> Watched:
        self.process.kill()
        while self._listen():
            pass
        return Watched(note, self.peak)

    def _memory(self) -> int:
        try:
            return psutil.Process(self.process.pid).memory_info().rss // MEGABYTE
        except psutil.NoSuchProcess:
            return 0
