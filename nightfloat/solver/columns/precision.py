"""How far floats can be off: what is told is sure, and costs too large for that are declined.

An addition errs by half a unit in the last place of its result, so a sum by its terms' sizes times
how many there are (Higham, Accuracy and Stability of Numerical Algorithms, section 4.2).
"""

from collections.abc import Sequence

import numpy as np

from nightfloat.constraints.emitter import Row
from nightfloat.solver.arrays import Floats
from nightfloat.solver.bounds import MARGIN
from nightfloat.solver.columns.roster import Ledger
from nightfloat.solver.neutral import Item, Limit
from nightfloat.solver.pricing.boxes import INF
from nightfloat.solver.pricing.parts import ForeignError
from nightfloat.solver.pricing.problem import Problem

HALF_ULP = 2.0**-53
# additions for each day of a row, and for the sums over people and rows, which numpy adds in pairs
EACH_DAY, OVERALL = 3, 64
# the most that a row may cost at any duals: a quarter of what stands for no row at all
HEAVIEST = INF / 4
# how many runs or free periods a day may be in
PERIODS = 8


def doubt(ledger: Ledger, duals: Floats, costs: Floats) -> float:
    """Return by how much a bound may be too high beyond what rounding it up allows for.

    ``costs`` are those of everybody's cheapest row at ``duals``; what a row costs by itself is at
    most that and what its duals pay.
    """
    size = 2 * float(np.abs(duals) @ ledger.reach) + float(np.abs(costs).sum())
    steps = EACH_DAY * ledger.problem.length + OVERALL
    return max(0.0, HALF_ULP * steps * size - ledger.problem.unit * MARGIN / 2)


def require_light(problem: Problem, items: Sequence[Item], weights: Sequence[int]) -> None:
    """Refuse a problem in which some row could cost so much that it counts as none.

    Raises
    ------
    ForeignError
        If there may be one.
    """
    heaviest = _paid(problem) + _own(problem, items, weights)
    if heaviest.max(initial=0.0) > HEAVIEST:
        message = "costs so large beside the smallest; let weights differ by less"
        raise ForeignError(message)


def _paid(problem: Problem) -> Floats:
    """Return what duals that are of use pay or charge at most for a row of each person."""
    rows, shape = problem.rows, problem.price.shape
    dearest = np.maximum(*Ledger(problem).dearest)
    paid = dearest[rows.cell_row] * np.abs(rows.cell_factor)
    cells = np.bincount(rows.cell, paid, problem.price.size).reshape(shape)
    found = np.where(np.isfinite(problem.price), cells, 0.0).max(axis=2).sum(axis=1)
    person = rows.event // max(1, len(problem.events))
    np.add.at(found, person, dearest[rows.event_row] * np.abs(rows.event_factor))
    return found


def _own(problem: Problem, items: Sequence[Item], weights: Sequence[int]) -> Floats:
    """Return what a row of each person costs at most by itself."""
    found = np.zeros(len(problem.people))
    for item in items:
        if item.price is not None and item.tag.person >= 0:
            unit = weights[item.price.tier] * item.price.weight
            found[item.tag.person] += float(unit * _amount(item, problem.length))
    return found


def _amount(item: Item, length: int) -> int:
    """Return an amount that an item does not pass; runs and periods have a day's for each day."""
    if not isinstance(item, Limit):
        return PERIODS * length
    return max(max(row.under, row.over) * _size(row) for row in item.rows)


def _size(row: Row) -> int:
    ends = abs(row.at_least or 0) + abs(row.at_most or 0)
    return ends + sum(abs(factor) for factor, _ in row.terms)
