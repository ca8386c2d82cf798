"""A cap on how many shifts one person takes."""

from collections.abc import Iterator
from typing import ClassVar, Literal, Self, override

from pydantic import NonNegativeInt

from nightfloat.constraints.base import PersonConstraint
from nightfloat.constraints.cases import Case
from nightfloat.constraints.emitter import Emitter
from nightfloat.constraints.patterns import everybody, once, whole
from nightfloat.domain.instance import Instance
from nightfloat.domain.timeline import Timeline
from nightfloat.domain.violation import Violation

NIGHTS = {"maximum": 2, "scope": {"shifts": ["night"]}}


class MaxShifts(PersonConstraint, frozen=True):
    """Nobody takes more than ``maximum`` of the shifts in scope in the horizon.

    The amount is the number of shifts above the maximum; history does not count.
    """

    monotone: ClassVar[bool] = True
    source: ClassVar[str] = "Curtois and Qu 2014, maximum shifts (schedulingbenchmarks.org)."
    cases: ClassVar[tuple[Case, ...]] = (
        Case(says="at the limit", rows={"A": "N D N"}, amount=0, parameters=NIGHTS),
        Case(says="two over", rows={"A": "N N N N"}, amount=2, parameters=NIGHTS),
        Case(says="each person alone", rows={"A": "N N", "B": "N N"}, amount=0, parameters=NIGHTS),
        Case(says="zero forbids", rows={"A": "N D"}, amount=1,
             parameters=NIGHTS | {"maximum": 0}),
        Case(says="history does not count", past={"A": "N N"}, rows={"A": "N"}, amount=0,
             parameters=NIGHTS),
    )  # fmt: skip

    kind: Literal["max_shifts"] = "max_shifts"
    maximum: NonNegativeInt

    @classmethod
    @override
    def critical(cls, instance: Instance) -> Iterator[Self]:
        return (cls(maximum=n) for n in range(min(len(instance.shifts), 6) + 1))

    @override
    def emit(self, m: Emitter) -> None:
        for person in everybody(m):
            posts = m.posts(self.scope, person)
            if len(posts) > self.maximum:
                m.limit(once(posts), whole(m, person), at_most=self.maximum)

    @override
    def audit(self, timeline: Timeline) -> Iterator[Violation]:
        taken = len(self.seen(timeline).scheduled())
        if taken > self.maximum:
            text = (
                f"{timeline.person.id} has {taken} shifts of {self.title}, more than {self.maximum}"
            )
            over = taken - self.maximum
            yield self.violated(timeline.person, timeline.calendar.horizon, over, text)
