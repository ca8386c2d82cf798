"""A cap on worked weekends."""

from collections.abc import Iterator
from datetime import date
from typing import ClassVar, Literal, Self, override

from pydantic import NonNegativeInt

from nightfloat.constraints.base import PersonConstraint
from nightfloat.constraints.cases import Case
from nightfloat.constraints.emitter import Emitter
from nightfloat.constraints.patterns import by_day, everybody, weekends, whole
from nightfloat.domain.instance import Instance
from nightfloat.domain.timeline import Timeline
from nightfloat.domain.violation import Violation

WEEK = ". . . . . "


class MaxWeekends(PersonConstraint, frozen=True):
    """Nobody works on more than ``maximum`` weekends of the horizon.

    A weekend is worked when a shift in scope starts on its Saturday or Sunday inside the horizon.
    The amount is the number of weekends above the maximum.
    """

    monotone: ClassVar[bool] = True
    source: ClassVar[str] = "Curtois and Qu 2014, maximum weekends (schedulingbenchmarks.org)."
    cases: ClassVar[tuple[Case, ...]] = (
        Case(says="both days are one weekend", rows={"A": WEEK + "D D"}, amount=0,
             parameters={"maximum": 1}),
        Case(says="a Saturday and a later Sunday are two", amount=1, parameters={"maximum": 1},
             rows={"A": WEEK + "D . " + WEEK + ". D"}),
        Case(says="a Friday night is no weekend", rows={"A": ". . . . N . ."}, amount=0,
             parameters={"maximum": 0}),
        Case(says="a horizon that starts on a Sunday has a weekend of one day",
             past={"A": WEEK + "D"}, rows={"A": "D . . . . . . ."}, amount=1,
             start=date(2024, 1, 7), parameters={"maximum": 0}),
    )  # fmt: skip

    kind: Literal["max_weekends"] = "max_weekends"
    maximum: NonNegativeInt

    @classmethod
    @override
    def critical(cls, instance: Instance) -> Iterator[Self]:
        return (cls(maximum=n) for n in range(instance.calendar.horizon.count // 7 + 2))

    @override
    def emit(self, m: Emitter) -> None:
        for person in everybody(m):
            works = by_day(m.posts(self.scope, person))
            pairs = [(*works.get(sat, ()), *works.get(sun, ())) for sat, sun in weekends(m)]
            terms = [(1, m.any_of(lits)) for lits in pairs if lits]
            if len(terms) > self.maximum:
                m.limit(terms, whole(m, person), at_most=self.maximum)

    @override
    def audit(self, timeline: Timeline) -> Iterator[Violation]:
        worked = {timeline.calendar.weekend(s.day) for s in self.seen(timeline).scheduled()}
        over = len(worked - {None}) - self.maximum
        if over > 0:
            text = (
                f"{timeline.person.id} works on {over + self.maximum} weekends, "
                f"more than {self.maximum}"
            )
            yield self.violated(timeline.person, timeline.calendar.horizon, over, text)
