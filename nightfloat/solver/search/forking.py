"""A process forked to work for the searching one, which it shares all that is loaded with.

It belongs to the session of the process that forked it, so whoever ends that ends it too. The
process that forks must have one thread.
"""

import os
import signal
from collections.abc import Callable, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from multiprocessing import Pipe
from multiprocessing.connection import Connection
from typing import Never, cast

from nightfloat.solver.search.message import OUT_OF_MEMORY

GONE = "a process that takes part in the search is gone"


@dataclass(frozen=True, slots=True)
class Broken:
    """The process met a defect, and ends."""

    reason: str


class BrokenForkError(Exception):
    """A forked process met a defect or died; what it was doing is lost, what was told is not."""


class LostForkError(BrokenForkError):
    """A forked process is gone, as when the system has no memory left."""


@dataclass(frozen=True, slots=True)
class Forked[Given, Taken]:
    """One process, as seen from the one that forked it."""

    pid: int
    pipe: Connection

    def give(self, job: Given) -> None:
        """Hand over a job.

        Raises
        ------
        LostForkError
            If the process is gone.
        """
        try:
            self.pipe.send(job)
        except OSError as error:
            raise LostForkError(GONE) from error

    def take(self) -> Taken:
        """Return what the process says next; blocks.

        Raises
        ------
        BrokenForkError
            If there is nothing to come.
        """
        return cast("Taken", told(self.pipe))

    def end(self) -> None:
        """End the process."""
        self.pipe.close()
        os.kill(self.pid, signal.SIGKILL)
        os.waitpid(self.pid, 0)


def told(pipe: Connection, *asked: object) -> object:
    """Return what the process at the other end says once it has been ``asked``; blocks.

    Raises
    ------
    LostForkError
        If it is gone.
    BrokenForkError
        If it says that it met a defect.
    """
    try:
        for one in asked:
            pipe.send(one)
        said = pipe.recv()
    except (EOFError, OSError) as error:
        raise LostForkError(GONE) from error
    if isinstance(said, Broken):
        raise BrokenForkError(said.reason)
    return said


def served(serve: Callable[[Connection], None], pipe: Connection) -> int:
    """Run ``serve`` until the other end is closed; return 0, or 1 after a defect, which is told.

    Want of memory is none, here or in a process behind it: it is gone then, as if the system had
    ended it.
    """
    try:
        serve(pipe)
    except (EOFError, OSError):
        return 0
    except (MemoryError, LostForkError):
        return OUT_OF_MEMORY
    except BrokenForkError as error:
        pipe.send(Broken(str(error)))
        return 1
    except Exception as error:  # noqa: BLE001 - the boundary of the process: told, not lost
        pipe.send(Broken(f"{type(error).__name__}: {error}"))
        return 1
    return 0


def forked[Given, Taken](serve: Callable[[Connection], None]) -> Forked[Given, Taken]:
    """Return a new process that runs ``serve`` on its end of a pipe.

    Raises
    ------
    LostForkError
        If the system has no room for it.
    """
    try:
        ours, theirs = Pipe()
        pid = os.fork()
    except OSError as error:
        raise LostForkError(GONE) from error
    if pid == 0:
        code = 1
        _close_all_but(theirs.fileno())
        try:
            code = served(serve, cast("Connection", theirs))
        finally:
            os._exit(code)
    theirs.close()
    return Forked(pid, cast("Connection", ours))


def each[Part, Made](
    make: Callable[[Part], Made], parts: Sequence[Part], processes: int
) -> list[Made]:
    """Return what is made of each part, by this process and forks of it, as many as there is work.

    Where the system has no room for a fork, this process does its share.

    Raises
    ------
    BrokenForkError
        If a fork met a defect or died.
    """
    count = max(1, min(processes, len(parts)))
    shares = [parts[n::count] for n in range(count)]
    found: list[list[Made]] = []
    with ExitStack() as ends:
        forks = [_maker(make, share, ends) for share in shares[1:]]
        found.append([make(part) for part in shares[0]])
        for fork, share in zip(forks, shares[1:], strict=True):
            found.append([make(part) for part in share] if fork is None else fork.take())
    return [found[n % count][n // count] for n in range(len(parts))]


def _maker[Part, Made](
    make: Callable[[Part], Made], parts: Sequence[Part], ends: ExitStack
) -> Forked[Never, list[Made]] | None:
    """Return a fork that makes what it tells of parts, None if there is no room for it."""
    try:
        fork: Forked[Never, list[Made]] = forked(
            lambda pipe: pipe.send([make(part) for part in parts])
        )
    except LostForkError:
        return None
    ends.callback(fork.end)
    return fork


def _close_all_but(kept: int) -> None:
    """Close what was inherited, so that nobody waits for a pipe that a fork holds open."""
    os.closerange(3, kept)
    os.closerange(kept + 1, os.sysconf("SC_OPEN_MAX"))
