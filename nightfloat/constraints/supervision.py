"""Enough supervisors for those they supervise."""

from collections.abc import Iterator, Mapping
from itertools import product
from typing import ClassVar, Literal, Self, override

from pydantic import PositiveInt

from nightfloat.constraints.base import TeamConstraint
from nightfloat.constraints.cases import Case
from nightfloat.constraints.critical import words
from nightfloat.constraints.emitter import About, Emitter, Post, Term
from nightfloat.constraints.scope import Scope, Words
from nightfloat.domain.instance import Instance
from nightfloat.domain.roster import Roster
from nightfloat.domain.shifts import Shift, ShiftType
from nightfloat.domain.violation import Violation

CLINIC = "C=08:00+4h P=08:00+4h E=12:00+4h"
ONE_TO_TWO = {"trainees": ["C", "E"], "supervisors": ["P"], "ratio": 2}


class Supervision(TeamConstraint, frozen=True):
    """Whenever a trainee shift starts, each supervisor then at work has at most ``ratio`` trainees.

    Counted are the people on shifts named by ``trainees`` and ``supervisors`` that run at that
    moment, those whose shift began in the history included. The scope says which trainee shifts
    are looked at. The amount is the number of trainees too many; what the history alone was over
    is not charged again.
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
        Case(says="the night's supervisor of the history is still there",
             shifts="N=19:00+14h C=08:00+4h", past={"A": ".", "P": "N"}, rows={"A": "C", "P": "."},
             amount=0, parameters={"trainees": ["C"], "supervisors": ["N"]}),
        Case(says="only the trainee shifts in scope are looked at", shifts=CLINIC, amount=1,
             parameters=ONE_TO_TWO | {"scope": {"shifts": ["E"]}}, rows={"A": "C", "B": "E"}),
    )  # fmt: skip

    kind: Literal["supervision"] = "supervision"
    trainees: Words
    supervisors: Words
    ratio: PositiveInt = 4

    @classmethod
    @override
    def critical(cls, instance: Instance) -> Iterator[Self]:
        named = words(instance)
        for trainees, supervisors in product(named, repeat=2):
            for ratio in (1, 2, 3):
                yield cls(trainees=(trainees,), supervisors=(supervisors,), ratio=ratio)

    @override
    def emit(self, m: Emitter) -> None:
        people, date = m.instance.people, m.instance.calendar.day
        posts = m.posts(Scope(), people[0].id) if people else ()
        past = [p for person in people for p in m.past(Scope(), person.id)]
        starts: dict[int, Post] = {}
        for post in posts:
            inside = self.scope.takes_shift(m.instance, post.type, date(post.day))
            if inside and any(map(post.type.named, self.trainees)):
                starts.setdefault(post.start, post)
        for moment, first in starts.items():
            facts = sum(self._factor(p.type) for p in past if p.start <= moment < p.end)
            terms: list[Term] = []
            for post in posts:
                factor = self._factor(post.type)
                if factor and post.start <= moment < post.end:
                    terms += [(factor, p.lit) for p in m.takers(post.type.id, post.day)]
            m.limit(terms, About(None, first.day, first.day), at_most=max(0, facts) - facts)

    def _factor(self, kind: ShiftType) -> int:
        """Emission: what one person on such a shift adds to the load of the supervisors."""
        learns = any(map(kind.named, self.trainees))
        return int(learns) - self.ratio * any(map(kind.named, self.supervisors))

    @override
    def audit(self, roster: Roster) -> Iterator[Violation]:
        seen = set[object]()
        for shift in roster.shifts():
            if shift.start in seen or not self._is(shift, self.trainees):
                continue
            if not self.scope.takes_shift(roster.instance, shift.type, shift.day):
                continue
            seen.add(shift.start)
            running = roster.instance.running(shift.start)
            before = self._at(running, roster.instance.past_staffing)
            now = self._at(running, {s: len(roster.on(s)) for s in running})
            learning, teaching = before[0] + now[0], before[1] + now[1]
            over = learning - self.ratio * teaching - max(0, before[0] - self.ratio * before[1])
            if over > 0:
                text = (
                    f"{learning} people on {shift.id} of {shift.day} have {teaching} supervisors, "
                    f"one per {self.ratio} is needed"
                )
                yield self.violated(None, shift.days, over, text)

    def _at(self, running: tuple[Shift, ...], staffed: Mapping[Shift, int]) -> tuple[int, int]:
        """Audit: how many learn and how many teach on the shifts that run at a moment."""
        counts = [(s, staffed.get(s, 0)) for s in running]
        learning = sum(n for s, n in counts if n and self._is(s, self.trainees))
        return learning, sum(n for s, n in counts if n and self._is(s, self.supervisors))

    @staticmethod
    def _is(shift: Shift, words: tuple[str, ...]) -> bool:
        return any(map(shift.type.named, words))
