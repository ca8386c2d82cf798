"""A schedule as people by days: what the terminal and the workbook both draw."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from nightfloat.domain.calendar import Calendar
from nightfloat.domain.instance import Instance
from nightfloat.domain.people import Person
from nightfloat.domain.schedule import Schedule

type Worked = Mapping[tuple[str, date], tuple[str, ...]]

WEEKDAYS = ("Mo", "Tu", "We", "Th", "Fr", "Sa", "Su")


@dataclass(frozen=True, slots=True)
class Day:
    """A column: a holiday stays one on a weekend."""

    date: date
    weekend: bool
    holiday: bool

    @property
    def weekday(self) -> str:
        """Two letters."""
        return WEEKDAYS[self.date.weekday()]


@dataclass(frozen=True, slots=True)
class Cell:
    """What one person does on one day; ``shifts`` are type ids in order of start."""

    shifts: tuple[str, ...] = ()
    away: bool = False
    partly_away: bool = False
    employed: bool = True

    def text(self, codes: Mapping[str, str]) -> str:
        """Return codes joined by ``+``, ``/`` for leave, ``.`` for a free day, else nothing."""
        leave = "//" if self.away else "/" if self.partly_away else ""
        words = "+".join(codes[shift] for shift in self.shifts) + leave
        return words or ("." if self.employed else "")


@dataclass(frozen=True, slots=True)
class Row:
    """One person's days."""

    person: Person
    cells: tuple[Cell, ...]


@dataclass(frozen=True, slots=True)
class Matrix:
    """All days of the horizon and all people, group by group."""

    days: tuple[Day, ...]
    groups: tuple[tuple[str, tuple[Row, ...]], ...]
    used: tuple[str, ...]

    @property
    def rows(self) -> tuple[Row, ...]:
        """Every row, in order."""
        return tuple(row for _, rows in self.groups for row in rows)


def matrix(instance: Instance, schedule: Schedule) -> Matrix:
    """Return the matrix of the horizon; ``used`` are the shift types that it shows or asks for."""
    calendar, worked = instance.calendar, _worked(instance, schedule)
    days = tuple(_day(calendar, day) for day in calendar.horizon)
    groups = tuple(
        (title, tuple(_row(instance, person, worked) for person in people))
        for title, people in grouped(instance)
    )
    asked = {cover.shift for cover in instance.covers if cover.day in calendar.horizon}
    used = asked | {shift for shifts in worked.values() for shift in shifts}
    return Matrix(days, groups, tuple(s.id for s in instance.shift_types if s.id in used))


def grouped(instance: Instance) -> tuple[tuple[str, tuple[Person, ...]], ...]:
    """Return people by peer group and grade on the first day, all in the program's own order."""
    day = instance.calendar.horizon.first
    peers: dict[str, dict[str, list[Person]]] = {}
    for person in instance.people:
        grades = peers.setdefault(person.peer_group, {})
        grades.setdefault(person.grade(day), []).append(person)
    return tuple(
        (" ".join(dict.fromkeys(word for word in (peer, grade) if word)), tuple(people))
        for peer, grades in peers.items()
        for grade, people in grades.items()
    )


def _worked(instance: Instance, schedule: Schedule) -> Worked:
    found: defaultdict[tuple[str, date], list[str]] = defaultdict(list)
    for assignment in schedule:
        if assignment.day in instance.calendar.horizon:
            found[assignment.person, assignment.day].append(assignment.shift)

    def start(shift: str) -> tuple[int, int, str]:
        kind = instance.shift_type[shift]
        return kind.start, kind.minutes, shift

    return {key: tuple(sorted(shifts, key=start)) for key, shifts in found.items()}


def _day(calendar: Calendar, day: date) -> Day:
    return Day(day, calendar.weekend(day) is not None, day in calendar.holidays)


def _row(instance: Instance, person: Person, worked: Worked) -> Row:
    horizon, absences = instance.calendar.horizon, instance.absences
    away = absences.whole_days(person.id, horizon)
    part = {
        day
        for leave in absences.of(person.id)
        if not leave.whole_days
        for day in leave.days.clip(horizon)
    }
    cells = (
        Cell(worked.get((person.id, d), ()), d in away, d in part, d in person.employed)
        for d in horizon
    )
    return Row(person, tuple(cells))
