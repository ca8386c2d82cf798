"""Nobody is in two places at once."""

from collections.abc import Iterator
from datetime import date, datetime
from itertools import groupby
from typing import ClassVar, Literal, override

from nightfloat.constraints.base import PersonConstraint
from nightfloat.constraints.cases import Case
from nightfloat.constraints.emitter import About, Emitter, Post
from nightfloat.constraints.patterns import everybody, once
from nightfloat.domain.calendar import ONE_DAY, Days
from nightfloat.domain.shifts import Shift
from nightfloat.domain.timeline import Timeline
from nightfloat.domain.violation import Violation

LONG = "D=07:00+12h C=07:00+24h A=08:00+4h P=12:00+4h S=07:00+12h:standby"


class NoOverlap(PersonConstraint, frozen=True):
    """Two shifts of one person that both occupy never overlap in time.

    The amount is the number of shifts beyond one, summed over the moments at which some shift in
    scope that occupies starts; what the history alone holds is inherited. Touching shifts do not
    overlap.
    """

    monotone: ClassVar[bool] = True
    source: ClassVar[str] = "No person can be in two places; intervals are half-open."
    cases: ClassVar[tuple[Case, ...]] = (
        Case(says="touching shifts do not overlap", shifts=LONG, rows={"A": "AP ."}, amount=0),
        Case(says="a day shift holds both half-days", shifts=LONG, rows={"A": "DAP"}, amount=2),
        Case(says="a call ends as the next day starts", shifts=LONG, rows={"A": "C D"}, amount=0),
        Case(says="standby excludes nothing", shifts=LONG, rows={"A": "DS S"}, amount=0),
        Case(
            says="a night from the history runs into an early start",
            shifts="N=19:00+12h E=06:00+8h",
            past={"A": "N"},
            rows={"A": "E"},
            amount=1,
        ),
        Case(
            says="a shift out of scope that starts meanwhile is no moment",
            shifts="D=07:00+12h C=07:00+24h A=08:00+4h",
            rows={"A": "DC"},
            amount=1,
            parameters={"scope": {"shifts": ["C", "D"]}},
        ),
    )

    kind: Literal["no_overlap"] = "no_overlap"

    @property
    @override
    def reach(self) -> tuple[int, int]:
        return 4, 4

    @override
    def emit(self, m: Emitter) -> None:
        for person in everybody(m):
            past = [p for p in m.past(self.scope, person) if p.type.occupies]
            posts = [p for p in m.open_posts(self.scope, person) if p.type.occupies]
            for day, together in _running(past, posts):
                free = [p for p in together if p.lit >= 0]
                facts = len(together) - len(free)
                if len(together) > 1:
                    m.limit(once(free), About(person, day, day), at_most=max(0, 1 - facts))

    @override
    def audit(self, timeline: Timeline) -> Iterator[Violation]:
        row = [s for s in self.seen(timeline).shifts if s.type.occupies]
        clashes = [(a, b) for a, b in _near(row) if a.overlaps(b)]
        for day, moment in sorted(self._moments(timeline, clashes)):
            running = [s for s in row if s.start <= moment < s.end]
            before = sum(timeline.is_past(s.day) for s in running)
            if len(running) > 1:
                text = (
                    f"{timeline.person.id} has {' and '.join(s.id for s in running)} "
                    f"at one time on {day}"
                )
                charged = len(running) - max(1, before)
                amount = charged or len(running) - 1
                days, past = Days.one(day), charged == 0
                yield self.violated(timeline.person, days, amount, text, inherited=past)

    def _moments(
        self, timeline: Timeline, clashes: list[tuple[Shift, Shift]]
    ) -> set[tuple[date, datetime]]:
        """Audit: when shifts in scope that occupy start, worked or not, while two clash."""
        instance, person, found = timeline.instance, timeline.person, set[tuple[date, datetime]]()
        for a, b in clashes:
            until = min(a.end, b.end)
            days = Days(b.day, until.date() + 2 * ONE_DAY).clip(timeline.horizon)
            for shift in (s for day in days for s in instance.shifts_on.get(day, ())):
                inside = shift.type.occupies and b.start <= shift.start < until
                if inside and self.scope.takes(instance, person, shift.type, shift.day):
                    found.add((shift.day, shift.start))
        return found


def _running(past: list[Post], posts: list[Post]) -> Iterator[tuple[int, list[Post]]]:
    """Emission: per moment at which posts start, the day and the posts running then."""
    running: list[Post] = list(past)
    for moment, group in groupby(posts, key=lambda p: p.start):
        starting = list(group)
        running = [p for p in running if p.end > moment] + starting
        yield starting[0].day, running


def _near(row: list[Shift]) -> Iterator[tuple[Shift, Shift]]:
    """Audit: pairs in order of start of which the later starts before the earlier ends."""
    for index, first in enumerate(row):
        for second in row[index + 1 :]:
            if second.start >= first.end:
                break
            yield first, second
