"""A searching process as its parent sees it: a task and orders go in, messages come out."""

import logging
import os
import signal
import subprocess
import sys
import threading
from collections.abc import Callable, Generator
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass
from multiprocessing import Pipe
from multiprocessing.connection import Connection
from pickle import UnpicklingError
from queue import SimpleQueue
from typing import cast

import psutil

from nightfloat.domain.plain import uncollected
from nightfloat.errors import UnstartedError
from nightfloat.solver.search.message import (
    STOP,
    Failed,
    Known,
    Message,
    Order,
    Task,
)

# seconds that a process has to end when somebody wants it to, and when its time is up
GRACE, LATE = 5.0, 1.5


class Orders(SimpleQueue[Task | Order | None]):
    """What a child is still to be sent, the task first; None ends it."""


def _send(pipe: Connection, orders: Orders) -> None:
    """Hand over the task and what follows it; a child that is gone is noticed by the watch."""
    with suppress(OSError):
        while (order := orders.get()) is not None:
            with uncollected():
                pipe.send(order)


@contextmanager
def started(task: Task) -> Generator["Child"]:
    """Start a process that serves a task, and end it and all it started with the context.

    Raises
    ------
    UnstartedError
        If the system has no room for it.
    """
    ours, theirs = Pipe()
    handle = theirs.fileno()
    # -P: what lies in the working directory is no module of ours
    command = [sys.executable, "-P", "-m", "nightfloat.solver.search.child", str(handle)]
    with ours, theirs, ExitStack() as stack:
        process = _opened(command, handle)
        theirs.close()
        # a child that never reads must not hold up the watch
        orders = Orders()
        orders.put(task)
        child = Child(process, cast("Connection", ours), orders)
        stack.callback(child.end)
        stack.enter_context(_sending(child))
        # before the sending ends, so that nobody reads any more
        stack.callback(child.end)
        yield child


def _opened(command: list[str], handle: int) -> subprocess.Popen[bytes]:
    try:
        return subprocess.Popen(
            command, pass_fds=[handle], stdin=subprocess.DEVNULL, start_new_session=True
        )
    except OSError as error:
        raise _unstarted(error.strerror) from error


def _unstarted(reason: object) -> UnstartedError:
    sentence = (
        f"the system has no room for a searching process ({reason}); free memory or end other "
        "processes, and run again"
    )
    return UnstartedError(sentence)


@contextmanager
def _sending(child: "Child") -> Generator[None]:
    """Hand over a child's orders beside what the block does.

    Raises
    ------
    UnstartedError
        If the system has no room for a thread.
    """
    sent = child.pipe, child.orders
    sender = threading.Thread(target=_send, args=sent, daemon=True)
    try:
        sender.start()
    except RuntimeError as error:
        raise _unstarted(error) from error
    try:
        yield
    finally:
        # what is still being sent ends before the pipe is closed
        child.orders.put(None)
        sender.join(GRACE)


def kill_all(process: subprocess.Popen[bytes]) -> None:
    """End a child with everything it started: it leads a session of its own."""
    with suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGKILL)
    process.wait()


@dataclass
class Child:
    """One searching process, its pipe, and what a thread hands over to it."""

    process: subprocess.Popen[bytes]
    pipe: Connection
    orders: Orders
    ended: bool = False
    # whether nothing is left of it
    buried: bool = False
    # the defect that it met, in a sentence
    failed: str = ""
    # what it was last told: costs and bounds
    told: tuple[tuple[int, ...], tuple[int, ...]] | None = None

    def listen(self, hear: Callable[[Message], None]) -> None:
        """Hear all that is there; note a defect, and when the child has closed its end."""
        while (message := self._next()) is not None:
            if isinstance(message, Failed):
                self.failed = f"the search failed: {message.reason}"
                logging.getLogger("nightfloat").info("%s", self.failed)
            else:
                hear(message)

    def _next(self) -> Message | None:
        """Return the next message that is there, None when there is none."""
        try:
            if not self.ended and self.pipe.poll():
                return cast("Message", self.pipe.recv())
        except (EOFError, OSError, UnpicklingError):
            self.ended = True
        return None

    def bury(self) -> None:
        """End what a child that is gone has left at work."""
        if self.ended and self.process.poll() is not None:
            self.end()

    def end(self) -> None:
        """End the child and all it has started, once: its number may be another's later."""
        if not self.buried:
            self.buried = True
            kill_all(self.process)

    def ask(self) -> None:
        """Ask the child to stop once it has taken what was sent before."""
        self.orders.put(STOP)

    def inform(self, known: Known) -> bool:
        """Tell the child what all strategies have found, if that is news; whether it was told.

        One that still has to read the last is told later.
        """
        news = _news(known)
        if news == self.told or not self.orders.empty():
            return False
        self.told = news
        self.orders.put(known)
        return True

    def family(self) -> list[psutil.Process]:
        """Return the child and all it started."""
        try:
            parent = psutil.Process(self.process.pid)
            return [parent, *parent.children(recursive=True)]
        except psutil.NoSuchProcess:
            return []


def _news(known: Known) -> tuple[tuple[int, ...], tuple[int, ...]]:
    """Return what tells one state of a search from another."""
    return known.costs, known.bounds


def resident_bytes(process: psutil.Process) -> int:
    """Return the bytes that a process has in memory, shared ones included."""
    try:
        return int(process.memory_info().rss)
    except psutil.NoSuchProcess:
        return 0


def held_bytes(process: psutil.Process) -> int:
    """Return the bytes that a process holds, what several share divided among them.

    Where the system does not say how much is shared, what forks have in common counts for each.
    """
    try:
        info = process.memory_full_info()
    except (psutil.NoSuchProcess, psutil.AccessDenied):
        return 0
    return int(getattr(info, "pss", info.rss))
