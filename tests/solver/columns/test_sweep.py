"""Tests of the windows in which a long horizon is swept."""

import pytest

from nightfloat.solver.columns.sweep import Sweep


def test_the_passes_of_a_long_horizon() -> None:
    """Tests 140 people on 50 days: 2,800 people-days make windows of 20, then shifted by 10."""
    sweep, found = Sweep(140, 50), list[tuple[int, int]]()
    while (window := sweep.window(())) is not None:
        found.append(window)
    plain = [(0, 20), (40, 50), (20, 40)]
    shifted = [(0, 10), (30, 50), (10, 30)]
    assert found == [*plain, *shifted]


@pytest.mark.parametrize(("people", "first"), [(1, 28), (100, 28), (101, 27), (400, 7), (500, 7)])
def test_windows_have_a_week_at_least_and_four_at_most(people: int, first: int) -> None:
    """Tests 2,800 people-days on both sides of the limits: 2800/101 = 27.7, 2800/500 = 5.6."""
    assert Sweep(people, 364).window(()) == (0, first)


def test_no_window_touches_a_busy_one() -> None:
    """Tests windows of 10 days beside busy days: one that ends where they begin is free."""
    sweep = Sweep(280, 40)
    assert sweep.window([(0, 10)]) == (20, 30)
    assert sweep.window([(5, 20)]) == (30, 40)
    assert sweep.window([(10, 20)]) == (0, 10)
    assert sweep.window([(0, 40)]) is None
    assert sweep.window(()) == (10, 20)
