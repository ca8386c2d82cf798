"""Rest between shifts."""

from collections.abc import Iterator
from datetime import date, timedelta
from typing import ClassVar, Literal, Self, override

from pydantic import NonNegativeInt, PositiveInt

from nightfloat.constraints.base import PersonConstraint
from nightfloat.constraints.cases import Case
from nightfloat.constraints.critical import around, gap_hours, gap_minutes
from nightfloat.constraints.emitter import Emitter
from nightfloat.constraints.patterns import close_pairs, everybody, forbid_pair
from nightfloat.domain.calendar import Days, minutes_between
from nightfloat.domain.instance import Instance
from nightfloat.domain.timeline import Timeline
from nightfloat.domain.violation import Violation


class MinRest(PersonConstraint, frozen=True):
    """At least ``hours`` lie between the end of one shift and the start of the next.

    A gap of up to ``merge_minutes`` between shifts that start on one day is a break inside one
    work period; without it even shifts that touch have no rest between them. The amount is the
    number of pairs of shifts in scope with too short a gap and no other shift inside it.
    """

    source: ClassVar[str] = (
        "ACGME Common Program Requirements 6.21: residents should have eight hours off between "
        "scheduled clinical work and education periods."
    )
    cases: ClassVar[tuple[Case, ...]] = (
        Case(says="twelve hours are enough for twelve", rows={"A": "D D"}, amount=0,
             parameters={"hours": 12}),
        Case(says="twelve hours are too few for thirteen", rows={"A": "D D"}, amount=1,
             parameters={"hours": 13}),
        Case(says="a call of the history leaves eight hours before the night",
             shifts="C=07:00+28h N=19:00+12h", past={"A": "C"}, rows={"A": "N"}, amount=1,
             parameters={"hours": 9}),
        Case(says="a lunch break is no rest", shifts="A=08:00+4h P=13:00+4h N=19:00+12h",
             rows={"A": "APN"}, amount=1, parameters={"hours": 8, "merge_minutes": 60}),
        Case(says="a day shift as the night ends", rows={"A": "N D"}, amount=1,
             parameters={"hours": 8, "merge_minutes": 60}),
        Case(says="a night right after a day is no rest at all", rows={"A": "DN"}, amount=1,
             parameters={"hours": 8}),
        Case(says="a shift that fills the gap parts its neighbours",
             shifts="A=07:00+4h B=11:00+4h C=15:00+4h", rows={"A": "ABC"}, amount=0,
             parameters={"hours": 8, "merge_minutes": 1}),
        Case(says="clocks go forward: the night is an hour shorter, the rest is not",
             shifts="N=19:00+12h D=15:00+4h", start=date(2024, 3, 9),
             zone="America/New_York", rows={"A": "N D"}, amount=0, parameters={"hours": 8}),
    )  # fmt: skip

    kind: Literal["min_rest"] = "min_rest"
    hours: PositiveInt = 8
    merge_minutes: NonNegativeInt = 0

    @property
    @override
    def reach(self) -> tuple[int, int]:
        days = self.hours // 24 + 5  # a duty lasts up to four days
        return days, days

    @classmethod
    @override
    def critical(cls, instance: Instance) -> Iterator[Self]:
        for hours in gap_hours(instance):
            yield cls(hours=hours)
            for merged in gap_minutes(instance)[:3]:
                yield from (cls(hours=hours, merge_minutes=n) for n in around(merged))

    @override
    def emit(self, m: Emitter) -> None:
        for person in everybody(m):
            past, posts = m.past(self.scope, person), m.open_posts(self.scope, person)
            below = self.hours * 60
            for earlier, later, between in close_pairs(past, posts, below=below):
                gap = later.start - earlier.end
                parted = not self.merge_minutes or gap > self.merge_minutes
                if parted or earlier.day != later.day:
                    forbid_pair(m, earlier, later, between)

    @override
    def audit(self, timeline: Timeline) -> Iterator[Violation]:
        for before, after in self.seen(timeline).gaps(timedelta(hours=self.hours)):
            rest = minutes_between(before.end, after.start)
            one_period = before.day == after.day and rest <= self.merge_minutes
            if not (self.merge_minutes and one_period):
                text = (
                    f"{timeline.person.id} rests {rest // 60} h {rest % 60:02} min between "
                    f"{before.id} of {before.day} and {after.id} of {after.day}, "
                    f"less than {self.hours} h"
                )
                days = Days.through(before.day, after.day)
                past = timeline.is_past(after.day)
                yield self.violated(timeline.person, days, 1, text, inherited=past)
