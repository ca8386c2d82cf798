"""Enough supervisors for those they supervise."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime
from itertools import product
from typing import ClassVar, Literal, Self, override

from pydantic import PositiveInt

from nightfloat.constraints.base import TeamConstraint
from nightfloat.constraints.cases import Case
from nightfloat.constraints.critical import words
from nightfloat.constraints.emitter import About, Emitter, Post, Term
from nightfloat.constraints.patterns import day_of
from nightfloat.constraints.scope import Scope, Words
from nightfloat.domain.calendar import Days
from nightfloat.domain.instance import Instance
from nightfloat.domain.roster import Roster
from nightfloat.domain.shifts import Shift, ShiftType
from nightfloat.domain.violation import Violation

CLINIC = "C=08:00+4h P=08:00+4h E=12:00+4h"
# C lasts until 16:00, P until noon, R from noon on
LONG = "C=08:00+8h P=08:00+4h R=12:00+4h"
ONE_TO_TWO = {"trainees": ["C", "E"], "supervisors": ["P", "R"], "ratio": 2}


class Supervision(TeamConstraint, frozen=True):
    """While a trainee shift runs, each supervisor then at work has at most ``ratio`` trainees.

    People are counted when a trainee shift starts, and when a shift of supervisors ends while one
    runs: those on shifts named by ``trainees`` and ``supervisors`` that run at that moment, also
    where the shift began in the history. The scope says which trainee shifts are looked at. The
    amount is the number of trainees too many at each such moment; what the history alone was over
    is not charged again.
    """

    source: ClassVar[str] = (
        "42 CFR 415.174 (CMS primary care exception): at most four residents per teaching "
        "physician at a time, who has no other duties."
    )
    cases: ClassVar[tuple[Case, ...]] = (
        Case(says="one preceptor, two residents", shifts=CLINIC, amount=0, parameters=ONE_TO_TWO,
             rows={"A": "C", "B": "C", "P": "P"}),
        Case(says="a third resident", shifts=CLINIC, amount=1, parameters=ONE_TO_TWO,
             rows={"A": "C", "B": "C", "D": "C", "P": "P"}),
        Case(says="a clinic without a preceptor", shifts=CLINIC, amount=1, parameters=ONE_TO_TWO,
             rows={"A": "C", "P": "."}),
        Case(says="the morning's preceptor has left at noon", shifts=CLINIC, amount=1,
             parameters=ONE_TO_TWO, rows={"A": "E", "P": "P"}),
        Case(says="the night's supervisor of the history is still there",
             shifts="N=19:00+17h C=08:00+4h", past={"A": ".", "P": "N"}, rows={"A": "C", "P": "."},
             amount=0, parameters={"trainees": ["C"], "supervisors": ["N"]}),
        # N ends at 09:00 and C at 12:00
        Case(says="but leaves before the clinic is over",
             shifts="N=19:00+14h C=08:00+4h", past={"A": ".", "P": "N"}, rows={"A": "C", "P": "."},
             amount=1, parameters={"trainees": ["C"], "supervisors": ["N"]}),
        # enough at 08:00; from 12:00 to 16:00 nobody is left for two
        Case(says="the supervisor leaves at noon, the residents stay", shifts=LONG, amount=2,
             parameters=ONE_TO_TWO, rows={"A": "C", "B": "C", "P": "P"}),
        Case(says="somebody else takes over", shifts=LONG, amount=0, parameters=ONE_TO_TWO,
             rows={"A": "C", "B": "C", "P": "P", "Q": "R"}),
        # at 08:00 one is without a supervisor, and at 12:00 still
        Case(says="each moment counts", shifts=LONG, amount=2, parameters=ONE_TO_TWO,
             rows={"A": "C", "P": "."}),
        # V ends at 06:00 of the day after the horizon, T at 08:00
        Case(says="a moment after the horizon", shifts="T=20:00+12h V=20:00+10h", amount=1,
             rows={"A": "T", "P": "V"}, parameters={"trainees": ["T"], "supervisors": ["V"]}),
        Case(says="only the trainee shifts in scope are looked at", shifts=CLINIC, amount=1,
             parameters=ONE_TO_TWO | {"scope": {"shifts": ["E"]}}, rows={"A": "C", "B": "E"}),
    )  # fmt: skip

    kind: Literal["supervision"] = "supervision"
    trainees: Words
    supervisors: Words
    ratio: PositiveInt = 4

    @classmethod
    @override
    def critical(cls, instance: Instance) -> Iterator[Self]:
        named = words(instance)
        for trainees, supervisors in product(named, repeat=2):
            for ratio in (1, 2, 3):
                yield cls(trainees=(trainees,), supervisors=(supervisors,), ratio=ratio)

    @override
    def emit(self, m: Emitter) -> None:
        people = m.instance.people
        posts = m.posts(Scope(), people[0].id) if people else ()
        past = [p for person in people for p in m.past(Scope(), person.id)]
        for moment, day in self._judged(m, posts, past).items():
            facts = sum(self._factor(p.type) for p in past if p.start <= moment < p.end)
            terms: list[Term] = []
            for post in posts:
                factor = self._factor(post.type)
                if factor and post.start <= moment < post.end:
                    terms += [(factor, p.lit) for p in m.takers(post.type.id, post.day)]
            m.limit(terms, About(None, day, day), at_most=max(0, facts) - facts)

    def _judged(self, m: Emitter, posts: Sequence[Post], past: Sequence[Post]) -> dict[int, int]:
        """Emission: the minutes at which people are counted, each with the index of its day."""
        on, takes = m.instance.calendar.day, self.scope.takes_shift
        learning = [
            p
            for p in posts
            if any(map(p.type.named, self.trainees)) and takes(m.instance, p.type, on(p.day))
        ]
        found = {p.start: p.day for p in learning}
        for end in {p.end for p in (*posts, *past) if any(map(p.type.named, self.supervisors))}:
            if any(p.start <= end < p.end for p in learning):
                found.setdefault(end, min(day_of(m, end), m.length - 1))
        return found

    def _factor(self, kind: ShiftType) -> int:
        """Emission: what one person on such a shift adds to the load of the supervisors."""
        learns = any(map(kind.named, self.trainees))
        return int(learns) - self.ratio * any(map(kind.named, self.supervisors))

    @override
    def audit(self, roster: Roster) -> Iterator[Violation]:
        moments = self._moments(roster.instance)
        for day in roster.days:
            for moment, shift in moments.get(day, ()):
                yield from self._judge(roster, day, moment, shift)

    def _judge(
        self, roster: Roster, day: date, moment: datetime, shift: Shift
    ) -> Iterator[Violation]:
        running = roster.instance.running(moment)
        before = self._at(running, roster.instance.past_staffing)
        now = self._at(running, {s: len(roster.on(s)) for s in running})
        learning, teaching = before[0] + now[0], before[1] + now[1]
        over = learning - self.ratio * teaching - max(0, before[0] - self.ratio * before[1])
        if over > 0:
            local = moment.astimezone(roster.instance.calendar.zone)
            since = f" from {local:%H:%M} on" if moment > shift.start else ""
            text = (
                f"{learning} people on {shift.id} of {shift.day} have {teaching} supervisors"
                f"{since}, one per {self.ratio} is needed"
            )
            yield self.violated(None, Days.one(day), over, text)

    def _moments(self, instance: Instance) -> Mapping[date, list[tuple[datetime, Shift]]]:
        """Audit: when people are counted, by local day, each with a trainee shift that runs.

        What comes after the horizon is told of its last day.
        """

        def make() -> Mapping[date, list[tuple[datetime, Shift]]]:
            last, zone = instance.calendar.horizon.last, instance.calendar.zone
            found: defaultdict[date, list[tuple[datetime, Shift]]] = defaultdict(list)
            for moment, shift in sorted(self._looked_at(instance).items()):
                found[min(last, moment.astimezone(zone).date())].append((moment, shift))
            return found

        return instance.once(("moments", self), make)

    def _looked_at(self, instance: Instance) -> dict[datetime, Shift]:
        learning = [
            s
            for s in instance.shifts
            if self._is(s, self.trainees) and self.scope.takes_shift(instance, s.type, s.day)
        ]
        found = {s.start: s for s in reversed(learning)}
        known = (*instance.shifts, *instance.past_staffing)
        for end in {s.end for s in known if self._is(s, self.supervisors)}:
            shift = next((s for s in learning if s.start <= end < s.end), None)
            if shift is not None:
                found.setdefault(end, shift)
        return found

    def _at(self, running: tuple[Shift, ...], staffed: Mapping[Shift, int]) -> tuple[int, int]:
        """Audit: how many learn and how many teach on the shifts that run at a moment."""
        counts = [(s, staffed.get(s, 0)) for s in running]
        learning = sum(n for s, n in counts if n and self._is(s, self.trainees))
        return learning, sum(n for s, n in counts if n and self._is(s, self.supervisors))

    @staticmethod
    def _is(shift: Shift, words: tuple[str, ...]) -> bool:
        return any(map(shift.type.named, words))
