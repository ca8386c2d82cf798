"""Tests of what a bound in floats proves of whole costs."""

from math import inf, nan

import pytest

from nightfloat.solver.bounds import cheaper, least_cost


@pytest.mark.parametrize(
    ("bound", "least"),
    [(0.0, 0), (6.0, 6), (6.0005, 6), (6.01, 7), (5.9999, 6), (-3.2, 0), (1e9 + 1e-5, 10**9)],
)
def test_noise_raises_nothing_and_anything_more_does(bound: float, least: int) -> None:
    """Tests single units on both sides of a thousandth."""
    assert least_cost(bound) == least


@pytest.mark.parametrize(
    ("bound", "least"),
    [(5.0, 5), (5.0055, 5), (5.0065, 11), (11.0, 11), (10.9999, 11), (4.0, 5), (-2.0, 0)],
)
def test_units_beyond_an_offset(bound: float, least: int) -> None:
    """Tests costs of 5, 11, 17 and so on, where a thousandth of a unit is 0.006."""
    assert least_cost(bound, 6, 5) == least


@pytest.mark.parametrize("bound", [inf, -inf, nan])
def test_what_is_not_finite_proves_nothing(bound: float) -> None:
    """Tests bounds that a solver gives before it has one."""
    assert least_cost(bound) == 0


@pytest.mark.parametrize("unit", [1, 5, 30])
@pytest.mark.parametrize("cost", [30, 1320, 94_680])
def test_a_bound_beyond_what_is_cheaper_proves_the_cost(unit: int, cost: int) -> None:
    """Tests both sides: what costs a unit less is not beyond it, and a bound just beyond proves."""
    most = cheaper(cost, unit)
    assert cost - unit < most < cost
    assert least_cost(most + 1e-9, unit) == cost
    assert least_cost(cost - unit + 1e-9, unit) == cost - unit
