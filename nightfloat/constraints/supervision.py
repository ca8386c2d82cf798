"""Enough supervisors for those they supervise."""

from collections.abc import Iterator
from typing import ClassVar, Literal, override

from pydantic import PositiveInt

from nightfloat.constraints.base import TeamConstraint
from nightfloat.constraints.cases import Case
from nightfloat.constraints.emitter import About, Emitter, Term
from nightfloat.domain.roster import Roster
from nightfloat.domain.shifts import Shift
from nightfloat.domain.violation import Violation

CLINIC = "C=08:00+4h P=08:00+4h E=12:00+4h"
ONE_TO_TWO = {"trainees": ["C", "E"], "supervisors": ["P"], "ratio": 2}


class Supervision(TeamConstraint, frozen=True):
    """Whenever a trainee shift starts, each supervisor then at work has at most ``ratio`` trainees.

    Counted are the people on shifts named by ``trainees`` and ``supervisors`` that run at that
    moment. The amount is the number of trainees too many.
    """

    source: ClassVar[str] = (
        "42 CFR 415.174 (CMS primary care exception): at most four residents per teaching "
        "physician at a time, who has no other duties."
    )
    cases: ClassVar[tuple[Case, ...]] = (
        Case(says="one preceptor, two residents", shifts=CLINIC, amount=0, parameters=ONE_TO_TWO,
             rows={"A": "C", "B": "C", "P": "P"}),
        Case(says="a third resident", shifts=CLINIC, amount=1, parameters=ONE_TO_TWO,
             rows={"A": "C", "B": "C", "D": "C", "P": "P"}),
        Case(says="a clinic without a preceptor", shifts=CLINIC, amount=1, parameters=ONE_TO_TWO,
             rows={"A": "C", "P": "."}),
        Case(says="the morning's preceptor has left at noon", shifts=CLINIC, amount=1,
             parameters=ONE_TO_TWO, rows={"A": "E", "P": "P"}),
    )  # fmt: skip

    kind: Literal["supervision"] = "supervision"
    trainees: tuple[str, ...]
    supervisors: tuple[str, ...]
    ratio: PositiveInt = 4

    @override
    def emit(self, m: Emitter) -> None:
        if not m.instance.people:
            return
        posts = m.posts(self.scope, m.instance.people[0].id)
        trainee = [p for p in posts if any(map(p.type.named, self.trainees))]
        supervisor = [p for p in posts if any(map(p.type.named, self.supervisors))]
        for moment in sorted({p.start for p in trainee}):
            terms: list[Term] = []
            for group, factor in ((trainee, 1), (supervisor, -self.ratio)):
                for post in group:
                    if post.start <= moment < post.end:
                        takers = m.takers(post.type.id, post.day)
                        terms += [(factor, p.lit) for p in takers]
            day = next(p.day for p in trainee if p.start == moment)
            m.limit(terms, About(None, day, day), at_most=0)

    @override
    def audit(self, roster: Roster) -> Iterator[Violation]:
        seen = set[object]()
        for shift in roster.shifts():
            if shift.start in seen or not self._is(shift, self.trainees):
                continue
            seen.add(shift.start)
            running = [s for s in roster.instance.shifts if s.start <= shift.start < s.end]
            learning = sum(len(roster.on(s)) for s in running if self._is(s, self.trainees))
            teaching = sum(len(roster.on(s)) for s in running if self._is(s, self.supervisors))
            over = learning - self.ratio * teaching
            if over > 0:
                text = (
                    f"{learning} people on {shift.id} of {shift.day} have {teaching} supervisors, "
                    f"one per {self.ratio} is needed"
                )
                yield self.violated(None, shift.days, over, text)

    @staticmethod
    def _is(shift: Shift, words: tuple[str, ...]) -> bool:
        return any(shift.type.named(word) for word in words)
