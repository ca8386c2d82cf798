"""Nobody is in two places at once."""

from collections.abc import Iterator
from typing import ClassVar, Literal, override

from nightfloat.constraints.base import PersonConstraint
from nightfloat.constraints.cases import Case
from nightfloat.constraints.emitter import About, Emitter, Post
from nightfloat.constraints.patterns import people_in
from nightfloat.domain.calendar import Days
from nightfloat.domain.timeline import Timeline
from nightfloat.domain.violation import Violation

LONG = "D=07:00+12h C=07:00+24h A=08:00+4h P=12:00+4h S=07:00+12h:standby"


class NoOverlap(PersonConstraint, frozen=True):
    """Two shifts of one person that both occupy never overlap in time.

    The amount is the number of overlapping pairs; shifts of the history overlap each other only by
    inheritance. Touching shifts do not overlap.
    """

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
    )

    kind: Literal["no_overlap"] = "no_overlap"

    @property
    @override
    def reach(self) -> tuple[int, int]:
        return 4, 4

    @override
    def emit(self, m: Emitter) -> None:
        for person in people_in(m, self.scope):
            past = [p for p in m.past(self.scope, person) if p.type.occupies]
            posts = [p for p in m.posts(self.scope, person) if p.type.occupies]
            for earlier, later in _colliding(past, posts):
                about = About(person, earlier.day, later.day)
                if earlier.lit < 0:
                    m.limit([(1, later.lit)], about, at_most=0)
                else:
                    m.limit([(1, earlier.lit), (1, later.lit)], about, at_most=1)

    @override
    def audit(self, timeline: Timeline) -> Iterator[Violation]:
        row = self.seen(timeline).shifts
        for index, first in enumerate(row):
            for second in row[index + 1 :]:
                if second.start >= first.end:
                    break
                if first.overlaps(second):
                    days = Days.through(first.day, second.day)
                    text = (
                        f"{timeline.person.id} has {first.id} of {first.day} and "
                        f"{second.id} of {second.day} at one time"
                    )
                    past = timeline.is_past(second.day)
                    yield self.violated(timeline.person, days, 1, text, inherited=past)


def _colliding(past: list[Post], posts: list[Post]) -> Iterator[tuple[Post, Post]]:
    """Yield overlapping pairs in order of start, the later one in the horizon."""
    line = [*past, *posts]
    for index, first in enumerate(line):
        for second in line[index + 1 :]:
            if second.start >= first.end:
                break
            if second.lit >= 0 and first.start < second.end:
                yield first, second
