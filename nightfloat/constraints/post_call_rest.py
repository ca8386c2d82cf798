"""Rest after a long call."""

from bisect import bisect_left
from collections.abc import Iterator
from datetime import date, timedelta
from typing import ClassVar, Literal, Self, override

from pydantic import NonNegativeInt, PositiveInt

from nightfloat.constraints.base import PersonConstraint
from nightfloat.constraints.cases import Case
from nightfloat.constraints.critical import around, gap_hours
from nightfloat.constraints.emitter import About, Emitter
from nightfloat.constraints.patterns import everybody
from nightfloat.domain.calendar import Days, minutes_between
from nightfloat.domain.instance import Instance
from nightfloat.domain.timeline import Timeline
from nightfloat.domain.violation import Violation

CALL = "C=07:00+24h D=07:00+12h N=22:00+8h S=07:00+24h:standby"
AFTER = {"after": ["C"], "hours": 14, "transition_hours": 0}


class PostCallRest(PersonConstraint, frozen=True):
    """After a call of ``call_hours``, nothing is on for ``hours`` from the latest departure.

    Departure is the call's end plus ``transition_hours``. The amount is the number of shifts in
    scope that run into the rest.
    """

    monotone: ClassVar[bool] = True
    source: ClassVar[str] = (
        "ACGME Common Program Requirements 6.21.a: at least 14 hours free after 24 hours of "
        "in-house call; up to four more hours for transition (6.22.a)."
    )
    cases: ClassVar[tuple[Case, ...]] = (
        Case(says="the next day is free", shifts=CALL, rows={"A": "C . D"}, amount=0,
             parameters=AFTER),
        Case(says="a day shift as the call ends", shifts=CALL, rows={"A": "C D ."}, amount=1,
             parameters=AFTER),
        Case(says="fifteen hours later is late enough", shifts=CALL, rows={"A": "C N ."}, amount=0,
             parameters=AFTER),
        Case(says="but not after four hours of transition", shifts=CALL, rows={"A": "C N ."},
             amount=1, parameters=AFTER | {"transition_hours": 4}),
        Case(says="the call of the history", shifts=CALL, past={"A": "C"}, rows={"A": "D"},
             amount=1, parameters=AFTER),
        Case(says="a call scheduled for a day is one also when clocks go forward",
             shifts=CALL, start=date(2024, 3, 9), zone="America/New_York", rows={"A": "C D"},
             amount=1, parameters=AFTER),
        Case(says="a twelve-hour shift is no call", shifts=CALL, rows={"A": "D D"}, amount=0,
             parameters=AFTER | {"after": ["D"]}),
    )  # fmt: skip

    kind: Literal["post_call_rest"] = "post_call_rest"
    after: tuple[str, ...] = ("inhouse-call",)
    hours: PositiveInt = 14
    call_hours: PositiveInt = 24
    transition_hours: NonNegativeInt = 4

    @property
    @override
    def reach(self) -> tuple[int, int]:
        days = (self.hours + self.transition_hours) // 24 + 4
        return days, days

    @classmethod
    @override
    def critical(cls, instance: Instance) -> Iterator[Self]:
        gaps = gap_hours(instance)
        for kind in instance.shift_types:
            for call_hours in around(kind.minutes // 60, 1):
                for hours in gaps:
                    after = (kind.id, *kind.tags)
                    yield cls(after=after, hours=hours, call_hours=call_hours, transition_hours=0)
                    yield cls(after=after, hours=hours, call_hours=call_hours)

    @override
    def emit(self, m: Emitter) -> None:
        for person in everybody(m):
            posts = m.open_posts(self.scope, person)
            starts = [p.start for p in posts]
            calls = [
                p
                for p in (*m.past(self.scope, person), *posts)
                if p.type.minutes >= self.call_hours * 60 and any(map(p.type.named, self.after))
            ]
            for call in calls:
                until = call.end + (self.hours + self.transition_hours) * 60
                for post in posts[bisect_left(starts, call.end) : bisect_left(starts, until)]:
                    terms = [(1, p.lit) for p in (call, post) if p.lit >= 0]
                    m.limit(terms, About(person, call.day, post.day), at_most=len(terms) - 1)

    @override
    def audit(self, timeline: Timeline) -> Iterator[Violation]:
        row = self.seen(timeline).shifts
        rest = timedelta(hours=self.hours + self.transition_hours)
        for call in row:
            if call.type.minutes < self.call_hours * 60 or not any(
                map(call.type.named, self.after)
            ):
                continue
            for shift in row:
                if call.end <= shift.start < call.end + rest:
                    gap = minutes_between(call.end, shift.start)
                    text = (
                        f"{timeline.person.id} has {shift.id} of {shift.day} {gap / 60:.1f} h "
                        f"after {call.id} of {call.day}, less than {rest // timedelta(hours=1)} h"
                    )
                    days = Days.through(call.day, shift.day)
                    past = timeline.is_past(shift.day)
                    yield self.violated(timeline.person, days, 1, text, inherited=past)
