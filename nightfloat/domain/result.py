"""What a search came to: a status is data, never an exception."""

from dataclasses import dataclass
from enum import StrEnum

from nightfloat.domain.conflict import Conflict
from nightfloat.domain.schedule import Schedule

# how the note of a search begins that a signal, or who watches it, has stopped
INTERRUPTED = "the search was interrupted"
# what a search may be allowed; clocks and solvers take no more than some years
MOST_SECONDS = 1_000_000
# how many seeds there are: solvers take them from 0 up to what 31 bits hold
SEEDS = 2**31


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


class Strategy(StrEnum):
    """How to search; ``portfolio`` chooses and combines the others."""

    PORTFOLIO = "portfolio"
    EXACT = "exact"
    COLUMNS = "columns"
    MILP = "milp"


@dataclass(frozen=True, slots=True)
class Improvement:
    """A better schedule or bound was found ``seconds`` after the start, by ``strategy``.

    ``value`` is None as long as a bound is all there is.
    """

    seconds: float
    tier: str
    value: int | None
    bound: int
    strategy: str = ""


@dataclass(frozen=True, slots=True)
class Limits:
    """What a search was allowed: always explicit in the Result."""

    seconds: float
    memory_mb: int
    workers: int
    seed: int
    reproducible: bool = False
    strategy: Strategy = Strategy.PORTFOLIO


@dataclass(frozen=True, slots=True)
class Result:
    """Status, schedule and proof of one search.

    ``schedule`` is None unless status is optimal or feasible. ``note`` says in a sentence why a
    search ended early (memory, signal, watchdog), or is empty; ``conflict_note`` does so of the
    search for the Conflict. ``peak_mb`` is the most memory that the searching processes and the one
    that watches them held at one time. ``declined`` tells that the strategy asked for cannot search
    such a program, whatever it is allowed. A searching process that ``failed`` met a defect, which
    ``note`` names; others found what there is.
    """

    status: Status
    schedule: Schedule | None
    tiers: tuple[TierResult, ...]
    seconds: float
    limits: Limits
    solver: str
    trace: tuple[Improvement, ...] = ()
    conflict: Conflict | None = None
    conflict_note: str = ""
    note: str = ""
    peak_mb: int = 0
    declined: bool = False
    failed: bool = False

    @property
    def headline(self) -> TierResult | None:
        """The first tier not proved, else the last."""
        open_tiers = [tier for tier in self.tiers if not tier.proved]
        return open_tiers[0] if open_tiers else (self.tiers[-1] if self.tiers else None)
