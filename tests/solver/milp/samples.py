"""Programmes with posts taken in them, read in one process and solved in another."""

import pickle
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from nightfloat.solver.milp.programme import Programme
from nightfloat.solver.neutral import NeutralModel

COMMAND = """\
from pathlib import Path
from tests.solver.milp.checks import {check}
{check}(Path({path!r}))
"""


@dataclass(frozen=True)
class Sample:
    """A programme, posts taken in it, and what they cost; None when they are not allowed."""

    name: str
    programme: Programme
    chosen: frozenset[int]
    cost: int | None


@dataclass(frozen=True)
class Wrong:
    """A programme that holds nothing, said of a model with a lawful schedule."""

    model: NeutralModel
    programme: Programme
    lawful: frozenset[int]


def check_apart(found: Sequence[Sample] | Wrong, folder: Path, check: str = "check") -> None:
    """Let a check have what was found, in a process beside no ortools, as HiGHS has to be."""
    path = folder / "samples"
    path.write_bytes(pickle.dumps(found))
    command = [sys.executable, "-c", COMMAND.format(path=str(path), check=check)]
    ended = subprocess.run(command, capture_output=True, text=True, timeout=120)
    assert ended.returncode == 0, ended.stderr
