"""A cap on consecutive days off."""

from collections.abc import Iterator
from datetime import date
from typing import ClassVar, Literal, Self, override

from pydantic import PositiveInt

from nightfloat.constraints.base import PersonConstraint
from nightfloat.constraints.cases import Case
from nightfloat.constraints.emitter import Emitter
from nightfloat.constraints.patterns import by_day, people_in, tenure
from nightfloat.domain.calendar import Days
from nightfloat.domain.instance import Instance
from nightfloat.domain.people import Person
from nightfloat.domain.timeline import Timeline
from nightfloat.domain.violation import Violation

HIRED = Person("A", employed=Days(date(2024, 1, 4), date.max))
NEWCOMER = Person("A", employed=Days(date(2023, 12, 31), date.max))
LEAVER = Person("A", employed=Days(date.min, date(2024, 1, 3)))


class MaxDaysOff(PersonConstraint, frozen=True):
    """Nobody is off for more than ``maximum`` days in a row.

    A day of employment is off when no shift in scope starts on it, leave or not. The amount is the
    number of days above the maximum; days by which the history alone was over are not charged
    again.
    """

    source: ClassVar[str] = "INRC-II (Ceschia et al. 2015), maximum consecutive days off."
    cases: ClassVar[tuple[Case, ...]] = (
        Case(says="at the limit", rows={"A": "D . . D"}, amount=0, parameters={"maximum": 2}),
        Case(says="one over, up to the end of the horizon", rows={"A": "D . . ."}, amount=1,
             parameters={"maximum": 2}),
        Case(says="nobody at work is a run too", rows={"A": ". . . ."}, amount=2,
             parameters={"maximum": 2}),
        Case(says="the history counts", past={"A": "D . ."}, rows={"A": ". D"}, amount=1,
             parameters={"maximum": 2}),
        Case(says="what the history did is not charged again", past={"A": "D . . ."},
             rows={"A": ". D"}, amount=1, parameters={"maximum": 1}),
        Case(says="history alone charges nothing", past={"A": "D . . ."}, rows={"A": "D D"},
             amount=0, parameters={"maximum": 1}),
        # hired on day 3: days 3 and 4 are off
        Case(says="days before the hiring are no days off", people=(HIRED,), amount=0,
             rows={"A": ". . . . . D"}, parameters={"maximum": 2}),
        Case(says="days from the hiring on are", people=(HIRED,), amount=1,
             rows={"A": ". . . . . D"}, parameters={"maximum": 1}),
        Case(says="nor are days after the last one", people=(LEAVER,), rows={"A": "D . . . ."},
             amount=0, parameters={"maximum": 1}),
        # two days of the history come before the hiring, one after it
        Case(says="hired in the history", people=(NEWCOMER,), past={"A": ". . ."},
             rows={"A": ". D"}, amount=0, parameters={"maximum": 2}),
        Case(says="days off nights", rows={"A": "N D . N"}, amount=1,
             parameters={"maximum": 1, "scope": {"shifts": ["night"]}}),
    )  # fmt: skip

    kind: Literal["max_days_off"] = "max_days_off"
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
        for person in people_in(m, self.scope):
            works = by_day(m.posts(self.scope, person))
            about, before = tenure(m, self.scope, person)
            m.run_limit(works, about, run="off", border=before, at_most=self.maximum)

    @override
    def audit(self, timeline: Timeline) -> Iterator[Violation]:
        if not self.scope.ever_takes_person(timeline.instance, timeline.person):
            return
        for run in self.seen(timeline).during(timeline.person.employed).runs():
            if run.worked or run.length <= self.maximum:
                continue
            before = sum(timeline.is_past(day) for day in run.days)
            charged = run.length - max(self.maximum, before)
            text = (
                f"{timeline.person.id} is off for {run.length} days from {run.days.first} "
                f"to {run.days.last}, more than {self.maximum}"
            )
            yield self.violated(
                timeline.person,
                run.days,
                charged or run.length - self.maximum,
                text,
                inherited=charged == 0,
            )
