"""Contracted number of shifts over the horizon."""

from collections.abc import Iterator
from typing import ClassVar, Literal, Self, override

from pydantic import NonNegativeInt, model_validator

from nightfloat.constraints.base import PersonConstraint
from nightfloat.constraints.cases import Case
from nightfloat.constraints.emitter import Emitter
from nightfloat.constraints.patterns import once, people_in, whole
from nightfloat.domain.instance import Instance
from nightfloat.domain.timeline import Timeline
from nightfloat.domain.violation import Violation


class ShiftsInHorizon(PersonConstraint, frozen=True):
    """The number of shifts that start in the horizon lies between minimum and maximum.

    The amount is the number of shifts missing or in excess; history does not count.
    """

    source: ClassVar[str] = "INRC-II (Ceschia et al. 2015), total assignments over the horizon."
    cases: ClassVar[tuple[Case, ...]] = (
        Case(says="between", rows={"A": "D N ."}, amount=0,
             parameters={"minimum": 2, "maximum": 2}),
        Case(says="two short", rows={"A": "D . ."}, amount=2, parameters={"minimum": 3}),
        Case(says="one over, on one day", rows={"A": "DN D"}, amount=1, parameters={"maximum": 2}),
        Case(says="a person without shifts is short too", rows={"A": "D", "B": "."}, amount=1,
             parameters={"minimum": 1}),
        Case(says="history does not count", past={"A": "D D"}, rows={"A": "D ."}, amount=0,
             parameters={"maximum": 1}),
        Case(says="only nights in scope", rows={"A": "N D D"}, amount=1,
             parameters={"minimum": 2, "maximum": 2, "scope": {"shifts": ["night"]}}),
    )  # fmt: skip

    kind: Literal["shifts_in_horizon"] = "shifts_in_horizon"
    minimum: NonNegativeInt = 0
    maximum: NonNegativeInt | None = None

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        if self.maximum is not None and self.maximum < self.minimum:
            message = f"maximum {self.maximum} is below minimum {self.minimum}"
            raise ValueError(message)
        return self

    @classmethod
    @override
    def critical(cls, instance: Instance) -> Iterator[Self]:
        for count in range(min(len(instance.shifts), 6) + 2):
            yield cls(minimum=count)
            yield cls(maximum=count)
            yield cls(minimum=count // 2, maximum=count)

    @override
    def emit(self, m: Emitter) -> None:
        for person in people_in(m, self.scope):
            terms = once(m.posts(self.scope, person))
            m.limit(terms, whole(m, person), at_least=self.minimum or None, at_most=self.maximum)

    @override
    def audit(self, timeline: Timeline) -> Iterator[Violation]:
        if not self.scope.ever_takes_person(timeline.instance, timeline.person):
            return
        taken = len(self.seen(timeline).scheduled())
        if taken < self.minimum:
            yield self._off(timeline, self.minimum - taken, taken, f"fewer than {self.minimum}")
        elif self.maximum is not None and taken > self.maximum:
            yield self._off(timeline, taken - self.maximum, taken, f"more than {self.maximum}")

    def _off(self, timeline: Timeline, amount: int, taken: int, words: str) -> Violation:
        text = f"{timeline.person.id} has {taken} shifts in the horizon, {words}"
        return self.violated(timeline.person, timeline.calendar.horizon, amount, text)
