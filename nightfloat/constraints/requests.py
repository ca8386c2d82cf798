"""Wishes for and against shifts."""

from collections import defaultdict
from collections.abc import Iterator
from typing import ClassVar, Literal, override

from nightfloat.constraints.base import PersonConstraint
from nightfloat.constraints.cases import MONDAY, Case
from nightfloat.constraints.emitter import About, Emitter, Post
from nightfloat.domain.calendar import Days
from nightfloat.domain.people import Request
from nightfloat.domain.timeline import Timeline
from nightfloat.domain.violation import Violation


class Requests(PersonConstraint, frozen=True):
    """A wished shift is taken and an unwished one is not.

    A wish names a shift type, a tag or any work (``*``) on one day; a shift belongs to the day it
    starts on. Wishes that name no shift in scope are not judged. The amount is the sum of the
    weights of the wishes not met.
    """

    source: ClassVar[str] = (
        "Curtois and Qu 2014, shift-on and shift-off requests (schedulingbenchmarks.org)."
    )
    cases: ClassVar[tuple[Case, ...]] = (
        Case(says="on, met", rows={"A": "D"}, requests=(Request("A", MONDAY, "D", "on", 3),),
             amount=0),
        Case(says="another shift does not meet it", rows={"A": "N"},
             requests=(Request("A", MONDAY, "D", "on", 3),), amount=3),
        Case(says="off, not met", rows={"A": "D"}, requests=(Request("A", MONDAY, "D", "off", 2),),
             amount=2),
        Case(says="off by tag", rows={"A": "N"}, requests=(Request("A", MONDAY, "night", "off"),),
             amount=1),
        Case(says="a free day wished for, two shifts worked: one broken wish",
             shifts="A=08:00+4h P=13:00+4h", rows={"A": "AP"},
             requests=(Request("A", MONDAY, "*", "off", 2),), amount=2),
        Case(says="a shift that does not exist that day cannot be met",
             shifts="A=08:00+4h P=13:00+4h", rows={"A": "A"},
             requests=(Request("A", MONDAY, "X", "on", 2),), amount=2),
        Case(says="wishes of people and for shifts out of scope are not judged", amount=1,
             rows={"A": ".", "B": "."}, parameters={"scope": {"people": ["A"], "shifts": ["N"]}},
             requests=(Request("A", MONDAY, "N", "on"), Request("A", MONDAY, "D", "on"),
                       Request("B", MONDAY, "N", "on"))),
    )  # fmt: skip

    kind: Literal["requests"] = "requests"

    @property
    @override
    def reach(self) -> tuple[int, int]:
        return 0, 0

    @override
    def emit(self, m: Emitter) -> None:
        for person, requests in m.instance.requests_of.items():
            on_day: defaultdict[int, list[Post]] = defaultdict(list)
            for post in m.posts(self.scope, person):
                on_day[post.day].append(post)
            for request in requests:
                who = m.instance.person[person]
                if not self.scope.takes_any(m.instance, who, request.shift, request.day):
                    continue
                day = m.instance.calendar.index(request.day)
                lits = [p.lit for p in on_day[day] if p.type.named(request.shift)]
                want = int(request.wants == "on")
                terms = [(1, m.any_of(lits))] if lits else []
                m.limit(
                    terms,
                    About(person, day, day),
                    at_least=want,
                    at_most=want,
                    under=request.weight,
                    over=request.weight,
                )

    @override
    def audit(self, timeline: Timeline) -> Iterator[Violation]:
        wishes = timeline.instance.requests_of.get(timeline.person.id, ())
        if not wishes:
            return
        row = self.seen(timeline).scheduled()
        for wish in wishes:
            inside = self.scope.takes_any(timeline.instance, timeline.person, wish.shift, wish.day)
            if not inside or wish.day not in timeline.horizon:
                continue
            worked = [s for s in row if s.day == wish.day and s.type.named(wish.shift)]
            if wish.weight and bool(worked) != (wish.wants == "on"):
                what = "any work" if wish.shift == "*" else wish.shift
                text = f"{wish.person} wished {wish.wants} for {what} on {wish.day}"
                yield self.violated(timeline.person, Days.one(wish.day), wish.weight, text)
