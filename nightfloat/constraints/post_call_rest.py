"""Rest after a long call."""

from bisect import bisect_left
from collections.abc import Iterator
from datetime import date, timedelta
from typing import ClassVar, Literal, Self, override

from pydantic import NonNegativeInt, PositiveInt

from nightfloat.constraints.base import PersonConstraint
from nightfloat.constraints.cases import Case
from nightfloat.constraints.critical import around, gap_hours
from nightfloat.constraints.emitter import About, Emitter, Post
from nightfloat.constraints.patterns import everybody
from nightfloat.constraints.scope import Words
from nightfloat.domain.calendar import Days, minutes_between
from nightfloat.domain.instance import Instance
from nightfloat.domain.shifts import Shift
from nightfloat.domain.timeline import Timeline
from nightfloat.domain.violation import Violation

# H, J and K are no work in a place: they may go on beside a call
HOME = "C=07:00+24h H=19:00+24h:standby J=19:00+12h:standby K=20:00+36h:standby"
CALL = "C=07:00+24h D=07:00+12h N=22:00+8h S=07:00+24h:standby"
AFTER = {"after": ["C"], "hours": 14, "transition_hours": 0}


class PostCallRest(PersonConstraint, frozen=True):
    """After a call of ``call_hours``, nothing is on for ``hours`` from the latest departure.

    Departure is the call's end plus ``transition_hours``. The amount is the number of shifts in
    scope that run into the rest, those that start before the call ends included.
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
        # H of day 0 ends at 19:00 of day 1, twelve hours after C does
        Case(says="a home call that starts during the call and runs on", shifts=HOME,
             rows={"A": "CH . ."}, amount=1, parameters=AFTER),
        # J ends at 07:00 with C, K one hour later
        Case(says="a home call that ends with the call", shifts=HOME, rows={"A": "CJ . ."},
             amount=0, parameters=AFTER),
        Case(says="a home call that was on before the call", shifts=HOME, rows={"A": "K C ."},
             amount=1, parameters=AFTER),
        Case(says="the same, begun in the history", shifts=HOME, past={"A": "K"},
             rows={"A": "C ."}, amount=1, parameters=AFTER),
        Case(says="inside the history it is inherited", shifts=HOME, past={"A": "K C ."},
             rows={"A": "."}, amount=0, parameters=AFTER),
        Case(says="a twelve-hour shift is no call", shifts=CALL, rows={"A": "D D"}, amount=0,
             parameters=AFTER | {"after": ["D"]}),
    )  # fmt: skip

    kind: Literal["post_call_rest"] = "post_call_rest"
    after: Words = ("inhouse-call",)
    hours: PositiveInt = 14
    call_hours: PositiveInt = 24
    transition_hours: NonNegativeInt = 4

    @property
    @override
    def reach(self) -> tuple[int, int]:
        days = (self.hours + self.transition_hours) // 24 + 5  # a duty lasts up to four days
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
            past, posts = m.past(self.scope, person), m.open_posts(self.scope, person)
            line = [*past, *posts]
            starts = [p.start for p in line]
            longest = max((p.end - p.start for p in line), default=0)
            calls = [
                p
                for p in line
                if p.type.minutes >= self.call_hours * 60 and any(map(p.type.named, self.after))
            ]
            for call in calls:
                until = call.end + (self.hours + self.transition_hours) * 60
                first, end = (bisect_left(starts, at) for at in (call.end - longest, until))
                for post in line[first:end]:
                    if post.end > call.end:
                        self._forbid(m, call, post)

    @staticmethod
    def _forbid(m: Emitter, call: Post, post: Post) -> None:
        terms = [(1, p.lit) for p in (call, post) if p.lit >= 0]
        about = About(post.person, min(call.day, post.day), max(call.day, post.day))
        if terms:
            m.limit(terms, about, at_most=len(terms) - 1)

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
                if shift.start < call.end + rest and shift.end > call.end:
                    yield self._disturbed(timeline, call, shift)

    def _disturbed(self, timeline: Timeline, call: Shift, shift: Shift) -> Violation:
        gap, rest = minutes_between(call.end, shift.start), self.hours + self.transition_hours
        what = (
            f"{gap / 60:.1f} h after {call.id} of {call.day}, less than {rest} h"
            if gap >= 0
            else f"running into the {rest} h of rest after {call.id} of {call.day}"
        )
        text = f"{timeline.person.id} has {shift.id} of {shift.day} {what}"
        first, last = sorted((call.day, shift.day))
        past = timeline.is_past(last)
        days = Days.through(first, last)
        return self.violated(timeline.person, days, 1, text, inherited=past)
