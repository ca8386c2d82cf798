"""No more often than every n-th night."""

from collections.abc import Iterator
from datetime import date
from typing import ClassVar, Literal, Self, get_args, override

from pydantic import PositiveInt

from nightfloat.constraints.base import PersonConstraint
from nightfloat.constraints.cases import Case, promoted
from nightfloat.constraints.emitter import About, Emitter, Post
from nightfloat.constraints.patterns import everybody, kept_days, once
from nightfloat.domain.averaging import Unit, span
from nightfloat.domain.calendar import Days
from nightfloat.domain.instance import Instance
from nightfloat.domain.timeline import Timeline
from nightfloat.domain.violation import Violation

THIRD = {"every": 3, "unit": "week", "scope": {"shifts": ["N"]}}
NINE_DAYS = {"every": 3, "unit": "four-weeks"}
THIRD_YEAR = NINE_DAYS | {"scope": {"shifts": ["N"], "grades": ["PGY-3"]}}
FACULTY = NINE_DAYS | {"scope": {"shifts": ["N"], "grades": ["Faculty"]}}


class MaxFrequency(PersonConstraint, frozen=True):
    """Over each averaging unit, shifts in scope come at most every ``every``-th day.

    Days of leave leave the unit, and so do days on which the scope leaves out the person. A shift
    belongs to the day it starts on. The amount is the number of shifts above the allowance; what
    the history alone was over is not charged again.
    """

    monotone: ClassVar[bool] = True
    source: ClassVar[str] = (
        "ACGME Common Program Requirements 6.27: in-house call no more frequent than every third "
        "night, averaged over four weeks."
    )
    cases: ClassVar[tuple[Case, ...]] = (
        Case(says="seven days hold two", rows={"A": "N N . . . . ."}, amount=0, parameters=THIRD),
        Case(says="and not three", rows={"A": "N . N . N . ."}, amount=1, parameters=THIRD),
        Case(says="two days of leave leave five, which hold one", rows={"A": ". . N . N . ."},
             leave=("A 0 1",), amount=1, parameters=THIRD),
        Case(says="the history of the unit counts", past={"A": "N N"},
             rows={"A": "N . . . ."}, start=date(2024, 1, 3), amount=1,
             parameters=THIRD | {"unit": "month"}),
        Case(says="seven days before a promotion out of scope hold two", people=promoted(8),
             rows={"A": "N . N . N . . . ."}, amount=1, parameters=THIRD_YEAR),
        Case(says="what comes after it is not counted", people=promoted(8),
             rows={"A": "N . N . . . . N N"}, amount=0, parameters=THIRD_YEAR),
        Case(says="seven days after it hold two", people=promoted(3),
             rows={"A": "N . N . N . N . ."}, amount=1, parameters=FACULTY),
        Case(says="six days are averaged over the unit, whose nine hold three",
             people=promoted(7), rows={"A": "N . N . N . N . ."}, amount=0,
             parameters=THIRD_YEAR),
        Case(says="and not four", people=promoted(7), rows={"A": "N . N . N N . . ."}, amount=1,
             parameters=THIRD_YEAR),
    )  # fmt: skip

    kind: Literal["max_frequency"] = "max_frequency"
    every: PositiveInt = 3
    unit: Unit = "rotation"

    @classmethod
    @override
    def critical(cls, instance: Instance) -> Iterator[Self]:
        units: tuple[Unit, ...] = get_args(Unit.__value__)
        return (cls(every=n, unit=unit) for n in range(1, 6) for unit in units)

    @override
    def emit(self, m: Emitter) -> None:
        for person in everybody(m):
            posts = [*m.past(self.scope, person), *m.posts(self.scope, person)]
            for unit in m.instance.units(person, self.unit):
                self._emit_unit(m, person, unit, posts)

    def _emit_unit(self, m: Emitter, person: str, unit: Days, posts: list[Post]) -> None:
        days = set(kept_days(m, self.scope, person, unit))
        inside = [p for p in posts if p.day in days]
        facts = sum(p.lit < 0 for p in inside)
        index = m.instance.calendar.index
        about = About(person, index(unit.first), index(unit.last))
        free = [p for p in inside if p.lit >= 0]
        if free:
            m.limit(once(free), about, at_most=max(0, len(days) // self.every - facts))

    @override
    def audit(self, timeline: Timeline) -> Iterator[Violation]:
        row = self.seen(timeline).shifts
        for unit in timeline.instance.units(timeline.person.id, self.unit):
            kept = self.scope.judged(timeline.instance, timeline.person, unit)
            taken = [s for s in row if s.day in kept]
            allowed = len(kept) // self.every
            if len(taken) > allowed:
                before = sum(timeline.is_past(s.day) for s in taken)
                charged = len(taken) - max(allowed, before)
                text = (
                    f"{timeline.person.id} has {len(taken)} shifts of {self.title} "
                    f"{span(unit, len(kept))}, more than every {self.every} days ({allowed})"
                )
                yield self.violated(
                    timeline.person,
                    unit,
                    charged or len(taken) - allowed,
                    text,
                    inherited=charged == 0,
                )
