"""Tests of the benchmark of what no pricing programme can say."""

import pytest

from benchmarks.modelled import RIVALS, halved, searched
from nightfloat.domain.result import Strategy
from nightfloat.solver.emitter import emit
from nightfloat.solver.evaluate import costs
from nightfloat.solver.pricing.making import problem
from tests.solver.columns.programs import week


def test_the_worse_half_of_a_share_of_the_people_is_priced() -> None:
    """Tests a week, in whose first three days nobody can have the eight shifts asked for."""
    model = emit(week())
    assert halved(model, 0.0) == model
    one = halved(model, 0.5)
    assert len(one.items) == len(model.items) + 1
    # A lacks all eight in the first half: 15 each; beside it seven days have nobody, at 1 each
    assert costs(one, frozenset()) == (8 * 15 + 7,)
    assert [list(problem(halved(model, share), [1]).modelled) for share in (0.5, 1.0)] == [
        [0],
        [0, 1],
    ]


@pytest.mark.no_cover
def test_both_strategies_find_and_prove_the_optimum() -> None:
    """Tests that of 16 shifts asked for in the first half, three days have one each."""
    found = [searched(halved(emit(week(weight=20)), 1.0), one, 60.0) for one in RIVALS]
    assert [one["strategy"] for one in found] == [Strategy.COLUMNS.value, Strategy.EXACT.value]
    # the four days of the second half can give each as many as the first does: (16 - 3) * 15
    assert [(one["cost"], one["bound"]) for one in found] == [(195, 195)] * 2
