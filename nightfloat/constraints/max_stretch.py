"""A cap on consecutive days of work."""

from collections.abc import Iterator
from typing import ClassVar, Literal, Self, override

from pydantic import PositiveInt

from nightfloat.constraints.base import PersonConstraint
from nightfloat.constraints.cases import Case
from nightfloat.constraints.emitter import Emitter
from nightfloat.constraints.patterns import border, by_day, everybody, whole
from nightfloat.domain.instance import Instance
from nightfloat.domain.timeline import Timeline
from nightfloat.domain.violation import Violation


class MaxStretch(PersonConstraint, frozen=True):
    """Nobody works more than ``maximum`` days in a row.

    A day is worked when a shift in scope starts on it. The amount is the number of days above the
    maximum; days by which the history alone was over are not charged again.
    """

    monotone: ClassVar[bool] = True
    source: ClassVar[str] = (
        "Curtois and Qu 2014, maximum consecutive shifts; as a night float limit, ACGME common "
        "rule of 2011-17, since 2017 left to the Review Committees."
    )
    cases: ClassVar[tuple[Case, ...]] = (
        Case(says="at the limit", rows={"A": "D D N ."}, amount=0, parameters={"maximum": 3}),
        Case(says="two over", rows={"A": "D D D D D"}, amount=2, parameters={"maximum": 3}),
        Case(says="the history counts", past={"A": ". D D"}, rows={"A": "D D ."}, amount=1,
             parameters={"maximum": 3}),
        Case(says="what the history did is not charged again", past={"A": "D D D D"},
             rows={"A": "D ."}, amount=1, parameters={"maximum": 3}),
        Case(says="history alone charges nothing", past={"A": "D D D D"}, rows={"A": ". D"},
             amount=0, parameters={"maximum": 3}),
        Case(says="two shifts a day are one day", shifts="A=08:00+4h P=13:00+4h",
             rows={"A": "AP AP AP"}, amount=0, parameters={"maximum": 3}),
        Case(says="only nights in scope", rows={"A": "N N D N"}, amount=0,
             parameters={"maximum": 2, "scope": {"shifts": ["night"]}}),
    )  # fmt: skip

    kind: Literal["max_stretch"] = "max_stretch"
    maximum: PositiveInt

    @property
    @override
    def reach(self) -> tuple[int, int]:
        return self.maximum + 1, self.maximum + 1

    @classmethod
    @override
    def critical(cls, instance: Instance) -> Iterator[Self]:
        return (cls(maximum=n + 1) for n in range(instance.calendar.known.count))

    @override
    def emit(self, m: Emitter) -> None:
        for person in everybody(m):
            works = by_day(m.posts(self.scope, person))
            before = border(m, m.past(self.scope, person))
            if works:
                m.run_limit(works, whole(m, person), run="on", border=before, at_most=self.maximum)

    @override
    def audit(self, timeline: Timeline) -> Iterator[Violation]:
        for run in self.seen(timeline).runs():
            if not run.worked or run.length <= self.maximum:
                continue
            before = sum(timeline.is_past(day) for day in run.days)
            text = (
                f"{timeline.person.id} works {run.length} days in a row from {run.days.first} "
                f"to {run.days.last}, more than {self.maximum}"
            )
            charged = run.length - max(self.maximum, before)
            yield self.violated(
                timeline.person,
                run.days,
                charged or run.length - self.maximum,
                text,
                inherited=charged == 0,
            )
