"""A floor on consecutive days of work."""

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

HIRED = Person("A", employed=Days(date(2024, 1, 2), date.max))
LEAVER = Person("A", employed=Days(date.min, date(2024, 1, 3)))


class MinStretch(PersonConstraint, frozen=True):
    """Who starts working works at least ``minimum`` days in a row.

    A run that reaches the end of the horizon or of employment, or goes back to the hiring or beyond
    what is known, owes nothing. The amount is the number of days missing.
    """

    source: ClassVar[str] = (
        "Curtois and Qu 2014, minimum consecutive shifts (schedulingbenchmarks.org)."
    )
    cases: ClassVar[tuple[Case, ...]] = (
        Case(says="one day short", rows={"A": ". D . ."}, amount=1, parameters={"minimum": 2}),
        Case(says="long enough", rows={"A": ". D N ."}, amount=0, parameters={"minimum": 2}),
        Case(says="the horizon's ends are free", rows={"A": "D . D"}, amount=0,
             parameters={"minimum": 3}),
        Case(says="history makes the start known", past={"A": "."}, rows={"A": "D . ."}, amount=2,
             parameters={"minimum": 3}),
        Case(says="a run of the history broken off on the first day", past={"A": ". D"},
             rows={"A": ". ."}, amount=1, parameters={"minimum": 2}),
        Case(says="the last day of employment", people=(LEAVER,), rows={"A": ". D . ."}, amount=0,
             parameters={"minimum": 2}),
        Case(says="the day before it", people=(LEAVER,), past={"A": "."}, rows={"A": "D . . ."},
             amount=1, parameters={"minimum": 2}),
        Case(says="the first day after the hiring", people=(HIRED,), rows={"A": ". D . ."},
             amount=0, parameters={"minimum": 2}),
        Case(says="a run over inside the history is inherited", past={"A": ". D ."},
             rows={"A": "."}, amount=0, parameters={"minimum": 2}),
    )  # fmt: skip

    kind: Literal["min_stretch"] = "min_stretch"
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
            m.run_limit(works, about, run="on", border=before, at_least=self.minimum)

    @override
    def audit(self, timeline: Timeline) -> Iterator[Violation]:
        if not self.scope.ever_takes_person(timeline.instance, timeline.person):
            return
        for run in self.seen(timeline).during(timeline.person.employed).runs():
            if run.worked and run.closed and run.length < self.minimum:
                text = (
                    f"{timeline.person.id} works only {run.length} days in a row from "
                    f"{run.days.first}, fewer than {self.minimum}"
                )
                yield self.violated(
                    timeline.person,
                    run.days,
                    self.minimum - run.length,
                    text,
                    inherited=timeline.is_past(run.days.end),
                )
