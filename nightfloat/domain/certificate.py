"""A contingency certificate: a verdict with its witness or obstruction for every event."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from nightfloat.domain.calendar import Days
from nightfloat.domain.schedule import Assignment


class Verdict(StrEnum):
    """Unknown means the budget was spent; it is never secure."""

    SECURE = "secure"
    INSECURE = "insecure"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Event:
    """``person`` is absent on ``days`` and these assignments are cancelled."""

    person: str
    days: Days
    cancelled: tuple[Assignment, ...]


@dataclass(frozen=True, slots=True)
class Obstruction:
    """Why ``person`` cannot take ``shift`` on ``day``: the constraint that forbids it."""

    shift: str
    day: date
    person: str
    constraint: str
    sentence: str


@dataclass(frozen=True, slots=True)
class EventVerdict:
    """What becomes of one event.

    Parameters
    ----------
    distance
        Least number of changed (person, day) cells, None unless secure.
    removed, added
        The witness: the changes of other people that repair the event; empty at distance 0.
    reserve
        Every substitute held standby that day and stays lawful.
    obstructions
        For an insecure event, per candidate the constraint that forbids it.
    basis
        ``audit`` when the audit alone can re-check the verdict, ``solver`` when it rests on a
        solver's proof.
    """

    event: Event
    verdict: Verdict
    distance: int | None = None
    removed: tuple[Assignment, ...] = ()
    added: tuple[Assignment, ...] = ()
    reserve: bool = False
    obstructions: tuple[Obstruction, ...] = ()
    basis: str = "audit"


@dataclass(frozen=True, slots=True)
class Certificate:
    """Verdicts for every event at one level; secure only when all are.

    Parameters
    ----------
    level, k, tier
        ``n-1``, the distance allowed per cancelled shift, and the cover owed by a repair.
    understudies
        Per shift, everybody who could take it as things stand.
    """

    level: str
    k: int
    tier: str
    verdicts: tuple[EventVerdict, ...]
    understudies: tuple[tuple[str, date, tuple[str, ...]], ...] = ()
    seconds: float = 0.0

    def count(self, verdict: Verdict) -> int:
        """Return the number of events with this verdict."""
        return sum(v.verdict is verdict for v in self.verdicts)

    @property
    def secure(self) -> bool:
        """Whether every event is secure."""
        return all(v.verdict is Verdict.SECURE for v in self.verdicts)
