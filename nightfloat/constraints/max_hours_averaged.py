"""Averaged weekly hours."""

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from typing import ClassVar, Literal, Self, get_args, override

from pydantic import PositiveInt

from nightfloat.constraints.base import PersonConstraint
from nightfloat.constraints.cases import MONDAY, Case, promoted
from nightfloat.constraints.critical import around, totals
from nightfloat.constraints.emitter import About, Emitter, Post
from nightfloat.constraints.patterns import kept_days, people_in, spans
from nightfloat.domain.averaging import Unit, span
from nightfloat.domain.calendar import Days, minutes_between
from nightfloat.domain.instance import Instance
from nightfloat.domain.shifts import Shift
from nightfloat.domain.timeline import Timeline
from nightfloat.domain.violation import Violation

TEN = {"hours": 10, "unit": "week"}
FREE = " . . . . ."
NINE_DAYS = {"hours": 10, "unit": "four-weeks"}
RESIDENT = NINE_DAYS | {"scope": {"grades": ["PGY-3"]}}


class MaxHoursAveraged(PersonConstraint, frozen=True):
    """Over each averaging unit, work is at most ``hours`` per seven days that are not leave.

    Units are aligned, never rolling; whole days of leave leave both the hours and the days, and so
    do days on which the scope leaves out the person. A shift across the edge of a unit is split
    there; credited minutes belong to the day the shift starts on. The amount is the number of
    minutes above the allowance; what the history alone was over is not charged again.
    """

    monotone: ClassVar[bool] = True
    source: ClassVar[str] = (
        "ACGME Common Program Requirements 6.20: no more than 80 hours per week, averaged over a "
        "four-week period; by rotation, vacation and leave excluded (ACGME FAQ)."
    )
    cases: ClassVar[tuple[Case, ...]] = (
        Case(says="twelve hours are two too many for ten", rows={"A": "D ." + FREE}, amount=120,
             parameters=TEN),
        Case(says="ten hours are allowed", shifts="D=07:00+10h", rows={"A": "D ." + FREE},
             amount=0, parameters=TEN),
        Case(says="three days of leave leave four sevenths: 342 minutes of 600",
             shifts="D=07:00+6h", rows={"A": ". . . D . . ."}, leave=("A 0 2",), amount=18,
             parameters=TEN),
        Case(says="a night across the edge of the week is split at midnight",
             shifts="N=19:00+12h D=07:00+5h", rows={"A": ". . . . . D N . . . . . . ."},
             amount=0, parameters=TEN),
        Case(says="the seven hours after midnight belong to the second week",
             shifts="N=19:00+12h D=07:00+5h", rows={"A": ". . . . . . N . . . . . D ."},
             amount=120, parameters=TEN),
        Case(says="a night of eleven hours when clocks go forward",
             shifts="N=19:00+12h", start=date(2024, 3, 25), zone="Europe/Berlin",
             rows={"A": ". . . . . N ."}, amount=60, parameters=TEN),
        Case(says="a night of thirteen hours when clocks go back",
             shifts="N=19:00+12h", start=date(2024, 10, 21), zone="Europe/Berlin",
             rows={"A": ". . . . . N ."}, amount=180, parameters=TEN),
        Case(says="the history of the unit counts", shifts="D=07:00+6h",
             past={"A": "D"}, rows={"A": "D . . . . ."}, start=date(2024, 1, 2), amount=120,
             parameters={"hours": 10, "unit": "month"}),
        # seven days of PGY-3 allow 10 * 60 * 7 / 7 = 600 minutes, nine days 771
        Case(says="a promotion out of scope leaves the week before it", people=promoted(8),
             shifts="D=07:00+5h", rows={"A": "D . . . . D . D ."}, amount=0, parameters=RESIDENT),
        Case(says="and a minute more each time is too much", people=promoted(8),
             shifts="D=07:00+301m", rows={"A": "D . . . . D . D ."}, amount=2,
             parameters=RESIDENT),
        Case(says="six days before it are averaged over the unit", people=promoted(7),
             shifts="D=07:00+385m", rows={"A": "D . . . . D D . ."}, amount=0,
             parameters=RESIDENT),
        Case(says="to the minute", people=promoted(7), shifts="D=07:00+386m",
             rows={"A": "D . . . . D D . ."}, amount=1, parameters=RESIDENT),
        Case(says="the week after a promotion into the scope", people=promoted(3),
             shifts="D=07:00+301m", rows={"A": "D . D . . . . . D"}, amount=2,
             parameters=NINE_DAYS | {"scope": {"grades": ["Faculty"]}}),
        Case(says="the last day of the scope ends the days", shifts="D=07:00+301m", amount=2,
             rows={"A": "D . . . . D . D ."},
             parameters=NINE_DAYS | {"scope": {"first_day": MONDAY, "shifts": ["D"],
                                               "last_day": MONDAY + timedelta(6)}}),
        Case(says="days of the week choose shifts and leave the days of the unit",
             shifts="D=07:00+10h", rows={"A": "D . . . . D ."}, amount=0,
             parameters=TEN | {"scope": {"days": ["weekday"]}}),
    )  # fmt: skip

    kind: Literal["max_hours_averaged"] = "max_hours_averaged"
    hours: PositiveInt = 80
    unit: Unit = "rotation"

    @classmethod
    @override
    def critical(cls, instance: Instance) -> Iterator[Self]:
        units: tuple[Unit, ...] = get_args(Unit.__value__)
        for days in (7, instance.calendar.known.count, 3):
            weekly = {total * 7 // (60 * days) for total in totals(instance)}
            for hours in sorted({h for n in weekly for h in around(n, 1)}):
                yield from (cls(hours=hours, unit=unit) for unit in units)

    @override
    def emit(self, m: Emitter) -> None:
        for person in people_in(m, self.scope):
            past, posts = m.past(self.scope, person), m.posts(self.scope, person)
            for unit in m.instance.units(person, self.unit):
                self._emit_unit(m, person, unit, [*past, *posts])

    def _emit_unit(self, m: Emitter, person: str, unit: Days, posts: list[Post]) -> None:
        days = kept_days(m, self.scope, person, unit)
        inside = [(m.midnight(first), m.midnight(end)) for first, end in spans(days)]
        minutes = list(_minutes(posts, set(days), inside))
        facts = sum(amount for amount, lit in minutes if lit < 0)
        terms = [(amount, lit) for amount, lit in minutes if lit >= 0]
        index = m.instance.calendar.index
        about = About(person, index(unit.first), index(unit.last))
        m.limit(terms, about, at_most=max(0, self._allowance(len(days)) - facts))

    def _allowance(self, days: int) -> int:
        return self.hours * 60 * days // 7

    @override
    def audit(self, timeline: Timeline) -> Iterator[Violation]:
        if not self.scope.ever_takes_person(timeline.instance, timeline.person):
            return
        seen = self.seen(timeline)
        for unit in timeline.instance.units(timeline.person.id, self.unit):
            kept = self.scope.judged(timeline.instance, timeline.person, unit)
            edges = {day: timeline.bounds(Days.one(day)) for day in kept}
            begins, ends = timeline.bounds(unit)
            inside = (s for s in seen.shifts if begins <= s.end and s.start < ends)
            worked = {s: _worked(s, edges) for s in inside}
            total = sum(worked.values())
            before = sum(w for s, w in worked.items() if timeline.is_past(s.day))
            allowed = len(kept) * 60 * self.hours // 7
            if total > allowed:
                days = span(unit, len(kept))
                yield self._over(timeline, unit, total, max(allowed, before), allowed, days)

    def _over(
        self, timeline: Timeline, unit: Days, total: int, base: int, allowed: int, days: str
    ) -> Violation:
        text = (
            f"{timeline.person.id} works {total / 60:.1f} h {days}, "
            f"more than the {allowed / 60:.1f} h that {self.hours} h a week allow"
        )
        charged = total - base
        amount = charged or total - allowed
        return self.violated(timeline.person, unit, amount, text, inherited=charged == 0)


def _minutes(
    posts: list[Post], days: set[int], inside: list[tuple[int, int]]
) -> Iterator[tuple[int, int]]:
    """Emission: minutes of each post inside spans of minute offsets, where there are any."""
    first, last = (inside[0][0], inside[-1][1]) if inside else (0, 0)
    for post in posts:
        minutes = 0
        if post.type.credited is not None:
            minutes = post.minutes if post.day in days else 0
        elif post.start < last and first < post.end:
            minutes = sum(max(0, min(post.end, e) - max(post.start, s)) for s, e in inside)
        if minutes:
            yield minutes, post.lit


def _worked(shift: Shift, kept: dict[date, tuple[datetime, datetime]]) -> int:
    """Audit: minutes of a shift on the days kept, day by day on the clock."""
    if shift.type.credited is not None:
        return shift.minutes if shift.day in kept else 0
    total = 0
    for days_later in range((shift.type.start + shift.type.minutes) // 1440 + 1):
        edges = kept.get(shift.day + timedelta(days=days_later))
        if edges is not None:
            begins, ends = max(edges[0], shift.start), min(edges[1], shift.end)
            total += max(0, minutes_between(begins, ends))
    return total
