"""``program.toml``: each key is a field here; constraints are read by the registry's classes."""

from datetime import date, timedelta
from functools import cache
from itertools import pairwise
from typing import Annotated, Literal, Self
from zoneinfo import ZoneInfo, available_timezones

from pydantic import (
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Discriminator,
    Field,
    PlainValidator,
    Tag,
    model_validator,
)

from nightfloat.constraints.program import HOLES, ContingencyPolicy, Level
from nightfloat.domain.calendar import Calendar, Days
from nightfloat.domain.crosscheck import suggest
from nightfloat.domain.result import MOST_SECONDS, SEEDS, Strategy
from nightfloat.io.faults import shown
from nightfloat.io.folder.cells import Day, Id, Text, refuse

TIERS = ("coverage", "safety", "fairness", "preference")
LONGEST = 1100


@cache
def _zones() -> frozenset[str]:
    return frozenset(available_timezones())


def read_zone(value: object) -> ZoneInfo:
    """Return an IANA zone."""
    key = str(value)
    try:
        return ZoneInfo(key)
    except (KeyError, ValueError, OSError):
        near = suggest(key, _zones())
        raise refuse(f"{shown(key)} is not an IANA time zone; {near}") from None


class Table(BaseModel):
    """One table of the file."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class Block(Table):
    """A block, both days inside."""

    first_day: Day
    last_day: Day

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        if self.last_day < self.first_day:
            raise refuse(
                f"the block's last day {self.last_day} is before its first {self.first_day}"
            )
        return self


class BlockGrid(Table):
    """Blocks of equal length, one after the other."""

    start: Day
    weeks: Annotated[int, Field(ge=1, le=53, strict=True)] = 4
    count: Annotated[int, Field(ge=1, le=400, strict=True)]


class RegimeChoice(Table):
    """A rule set by name, and which of its constraints do not apply here."""

    name: str
    omit: tuple[str, ...] = ()


class Contingency(Table):
    """What to analyse, and what to require before a commit."""

    analyse: Level = "none"
    require: Level = "none"
    k: Annotated[int, Field(ge=0, le=10, strict=True)] = 1
    cover: Literal["full", "minimum"] = "full"

    @model_validator(mode="after")
    def _analysed(self) -> Self:
        if self.require != "none" and self.analyse == "none":
            text = f"{self.require!r} is required but not analysed"
            raise refuse(f"{text}; write analyse = {self.require!r} too", "require")
        return self

    @property
    def policy(self) -> ContingencyPolicy:
        """As the engine takes it."""
        return ContingencyPolicy(self.analyse, self.require, self.k, self.cover)


class Solve(Table):
    """Limits and strategy of the search; a flag or the environment wins."""

    time_limit: Annotated[float, Field(gt=0, le=MOST_SECONDS)] | None = None
    memory_limit: Annotated[int, Field(ge=1, le=10_000_000, strict=True)] | None = None
    workers: Annotated[int, Field(ge=1, le=1000, strict=True)] | None = None
    seed: Annotated[int, Field(ge=0, le=SEEDS - 1, strict=True)] | None = None
    strategy: Strategy | None = None

    @property
    def stated(self) -> dict[str, float | str]:
        """What was said, by the name the engine knows it by."""
        names = {
            "TIME_LIMIT": self.time_limit,
            "MEMORY": self.memory_limit,
            "WORKERS": self.workers,
            "SEED": self.seed,
            "STRATEGY": self.strategy,
        }
        return {name: value for name, value in names.items() if value is not None}


def _form(value: object) -> str:
    return "grid" if isinstance(value, dict) else "list"


def _choice(value: object) -> object:
    return {"name": value} if isinstance(value, str) else value


type Blocks = Annotated[
    Annotated[BlockGrid, Tag("grid")] | Annotated[tuple[Block, ...], Tag("list")],
    Discriminator(_form),
]


class Settings(Table):
    """The whole file; the horizon runs from ``start`` to ``end``, both inside, or for ``days``."""

    name: Id
    zone: Annotated[ZoneInfo, PlainValidator(read_zone)]
    start: Day
    end: Day | None = None
    days: Annotated[int, Field(ge=1, le=LONGEST, strict=True)] | None = None
    history_from: Day | None = None
    blocks: Blocks = ()
    holidays: tuple[Day, ...] = ()
    regime: Annotated[RegimeChoice | None, BeforeValidator(_choice)] = None
    tiers: tuple[Text, ...] | None = None
    contingency: Contingency = Contingency()
    solve: Solve = Solve()
    constraints: tuple[dict[str, object], ...] = ()

    @model_validator(mode="after")
    def _horizon(self) -> Self:
        if (self.end is None) == (self.days is None):
            found = "neither" if self.end is None else "both"
            raise refuse(f"give either end or days; there are {found}", "end")
        if self.end is not None and self.end < self.start:
            text = f"{self.end} is before the start {self.start}"
            raise refuse(f"{text}; the end is the last day inside", "end")
        if self.horizon.count > LONGEST:
            raise refuse(f"a horizon has at most {LONGEST} days, not {self.horizon.count}", "end")
        return self

    @model_validator(mode="after")
    def _history(self) -> Self:
        since = self.history_from
        if since is not None and not 0 <= (self.start - since).days <= LONGEST:
            text = f"{since} is not within {LONGEST} days before the start {self.start}"
            raise refuse(f"{text}; history lies before the horizon", "history_from")
        return self

    @model_validator(mode="after")
    def _distinct(self) -> Self:
        blocks, tiers = self.grid, self.tiers or ()
        for one, two in pairwise(blocks):
            if two.first < one.end:
                text = f"the block from {two.first} starts before the one from {one.first} ends"
                raise refuse(f"{text}; list blocks in order and apart", "blocks")
        twice = next((t for t in tiers if tiers.count(t) > 1), None)
        if twice is not None:
            raise refuse(f"the tier {twice!r} is there twice; keep one", "tiers")
        if HOLES in tiers:
            raise refuse(f"the tier {HOLES!r} is that of --draft; choose another name", "tiers")
        return self

    @property
    def horizon(self) -> Days:
        """The days to schedule."""
        if self.end is not None:
            return Days.through(self.start, self.end)
        return Days(self.start, self.start + timedelta(days=self.days or 1))

    @property
    def grid(self) -> tuple[Days, ...]:
        """Blocks in order."""
        if isinstance(self.blocks, BlockGrid):
            step, start = timedelta(weeks=self.blocks.weeks), self.blocks.start
            count = self.blocks.count
            return tuple(Days(start + n * step, start + (n + 1) * step) for n in range(count))
        return tuple(Days.through(b.first_day, b.last_day) for b in self.blocks)

    def calendar(self, earliest: date | None) -> Calendar:
        """Return the calendar; without ``history_from`` history starts on ``earliest``."""
        since = self.history_from or min(earliest or self.start, self.start)
        return Calendar(self.zone, self.horizon, since, self.grid, frozenset(self.holidays))
