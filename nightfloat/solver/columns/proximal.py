"""A proximal bundle method: price everybody at the duals of a bundle, move its centre if that pays.

The centre is where the best bound was proved. It moves when a trial proves a share of what the
columns at hand promise there; after many that do not, trials stay nearer to it (Kiwiel 1990).
"""

import time
from collections.abc import Callable
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from nightfloat.solver.columns.bundle import Bundle
from nightfloat.solver.columns.relaxed import Effort, Generated
from nightfloat.solver.columns.roster import column
from nightfloat.solver.pricing.boxes import INF
from nightfloat.solver.pricing.columns import Worth
from nightfloat.solver.pricing.pricer import Batch

type Floats = NDArray[np.float64]

# of what was promised, what a trial has to prove to be the next centre, or a very good one
SERIOUS, GOOD = 0.1, 0.5
# trials in vain before they stay nearer
PATIENCE = 12
# the share of the gap that is left when bound and objective have come nearer
NEARER = 0.9


@dataclass
class Proximal:
    """Generates columns for one bundle, whose people are the batch."""

    bundle: Bundle
    batch: Batch
    worth: Worth
    cells: Floats
    _failed: int = 0

    def run(
        self,
        effort: Effort,
        duals: Floats | None = None,
        heard: Callable[[float], None] = lambda _: None,
    ) -> Generated:
        """Generate until the effort is spent or nothing improves; ``heard`` gets better bounds.

        Begins at ``duals``, or from nothing, and returns those of the last centre, which prove the
        bound or nearly so. The bound is infinite if somebody has no column.
        """
        bundle, rounds, stall = self.bundle, 0, _Stall(effort.stall)
        centre = bundle.room.within(np.zeros(len(bundle.duals)) if duals is None else duals)
        base = best = self._price(centre)
        if best < INF / 2:
            heard(best)
        while best < INF / 2:
            bundle.settle(centre)
            met, rounds = effort.met(best, bundle.objective), rounds + 1
            if met or _spent(effort, rounds) or best > effort.cut or stall.seen(bundle, best):
                return Generated(best, bundle.objective, centre, rounds, converged=met)
            trial = bundle.room.within(bundle.duals)
            bound = self._price(trial)
            if self._serious(base, bound):
                base, centre = bound, trial
            if bound > best:
                best = bound
                heard(best)
        return Generated(best, np.inf, None, rounds, converged=True)

    def again(self, cells: Floats, effort: Effort, duals: Floats | None) -> Generated:
        """Generate where only ``cells`` are open; columns that these shut are left."""
        self.bundle.keep(cells)
        return replace(self, cells=cells).run(effort, duals)

    def _price(self, duals: Floats) -> float:
        """Add everybody's cheapest column; returns the bound that these prove."""
        found = self.batch.price(duals, self.cells)
        if (found.bounds >= INF / 2).any():
            return INF
        priced = zip(self.batch.people, found.columns, found.costs, strict=True)
        self.bundle.add(column(self.worth, p, c) for p, c, cost in priced if cost < INF / 2)
        return self.bundle.room.bound(duals, found.bounds)

    def _serious(self, base: float, bound: float) -> bool:
        """Return whether a trial is the next centre, and learn how far to go from it."""
        promised = max(0.0, self.bundle.model - base)
        if bound >= base + SERIOUS * promised:
            self._failed = 0
            if bound >= base + GOOD * promised:
                self.bundle.farther()
            return True
        self._failed += 1
        if self._failed >= PATIENCE:
            self._failed = 0
            self.bundle.nearer()
        return False


@dataclass
class _Stall:
    """Tells when so many rounds have brought bound and objective no nearer."""

    rounds: int
    _gap: float = np.inf
    _since: int = 0

    def seen(self, bundle: Bundle, bound: float) -> bool:
        """Whether it is so after another round; nearer is by a tenth at least."""
        gap, self._since = max(0.0, bundle.objective - bound), self._since + 1
        if gap < NEARER * self._gap:
            self._gap, self._since = gap, 0
        return self._since > self.rounds


def _spent(effort: Effort, rounds: int) -> bool:
    return rounds > effort.rounds or time.monotonic() > effort.deadline
