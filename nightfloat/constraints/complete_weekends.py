"""Weekends that are worked on both days or on neither."""

from collections.abc import Iterator
from datetime import date
from typing import ClassVar, Literal, override

from nightfloat.constraints.base import PersonConstraint
from nightfloat.constraints.cases import Case
from nightfloat.constraints.emitter import About, Emitter
from nightfloat.constraints.patterns import by_day, people_in, weekends
from nightfloat.domain.calendar import ONE_DAY, Days
from nightfloat.domain.people import Person
from nightfloat.domain.timeline import Timeline
from nightfloat.domain.violation import Violation

WEEK = ". . . . . "
SUNDAY = date(2024, 1, 7)


def _employed(first: int, last: int) -> Person:
    return Person("A", employed=Days.through(date(2024, 1, first), date(2024, 1, last)))


class CompleteWeekends(PersonConstraint, frozen=True):
    """Who works on one day of a weekend works on the other day too.

    A day is worked when a shift in scope starts on it. A Saturday of the history is judged with
    the horizon's first Sunday; a weekend of which one day is unknown or outside employment is not
    judged. The amount is the number of weekends of which just one day is worked.
    """

    source: ClassVar[str] = "INRC-II (Ceschia et al. 2015), complete week-end."
    cases: ClassVar[tuple[Case, ...]] = (
        Case(says="both days, by different shifts", rows={"A": WEEK + "D N"}, amount=0),
        Case(says="neither day", rows={"A": WEEK + ". ."}, amount=0),
        Case(says="a Saturday alone and a later Sunday alone", amount=2,
             rows={"A": WEEK + "D . " + WEEK + ". N"}),
        Case(says="a Friday night is no weekend", rows={"A": ". . . . N . ."}, amount=0),
        Case(says="each person alone", rows={"A": WEEK + "D .", "B": WEEK + ". D"}, amount=2),
        Case(says="the Saturday of the history was worked, the Sunday is not", start=SUNDAY,
             past={"A": "D"}, rows={"A": ". D"}, amount=1),
        Case(says="the Saturday of the history was free, the Sunday is not", start=SUNDAY,
             past={"A": "D .", "B": "D D"}, rows={"A": "D .", "B": "D ."}, amount=1),
        Case(says="an unknown Saturday is not judged", start=SUNDAY, rows={"A": "D ."}, amount=0),
        Case(says="a horizon that ends on a Saturday", rows={"A": WEEK + "D"}, amount=0),
        Case(says="hired on the Sunday", people=(_employed(7, 31),), rows={"A": WEEK + ". D"},
             amount=0),
        Case(says="hired on the Saturday", people=(_employed(6, 31),), rows={"A": WEEK + ". D"},
             amount=1),
        Case(says="hired on the Sunday after a Saturday of the history", start=SUNDAY,
             people=(_employed(7, 31),), past={"A": "."}, rows={"A": "D ."}, amount=0),
        Case(says="leaving after the Saturday", people=(_employed(1, 6),),
             rows={"A": WEEK + "D ."}, amount=0),
        Case(says="leaving after the Sunday", people=(_employed(1, 7),),
             rows={"A": WEEK + "D ."}, amount=1),
        Case(says="only nights in scope", rows={"A": WEEK + "D N"}, amount=1,
             parameters={"scope": {"shifts": ["night"]}}),
    )  # fmt: skip

    kind: Literal["complete_weekends"] = "complete_weekends"

    @property
    @override
    def reach(self) -> tuple[int, int]:
        return 1, 1

    @override
    def emit(self, m: Emitter) -> None:
        for person in people_in(m, self.scope):
            works = by_day(m.posts(self.scope, person))
            past = {post.day for post in m.past(self.scope, person)}
            for saturday, sunday in self._judged(m, person):
                terms = [(1, m.any_of(works[saturday]))] if saturday in works else []
                terms += [(-1, m.any_of(works[sunday]))] if sunday in works else []
                worked = -int(saturday in past)
                about = About(person, saturday, sunday)
                m.limit(terms, about, at_least=worked, at_most=worked)

    @staticmethod
    def _judged(m: Emitter, person: str) -> Iterator[tuple[int, int]]:
        """Emission: weekends of which both days are known, and days of employment."""
        employed, index = m.instance.person[person].employed, m.instance.calendar.index
        first = max(m.known_from, index(employed.first))
        end = min(m.length, index(employed.end))
        return ((sat, sun) for sat, sun in weekends(m) if first <= sat and sun < end)

    @override
    def audit(self, timeline: Timeline) -> Iterator[Violation]:
        if not self.scope.ever_takes_person(timeline.instance, timeline.person):
            return
        served = self.seen(timeline).during(timeline.person.employed)
        worked = served.worked_days()
        for sunday in served.horizon:
            saturday = sunday - ONE_DAY
            if timeline.calendar.weekend(sunday) != saturday or saturday not in served.known:
                continue
            if (saturday in worked) != (sunday in worked):
                day = "Saturday" if saturday in worked else "Sunday"
                text = f"{timeline.person.id} works only the {day} of the weekend of {saturday}"
                yield self.violated(timeline.person, Days.through(saturday, sunday), 1, text)
