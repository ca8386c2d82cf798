"""The searching process: takes one task from its pipe, streams messages back, obeys ``stop``.

It ignores SIGINT and SIGTERM, which are its parent's to judge, and ends when the parent is gone.
"""

import gc
import os
import signal
import sys
import threading
from collections.abc import Callable
from contextlib import suppress
from multiprocessing.connection import Connection
from pathlib import Path
from typing import NoReturn, Protocol, cast

from nightfloat.domain.plain import uncollected
from nightfloat.domain.result import Strategy
from nightfloat.solver.search.forking import LostForkError
from nightfloat.solver.search.leaving import leave
from nightfloat.solver.search.lexicographic import Lexicographic
from nightfloat.solver.search.message import (
    LOST,
    ORPHANED,
    OUT_OF_MEMORY,
    STOP,
    ConflictTask,
    Declined,
    Failed,
    Known,
    Message,
    Order,
    SolveTask,
    Task,
)

AUTOGROUP = Path("/proc/self/autogroup")
UNKEPT = (
    "columns have no place to keep their compiled kernels; let NUMBA_CACHE_DIR name a folder that "
    "can be written"
)


class Search(Protocol):
    """What serves a task."""

    def run(self) -> None:
        """Search until done or told to stop."""
        ...

    def stop(self) -> None:
        """End as soon as possible, from any thread."""
        ...


def main(handle: int) -> NoReturn:
    """Serve one task over the connection ``handle``; the exit code tells if it came to nothing."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGTERM, signal.SIG_IGN)
    # the system frees a large model at once, the interpreter takes seconds for it as soon as nobody
    # holds it; the system closes the pipe too, which a thread may still be reading
    held: list[Task] = []
    os._exit(_serve(Connection(handle), held))


def _serve(pipe: Connection, held: list[Task]) -> int:
    """Serve one task, which is ``held`` from then on; return the exit code."""
    lock = threading.Lock()

    def tell(message: Message) -> None:
        with lock:
            pipe.send(message)

    try:
        held.append(_task(pipe))
        _search(held[0], tell, pipe)
    except MemoryError:
        return OUT_OF_MEMORY
    except BrokenPipeError:
        return ORPHANED
    except LostForkError:
        return LOST
    except Exception as error:  # noqa: BLE001 - the boundary of the process: told, not lost
        tell(Failed(f"{type(error).__name__}: {error}"))
    return 0


def _task(pipe: Connection) -> Task:
    """Return the task; leave when the parent is gone before it has sent one."""
    try:
        with uncollected():
            task = cast("Task", pipe.recv())
    except EOFError:
        leave()
    gc.freeze()
    return task


def _search(task: Task, tell: Callable[[Message], None], pipe: Connection) -> None:
    """Run what serves the task; ortools and highspy are never loaded into one process."""
    if isinstance(task, SolveTask) and task.nice:
        give_way(task.nice)
    if isinstance(task, SolveTask) and task.strategy is Strategy.COLUMNS:
        _columns(task, tell, pipe)
        return
    search = _make(task, tell)
    done = threading.Event()
    threading.Thread(target=_listen, args=(pipe, search, done), daemon=True).start()
    try:
        search.run()
    finally:
        done.set()


def _columns(task: SolveTask, tell: Callable[[Message], None], pipe: Connection) -> None:
    """Search by columns, or decline where numba finds no place for what it compiles."""
    from nightfloat.solver.milp.frozen import freezer

    # forked first: it loads ortools, this process highspy; nothing counts what either does there
    frozen = None if task.limits.reproducible else freezer(task.model)
    try:
        from nightfloat.solver.columns.search import column_search
    except RuntimeError as error:
        if "no locator available" not in str(error):
            raise
        tell(Declined(Strategy.COLUMNS, UNKEPT))
        return
    # it forks, so it has one thread and reads its own pipe
    column_search(task, tell, pipe, frozen).run()


def give_way(nice: int) -> None:
    """Let processes of other sessions go first.

    Linux may share the processor out between sessions (sched_autogroup, sched(7)); a niceness
    counts within one only, so that the session gets it too where it can.
    """
    os.nice(nice)
    with suppress(OSError):
        AUTOGROUP.write_text(str(nice))


def _make(task: Task, tell: Callable[[Message], None]) -> Search:
    if isinstance(task, ConflictTask):
        from nightfloat.solver.search.conflict import ConflictSearch

        return ConflictSearch(task, tell)
    if task.strategy is Strategy.MILP:
        from nightfloat.solver.milp.lowering import lowering

        # forked while there is one thread: it loads ortools, this process highspy
        programme = lowering(task.model)
        from nightfloat.solver.milp.search import milp_search

        return milp_search(task, tell, programme)
    from nightfloat.solver.search.exact import exact_search

    return exact_search(task, tell)


def _listen(pipe: Connection, search: Search, done: threading.Event) -> None:
    """Pass on what others have found until told to stop; leave at once when the parent is gone."""
    try:
        while (order := cast("Order", pipe.recv())) != STOP:
            if isinstance(order, Known) and isinstance(search, Lexicographic):
                search.inform(order)
    except (EOFError, OSError):
        if not done.is_set():
            leave()
    search.stop()


if __name__ == "__main__":
    main(int(sys.argv[1]))
