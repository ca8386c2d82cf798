"""Tests that a row priced over weeks costs what CP-SAT finds for it."""

import numpy as np
import pytest
from ortools.sat.python import cp_model

from nightfloat.solver.cpsat.lower import lower
from nightfloat.solver.evaluate import allowed, costs
from nightfloat.solver.neutral import NeutralModel
from nightfloat.solver.pricing.boxes import INF
from nightfloat.solver.pricing.making import problem
from nightfloat.solver.pricing.pricer import Pricer
from tests.solver.pricing.drawing import long


def cheapest(model: NeutralModel) -> int | None:
    """Return the least cost by CP-SAT, None when nothing is allowed."""
    lowered = lower(model)
    lowered.cp.minimize(lowered.objective.expression(0))
    solver = cp_model.CpSolver()
    solver.parameters.num_workers = 1
    solver.parameters.max_time_in_seconds = 60
    status = solver.solve(lowered.cp)
    assert status in (cp_model.OPTIMAL, cp_model.INFEASIBLE)
    return round(solver.objective_value) if status == cp_model.OPTIMAL else None


WEEKS = [(14, False), (21, False), (28, False), (28, True)]


@pytest.mark.slow
@pytest.mark.parametrize(("length", "rests"), WEEKS)
@pytest.mark.parametrize("seed", range(8))
def test_rows_of_weeks_cost_what_cpsat_finds(seed: int, length: int, rests: bool) -> None:
    model = long(seed, length, rests=rests)
    at = problem(model, [1])
    with Pricer(at) as pricer:
        priced = pricer.batch([0]).price(np.zeros(at.rows.count), at.price)
    best, found = cheapest(model), float(priced.costs[0])
    chosen = at.chosen([priced.columns[0]])
    if at.rows.count:  # what is left to the master may cost more, never less
        assert best is None or found <= best
    elif best is None:
        assert found == INF
    else:
        assert found == best
        assert allowed(model, chosen)
        assert costs(model, chosen) == (best,)


@pytest.mark.parametrize("length", [14, 21, 28])
def test_most_rows_of_weeks_leave_nothing_to_the_master(length: int) -> None:
    """Tests that the costs above are compared; what rests lose is always a row of the master."""
    left = [problem(long(seed, length), [1]).rows.count for seed in range(8)]
    assert left.count(0) >= 5
