"""Who takes part: each is a command for a task and a reading of the last line that it prints.

A peer counts its limit from the start of its process, imports included; nightfloat's is of its
search alone. So nightfloat is told a limit lower by ``RESERVE``, and at least half of the limit.
"""

import json
import sys
from collections.abc import Callable
from dataclasses import dataclass
from math import isfinite
from pathlib import Path
from typing import cast

from benchmarks.peers.environments import Environment
from benchmarks.peers.task import Answer
from nightfloat import __version__
from nightfloat.bench.edition import edition
from nightfloat.solver.solve import solver_version

RUNNERS = "benchmarks.peers.runners"
NIGHTFLOAT = Path(sys.executable).with_name("nightfloat")
# what would be taken from the environment or be a default that changes
STATED = ("--seed", "1", "--strategy", "portfolio", "--memory-limit", "8192")
# Seconds kept for nightfloat's imports, reading, audit and writing.
RESERVE = 2.0

# how nightfloat says that it failed
ERROR = "error"

type Said = dict[str, object]


@dataclass(frozen=True, slots=True)
class Question:
    """What one contestant is asked: the same for all."""

    instance: Path
    out: Path
    seconds: float
    threads: int
    cores: int


@dataclass(frozen=True, slots=True)
class Contestant:
    """A solver under a name; ``edition`` tells its sources and packages as they are now.

    ``read`` gets its last line and the wall seconds of the process.
    """

    name: str
    command: Callable[[Question], tuple[str, ...]]
    read: Callable[[Said, float], Answer]
    edition: Callable[[], str]
    environment: Environment | None = None


def contestants(environments: Path) -> dict[str, Contestant]:
    """Return everybody by name, the peers with environments under the folder."""
    timefold = f"{RUNNERS}.timefold_java"
    compiled = ("-m", timefold, "--prepare")
    return {
        "cpmpy": _peer(Environment("cpmpy", environments), f"{RUNNERS}.cpmpy_ortools"),
        "highs": _peer(Environment("highs", environments), f"{RUNNERS}.highs"),
        "timefold": _peer(Environment("timefold", environments, compiled), timefold),
        "nightfloat": Contestant("nightfloat", _nightfloat, _read_nightfloat, _edition),
    }


def answer(printed: str, contestant: Contestant, seconds: float) -> Answer | None:
    """Return what the last line says, nothing if it is no JSON object or tells of an error."""
    lines = printed.strip().splitlines()
    try:
        loaded: object = json.loads(lines[-1]) if lines else None
    except json.JSONDecodeError:
        return None
    said = cast("Said", loaded) if isinstance(loaded, dict) else {}
    return None if said.get("status", ERROR) == ERROR else contestant.read(said, seconds)


def _peer(environment: Environment, module: str) -> Contestant:
    def command(asked: Question) -> tuple[str, ...]:
        threads = ("--threads", str(asked.threads))
        return (str(environment.python), "-m", module, *_common(asked, asked.seconds), *threads)

    return Contestant(environment.name, command, _read_peer, environment.edition, environment)


def _nightfloat(asked: Question) -> tuple[str, ...]:
    seconds = max(asked.seconds / 2, asked.seconds - RESERVE)
    form = ("--no-commit", "--json", "--format", "curtois")
    workers = ("--workers", str(asked.threads))
    return (str(NIGHTFLOAT), "generate", *_common(asked, seconds), *form, *workers, *STATED)


def _edition() -> str:
    """Return what nightfloat is made of, and what its command states beside the question."""
    return f"{edition()}, {solver_version()}, {' '.join(STATED)}, {RESERVE:g} s kept"


def _common(asked: Question, seconds: float) -> tuple[str, ...]:
    return (str(asked.instance), "--time-limit", f"{seconds:g}", "--out", str(asked.out))


def _read_peer(said: Said, seconds: float) -> Answer:
    return Answer(
        status=str(said["status"]),
        version=str(said["version"]),
        cost=_whole(said.get("cost")),
        bound=_number(said.get("bound")),
        startup=_number(said.get("startup")),
    )


def _read_nightfloat(said: Said, seconds: float) -> Answer:
    searched = _number(said.get("seconds"))
    return Answer(
        status=str(said["status"]),
        version=f"{__version__}, {said.get('solver')}",
        cost=_whole(said.get("objective")),
        bound=_number(said.get("bound")),
        # All that is not search: imports, reading, auditing, writing.
        startup=None if searched is None else seconds - searched,
    )


def _number(value: object) -> float | None:
    return float(value) if isinstance(value, int | float) and isfinite(value) else None


def _whole(value: object) -> int | None:
    number = _number(value)
    return None if number is None else round(number)
