"""A proximal bundle method: price everybody at the duals of a bundle, move its centre if that pays.

The centre is where the best bound was proved. It moves when a trial proves a share of what the
columns at hand promise there; after many that do not, trials stay nearer to it (Kiwiel 1990). How
it gets near at first is in ``multipliers.py``.
"""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from nightfloat.solver.arrays import Floats
from nightfloat.solver.columns.bundle import Bundle
from nightfloat.solver.columns.multipliers import approached
from nightfloat.solver.columns.oracle import Oracle
from nightfloat.solver.columns.relaxed import Effort, Generated
from nightfloat.solver.pricing.boxes import INF

# of what was promised, what a trial has to prove to be the next centre, or a very good one
SERIOUS, GOOD = 0.1, 0.5
# trials in vain before they stay nearer, and centres in a row before they go farther
PATIENCE, STEADY = 12, 3
# the share of the gap that is left when bound and objective have come nearer
NEARER = 0.9


@dataclass
class Proximal:
    """Generates columns for the bundle of an oracle."""

    oracle: Oracle
    _failed: int = 0
    _moved: int = 0

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
        best = self.oracle.price(centre)
        if best < INF / 2:
            heard(best)
            best, centre = approached(self.oracle, centre, best, effort, heard)
        base = best
        while best < INF / 2:
            self.oracle.settle(centre)
            met, rounds = effort.met(best, bundle.objective), rounds + 1
            if met or self._spent(effort, rounds) or best > effort.cut or stall.seen(bundle, best):
                return Generated(best, bundle.objective, centre, rounds, converged=met)
            trial = bundle.room.within(bundle.duals)
            bound = self.oracle.price(trial)
            if self._serious(base, bound):
                base, centre = bound, trial
            if bound > best:
                best = bound
                heard(best)
        return Generated(best, np.inf, None, rounds, converged=True)

    @property
    def bundle(self) -> Bundle:
        """The columns at hand."""
        return self.oracle.bundle

    def _spent(self, effort: Effort, rounds: int) -> bool:
        return rounds > effort.rounds or self.oracle.timer.now > effort.deadline

    def _serious(self, base: float, bound: float) -> bool:
        """Return whether a trial is the next centre, and learn how far to go from it."""
        promised = max(0.0, self.bundle.model - base)
        if bound >= base + SERIOUS * promised:
            self._failed, self._moved = 0, self._moved + 1
            if self._moved >= STEADY or bound >= base + GOOD * promised:
                self.bundle.farther()
            return True
        self._failed, self._moved = self._failed + 1, 0
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
