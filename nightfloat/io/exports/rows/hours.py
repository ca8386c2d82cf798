"""Hours: what each person works, by the clock on the wall."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cached_property

from nightfloat.domain.calendar import ONE_DAY, Calendar, minutes_between
from nightfloat.domain.instance import Instance
from nightfloat.domain.people import Person
from nightfloat.domain.schedule import Schedule
from nightfloat.domain.shifts import Shift, ShiftKind
from nightfloat.domain.timeline import Timeline
from nightfloat.io.exports.matrix import grouped

# A night is 3 hours or more between 23:00 and 06:00 (UK TCS 2016).
NIGHT_FROM, NIGHT_TO, NIGHT_LEAST = 23 * 60, 30 * 60, 180
AT_HOME = frozenset({ShiftKind.HOME_CALL, ShiftKind.STANDBY})

type Span = tuple[datetime, datetime]


@dataclass(frozen=True, slots=True)
class HoursRow:
    """One person's horizon; a shift that crosses its edge counts with the part inside.

    Parameters
    ----------
    hours
        Credited hours where a shift type has them, on the day it starts, else elapsed ones.
    weekly_hours
        Mean over the days employed and not on leave, work on other days left out; None without
        such days.
    nights
        Nights with three hours or more between 23:00 and 06:00, home call and standby left out.
    weekends, holidays
        Weekends and holidays on which a shift starts.
    free_days
        Days employed and not on leave that no shift touches, standby included.
    longest_stretch
        Most days in a row on which a shift starts, days of history before them counted.
    """

    person: str
    name: str
    group: str
    shifts: int
    hours: float
    weekly_hours: float | None
    nights: int
    weekends: int
    holidays: int
    free_days: int
    leave_days: int
    longest_stretch: int


@dataclass(frozen=True)
class _Clock:
    """Bounds of days and nights, worked out once for all people."""

    calendar: Calendar

    @cached_property
    def days(self) -> Mapping[date, Span]:
        """Every day of the horizon."""
        instant, days = self.calendar.instant, self.calendar.horizon
        return {day: (instant(day), instant(day + ONE_DAY)) for day in days}

    @cached_property
    def nights(self) -> Mapping[date, Span]:
        """Every night of the horizon by its evening, the one before its first day included."""
        first, instant = self.calendar.horizon.first - ONE_DAY, self.calendar.instant
        evenings = (first, *self.calendar.horizon)
        return {day: (instant(day, NIGHT_FROM), instant(day, NIGHT_TO)) for day in evenings}


def hours_rows(instance: Instance, schedule: Schedule) -> tuple[HoursRow, ...]:
    """Return a row for everybody, group by group."""
    rows = instance.rows([*instance.history, *schedule])
    clock = _Clock(instance.calendar)
    return tuple(
        _of(Timeline(instance, person, rows[person.id], instance.calendar.known), title, clock)
        for title, people in grouped(instance)
        for person in people
    )


def _of(timeline: Timeline, group: str, clock: _Clock) -> HoursRow:
    person, starts = timeline.person, timeline.scheduled()
    away = timeline.instance.absences.whole_days(person.id, timeline.horizon)
    kept = {day for day in timeline.horizon if day in person.employed and day not in away}
    worked, touched = _minutes(timeline.shifts, clock.days)
    return HoursRow(
        person=person.id,
        name=person.name,
        group=group,
        shifts=len(starts),
        hours=round(sum(worked.values()) / 60, 2),
        weekly_hours=_weekly(worked, kept),
        nights=_nights(starts, clock.nights),
        weekends=len({timeline.calendar.weekend(s.day) for s in starts} - {None}),
        holidays=len({s.day for s in starts} & timeline.calendar.holidays),
        free_days=len(kept - touched),
        leave_days=_leave_days(person, away),
        longest_stretch=_longest(timeline),
    )


def _minutes(
    shifts: Iterable[Shift], days: Mapping[date, Span]
) -> tuple[Counter[date], frozenset[date]]:
    """Return minutes that count by day, and every day touched."""
    worked: Counter[date] = Counter()
    touched: set[date] = set()
    for shift in shifts:
        for day, inside in _overlaps(shift, days):
            touched.add(day)
            if shift.type.credited is None:
                worked[day] += inside
        if shift.type.credited is not None and shift.day in days:
            worked[shift.day] += shift.type.credited
    return worked, frozenset(touched)


def _overlaps(shift: Shift, spans: Mapping[date, Span]) -> Iterator[tuple[date, int]]:
    """Yield the spans near the shift that it has minutes in, with their number."""
    for offset in range(-1, shift.type.minutes // 1440 + 3):
        day = shift.day + timedelta(days=offset)
        if day in spans:
            begins, ends = spans[day]
            inside = minutes_between(max(begins, shift.start), min(ends, shift.end))
            if inside > 0:
                yield day, inside


def _weekly(worked: Mapping[date, int], kept: set[date]) -> float | None:
    if not kept:
        return None
    return round(7 * sum(worked.get(day, 0) for day in kept) / (60 * len(kept)), 2)


def _nights(starts: Iterable[Shift], nights: Mapping[date, Span]) -> int:
    minutes: Counter[date] = Counter()
    for shift in starts:
        if shift.type.kind not in AT_HOME:
            minutes.update(dict(_overlaps(shift, nights)))
    return sum(inside >= NIGHT_LEAST for inside in minutes.values())


def _leave_days(person: Person, away: frozenset[date]) -> int:
    return sum(day in person.employed for day in away)


def _longest(timeline: Timeline) -> int:
    first = timeline.calendar.horizon.first
    return max((r.length for r in timeline.runs() if r.worked and r.days.end > first), default=0)
