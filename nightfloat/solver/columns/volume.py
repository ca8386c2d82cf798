"""A cheap first guess at the duals, and columns to begin with, before the first linear programme.

The volume algorithm (Barahona & Anbil 2000): duals move along the violation of an average of the
columns priced so far, each step from the best duals yet. Pricing is all it costs, and a master that
starts from its columns takes a half to a third of the simplex iterations (docs/search.md).
"""

import time
from collections.abc import Callable
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from nightfloat.solver.columns.master import Master
from nightfloat.solver.columns.roster import Column, column
from nightfloat.solver.pricing.boxes import INF
from nightfloat.solver.pricing.columns import Worth
from nightfloat.solver.pricing.pricer import Batch
from nightfloat.solver.pricing.problem import MISSED

type Floats = NDArray[np.float64]

ROUNDS, KEPT = 100, 25
# the share of the way from bound to cost that a step aims at
AIM = 0.05
AVERAGE = 0.1
FIRST_STEP, LONGEST_STEP, LONGER, SHORTER, PATIENCE = 1.0, 2.0, 1.1, 0.66, 20


@dataclass(frozen=True, slots=True)
class Guess:
    """Duals, the bound that they prove, and the columns of the rounds with the best bounds."""

    duals: Floats
    bound: float
    columns: list[Column]


@dataclass
class Volume:
    """Steps towards good duals for one master; ``cost`` is that of some roster."""

    master: Master
    batch: Batch
    worth: Worth
    cells: Floats
    cost: float
    _step: float = FIRST_STEP
    _failed: int = 0
    _seen: list[tuple[float, NDArray[np.int64]]] = field(
        default_factory=list[tuple[float, NDArray[np.int64]]]
    )

    def run(
        self,
        deadline: float,
        heard: Callable[[float], None] = lambda _: None,
        start: Floats | None = None,
        rounds: int = ROUNDS,
    ) -> Guess | None:
        """Return what ``rounds`` from nothing, or from a better ``start``, came to.

        None if somebody has no column or time is up at once.
        """
        duals = np.zeros(self.worth.problem.rows.count)
        best, average = self._price(duals)
        for trial in self._starts(start):
            bound, filled = self._price(trial)
            if bound > best:
                best, average, duals = bound, filled, trial
        heard(best)
        for _ in range(rounds):
            if best == -np.inf or time.monotonic() > deadline:
                break
            towards = self._violation(average, duals)
            size = float(towards @ towards)
            if size < 1e-9:
                break
            aim = min(self.cost, best + AIM * max(abs(best), self.cost - best))
            trial = self.master.within(duals + self._step * (aim - best) / size * towards)
            bound, filled = self._price(trial)
            average = self._mix(average, filled, trial)
            if bound > best:
                heard(bound)
            self._learn(better=bound > best, along=float(towards @ self._violation(filled, trial)))
            if bound > best:
                best, duals = bound, trial
        return None if best == -np.inf else Guess(duals, best, self._columns())

    def _starts(self, start: Floats | None) -> list[Floats]:
        """Return a start, and the same with no dual above the dearest price.

        Where windows missed requirements, these are paid ten times as much as anything costs.
        """
        if start is None:
            return []
        dearest = self.worth.problem.big / MISSED
        return [self.master.within(one) for one in (start, np.clip(start, -dearest, dearest))]

    def _price(self, duals: Floats) -> tuple[float, Floats]:
        """Return the bound at these duals and how full the priced columns leave the rows."""
        priced = self.batch.price(duals, self.cells)
        filled = np.zeros(len(duals))
        if (priced.costs >= INF / 2).any():
            return -np.inf, filled
        for person, members in zip(self.batch.people, priced.columns, strict=True):
            rows, factors = self.worth.entries(person, members)
            filled[rows] += factors
        bound = self.master.bound(duals, priced.bounds)
        self._seen.append((bound, priced.columns))
        if len(self._seen) > 2 * KEPT:
            self._seen = sorted(self._seen, key=lambda one: -one[0])[:KEPT]
        return bound, filled

    def _violation(self, filled: Floats, duals: Floats) -> Floats:
        """Return by how much rows miss the side of their range that their dual speaks for."""
        room = self.master.room
        sums, pays, low, high = filled[room.active], duals[room.active], room.low, room.high
        short, long = np.maximum(0.0, low - sums), np.minimum(0.0, high - sums)
        found = np.zeros_like(duals)
        with np.errstate(invalid="ignore"):
            found[room.active] = np.where(
                pays > 1e-12, low - sums, np.where(pays < -1e-12, high - sums, short + long)
            )
        return found

    def _mix(self, average: Floats, filled: Floats, duals: Floats) -> Floats:
        """Return the average moved to what violates least, by a little at most."""
        before, after = self._violation(average, duals), self._violation(filled, duals)
        change = before - after
        size = float(change @ change)
        share = AVERAGE if size < 1e-12 else float(before @ change) / size
        share = min(AVERAGE, max(AVERAGE / 10, share))
        return (1 - share) * average + share * filled

    def _learn(self, *, better: bool, along: float) -> None:
        """Lengthen steps that went well, shorten them after too many that did not."""
        if better:
            self._failed = 0
            if along >= 0:
                self._step = min(LONGEST_STEP, self._step * LONGER)
            return
        self._failed += 1
        if self._failed >= PATIENCE:
            self._step, self._failed = self._step * SHORTER, 0

    def _columns(self) -> list[Column]:
        kept = sorted(self._seen, key=lambda one: -one[0])[:KEPT]
        found: dict[tuple[int, bytes], Column] = {}
        for _, columns in kept:
            for person, members in zip(self.batch.people, columns, strict=True):
                key = person, members.tobytes()
                if key not in found:
                    found[key] = column(self.worth, person, members)
        return list(found.values())
