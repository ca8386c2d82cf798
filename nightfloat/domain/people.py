"""People, where they rotate, when they are away, what they wish and what was decided for them."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Literal

from nightfloat.domain.calendar import ONE_DAY, Calendar, Days


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody who can be scheduled; ``grades`` are dated and in order of date.

    Parameters
    ----------
    id, name
        The id is what schedules and logs name; the name is for people.
    grades
        (first day, grade); the first entry's day may be ``date.min``.
    skills
        What the person may be asked for beyond the grade.
    fte
        Percent of full time, 1 to 100.
    employed
        Days of employment; outside them nobody can be assigned.
    peer_group
        With whom loads are compared.
    """

    id: str
    name: str = ""
    grades: tuple[tuple[date, str], ...] = ()
    skills: frozenset[str] = frozenset()
    fte: int = 100
    employed: Days = Days(date.min, date.max)
    peer_group: str = ""

    def grade(self, day: date) -> str:
        """Return the grade held on ``day``, or an empty string before the first one."""
        held = ""
        for since, grade in self.grades:
            if since > day:
                break
            held = grade
        return held


@dataclass(frozen=True, slots=True)
class Rotation:
    """A person serves ``service`` on these days."""

    person: str
    service: str
    days: Days


@dataclass(frozen=True, slots=True)
class Leave:
    """An absence; only an approved one blocks.

    Parameters
    ----------
    days
        Local days touched.
    start, end
        UTC instants between which the person is away.
    whole_days
        False when it starts or ends within a day: it blocks, but such a day stays in averages.
    """

    person: str
    days: Days
    start: datetime
    end: datetime
    whole_days: bool = True
    status: Literal["approved", "pending", "denied"] = "approved"
    reason: str = ""

    @property
    def blocks(self) -> bool:
        """Whether the person is really away."""
        return self.status == "approved"

    def whole(self, calendar: Calendar) -> Days:
        """Return the local days that lie wholly between ``start`` and ``end``."""
        if self.whole_days:
            return self.days
        first, last = self.days.first, self.days.last
        if calendar.instant(first) < self.start:
            first += ONE_DAY
        end = self.days.end if calendar.instant(self.days.end) <= self.end else last
        return Days(first, max(first, end))


@dataclass(frozen=True, slots=True)
class Request:
    """A wish with a weight: ``shift`` is a shift type id, a tag, or ``*`` for any work."""

    person: str
    day: date
    shift: str
    wants: Literal["on", "off"]
    weight: int = 1


@dataclass(frozen=True, slots=True)
class Pin:
    """A decision taken by hand: this person does, or does not, take this shift."""

    person: str
    shift: str
    day: date
    on: bool = True


@dataclass(frozen=True, slots=True)
class Balance:
    """What a person carries in: ``amount`` units of ``load`` over ``fte_days`` of eligibility."""

    person: str
    load: str
    amount: int
    fte_days: int | None = None


@dataclass(frozen=True, slots=True)
class Waiver:
    """One constraint, set aside for one person (or everybody) wherever it touches these days."""

    constraint: str
    person: str | None
    days: Days
    reason: str
    approver: str

    def covers(self, constraint: str, person: str | None, days: Days) -> bool:
        """Whether a breach of ``constraint`` about ``person`` on ``days`` is set aside."""
        same = self.constraint == constraint and self.person in (None, person)
        return same and self.days.touches(days)


@dataclass(frozen=True, slots=True)
class Absences:
    """Approved leave by person, indexed once; ``whole`` holds the whole days of each."""

    by_person: Mapping[str, tuple[Leave, ...]] = field(default_factory=dict[str, tuple[Leave, ...]])
    whole: Mapping[str, tuple[Days, ...]] = field(default_factory=dict[str, tuple[Days, ...]])

    def of(self, person: str) -> tuple[Leave, ...]:
        """Return the approved leave of ``person`` in order of start."""
        return self.by_person.get(person, ())

    def whole_days(self, person: str, days: Days) -> frozenset[date]:
        """Return the days of ``days`` on which ``person`` is away for the whole day."""
        away = (span.clip(days) for span in self.whole.get(person, ()))
        return frozenset(day for span in away for day in span)

    def whole_day(self, person: str, day: date) -> bool:
        """Whether ``person`` is away for the whole of ``day``."""
        return any(day in span for span in self.whole.get(person, ()))
