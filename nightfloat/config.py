"""Where a setting comes from: flag, then environment, then program file, then default."""

import getpass
import os
import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import unquote

from nightfloat.constraints.program import ContingencyPolicy, Level, Program
from nightfloat.domain.result import MOST_SECONDS, SEEDS, Limits, Strategy
from nightfloat.errors import InputError

TIME_LIMIT = 60.0
MEMORY_MB = 8192
SEED = 1
WORKERS = 8
DATABASE = "nightfloat.db"
SQLITE = "sqlite:///"
SQLITE_URL = re.compile(r"sqlite(?:\+pysqlite)?:///([^?]*)")
# what the solver takes
MOST_WORKERS = 1000
# what people write of a server where a URL is meant; as the name of a file it would show a password
CONNECTION = re.compile(
    r"postgres|[^/@]*:[^@]*@|(.*[\s;?&])?(host|hostaddr|dbname|user|password|pwd|service)\s*=",
    re.IGNORECASE | re.DOTALL,
)


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
    strategy: str | None = None


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
    stated = dict[str, float | str]() if program is None else program.solve
    environment = {f"NIGHTFLOAT_{n}": str(v) for n, v in stated.items()} | dict(environment)
    limits = Limits(
        seconds=_time_limit(_first(flags.time_limit, environment, "TIME_LIMIT", float)),
        memory_mb=int(positive("memory limit", _number(flags.memory_limit, environment, "MEMORY"))),
        workers=_within("number of workers", _workers(flags, environment), 1, MOST_WORKERS),
        seed=_within("seed", _number(flags.seed, environment, "SEED"), 0, SEEDS - 1),
        reproducible=flags.reproducible,
        strategy=_strategy(flags.strategy, environment),
    )
    if limits.reproducible and limits.strategy is Strategy.MILP:
        sentence = f"{limits.strategy} counts no work that is reproducible; drop the strategy"
        raise InputError(sentence)
    return Config(database(flags.db, environment, program), limits, _policy(flags, program))


DEFAULTS: Mapping[str, float] = {
    "TIME_LIMIT": TIME_LIMIT,
    "MEMORY": MEMORY_MB,
    "WORKERS": WORKERS,
    "SEED": SEED,
}


def _workers(flags: Flags, environment: Mapping[str, str]) -> float:
    """One worker is best in the deterministic time that a reproducible search counts."""
    default = 1 if flags.reproducible else WORKERS
    return _number(flags.workers, {"NIGHTFLOAT_WORKERS": str(default), **environment}, "WORKERS")


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
        kind = "whole number" if read is int else "number"
        sentence = f"the environment variable NIGHTFLOAT_{name} is {text!r}; it takes a {kind}"
        raise InputError(sentence) from None


def positive(what: str, value: float) -> float:
    """Return a finite value above 0.

    Raises
    ------
    InputError
        If it is not.
    """
    if not 0 < value < float("inf"):
        sentence = f"the {what} is {value:g}; it must be above 0"
        raise InputError(sentence)
    return value


def _time_limit(value: float) -> float:
    if positive("time limit", value) > MOST_SECONDS:
        sentence = f"the time limit is {value} s; it must be {MOST_SECONDS} s at most"
        raise InputError(sentence)
    return value


def _within(what: str, value: float, least: int, most: int) -> int:
    if not least <= value <= most:
        sentence = f"the {what} is {value}; it must be from {least} to {most}"
        raise InputError(sentence)
    return int(value)


def _strategy(flag: str | None, environment: Mapping[str, str]) -> Strategy:
    said = environment.get("NIGHTFLOAT_STRATEGY", Strategy.PORTFOLIO) if flag is None else flag
    try:
        return Strategy(said)
    except ValueError:
        sentence = f"the strategy is {said!r}; it must be one of {', '.join(Strategy)}"
        raise InputError(sentence) from None


def user() -> str:
    """Return who runs this, for the audit trail; a container may have a number and no name."""
    try:
        return getpass.getuser()
    except (KeyError, OSError):
        return f"uid {os.getuid()}"


def existing(flag: str | None, environment: Mapping[str, str], program: Program | None) -> str:
    """Return the URL of a store to read from: looking makes no file.

    Raises
    ------
    InputError
        If it is a file that does not exist.
    """
    url = database(flag, environment, program)
    path = sqlite_file(url)
    if path and not os.path.exists(path):
        sentence = (
            f"there is no store at {path}; `nightfloat generate` makes one, --db names another"
        )
        raise InputError(sentence)
    return url


def sqlite_file(url: str) -> str:
    """Return the path of the file that the URL names, empty when it names a server."""
    found = SQLITE_URL.match(url)
    return unquote(found[1]) if found else ""


def database(flag: str | None, environment: Mapping[str, str], program: Program | None) -> str:
    """Return the store's URL: a plain path is SQLite; the default lies beside the program.

    Raises
    ------
    InputError
        If it is neither a URL nor a path that can be one.
    """
    if flag == "":
        raise InputError("--db names no store; write a file or a postgresql:// URL")
    said = flag or environment.get("NIGHTFLOAT_DB") or ""
    if "://" in said:
        return said
    if CONNECTION.match(said):
        # may hold a password, so it is not quoted
        sentence = (
            "the store is named by what is no URL but speaks of a server; write "
            "postgresql://USER:PASSWORD@HOST/DATABASE, or ./ before the name of a file, with --db"
        )
        raise InputError(sentence)
    found = said or str(_beside(program) / DATABASE)
    # what a URL would take for an escape or for the begin of options; a % first
    path = os.path.abspath(found).replace("%", "%25").replace("?", "%3F")
    return f"{SQLITE}{path}"


def _beside(program: Program | None) -> Path:
    """Return the folder that the program is or lies in."""
    source = Path(program.source) if program and program.source else Path()
    return source if os.path.isdir(source) else source.parent


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
