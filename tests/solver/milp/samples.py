"""Programmes with posts taken in them, read in one process and solved in another."""

import pickle
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from nightfloat.solver.milp.programme import Programme

COMMAND = """\
import sys
from tests.solver.milp import checks
getattr(checks, sys.argv[1])(*sys.argv[2:])
"""


@dataclass(frozen=True)
class Sample:
    """A programme, posts taken in it, and what they cost; None when they are not allowed."""

    name: str
    programme: Programme
    chosen: frozenset[int]
    cost: int | None


def check_apart(found: Sequence[Sample], folder: Path) -> None:
    """Let HiGHS, in a process beside no ortools, come to the cost of every sample."""
    path = folder / "samples"
    path.write_bytes(pickle.dumps(found))
    run_apart("check", path)


def run_apart(check: str, *words: object) -> None:
    """Run a check in a process beside no ortools; it must pass."""
    command = [sys.executable, "-c", COMMAND, check, *map(str, words)]
    ended = subprocess.run(command, capture_output=True, text=True, timeout=120)
    assert ended.returncode == 0, ended.stderr
