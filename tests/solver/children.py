"""Searching processes, and programs that stand in for one."""

import os
import subprocess
import sys
from collections.abc import Generator
from contextlib import contextmanager
from multiprocessing import Pipe
from multiprocessing.connection import Connection
from pathlib import Path
from typing import cast

import psutil

from nightfloat.solver.search.process import held_bytes
from nightfloat.solver.search.watchdog import MEGABYTE

SEARCH = "-P", "-m", "nightfloat.solver.search.child"


def own() -> int:
    """Return the megabytes of this process, which a limit counts too."""
    return held_bytes(psutil.Process()) // MEGABYTE


def waiting_for(mark: Path) -> str:
    """Return the lines, to stand before a body, of functions that make a file and wait for it.

    What was said before it was made is heard before what is said after the wait.
    """
    return (
        "import time\n"
        "def make():\n"
        f"    open({os.fspath(mark)!r}, 'w').close()\n"
        "def wait():\n"
        "    late = time.monotonic() + 60\n"
        f"    while not os.path.exists({os.fspath(mark)!r}) and time.monotonic() < late:\n"
        "        time.sleep(0.02)\n"
        "    time.sleep(0.3)\n"
    )


def interpreter(tmp_path: Path, body: str) -> str:
    """Return a program that runs ``body`` with the connection's handle as ``h``."""
    script = tmp_path / "child"
    script.write_text(f"#!{sys.executable}\nimport os, sys\nh = int(sys.argv[-1])\n{body}\n")
    script.chmod(0o755)
    return os.fspath(script)


@contextmanager
def child(*program: str) -> Generator[tuple[subprocess.Popen[bytes], Connection]]:
    """Yield a real searching process, as an interpreter runs it, and the pipe to it."""
    ours, theirs = Pipe()
    handle = theirs.fileno()
    command = [sys.executable, *(program or SEARCH), str(handle)]
    error = subprocess.PIPE
    with ours, theirs, subprocess.Popen(command, pass_fds=[handle], stderr=error) as process:
        theirs.close()
        yield process, cast("Connection", ours)
