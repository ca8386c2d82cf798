"""Where a setting comes from: flag, then environment, then program file, then default."""

import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from nightfloat.constraints.program import ContingencyPolicy, Level, Program
from nightfloat.domain.result import Limits
from nightfloat.errors import InputError

TIME_LIMIT = 60.0
MEMORY_MB = 8192
SEED = 1
WORKERS = 8
DATABASE = "nightfloat.db"


@dataclass(frozen=True, slots=True)
class Flags:
    """What was said on the command line; None where nothing was."""

    db: str | None = None
    time_limit: float | None = None
    memory_limit: int | None = None
    seed: int | None = None
    workers: int | None = None
    reproducible: bool = False
    contingency: Level | None = None
    require: Level | None = None


@dataclass(frozen=True, slots=True)
class Config:
    """Every setting, decided."""

    db: str
    limits: Limits
    policy: ContingencyPolicy


def resolve(flags: Flags, environment: Mapping[str, str], program: Program | None) -> Config:
    """Decide every setting.

    Raises
    ------
    InputError
        If a setting has a value it cannot have.
    """
    limits = Limits(
        seconds=_positive("time limit", _first(flags.time_limit, environment, "TIME_LIMIT", float)),
        memory_mb=int(
            _positive("memory limit", _number(flags.memory_limit, environment, "MEMORY"))
        ),
        workers=int(_positive("number of workers", _workers(flags, environment))),
        seed=int(_number(flags.seed, environment, "SEED")),
        reproducible=flags.reproducible,
    )
    return Config(database(flags.db, environment, program), limits, _policy(flags, program))


DEFAULTS: Mapping[str, float] = {
    "TIME_LIMIT": TIME_LIMIT,
    "MEMORY": MEMORY_MB,
    "WORKERS": WORKERS,
    "SEED": SEED,
}


def _workers(flags: Flags, environment: Mapping[str, str]) -> float:
    """One worker is best in the deterministic time that a reproducible search counts."""
    return (
        1
        if flags.reproducible and not flags.workers
        else _number(flags.workers, environment, "WORKERS")
    )


def _number(flag: float | None, environment: Mapping[str, str], name: str) -> float:
    return _first(flag, environment, name, int)


def _first(
    flag: float | None, environment: Mapping[str, str], name: str, read: type[int | float]
) -> float:
    """Return flag, environment or default, in this order."""
    text = environment.get(f"NIGHTFLOAT_{name}")
    if flag is not None:
        return flag
    if text is None:
        return DEFAULTS[name]
    try:
        return read(text)
    except ValueError:
        sentence = f"the environment variable NIGHTFLOAT_{name} is {text!r}; it takes a number"
        raise InputError(sentence) from None


def _positive(what: str, value: float) -> float:
    if not 0 < value < float("inf"):
        sentence = f"the {what} is {value:g}; it must be above 0"
        raise InputError(sentence)
    return value


def database(flag: str | None, environment: Mapping[str, str], program: Program | None) -> str:
    """Return the store's URL: a plain path is SQLite; the default lies beside the program."""
    found = flag or environment.get("NIGHTFLOAT_DB")
    if found is None:
        source = Path(program.source) if program and program.source else Path()
        folder = source if source.is_dir() else source.parent
        found = str(folder / DATABASE)
    return found if "://" in found else f"sqlite:///{os.path.abspath(found)}"


def _policy(flags: Flags, program: Program | None) -> ContingencyPolicy:
    policy = ContingencyPolicy() if program is None else program.contingency
    require = flags.require or policy.require
    analyse = flags.contingency or (require if require != "none" else policy.analyse)
    if require != "none" and analyse == "none":
        sentence = (
            f"contingency {require} is required but not analysed; use --contingency {require}"
        )
        raise InputError(sentence)
    return ContingencyPolicy(analyse, require, policy.k, policy.cover)
