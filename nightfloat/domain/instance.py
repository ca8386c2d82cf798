"""An instance is every fact of one horizon, cross-checked and indexed, and never changes."""

from collections import Counter, defaultdict
from collections.abc import Callable, Hashable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from functools import cached_property
from typing import cast

from nightfloat.domain.averaging import Unit, averaging_units, cut
from nightfloat.domain.calendar import Calendar, Days
from nightfloat.domain.people import (
    Absences,
    Balance,
    Leave,
    Person,
    Pin,
    Request,
    Rotation,
    Waiver,
)
from nightfloat.domain.schedule import Assignment, Schedule
from nightfloat.domain.shifts import Cover, Shift, ShiftType


@dataclass(frozen=True)
class Instance:
    """All facts of one horizon; build it from facts that ``cross_check`` found no fault in.

    Attributes
    ----------
    history
        What was worked before the horizon: a Schedule too.
    shifts
        Every shift of the horizon that some cover names, ordered by start.
    """

    name: str
    calendar: Calendar
    people: tuple[Person, ...]
    shift_types: tuple[ShiftType, ...]
    covers: tuple[Cover, ...] = ()
    rotations: tuple[Rotation, ...] = ()
    leave: tuple[Leave, ...] = ()
    requests: tuple[Request, ...] = ()
    pins: tuple[Pin, ...] = ()
    history: Schedule = Schedule()
    balances: tuple[Balance, ...] = ()
    waivers: tuple[Waiver, ...] = ()

    @cached_property
    def person(self) -> Mapping[str, Person]:
        """People by id."""
        return {person.id: person for person in self.people}

    @cached_property
    def shift_type(self) -> Mapping[str, ShiftType]:
        """Shift types by id."""
        return {shift_type.id: shift_type for shift_type in self.shift_types}

    @cached_property
    def shift(self) -> Mapping[tuple[str, date], Shift]:
        """Every shift of horizon and history by type id and date."""
        wanted = {(c.shift, c.day) for c in self.covers} | {(a.shift, a.day) for a in self.history}
        return {key: self._make(*key) for key in sorted(wanted)}

    def _make(self, type_id: str, day: date) -> Shift:
        kind = self.shift_type[type_id]
        start = self.calendar.instant(day, kind.start)
        return Shift(kind, day, start, self.calendar.instant(day, kind.start + kind.minutes))

    @cached_property
    def shifts(self) -> tuple[Shift, ...]:
        """The horizon's shifts, ordered by start, then end, then id."""
        inside = (s for s in self.shift.values() if s.day in self.calendar.horizon)
        return tuple(sorted(inside, key=_by_start))

    @cached_property
    def shifts_on(self) -> Mapping[date, tuple[Shift, ...]]:
        """The horizon's shifts by the day they start on, each day's ordered by start."""
        found: defaultdict[date, list[Shift]] = defaultdict(list)
        for shift in self.shifts:
            found[shift.day].append(shift)
        return {day: tuple(shifts) for day, shifts in found.items()}

    def running(self, moment: datetime) -> tuple[Shift, ...]:
        """Return the shifts of history and horizon that run at ``moment``."""
        if moment not in self._running:
            shifts = self.shift.values()
            self._running[moment] = tuple(s for s in shifts if s.start <= moment < s.end)
        return self._running[moment]

    @cached_property
    def _running(self) -> dict[datetime, tuple[Shift, ...]]:
        return {}

    @cached_property
    def covers_of(self) -> Mapping[tuple[str, date], tuple[Cover, ...]]:
        """The cover rows of each shift."""
        found: defaultdict[tuple[str, date], list[Cover]] = defaultdict(list)
        for cover in self.covers:
            found[cover.shift, cover.day].append(cover)
        return {key: tuple(rows) for key, rows in found.items()}

    @cached_property
    def absences(self) -> Absences:
        """Approved leave by person."""
        found: defaultdict[str, list[Leave]] = defaultdict(list)
        for leave in sorted(self.leave, key=lambda leave: leave.start):
            if leave.blocks:
                found[leave.person].append(leave)
        return Absences(
            {person: tuple(rows) for person, rows in found.items()},
            {p: tuple(leave.whole(self.calendar) for leave in rows) for p, rows in found.items()},
        )

    @cached_property
    def rotations_of(self) -> Mapping[str, tuple[Rotation, ...]]:
        """Rotations by person, in order of date."""
        found: defaultdict[str, list[Rotation]] = defaultdict(list)
        for rotation in sorted(self.rotations, key=lambda r: r.days):
            found[rotation.person].append(rotation)
        return {person: tuple(rows) for person, rows in found.items()}

    def services(self, person: str, day: date) -> frozenset[str]:
        """Return the services the person serves on that day."""
        return frozenset(r.service for r in self.rotations_of.get(person, ()) if day in r.days)

    @cached_property
    def requests_of(self) -> Mapping[str, tuple[Request, ...]]:
        """Requests by person."""
        found: defaultdict[str, list[Request]] = defaultdict(list)
        for request in self.requests:
            found[request.person].append(request)
        return {person: tuple(rows) for person, rows in found.items()}

    @cached_property
    def pins_of(self) -> Mapping[str, tuple[Pin, ...]]:
        """Pins by person."""
        found: defaultdict[str, list[Pin]] = defaultdict(list)
        for pin in self.pins:
            found[pin.person].append(pin)
        return {person: tuple(rows) for person, rows in found.items()}

    @cached_property
    def past(self) -> Mapping[str, tuple[Shift, ...]]:
        """The history's shifts by person, ordered by start."""
        return self.rows(self.history)

    @cached_property
    def past_staffing(self) -> Mapping[Shift, int]:
        """How many people were on each shift of the history."""
        return Counter(shift for row in self.past.values() for shift in row)

    def rows(self, schedule: Iterable[Assignment]) -> Mapping[str, tuple[Shift, ...]]:
        """Return each person's shifts in ``schedule``, ordered by start; people without: empty."""
        found: dict[str, list[Shift]] = {person.id: [] for person in self.people}
        for assignment in schedule:
            found[assignment.person].append(self.shift[assignment.shift, assignment.day])
        return {person: tuple(sorted(row, key=_by_start)) for person, row in found.items()}

    def units(self, person: str, unit: Unit) -> tuple[Days, ...]:
        """Return the averaging units of ``person`` (see ``averaging_units``).

        Units end with employment: nobody earns hours for days before or after it, unless that
        would leave less than a week.
        """

        def make() -> tuple[Days, ...]:
            rotations = self.rotations_of.get(person, ())
            units = averaging_units(self.calendar, unit, rotations)
            clipped = (cut(u, self.person[person].employed) for u in units)
            return tuple(u for u in clipped if u.touches(self.calendar.horizon))

        return self.once(("units", person, unit), make)

    def once[T](self, key: Hashable, make: Callable[[], T]) -> T:
        """Return what ``make`` returns, made once per instance and key."""
        if key not in self._made:
            self._made[key] = make()
        return cast("T", self._made[key])

    @cached_property
    def _made(self) -> dict[Hashable, object]:
        return {}


def _by_start(shift: Shift) -> tuple[object, ...]:
    return shift.start, shift.end, shift.id
