"""One day in seven free, averaged."""

from collections.abc import Iterator
from datetime import date, timedelta
from itertools import product
from typing import ClassVar, Literal, Self, get_args, override

from pydantic import PositiveInt

from nightfloat.constraints.base import PersonConstraint
from nightfloat.constraints.cases import Case, promoted
from nightfloat.constraints.emitter import About, Block, Emitter, Post
from nightfloat.constraints.patterns import count_free, kept_days, people_in, spans
from nightfloat.domain.averaging import Unit, span
from nightfloat.domain.calendar import Days
from nightfloat.domain.instance import Instance
from nightfloat.domain.shifts import Shift
from nightfloat.domain.timeline import Timeline
from nightfloat.domain.violation import Violation

DAY = 1440
WEEK = {"unit": "week"}
CALENDAR = {"unit": "week", "count": "calendar"}
THIRD_YEAR = {"unit": "four-weeks", "scope": {"grades": ["PGY-3"]}}


class DaysOffAveraged(PersonConstraint, frozen=True):
    """Each averaging unit has ``days_off`` free days per seven days that are not leave.

    A free day is a continuous period of 24 hours without any shift in scope, standby and home call
    included; a free run of L hours holds L // 24 of them. With ``count = "calendar"`` it is a
    local date instead. Days of leave are neither required nor counted, nor are days on which the
    scope leaves out the person. Partial weeks are rounded down, or up on request. The amount is the
    number of free days missing; those that no schedule could still give after the history are not
    charged.
    """

    monotone: ClassVar[bool] = True
    source: ClassVar[str] = (
        "ACGME Common Program Requirements 6.21.b: one day in seven free of clinical work and "
        "education when averaged over four weeks; at-home call cannot be assigned on these days."
    )
    cases: ClassVar[tuple[Case, ...]] = (
        Case(says="seven days of work", rows={"A": "D D D D D D D"}, amount=1, parameters=WEEK),
        Case(says="one day off", rows={"A": "D D D D D D ."}, amount=0, parameters=WEEK),
        Case(says="a nine-day streak inside two weeks has its two days elsewhere",
             rows={"A": ". D D D D D D D D D . . . ."}, amount=0,
             parameters={"unit": "four-weeks"}),
        Case(says="a free night between days is no free day",
             shifts="D=07:00+12h", rows={"A": "D D D D D D D"}, amount=1, parameters=WEEK),
        Case(says="from a morning to the next evening are 36 hours and one day",
             rows={"A": "N N N N N . N"}, amount=0, parameters=WEEK),
        Case(says="but no calendar date of it is free",
             rows={"A": "N N N N N . N"}, amount=1, parameters=CALENDAR),
        Case(says="standby breaks the day", shifts="D=07:00+12h S=07:00+24h:standby",
             rows={"A": "D D D D D D S"}, amount=1, parameters=WEEK),
        Case(says="three days of leave leave four days and no claim when rounded down",
             rows={"A": ". . . D D D D"}, leave=("A 0 2",), amount=0, parameters=WEEK),
        Case(says="rounded up they claim a day", rows={"A": ". . . D D D D"}, leave=("A 0 2",),
             amount=1, parameters={"unit": "week", "rounding": "up"}),
        Case(says="what the history made impossible is not charged", past={"A": "D D D D D D"},
             rows={"A": "."}, start=date(2024, 1, 7), amount=0,
             parameters={"unit": "four-weeks", "days_off": 2}),
        Case(says="seven days before a promotion out of scope owe one, and those after give none",
             people=promoted(8), rows={"A": "D D D D D D D . ."}, amount=1,
             parameters=THIRD_YEAR),
        Case(says="six days are averaged over the unit, which owes one after them",
             people=promoted(7), rows={"A": "D D D D D D D . ."}, amount=0,
             parameters=THIRD_YEAR),
        Case(says="a day off before it is enough", people=promoted(8),
             rows={"A": "D D D . D D D D D"}, amount=0, parameters=THIRD_YEAR),
    )  # fmt: skip

    kind: Literal["days_off_averaged"] = "days_off_averaged"
    days_off: PositiveInt = 1
    unit: Unit = "rotation"
    count: Literal["24h", "calendar"] = "24h"
    rounding: Literal["down", "up"] = "down"

    @classmethod
    @override
    def critical(cls, instance: Instance) -> Iterator[Self]:
        del instance
        for unit, count, rounding in product(
            get_args(Unit.__value__), ("24h", "calendar"), ("down", "up")
        ):
            for days_off in (1, 2, 3, 7):
                yield cls(days_off=days_off, unit=unit, count=count, rounding=rounding)

    @override
    def emit(self, m: Emitter) -> None:
        for person in people_in(m, self.scope):
            posts = [*m.past(self.scope, person), *m.posts(self.scope, person)]
            for unit in m.instance.units(person, self.unit):
                days = kept_days(m, self.scope, person, unit)
                index = m.instance.calendar.index
                about = About(person, index(unit.first), index(unit.last))
                self._emit_unit(m, about, days, posts)

    def _emit_unit(self, m: Emitter, about: About, days: list[int], posts: list[Post]) -> None:
        need = self._owed(len(days))
        if self.count == "calendar":
            self._emit_dates(m, about, days, posts, need)
            return
        inside = [(m.midnight(first), m.midnight(end)) for first, end in spans(days)]
        facts = [(p.start, p.end) for p in posts if p.lit < 0]
        reachable = min(need, count_free(facts, inside, DAY))
        near = [p for p in posts if any(p.start < e and s < p.end for s, e in inside)]
        blocks = [Block(p.start, p.end, p.lit) for p in near]
        m.rest_periods(blocks, about, within=inside, minutes=DAY, at_least=reachable)

    def _emit_dates(
        self, m: Emitter, about: About, days: list[int], posts: list[Post], need: int
    ) -> None:
        edges = {d: m.midnight(d) for d in range(days[0], days[-1] + 2)} if days else {0: 0}
        first, end = min(edges.values()), max(edges.values())
        near = [p for p in posts if p.start < end and first < p.end]
        touching = [[p for p in near if p.start < edges[d + 1] and edges[d] < p.end] for d in days]
        open_days = [group for group in touching if all(p.lit >= 0 for p in group)]
        terms = [(1, m.any_of(p.lit for p in group)) for group in open_days if group]
        m.limit(terms, about, at_most=len(open_days) - min(need, len(open_days)))

    def _owed(self, days: int) -> int:
        return -(-days * self.days_off // 7) if self.rounding == "up" else days * self.days_off // 7

    @override
    def audit(self, timeline: Timeline) -> Iterator[Violation]:
        if not self.scope.ever_takes_person(timeline.instance, timeline.person):
            return
        seen = self.seen(timeline)
        past = tuple(s for s in seen.shifts if timeline.is_past(s.day))
        for unit in timeline.instance.units(timeline.person.id, self.unit):
            kept = sorted(self.scope.judged(timeline.instance, timeline.person, unit))
            owed, rest = divmod(len(kept) * self.days_off, 7)
            owed += 1 if rest and self.rounding == "up" else 0
            free = self._free(timeline, kept, seen.shifts)
            if free < owed:
                reachable = self._free(timeline, kept, past)
                days = span(unit, len(kept))
                yield self._short(timeline, unit, free, owed, reachable, days)

    def _short(
        self, timeline: Timeline, unit: Days, free: int, owed: int, reachable: int, days: str
    ) -> Violation:
        text = f"{timeline.person.id} has {free} free days {days}, fewer than {owed}"
        charged = min(owed, reachable) - free
        amount = charged or owed - free
        return self.violated(timeline.person, unit, amount, text, inherited=charged == 0)

    def _free(self, timeline: Timeline, kept: list[date], shifts: tuple[Shift, ...]) -> int:
        if self.count == "calendar":
            return sum(_is_free(timeline, day, shifts) for day in kept)
        return sum(_free_periods(timeline, days, shifts) for days in _stretches(kept))


def _stretches(kept: list[date]) -> Iterator[Days]:
    """Audit: ranges of consecutive dates."""
    first = None
    for day in kept:
        first = first or day
        if day + timedelta(days=1) not in kept:
            yield Days.through(first, day)
            first = None


def _is_free(timeline: Timeline, day: date, shifts: tuple[Shift, ...]) -> bool:
    begins, ends = timeline.bounds(Days.one(day))
    return not any(s.start < ends and begins < s.end for s in shifts)


def _free_periods(timeline: Timeline, days: Days, shifts: tuple[Shift, ...]) -> int:
    """Audit: whole 24-hour periods between shifts, from one instant to the next."""
    free_from, ends = timeline.bounds(days)
    found = 0
    for shift in shifts:
        if shift.end <= free_from or shift.start >= ends:
            continue
        found += max(timedelta(0), shift.start - free_from) // timedelta(days=1)
        free_from = max(free_from, shift.end)
    return found + max(timedelta(0), ends - free_from) // timedelta(days=1)
