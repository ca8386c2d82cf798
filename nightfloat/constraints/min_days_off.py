"""A floor on consecutive days off."""

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

HIRED = Person("A", employed=Days(date(2024, 1, 1), date.max))
LEAVER = Person("A", employed=Days(date.min, date(2024, 1, 3)))


class MinDaysOff(PersonConstraint, frozen=True):
    """Who is off is off for at least ``minimum`` days in a row.

    A day of employment is off when no shift in scope starts on it. A run that reaches the end of
    the horizon or of employment, or goes back to the hiring or beyond what is known, owes nothing.
    The amount is the number of days missing.
    """

    source: ClassVar[str] = (
        "Curtois and Qu 2014, minimum consecutive days off (schedulingbenchmarks.org)."
    )
    cases: ClassVar[tuple[Case, ...]] = (
        Case(says="a single day off between", rows={"A": "D . D"}, amount=1,
             parameters={"minimum": 2}),
        Case(says="two days off between", rows={"A": "D . . D"}, amount=0,
             parameters={"minimum": 2}),
        Case(says="the horizon's ends are free", rows={"A": ". D ."}, amount=0,
             parameters={"minimum": 3}),
        Case(says="days off of the history count", past={"A": "D ."}, rows={"A": ". D"}, amount=1,
             parameters={"minimum": 3}),
        Case(says="called back on the first day", past={"A": "D ."}, rows={"A": "D D"}, amount=1,
             parameters={"minimum": 2}),
        # hired on day 0: what came before was no day off of theirs
        Case(says="the first day after the hiring", people=(HIRED,), past={"A": "D ."},
             rows={"A": ". D D"}, amount=0, parameters={"minimum": 4}),
        Case(says="the last days of employment", people=(LEAVER,), rows={"A": "D . D"},
             amount=0, parameters={"minimum": 2}),
        Case(says="over inside the history", past={"A": "D . D"}, rows={"A": "D"}, amount=0,
             parameters={"minimum": 2}),
    )  # fmt: skip

    kind: Literal["min_days_off"] = "min_days_off"
    minimum: PositiveInt

    @property
    @override
    def reach(self) -> tuple[int, int]:
        return self.minimum + 1, self.minimum + 1

    @classmethod
    @override
    def critical(cls, instance: Instance) -> Iterator[Self]:
        return (cls(minimum=n + 1) for n in range(instance.calendar.known.count + 1))

    @override
    def emit(self, m: Emitter) -> None:
        for person in people_in(m, self.scope):
            works = by_day(m.posts(self.scope, person))
            about, before = tenure(m, self.scope, person)
            m.run_limit(works, about, run="off", border=before, at_least=self.minimum)

    @override
    def audit(self, timeline: Timeline) -> Iterator[Violation]:
        if not self.scope.ever_takes_person(timeline.instance, timeline.person):
            return
        for run in self.seen(timeline).during(timeline.person.employed).runs():
            if not run.worked and run.closed and run.length < self.minimum:
                text = (
                    f"{timeline.person.id} is off for only {run.length} days from "
                    f"{run.days.first}, fewer than {self.minimum}"
                )
                yield self.violated(
                    timeline.person,
                    run.days,
                    self.minimum - run.length,
                    text,
                    inherited=timeline.is_past(run.days.end),
                )
