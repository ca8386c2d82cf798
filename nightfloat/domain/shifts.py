"""Shift types are templates, shifts are posts on a date, covers say how many people they need."""

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from nightfloat.domain.calendar import Days, minutes_between


class ShiftKind(StrEnum):
    """What kind of duty a shift is."""

    CLINICAL = "clinical"
    EDUCATION = "education"
    INHOUSE_CALL = "inhouse-call"
    NIGHT_FLOAT = "night-float"
    HOME_CALL = "home-call"
    STANDBY = "standby"
    CLINIC = "clinic"
    ADMINISTRATIVE = "administrative"


# words that name every shift type where all are of the usual kind
MANY_SHIFTS = "*", ShiftKind.CLINICAL.value


@dataclass(frozen=True, slots=True)
class ShiftType:
    """A template: local start and nominal length; the real length follows the clock.

    Parameters
    ----------
    start, minutes
        Local start in minutes after midnight and nominal length in minutes.
    credited
        Minutes that count as work wherever hours are counted, or None for the elapsed ones.
    occupies
        False for standby and the like: only occupying assignments exclude each other.
    grades, skills, rotations
        Who may take it: any of the grades, any of the skills, on any of the rotations;
        an empty set asks for nothing.
    """

    id: str
    start: int
    minutes: int
    kind: ShiftKind = ShiftKind.CLINICAL
    tags: frozenset[str] = frozenset()
    credited: int | None = None
    occupies: bool = True
    grades: frozenset[str] = frozenset()
    skills: frozenset[str] = frozenset()
    rotations: frozenset[str] = frozenset()

    def named(self, word: str) -> bool:
        """Whether ``word`` is this type's id, one of its tags, its kind, or ``*``."""
        return word in ("*", self.id, self.kind) or word in self.tags


@dataclass(frozen=True, slots=True, eq=False)
class Shift:
    """A shift type on a date; an Instance holds exactly one object per type and date."""

    type: ShiftType
    day: date
    start: datetime
    end: datetime

    @property
    def id(self) -> str:
        """The shift type's id."""
        return self.type.id

    @property
    def key(self) -> tuple[str, date]:
        """Shift type id and date: unique."""
        return self.type.id, self.day

    @property
    def days(self) -> Days:
        """The day it starts on."""
        return Days.one(self.day)

    @property
    def minutes(self) -> int:
        """Minutes that count as work."""
        credited = self.type.credited
        return minutes_between(self.start, self.end) if credited is None else credited

    def overlaps(self, other: "Shift") -> bool:
        """Whether both occupy somebody at one time."""
        both = self.type.occupies and other.type.occupies
        return both and self.start < other.end and other.start < self.end


@dataclass(frozen=True, slots=True)
class Cover:
    """How many people one shift needs, counting all or those with a skill or grade.

    Parameters
    ----------
    minimum, maximum
        Hard; None means no maximum.
    target
        Desired number; a person missing costs ``under``, one too many ``over``.
    skills, grades
        Who is counted; empty counts everybody.
    exclusive
        A person counts toward one exclusive part of this shift only.
    """

    shift: str
    day: date
    minimum: int = 0
    target: int = 0
    maximum: int | None = None
    skills: frozenset[str] = frozenset()
    grades: frozenset[str] = frozenset()
    exclusive: bool = False
    under: int = 1
    over: int = 0

    @property
    def part(self) -> str:
        """Words for who is counted; empty for everybody."""
        return "/".join(sorted(self.skills | self.grades))
