"""How far floats can be off: what is told is sure, and costs too large for that are declined.

An addition errs by half a unit in the last place of its result, so a sum by its terms' sizes times
how many there are (Higham, Accuracy and Stability of Numerical Algorithms, section 4.2).
"""

import numpy as np
from numpy.typing import NDArray

from nightfloat.solver.bounds import MARGIN
from nightfloat.solver.columns.roster import Ledger
from nightfloat.solver.pricing.boxes import INF
from nightfloat.solver.pricing.parts import ForeignError
from nightfloat.solver.pricing.problem import Problem

type Floats = NDArray[np.float64]

HALF_ULP = 2.0**-53
# additions for each day of a row, and for the sums over people and rows, which numpy adds in pairs
EACH_DAY, OVERALL = 3, 64
# the most that a row may cost at any duals: a quarter of what stands for no row at all
HEAVIEST = INF / 4


def doubt(ledger: Ledger, duals: Floats, costs: Floats) -> float:
    """Return by how much a bound may be too high beyond what rounding it up allows for.

    ``costs`` are those of everybody's cheapest row at ``duals``; what a row costs by itself is at
    most that and what its duals pay.
    """
    size = 2 * float(np.abs(duals) @ ledger.reach) + float(np.abs(costs).sum())
    steps = EACH_DAY * ledger.problem.length + OVERALL
    return max(0.0, HALF_ULP * steps * size - ledger.problem.unit * MARGIN / 2)


def require_light(problem: Problem) -> None:
    """Refuse a problem in which some row could cost so much that it counts as none.

    Raises
    ------
    ForeignError
        If there may be one.
    """
    if _heaviest(problem) > HEAVIEST:
        message = "costs so large beside the smallest; let weights differ by less"
        raise ForeignError(message)


def _heaviest(problem: Problem) -> float:
    """Return what no person's row costs more than, in size, at duals that are of use."""
    rows, shape = problem.rows, problem.price.shape
    paid = np.maximum(*Ledger(problem).dearest)
    cells = np.bincount(
        rows.cell, paid[rows.cell_row] * np.abs(rows.cell_factor), problem.price.size
    )
    open_ = np.isfinite(problem.price)
    own = np.where(open_, np.abs(problem.price), 0.0)
    by_day = np.where(open_, cells.reshape(shape) + own, 0.0).max(axis=2)
    events = np.zeros(len(problem.people))
    person = rows.event // max(1, len(problem.events))
    np.add.at(events, person, paid[rows.event_row] * np.abs(rows.event_factor))
    return float((by_day.sum(axis=1) + events).max(initial=0.0))
