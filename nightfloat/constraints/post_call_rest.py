"""Rest after a long call."""

from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from itertools import product
from typing import ClassVar, Literal, Self, override

from pydantic import NonNegativeInt, PositiveInt

from nightfloat.constraints.base import PersonConstraint
from nightfloat.constraints.cases import Case
from nightfloat.constraints.critical import around, gap_hours
from nightfloat.constraints.emitter import About, Emitter, Post
from nightfloat.constraints.patterns import everybody
from nightfloat.constraints.scope import Words
from nightfloat.domain.calendar import MINUTE, Days, minutes_between
from nightfloat.domain.instance import Instance
from nightfloat.domain.shifts import Shift, ShiftKind
from nightfloat.domain.timeline import Timeline
from nightfloat.domain.violation import Violation

HOME_KINDS = ShiftKind.HOME_CALL, ShiftKind.STANDBY
# H, J and K are no work in a place: they may go on beside a call
HOME = "C=07:00+24h H=19:00+24h:standby J=19:00+12h:standby K=20:00+36h:standby"
CALL = "C=07:00+24h D=07:00+12h N=22:00+8h S=07:00+24h:standby"
TWO = "D=07:00+12h K=19:00+12h N=22:00+8h B=19:30+12h E=08:00+12h S=07:00+12h:standby"
BUILT = {"after": ["K"], "hours": 14, "transition_hours": 0}
AFTER = {"after": ["C"], "hours": 14, "transition_hours": 0}


