"""Approved leave blocks."""

from bisect import bisect_left
from collections.abc import Iterator
from itertools import accumulate
from math import inf
from typing import ClassVar, Literal, override

from nightfloat.constraints.base import PersonConstraint
from nightfloat.constraints.cases import Case
from nightfloat.constraints.emitter import Emitter
from nightfloat.constraints.patterns import forbid_posts
from nightfloat.domain.timeline import Timeline
from nightfloat.domain.violation import Violation


class LeaveBlocks(PersonConstraint, frozen=True):
    """No shift runs into a person's approved leave.

    Leave of whole days lasts from local midnight to local midnight, so a night that ends on the
    first morning of leave is blocked too. The amount is the number of blocked shifts.
    """

    decides: ClassVar[bool] = True
    monotone: ClassVar[bool] = True
    source: ClassVar[str] = (
        "ACGME Institutional Requirements IV.I (leave); approved absence is the program's record."
    )
    cases: ClassVar[tuple[Case, ...]] = (
        Case(says="the day itself", rows={"A": "D D D"}, leave=("A 1 1",), amount=1),
        Case(says="the night before runs into it", rows={"A": "N . ."}, leave=("A 1 1",), amount=1),
        Case(says="a shift may end at midnight", shifts="E=16:00+8h", rows={"A": "E . E"},
             leave=("A 1 1",), amount=0),
        Case(says="a three-day leave frees the day after", rows={"A": ". . . D"},
             leave=("A 0 2",), amount=0),
        Case(says="another person works", rows={"A": ".", "B": "D"}, leave=("A 0 0",), amount=0),
    )  # fmt: skip

    kind: Literal["leave"] = "leave"

    @property
    @override
    def reach(self) -> tuple[int, int]:
        return 0, 0

    @override
    def emit(self, m: Emitter) -> None:
        minute = m.instance.calendar.minute
        for person, absences in m.instance.absences.by_person.items():
            away = sorted((minute(leave.start), minute(leave.end)) for leave in absences)
            starts = [start for start, _ in away]
            until = list(accumulate((end for _, end in away), max, initial=-inf))
            blocked = (
                post
                for post in m.posts(self.scope, person)
                if post.start < until[bisect_left(starts, post.end)]
            )
            forbid_posts(m, person, blocked)

    @override
    def audit(self, timeline: Timeline) -> Iterator[Violation]:
        absences = timeline.instance.absences.of(timeline.person.id)
        if not absences:
            return
        for shift in self.seen(timeline).scheduled():
            for leave in absences:
                if max(leave.start, shift.start) < min(leave.end, shift.end):
                    text = (
                        f"{timeline.person.id} is on leave from {leave.days.first} to "
                        f"{leave.days.last} and has {shift.id} of {shift.day}"
                    )
                    yield self.violated(timeline.person, shift.days, 1, text)
                    break
