"""The method of multipliers: duals that need not prove each of their steps.

Each round rows pay more for what they miss. Columns come in for one part of the people at a time,
as in Gidel et al. 2018 (Frank-Wolfe augmented Lagrangian). The steps of a proximal bundle are short
as long as few columns are at hand, and a dive wants good weights from its steps, not a bound.
"""

from collections.abc import Callable
from dataclasses import replace

import numpy as np

from nightfloat.solver.arrays import Floats
from nightfloat.solver.columns.oracle import Oracle
from nightfloat.solver.columns.relaxed import Effort, Generated

# passes over all columns for one pricing: duals move on anyway
FEW = 3
# rounds after which everybody is priced, and the gap, as a share, up to which duals are near
PROOFS, NEAR = 9, 0.2


def approached(
    oracle: Oracle, duals: Floats, bound: float, effort: Effort, heard: Callable[[float], None]
) -> tuple[float, Floats]:
    """Return a bound no less than that of ``duals``, and the duals that prove it.

    Ends when bound and objective are near, or a bound is no better than the one before.
    """
    bundle = oracle.bundle
    last, best, now, at = -np.inf, bound, duals, duals
    for number in range(effort.rounds):
        oracle.settle(now, FEW)
        near = bundle.objective - best < NEAR * abs(bundle.objective)
        if near or oracle.timer.now > effort.deadline:
            break
        now = bundle.room.within(bundle.duals)
        if (number + 1) % PROOFS:
            oracle.part(number, now)
            continue
        bound = oracle.price(now)
        if bound > best:
            best, at = bound, now
            heard(best)
        if bound <= last:
            break
        last = bound
    return best, at


def followed(oracle: Oracle, cells: Floats, effort: Effort, duals: Floats | None) -> Generated:
    """Let duals follow where only ``cells`` are open; columns that these shut are left.

    Nothing is proved, so that the rounds and the clock alone end it.
    """
    bundle, oracle = oracle.bundle, replace(oracle, cells=cells)
    bundle.keep(cells)
    now = np.zeros(bundle.room.problem.rows.count) if duals is None else bundle.room.within(duals)
    rounds = 0
    oracle.settle(now, FEW)
    while rounds < effort.rounds and oracle.timer.now < effort.deadline:
        now = bundle.room.within(bundle.duals)
        oracle.part(rounds, now)
        oracle.settle(now, FEW)
        rounds += 1
    return Generated(-np.inf, bundle.objective, now, rounds, converged=False)
