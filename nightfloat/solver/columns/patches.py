"""Which neighbourhood next: kinds compete by what they gained, sizes grow until they cost time."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from nightfloat.solver.arrays import Floats, Ints
from nightfloat.solver.columns.gaps import Gaps
from nightfloat.solver.columns.kinds import (
    LEAST_PEOPLE,
    MEND,
    SHORT,
    SWEEP,
    Kind,
    kinds,
    share_of,
)
from nightfloat.solver.columns.neighbour import Patch
from nightfloat.solver.columns.roster import Ledger, Roster
from nightfloat.solver.columns.slot import Slot
from nightfloat.solver.columns.spans import Spans, people_of, spans
from nightfloat.solver.columns.sweep import Sweep
from nightfloat.solver.columns.visits import STUCK, TIRED
from nightfloat.solver.pricing.problem import Problem

# the time in seconds that a patch takes at first
TARGET = 0.8
SHORTEST, LONGEST, SOONER, LONGER = 0.4, 5.0, 0.9, 1.05
# the time of a patch from which the search is tired of a kick's roster
KICKED = 2.0
# of all patches, those drawn whatever their kind has gained
CHANCE = 0.25
LEAST_DAYS = 3
# patches of people and days vary in shape: up to exp(TILT) times as many people as usual with as
# many times fewer days, or the other way round
TILT = 1.0
# of a tier's time, what a patch should take at most when nothing is gained
PATIENCE = 1 / 60
# how many times as long a patch may take in the end, and what a window of a sweep may at least,
# which is large and brings much
AT_MOST, SWEEP_SECONDS = 2.0, 30.0
# of patches, those about a requirement that is missed; the days before and after it, and in all
MENDING, MARGIN, MOST_DAYS = 0.75, 7, 42
# of patches of some people, those whose people are drawn by their parts in the gap
GAP_SHARE = 0.4


@dataclass(frozen=True, slots=True)
class Busy:
    """What a hand is doing: a patch of a kind around a roster, by HiGHS if it has a ``slot``.

    ``moves`` says how often the search had gone on from another roster before.
    """

    kind: Kind
    patch: Patch
    roster: Roster
    moves: int
    slot: Slot | None = None


@dataclass
class Picker:
    """Draws patches; ``target`` is the time in seconds that one should take.

    It rises while patches bring nothing, up to ``longest``, and falls when they do; a roster is
    left when it reaches ``patience``.
    """

    problem: Problem
    ledger: Ledger
    rng: np.random.Generator
    target: float = TARGET
    longest: float = LONGEST
    patience: float = TIRED
    kinds: list[Kind] = field(default_factory=list[Kind])
    sweep: Sweep | None = None
    # whether a lawful roster is swept
    sweeping: bool = False
    # what the root has taught of the gap
    gaps: Gaps | None = None

    def __post_init__(self) -> None:
        self.kinds = self.kinds or kinds(self.problem)
        self.mend = Kind(MEND, min(1.0, 20 / len(self.problem.people)), None)
        if self.problem.length > SHORT:
            self.sweep = Sweep(len(self.problem.people), self.problem.length)

    def pick(self, roster: Roster, busy: Sequence[Patch]) -> tuple[Kind, Patch]:
        """Return a kind and a patch of it, apart from ``busy`` ones if enough is left.

        A long horizon is swept as long as the roster misses much, or little that could not be
        mended for long. It is swept again when it is lawful and drawn patches bring little.
        """
        filled = roster.filled(self.problem)
        broken = self.ledger.broken(filled)
        if (window := self._window(busy, broken)) is not None:
            everybody = tuple(range(len(self.problem.people)))
            return Kind(SWEEP, None, None), Patch(everybody, *window)
        if broken.size and self.rng.random() < MENDING:
            return self.mend, self._about(roster, int(self.rng.choice(broken)), busy)
        return self._drawn(roster, filled, busy)

    def _window(self, busy: Sequence[Patch], broken: Ints) -> tuple[int, int] | None:
        """Return the days of a sweep's next window if the roster should be swept.

        The sweep of a lawful one goes on to its end, as patches drawn beside it would disturb it;
        then they are tried again.
        """
        sweep, lawful = self.sweep, not broken.size
        due = self.stuck or self.sweeping if lawful else self.tired or not self.ledger.few(broken)
        if sweep is None or not due:
            return None
        if lawful:
            self.sweeping = True
            sweep.renew(self.seconds(large=True))
        window = sweep.window([(patch.first, patch.end) for patch in busy])
        if lawful and not sweep.left:
            self.sweeping, self.target = False, TARGET
        return window

    def wait(self, seconds: float) -> None:
        """Let patches take longer where there are so many seconds for a tier."""
        self.longest = max(LONGEST, PATIENCE * seconds)

    def seconds(self, *, large: bool) -> float:
        """Return what a patch may take at most; a large one decides much at once."""
        most = AT_MOST * self.longest
        return max(SWEEP_SECONDS, most) if large else most

    def _about(self, roster: Roster, row: int, busy: Sequence[Patch]) -> Patch:
        """Return a patch about a row: its days, some who can add to it and others."""
        first, end = int(self._spans.first[row]) - MARGIN, int(self._spans.end[row]) + MARGIN
        if end - first > MOST_DAYS:
            first = int(self.rng.integers(first, end - MOST_DAYS + 1))
            end = first + MOST_DAYS
        first, end = max(0, first), min(self.problem.length, end)
        count = self._count(self.mend, 1.0)
        about = self._able(row, count // 2)
        return Patch(self.crew(roster, count, first, end, busy, about), first, end)

    def _able(self, row: int, count: int) -> NDArray[np.int64]:
        """Return so many of those who can add to a row, one at least if there is any."""
        able = people_of(self.problem, row)
        return self.rng.choice(able, min(len(able), max(1, count)), replace=False)

    def _drawn(self, roster: Roster, filled: Floats, busy: Sequence[Patch]) -> tuple[Kind, Patch]:
        merits = np.array([kind.merit for kind in self.kinds])
        chances = CHANCE / len(merits) + (1 - CHANCE) * merits / merits.sum()
        kind = self.kinds[int(self.rng.choice(len(merits), p=chances))]
        tilt = self._tilt(kind)
        days = self._length(kind, tilt)
        first = self._start(self._needs(filled), days)
        crew = self.crew(roster, self._count(kind, tilt), first, first + days, busy)
        return kind, Patch(crew, first, first + days)

    def gap(self, roster: Roster, people: int, days: int, busy: Sequence[Patch]) -> Patch | None:
        """Return a patch about a row with a part in the gap, where rows cost most; None without."""
        filled = roster.filled(self.problem)
        row = self._gap(filled)
        if row is None:
            return None
        weights = self._needs(filled)
        weights[: self._spans.first[row]] = weights[self._spans.end[row] :] = 0.0
        first = self._start(weights, days)
        about = self._able(row, people // 4)
        crew = self.crew(roster, people - len(about), first, first + days, busy, about)
        return Patch(crew, first, first + days)

    def _gap(self, filled: Floats) -> int | None:
        """Return a row drawn by its part in the gap between the roster and the root's bound."""
        if self.gaps is None:
            return None
        gaps = self.gaps.of_rows(filled, self._missed(filled))
        if not np.isfinite(gaps).all() or gaps.sum() < self.problem.unit:
            return None
        return int(self.rng.choice(len(gaps), p=gaps / gaps.sum()))

    def _count(self, kind: Kind, tilt: float) -> int:
        """Return how many people a patch has."""
        everybody = len(self.problem.people)
        share = 1.0 if kind.people is None else min(1.0, kind.people * tilt)
        return share_of(everybody, share, LEAST_PEOPLE)

    def crew(
        self,
        roster: Roster,
        count: int,
        first: int,
        end: int,
        busy: Sequence[Patch],
        about: Iterable[int] = (),
    ) -> tuple[int, ...]:
        """Return people who are not busy on these days if there are enough, ``about`` included."""
        taken = {
            p for other in busy if first < other.end and other.first < end for p in other.people
        }
        everybody = len(self.problem.people)
        idle = np.array([p for p in range(everybody) if p not in taken])
        people = self._people(roster, idle if count <= len(idle) else np.arange(everybody), count)
        return tuple(sorted({int(p) for p in (*people, *about)}))

    def _tilt(self, kind: Kind) -> float:
        """Return by how much a patch of people and days has more people and fewer days."""
        if kind.people is None or kind.days is None:
            return 1.0
        return float(np.exp(self.rng.uniform(-TILT, TILT)))

    @property
    def stuck(self) -> bool:
        """Whether nothing has been gained for long."""
        return self.target >= STUCK

    @property
    def tired(self) -> bool:
        """Whether nothing has been gained for longer still."""
        return self.target >= self.patience

    def restart(self, patience: float = TIRED) -> None:
        """Draw small patches again: another roster has other faults."""
        self.target, self.kinds, self.patience = TARGET, kinds(self.problem), patience

    def learn(self, kind: Kind, outcome: str, seconds: float, *, gain: bool) -> None:
        """Note how a try of a kind went, and how long the next ones may take."""
        if kind.sweeps:
            if self.sweep is not None:
                self.sweep.learn(seconds)
            return
        kind.learn(outcome, seconds, self.target, self.target / self.longest, gain=gain)
        self.target *= SOONER if gain else LONGER
        self.target = min(self.longest, max(SHORTEST, self.target))

    def _people(self, roster: Roster, idle: NDArray[np.int64], count: int) -> NDArray[np.int64]:
        """Return people at random, by their parts in the gap, or such as may take the same shifts.

        Of 100 patches 70 are of the first way, 30 once the parts are known, and 30 of the last.
        """
        if count >= len(idle):
            return idle
        manner = self.rng.random()
        if self.gaps is not None and manner < GAP_SHARE:
            parts = self.gaps.of_people(roster.columns)[idle]
            weights = parts + parts.mean() + 1e-9
            return self.rng.choice(idle, count, replace=False, p=weights / weights.sum())
        if manner < (1 + GAP_SHARE) / 2:
            return self.rng.choice(idle, count, replace=False)
        one = int(self.rng.choice(idle))
        alike = self._alike[one][idle] + 0.3 * self.rng.random(len(idle))
        return idle[np.argsort(-alike, kind="stable")[:count]]

    @cached_property
    def _alike(self) -> Floats:
        """How many of the members two people may both take, as a share."""
        able = np.isfinite(self.problem.price).any(axis=1)[:, 1:].astype(float)
        shared = able @ able.T
        return shared / np.maximum(1.0, shared.max())

    def _length(self, kind: Kind, tilt: float) -> int:
        length = self.problem.length
        if kind.days is None:
            return length
        return share_of(length, kind.days / tilt, LEAST_DAYS)

    def _start(self, weights: Floats, size: int) -> int:
        """Return the first of so many days, about one that is drawn by its weight."""
        length = self.problem.length
        day = int(self.rng.choice(length, p=weights / weights.sum()))
        return max(0, min(length - size, day - int(self.rng.integers(size))))

    def _needs(self, filled: Floats) -> Floats:
        """Return what each day's rows cost now, with a floor that keeps every day in play."""
        needs = np.zeros(self.problem.length)
        np.add.at(needs, self._spans.first, np.minimum(self._missed(filled), self.problem.big))
        top = max(1.0, float(needs.max()))
        return needs / top + 0.2

    def _missed(self, filled: Floats) -> Floats:
        """Return what each row costs, at its dearest."""
        rows = self.problem.rows
        under, over = self.ledger.dearest
        return under * np.maximum(0, rows.low - filled) + over * np.maximum(0, filled - rows.high)

    @cached_property
    def _spans(self) -> Spans:
        return spans(self.problem)
