"""Who takes part: each is a command for a task and a reading of the last line that it prints."""

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
    """A solver under a name; ``edition`` changes whenever its sources or packages do.

    ``read`` gets its last line and the wall seconds of the process.
    """

    name: str
    command: Callable[[Question], tuple[str, ...]]
    read: Callable[[Said, float], Answer]
    edition: str
    environment: Environment | None = None


def contestants(environments: Path) -> dict[str, Contestant]:
    """Return everybody by name, the peers with environments under the folder."""
    timefold = f"{RUNNERS}.timefold_java"
    compiled = ("-m", timefold, "--prepare")
    return {
        "cpmpy": _peer(Environment("cpmpy", environments), f"{RUNNERS}.cpmpy_ortools"),
        "highs": _peer(Environment("highs", environments), f"{RUNNERS}.highs"),
        "timefold": _peer(Environment("timefold", environments, compiled), timefold),
        "nightfloat": Contestant("nightfloat", _nightfloat, _read_nightfloat, _edition()),
    }


def answer(printed: str, contestant: Contestant, seconds: float) -> Answer | None:
    """Return what the last line says, nothing if it is no JSON object."""
    lines = printed.strip().splitlines()
    try:
        loaded: object = json.loads(lines[-1]) if lines else None
    except json.JSONDecodeError:
        return None
    if not isinstance(loaded, dict) or "status" not in loaded:
        return None
    return contestant.read(cast("Said", loaded), seconds)


def _peer(environment: Environment, module: str) -> Contestant:
    def command(asked: Question) -> tuple[str, ...]:
        threads = ("--threads", str(asked.threads))
        return (str(environment.python), "-m", module, *_common(asked), *threads)

    return Contestant(environment.name, command, _read_peer, environment.edition, environment)


def _nightfloat(asked: Question) -> tuple[str, ...]:
    flags = ("--no-commit", "--json", "--format", "curtois", "--workers", str(asked.threads))
    return (str(NIGHTFLOAT), "generate", *_common(asked), *flags)


def _edition() -> str:
    return f"{edition()}, {solver_version()}"


def _common(asked: Question) -> tuple[str, ...]:
    limit = f"{asked.seconds:g}"
    return (str(asked.instance), "--time-limit", limit, "--out", str(asked.out))


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
