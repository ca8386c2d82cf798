"""Contracted minutes over the horizon."""

from collections.abc import Iterator
from typing import ClassVar, Literal, Self, override

from pydantic import NonNegativeInt, model_validator

from nightfloat.constraints.base import PersonConstraint
from nightfloat.constraints.cases import Case
from nightfloat.constraints.critical import around, totals
from nightfloat.constraints.emitter import Emitter
from nightfloat.constraints.patterns import people_in, whole
from nightfloat.domain.instance import Instance
from nightfloat.domain.timeline import Timeline
from nightfloat.domain.violation import Violation


class MinutesInHorizon(PersonConstraint, frozen=True):
    """The minutes of the shifts that start in the horizon lie between minimum and maximum.

    Credited minutes count where a shift type has them, else elapsed ones. The amount is the
    number of minutes missing or in excess.
    """

    source: ClassVar[str] = (
        "Curtois and Qu 2014, minimum and maximum total minutes (schedulingbenchmarks.org)."
    )
    cases: ClassVar[tuple[Case, ...]] = (
        Case(says="between", rows={"A": "D N ."}, amount=0,
             parameters={"minimum": 1440, "maximum": 1440}),
        Case(says="an hour short", rows={"A": "D . ."}, amount=60, parameters={"minimum": 780}),
        Case(says="an hour over", rows={"A": "D ."}, amount=60, parameters={"maximum": 660}),
        Case(says="a person without shifts is short too", rows={"A": "."}, amount=10,
             parameters={"minimum": 10}),
    )  # fmt: skip

    kind: Literal["minutes_in_horizon"] = "minutes_in_horizon"
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
        for total in totals(instance):
            for minutes in around(total):
                yield cls(minimum=minutes)
                yield cls(maximum=minutes)
                yield cls(minimum=minutes // 2, maximum=minutes)

    @override
    def emit(self, m: Emitter) -> None:
        for person in people_in(m, self.scope):
            terms = [(p.minutes, p.lit) for p in m.posts(self.scope, person)]
            m.limit(terms, whole(m, person), at_least=self.minimum or None, at_most=self.maximum)

    @override
    def audit(self, timeline: Timeline) -> Iterator[Violation]:
        if not self.scope.ever_takes_person(timeline.instance, timeline.person):
            return
        worked = sum(shift.minutes for shift in self.seen(timeline).scheduled())
        over = 0 if self.maximum is None else worked - self.maximum
        if worked < self.minimum:
            yield self._off(timeline, self.minimum - worked, worked, f"less than {self.minimum}")
        elif over > 0:
            yield self._off(timeline, over, worked, f"more than {self.maximum}")

    def _off(self, timeline: Timeline, amount: int, worked: int, words: str) -> Violation:
        text = f"{timeline.person.id} works {worked} minutes in the horizon, {words}"
        return self.violated(timeline.person, timeline.calendar.horizon, amount, text)