class PostCallRest(PersonConstraint, frozen=True):
    """After a call of ``call_hours``, nothing is on for ``hours`` from the latest departure.

    A call is a shift of that length that ``after`` names, or work on end of that length with such a
    shift in it: shifts that occupy, neither home call nor standby, of which each starts when the
    one before ends, or within ``merge_minutes``; the shortest sequence counts. Departure is the
    call's end plus ``transition_hours``. The amount is the number of pairs of a call and a shift in
    scope that runs into its rest, those that start before the call ends included.
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
        Case(says="a day and a call after it are one call of 24 hours", shifts=TWO,
             rows={"A": "DK . D"}, amount=0, parameters=BUILT),
        Case(says="and no shift follows it", shifts=TWO, rows={"A": "DK D ."}, amount=1,
             parameters=BUILT),
        # K ends at 07:00, N starts at 22:00: 15 hours
        Case(says="fifteen hours later is late enough here too", shifts=TWO,
             rows={"A": "DK N ."}, amount=0, parameters=BUILT),
        Case(says="unless hand-off takes four of them", shifts=TWO, rows={"A": "DK N ."}, amount=1,
             parameters=BUILT | {"transition_hours": 4}),
        # from 19:00 to 19:00; the second D starts twelve hours later
        Case(says="the call may come first", shifts=TWO, rows={"A": "K D D"}, amount=1,
             parameters=BUILT),
        # D K: D and K of day 1 start 0 and 12 hours later; K D ends with K of day 1
        Case(says="each call and each shift in its rest count", shifts=TWO, rows={"A": "DK DK"},
             amount=3, parameters=BUILT),
        Case(says="work on end without a call is none", shifts=TWO, rows={"A": "DK D ."}, amount=0,
             parameters=BUILT | {"after": ["N"]}),
        Case(says="24 hours are less than 25", shifts=TWO, rows={"A": "DK D ."}, amount=0,
             parameters=BUILT | {"call_hours": 25}),
        # D until 19:00, B from 19:30 to 07:30, E at 08:00
        Case(says="half an hour parts them", shifts=TWO, rows={"A": "DB E ."}, amount=0,
             parameters=BUILT | {"after": ["B"]}),
        Case(says="unless it is allowed for", shifts=TWO, rows={"A": "DB E ."}, amount=1,
             parameters=BUILT | {"after": ["B"], "merge_minutes": 30}),
        Case(says="standby before a call is no part of it", shifts=TWO, rows={"A": "SK D ."},
             amount=0, parameters=BUILT),
        Case(says="a call begun in the history", shifts=TWO, past={"A": "K"}, rows={"A": "D D"},
             amount=1, parameters=BUILT),
        Case(says="two shifts are a call also when clocks go forward", shifts=TWO,
             start=date(2024, 3, 9), zone="America/New_York", rows={"A": "DK D"}, amount=1,
             parameters=BUILT),
    )  # fmt: skip

    kind: Literal["post_call_rest"] = "post_call_rest"
    after: Words = ("inhouse-call",)
    hours: PositiveInt = 14
    call_hours: PositiveInt = 24
    transition_hours: NonNegativeInt = 4
    merge_minutes: NonNegativeInt = 0

    @property
    @override
    def reach(self) -> tuple[int, int]:
        hours = self.call_hours + self.hours + self.transition_hours
        days = hours // 24 + self.merge_minutes // 1440 + 6  # a duty lasts up to four days
        return days, days

    @classmethod
    @override
    def critical(cls, instance: Instance) -> Iterator[Self]:
        gaps = gap_hours(instance)
        for kind in instance.shift_types:
            after = (kind.id, *kind.tags)
            both = (kind.minutes + other.minutes for other in instance.shift_types)
            lengths = {n for length in (kind.minutes, *both) for n in around(length // 60, 1)}
            for call_hours, hours in product(sorted(lengths), gaps):
                rule = cls(after=after, hours=hours, call_hours=call_hours)
                yield rule.model_copy(update={"transition_hours": 0})
                yield rule.model_copy(update={"merge_minutes": 60})

    @override
    def emit(self, m: Emitter) -> None:
        for person in everybody(m):
            past, posts = m.past(self.scope, person), m.open_posts(self.scope, person)
            line = [*past, *posts]
            starts = [p.start for p in line]
            longest = max((p.end - p.start for p in line), default=0)
            for call in self._calls(line, starts):
                over = call[-1].end
                until = over + (self.hours + self.transition_hours) * 60
                first, end = (bisect_left(starts, at) for at in (over - longest, until))
                for post in line[first:end]:
                    if post.end > over:
                        self._forbid(m, call, post)

    def _calls(self, line: Sequence[Post], starts: Sequence[int]) -> Iterator[list[Post]]:
        """Emission: every shortest sequence that is a call, grown shift by shift from its first."""
        named = [post for post in line if self._names(post)]
        # where each is a call by itself, nothing that touches it makes a shorter one
        alone = all(self._lasts([post]) for post in named)
        growing = [[post] for post in (named if alone else line)]
        while growing:
            chain = growing.pop()
            if self._lasts(chain) and any(map(self._names, chain)):
                if not (self._lasts(chain[1:]) and any(map(self._names, chain[1:]))):
                    yield chain
            elif not self._lasts(chain[1:]) and self._in_place(chain[-1]):
                over = chain[-1].end
                first, end = (
                    bisect_left(starts, over),
                    bisect_right(starts, over + self.merge_minutes),
                )
                growing += [[*chain, p] for p in line[first:end] if self._in_place(p)]

    def _lasts(self, chain: Sequence[Post]) -> bool:
        """Emission: whether it is scheduled for long enough, clock changes aside."""
        if not chain:
            return False
        first, last = chain[0], chain[-1]
        days, begins = last.day - first.day, first.type.start
        return days * 1440 + last.type.start + last.type.minutes - begins >= self.call_hours * 60

    def _names(self, post: Post) -> bool:
        return any(map(post.type.named, self.after))

    @staticmethod
    def _in_place(post: Post) -> bool:
        return post.type.occupies and post.type.kind not in HOME_KINDS

    @staticmethod
    def _forbid(m: Emitter, call: Sequence[Post], post: Post) -> None:
        terms = [(1, p.lit) for p in (*call, post) if p.lit >= 0]
        about = About(post.person, min(call[0].day, post.day), max(call[-1].day, post.day))
        if terms:
            m.limit(terms, about, at_most=len(terms) - 1)

    @override
    def audit(self, timeline: Timeline) -> Iterator[Violation]:
        row = self.seen(timeline).shifts
        rest = timedelta(hours=self.hours + self.transition_hours)
        for call in self._found(row):
            over = call[-1].end
            for shift in row:
                if shift.start < over + rest and shift.end > over:
                    yield self._disturbed(timeline, call, shift)

    def _found(self, row: tuple[Shift, ...]) -> list[tuple[Shift, ...]]:
        """Audit: the calls of a row, by their last shift; most are one shift."""
        called = [s for s in row if any(map(s.type.named, self.after))]
        if all(self._is_call((shift,)) for shift in called):
            return [(shift,) for shift in called]
        return [call for last in row for call in self._ending(row, (last,))]

    def _ending(self, row: Sequence[Shift], work: tuple[Shift, ...]) -> Iterator[tuple[Shift, ...]]:
        """Audit: the calls that end in ``work``, found backwards; no part of one is a call."""
        if self._is_call(work):
            yield from () if self._is_call(work[:-1]) else (work,)
        elif self._length(work[:-1]) < timedelta(hours=self.call_hours) and _at_work(work[0]):
            begins = work[0].start
            since = begins - self.merge_minutes * MINUTE
            for shift in row:
                if since <= shift.end <= begins and _at_work(shift):
                    yield from self._ending(row, (shift, *work))

    def _is_call(self, work: tuple[Shift, ...]) -> bool:
        called = any(shift.type.named(word) for shift in work for word in self.after)
        return called and self._length(work) >= timedelta(hours=self.call_hours)

    @staticmethod
    def _length(work: tuple[Shift, ...]) -> timedelta:
        """Audit: from the first start to the last end on the clock on the wall."""
        if not work:
            return timedelta(0)
        ends = work[-1].type.start + work[-1].type.minutes
        return work[-1].day - work[0].day + (ends - work[0].type.start) * MINUTE

    def _disturbed(self, timeline: Timeline, call: tuple[Shift, ...], shift: Shift) -> Violation:
        over, rest = call[-1], self.hours + self.transition_hours
        gap = minutes_between(over.end, shift.start)
        names = ", ".join(f"{s.id} of {s.day}" for s in call)
        what = (
            f"{gap / 60:.1f} h after {names}, less than {rest} h"
            if gap >= 0
            else f"running into the {rest} h of rest after {names}"
        )
        text = f"{timeline.person.id} has {shift.id} of {shift.day} {what}"
        days = Days.through(min(call[0].day, shift.day), max(over.day, shift.day))
        past = timeline.is_past(days.last)
        return self.violated(timeline.person, days, 1, text, inherited=past)


def _at_work(shift: Shift) -> bool:
    """Audit: whether the shift is work in the place, which goes on from one to the next."""
    return shift.type.occupies and shift.type.kind not in HOME_KINDS
