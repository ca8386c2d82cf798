"""Tests of what every strategy has to do, whichever is asked for."""

import pytest

from nightfloat.domain.result import Limits, Status, Strategy
from nightfloat.solver.solve import solve
from tests.solver.columns.programs import week
from tests.solver.making import made


@pytest.mark.parametrize("strategy", [Strategy.COLUMNS, Strategy.MILP])
def test_tiers_are_searched_in_order(strategy: Strategy) -> None:
    """Tests that a later tier never costs an earlier one anything, proved in both."""
    # all seven days have to be covered; beyond two shifts each, 2 * (7 - 4) have to be paid
    rules = (made("shifts_in_horizon", minimum=0, maximum=2, tier="rest", weight=2),)
    limits = Limits(60, 4096, 2, 1, strategy=strategy)
    result = solve(week(*rules, tiers=("cost", "rest")), limits)
    assert [(t.name, t.value, t.bound) for t in result.tiers] == [("cost", 0, 0), ("rest", 6, 6)]
    assert result.status is Status.OPTIMAL
