"""What a search came to: a status is data, never an exception."""

from dataclasses import dataclass
from enum import StrEnum

from nightfloat.domain.conflict import Conflict
from nightfloat.domain.schedule import Schedule


class Status(StrEnum):
    """Outcome of a search; ``unknown`` means time ran out and is never called infeasible."""

    OPTIMAL = "optimal"
    FEASIBLE = "feasible"
    INFEASIBLE = "infeasible"
    UNKNOWN = "unknown"


def gap(value: int, bound: int) -> float:
    """Return (value - bound) / max(1, abs(value))."""
    return (value - bound) / max(1, abs(value))


@dataclass(frozen=True, slots=True)
class TierResult:
    """One tier's value as audited, with its proved lower bound.

    The bound of a later tier holds among schedules no worse in the tiers before.
    """

    name: str
    status: Status
    value: int
    bound: int

    @property
    def proved(self) -> bool:
        """Whether no better value exists."""
        return self.status is Status.OPTIMAL


@dataclass(frozen=True, slots=True)
class Improvement:
    """A better schedule was found ``seconds`` after the start of the search."""

    seconds: float
    tier: str
    value: int
    bound: int


@dataclass(frozen=True, slots=True)
class Limits:
    """What a search was allowed: always explicit in the Result."""

    seconds: float
    memory_mb: int
    workers: int
    seed: int
    reproducible: bool = False


@dataclass(frozen=True, slots=True)
class Result:
    """Status, schedule and proof of one search.

    ``schedule`` is None unless status is optimal or feasible. ``note`` says in a sentence why a
    search ended early (memory, signal, watchdog), or is empty.
    """

    status: Status
    schedule: Schedule | None
    tiers: tuple[TierResult, ...]
    seconds: float
    limits: Limits
    solver: str
    trace: tuple[Improvement, ...] = ()
    conflict: Conflict | None = None
    note: str = ""

    @property
    def headline(self) -> TierResult | None:
        """The first tier not proved, else the last."""
        open_tiers = [tier for tier in self.tiers if not tier.proved]
        return open_tiers[0] if open_tiers else (self.tiers[-1] if self.tiers else None)
