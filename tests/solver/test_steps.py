"""Tests that a priced sum costs the same in steps as in units."""

from itertools import product

import pytest

from nightfloat.constraints.emitter import Row
from nightfloat.solver.evaluate import row_amount
from nightfloat.solver.steps import in_steps

SIDES = (None, -7, -6, 0, 5, 6, 7, 12)


@pytest.mark.parametrize("step", [1, 2, 3, 6])
def test_amounts_add_up(step: int) -> None:
    """Tests every pair of sides, also such as no number of steps lies between, at all prices."""
    for low, high, under, over in product(SIDES, SIDES, (0, 1, 3), (0, 1, 2)):
        if low is None or high is None or low <= high:
            row = Row((), low, high, under, over)
            rows = in_steps(row, step)
            for steps in range(-20, 21):
                amount = sum(row_amount(one, steps) for one in rows)
                assert amount == row_amount(row, step * steps), (row, steps)


def test_a_sum_in_units_is_one_row() -> None:
    """Tests that where each unit is a step nothing changes, and what costs nothing is left out."""
    assert in_steps(Row((), 2, 5, 3, 1), 1) == [Row((), 2, 5, 3, 1)]
    assert in_steps(Row((), 2, 5, 0, 1), 1) == [Row((), None, 5, 0, 1)]
    assert in_steps(Row((), 2, 5, 0, 0), 1) == []


def test_a_share_between_two_numbers_has_hinges_at_both() -> None:
    """Tests 1.33 shifts: none is short by 133, one by 33; two are 67 too many, three 167."""
    assert in_steps(Row((), 133, 133), 100) == [Row((), 2, 2, 33, 33), Row((), 1, 1, 67, 67)]


def test_a_share_with_tolerance_costs_less_at_first() -> None:
    """Tests 2.6 to 3.6 shifts: two are short by 60, one by 160; four are 40 too many."""
    rows = in_steps(Row((), 260, 360), 100)
    assert rows == [Row((), 3, 3, 60, 40), Row((), 2, 4, 40, 60)]
