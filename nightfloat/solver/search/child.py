"""The searching process: takes one task from its pipe, streams messages back, obeys ``stop``.

It ignores SIGINT and SIGTERM, which are its parent's to judge, and ends when the parent is gone.
"""

import os
import signal
import sys
import threading
from collections.abc import Callable
from multiprocessing.connection import Connection
from typing import cast

from nightfloat.solver.search.conflict import ConflictSearch
from nightfloat.solver.search.exact import Exact
from nightfloat.solver.search.message import STOP, ConflictTask, Failed, Message, SolveTask, Task

ORPHANED = 1
OUT_OF_MEMORY = 12


def main(handle: int) -> int:
    """Serve one task over the connection ``handle``; return the exit code."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGTERM, signal.SIG_IGN)
    with Connection(handle) as pipe:
        task = cast("Task", pipe.recv())
        lock = threading.Lock()

        def tell(message: Message) -> None:
            with lock:
                pipe.send(message)

        search = _search(task, tell)
        done = threading.Event()
        listener = threading.Thread(target=_listen, args=(pipe, search.stop, done), daemon=True)
        listener.start()
        try:
            search.run()
        except MemoryError:
            return OUT_OF_MEMORY
        except BrokenPipeError:
            return ORPHANED
        except Exception as error:  # noqa: BLE001 - the boundary of the process: told, not lost
            tell(Failed(f"{type(error).__name__}: {error}"))
        done.set()
    return 0


def _search(task: Task, tell: Callable[[Message], None]) -> Exact | ConflictSearch:
    match task:
        case SolveTask():
            return Exact(task, tell)
        case ConflictTask():
            return ConflictSearch(task, tell)


def _listen(pipe: Connection, stop: Callable[[], None], done: threading.Event) -> None:
    """Stop when told to; leave at once when the parent is gone."""
    try:
        while pipe.recv() != STOP:
            pass
    except (EOFError, OSError):
        if not done.is_set():
            os._exit(ORPHANED)
    stop()


if __name__ == "__main__":
    sys.exit(main(int(sys.argv[1])))
