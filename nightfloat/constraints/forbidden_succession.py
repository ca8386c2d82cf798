"""Shift types that may not follow each other on consecutive days."""

from collections import defaultdict
from collections.abc import Iterator
from typing import TYPE_CHECKING, ClassVar, Literal, Self, override

from nightfloat.constraints.base import PersonConstraint
from nightfloat.constraints.cases import Case
from nightfloat.constraints.critical import words
from nightfloat.constraints.emitter import About, Emitter, Post, Term
from nightfloat.constraints.patterns import everybody, group_days
from nightfloat.domain.calendar import ONE_DAY, Days
from nightfloat.domain.instance import Instance
from nightfloat.domain.timeline import Timeline
from nightfloat.domain.violation import Violation

if TYPE_CHECKING:
    from datetime import date

DNE = "D=07:00+8h N=22:00+8h E=14:00+8h"


class ForbiddenSuccession(PersonConstraint, frozen=True):
    """After ``earlier`` on one day, none of ``later`` is on the next day.

    Shift types are named by id, tag or kind. The amount is the number of days on which some
    ``later`` shift follows some ``earlier`` one.
    """

    monotone: ClassVar[bool] = True
    source: ClassVar[str] = (
        "Curtois and Qu 2014, shifts which cannot follow (schedulingbenchmarks.org); INRC-II, "
        "forbidden shift type successions."
    )
    cases: ClassVar[tuple[Case, ...]] = (
        Case(says="a day after a night", shifts=DNE, rows={"A": "N D ."}, amount=1,
             parameters={"earlier": "N", "later": ["D", "E"]}),
        Case(says="a free day between", shifts=DNE, rows={"A": "N . D"}, amount=0,
             parameters={"earlier": "N", "later": ["D", "E"]}),
        Case(says="the other way round", shifts=DNE, rows={"A": "D N"}, amount=0,
             parameters={"earlier": "N", "later": ["D", "E"]}),
        Case(says="across the edge of the history", shifts=DNE, past={"A": "N"}, rows={"A": "E"},
             amount=1, parameters={"earlier": "N", "later": ["D", "E"]}),
        Case(says="inside the history it is inherited", shifts=DNE, past={"A": "N D"},
             rows={"A": "."}, amount=0, parameters={"earlier": "N", "later": ["D"]}),
    )  # fmt: skip

    kind: Literal["forbidden_succession"] = "forbidden_succession"
    earlier: str
    later: tuple[str, ...]

    @property
    @override
    def reach(self) -> tuple[int, int]:
        return 1, 1

    @classmethod
    @override
    def critical(cls, instance: Instance) -> Iterator[Self]:
        named = [*words(instance), "*"]
        for earlier in named:
            yield cls(earlier=earlier, later=tuple(named[:2]))
            yield from (cls(earlier=earlier, later=(later,)) for later in named)

    @override
    def emit(self, m: Emitter) -> None:
        for person in everybody(m):
            days = dict(group_days(m.posts(self.scope, person)))
            before = {-1: [p for p in m.past(self.scope, person) if p.day == -1]}
            for day, posts in days.items():
                first = [p for p in (before | days).get(day - 1, ()) if p.type.named(self.earlier)]
                next_ = [p for p in posts if any(p.type.named(word) for word in self.later)]
                if first and next_:
                    self._forbid(m, first, next_)

    def _forbid(self, m: Emitter, first: list[Post], later: list[Post]) -> None:
        about = About(later[0].person, later[0].day - 1, later[0].day)
        follows = m.any_of(p.lit for p in later)
        if any(p.lit < 0 for p in first):
            m.limit([(1, follows)], about, at_most=0)
            return
        terms: list[Term] = [(1, m.any_of(p.lit for p in first)), (1, follows)]
        m.limit(terms, about, at_most=1)

    @override
    def audit(self, timeline: Timeline) -> Iterator[Violation]:
        on: defaultdict[date, list[str]] = defaultdict(list)
        for shift in self.seen(timeline).shifts:
            if shift.type.named(self.earlier):
                on[shift.day].append(shift.id)
        reported = set[object]()
        for shift in self.seen(timeline).shifts:
            yesterday = on.get(shift.day - ONE_DAY)
            follows = any(shift.type.named(word) for word in self.later)
            if yesterday and follows and shift.day not in reported:
                reported.add(shift.day)
                text = (
                    f"{timeline.person.id} has {shift.id} of {shift.day}, "
                    f"the day after {yesterday[0]}"
                )
                days = Days.through(shift.day - ONE_DAY, shift.day)
                past = timeline.is_past(shift.day)
                yield self.violated(timeline.person, days, 1, text, inherited=past)
