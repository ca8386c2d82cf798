"""A cap on one continuous period of work."""

from collections.abc import Iterator, Sequence
from datetime import timedelta
from typing import ClassVar, Literal, Self, override

from pydantic import NonNegativeInt, PositiveInt

from nightfloat.constraints.base import PersonConstraint
from nightfloat.constraints.cases import Case
from nightfloat.constraints.emitter import About, Emitter, Post
from nightfloat.domain.calendar import MINUTE, Days
from nightfloat.domain.instance import Instance
from nightfloat.domain.shifts import Shift
from nightfloat.domain.timeline import Timeline
from nightfloat.domain.violation import Violation

DAYS = "D=07:00+12h N=19:00+12h C=07:00+24h A=07:00+4h P=12:00+4h"
CONFERENCE = "D=07:00+12h X=18:30+60m:standby Y=12:00+60m:standby V=19:30+13h"
DAY = {"hours": 24}


class MaxContinuous(PersonConstraint, frozen=True):
    """Work goes on for at most ``hours`` without a break longer than ``merge_minutes``.

    Shifts in scope that follow each other within that break are one period, from the start of the
    first to the end of the last; so do shifts that overlap, when one of them does not occupy and
    the later one ends later. The amount is the number of shortest sequences of such shifts that
    are too long; a sequence inside the history is inherited.
    """

    monotone: ClassVar[bool] = True
    source: ClassVar[str] = (
        "ACGME Common Program Requirements 6.22: at most 24 hours of continuous scheduled clinical "
        "assignments; up to four more for transitions of care (6.22.a)."
    )
    cases: ClassVar[tuple[Case, ...]] = (
        Case(says="a day and the night after it are 24 hours", shifts=DAYS, rows={"A": "DN ."},
             amount=0, parameters=DAY),
        Case(says="and a second day is too much", shifts=DAYS, rows={"A": "DN D"}, amount=1,
             parameters=DAY),
        Case(says="each sequence that is too long and no shorter counts", shifts=DAYS,
             rows={"A": "DN DN"}, amount=2, parameters=DAY),
        Case(says="one shift alone can be too long", shifts=DAYS, rows={"A": "C"}, amount=1,
             parameters={"hours": 23}),
        Case(says="an hour's break parts two half-days", shifts=DAYS, rows={"A": "AP"}, amount=0,
             parameters={"hours": 8}),
        Case(says="unless it is allowed for", shifts=DAYS, rows={"A": "AP"}, amount=1,
             parameters={"hours": 8, "merge_minutes": 60}),
        # 07:00 to 08:30 of the next day; without X half an hour parts D from V
        Case(says="a conference over the end of the day bridges the gap", shifts=CONFERENCE,
             rows={"A": "DXV ."}, amount=1, parameters=DAY),
        Case(says="without it there is a gap", shifts=CONFERENCE, rows={"A": "DV ."}, amount=0,
             parameters=DAY),
        # D and N are one period by themselves: D, N, D is the one shortest sequence over 31 hours
        Case(says="a bridge where there is no gap makes no second sequence", amount=1,
             shifts="D=07:00+12h X=18:30+60m:standby N=19:00+12h", rows={"A": "DXN D"},
             parameters={"hours": 31}),
        Case(says="a conference inside the day bridges nothing", shifts=CONFERENCE,
             rows={"A": "DYV ."}, amount=0, parameters=DAY),
        Case(says="the night of the history goes on", shifts=DAYS, past={"A": "DN"},
             rows={"A": "D"}, amount=1, parameters=DAY),
    )  # fmt: skip

    kind: Literal["max_continuous"] = "max_continuous"
    hours: PositiveInt = 24
    merge_minutes: NonNegativeInt = 0

    @property
    @override
    def reach(self) -> tuple[int, int]:
        days = (self.hours + self.merge_minutes // 60) // 24 + 4
        return days, days

    @classmethod
    @override
    def critical(cls, instance: Instance) -> Iterator[Self]:
        lengths = {kind.minutes // 60 for kind in instance.shift_types}
        spans = lengths | {one + two for one in lengths for two in lengths}
        for hours in sorted({n for span in spans for n in (span - 1, span) if n > 0}):
            yield cls(hours=hours)
            yield cls(hours=hours, merge_minutes=60)

    @override
    def emit(self, m: Emitter) -> None:
        for person in m.instance.people:
            line = [*m.past(self.scope, person.id), *m.open_posts(self.scope, person.id)]
            for first in range(len(line)):
                self._extend(m, line, [first])

    def _extend(self, m: Emitter, line: Sequence[Post], chain: list[int]) -> None:
        """Write each shortest chain that is too long, growing it shift by shift."""
        first, last = line[chain[0]], line[chain[-1]]
        if last.end - first.start > self.hours * 60:
            if len(chain) == 1 or last.end - line[chain[1]].start <= self.hours * 60:
                self._forbid(m, [line[index] for index in chain])
            return
        for index in range(chain[-1] + 1, len(line)):
            if line[index].start > last.end + self.merge_minutes:
                return
            # what goes on from the last but one as well makes a shorter chain
            skips = len(chain) > 1 and self._goes_on(line[chain[-2]], line[index])
            if self._goes_on(last, line[index]) and not skips:
                self._extend(m, line, [*chain, index])

    def _goes_on(self, post: Post, then: Post) -> bool:
        """Emission: whether a later post prolongs ``post``; of two that occupy none overlaps."""
        both = post.type.occupies and then.type.occupies
        near = then.start <= post.end + self.merge_minutes
        return near and then.end > post.end and (then.start >= post.end or not both)

    @staticmethod
    def _forbid(m: Emitter, chain: list[Post]) -> None:
        open_posts = [post for post in chain if post.lit >= 0]
        if open_posts:
            about = About(chain[0].person, chain[0].day, chain[-1].day)
            m.limit([(1, p.lit) for p in open_posts], about, at_most=len(open_posts) - 1)

    @override
    def audit(self, timeline: Timeline) -> Iterator[Violation]:
        row = self.seen(timeline).shifts
        chains = [(shift,) for shift in row]
        while chains:
            longer: list[tuple[Shift, ...]] = []
            for chain in chains:
                if chain[-1].end - chain[0].start <= self._most:
                    longer += [(*chain, after) for after in self._following(row, chain)]
                elif len(chain) == 1 or chain[-1].end - chain[1].start <= self._most:
                    yield self._too_long(timeline, chain)
            chains = longer

    @property
    def _most(self) -> timedelta:
        return timedelta(hours=self.hours)

    def _following(self, row: tuple[Shift, ...], chain: tuple[Shift, ...]) -> Iterator[Shift]:
        """Audit: what prolongs the last shift and not already the one before it."""
        for shift in row[row.index(chain[-1]) + 1 :]:
            if not any(self._prolongs(before, shift) for before in chain[-2:-1]):
                yield from (shift,) if self._prolongs(chain[-1], shift) else ()

    def _prolongs(self, shift: Shift, after: Shift) -> bool:
        latest = shift.end + self.merge_minutes * MINUTE
        return shift.end < after.end and after.start <= latest and not after.overlaps(shift)

    def _too_long(self, timeline: Timeline, chain: tuple[Shift, ...]) -> Violation:
        worked = (chain[-1].end - chain[0].start) / timedelta(hours=1)
        names = ", ".join(f"{s.id} of {s.day}" for s in chain)
        text = f"{timeline.person.id} works {worked:g} h on end ({names}), more than {self.hours}"
        days = Days.through(chain[0].day, chain[-1].day)
        past = timeline.is_past(chain[-1].day)
        return self.violated(timeline.person, days, 1, text, inherited=past)
