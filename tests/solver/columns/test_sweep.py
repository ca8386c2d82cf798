"""Tests of the windows in which a long horizon is swept."""

import pytest

from nightfloat.solver.columns.sweep import Sweep


def test_the_passes_of_a_long_horizon() -> None:
    """Tests 100 people on 35 days: windows of 10 days, shifted by 5, then of 20, shifted by 10.

    1,000 people-days make 10 days of 100 people.
    """
    sweep, found = Sweep(100, 35), list[tuple[int, int]]()
    while (window := sweep.window(())) is not None:
        found.append(window)
    assert found == [
        *[(0, 10), (20, 30), (10, 20), (30, 35)],
        *[(0, 5), (15, 25), (5, 15), (25, 35)],
        *[(0, 20), (20, 35)],
        *[(0, 10), (30, 35), (10, 30)],
    ]


@pytest.mark.parametrize(("people", "first"), [(1, 28), (35, 28), (36, 27), (142, 7), (500, 7)])
def test_windows_have_a_week_at_least_and_four_at_most(people: int, first: int) -> None:
    """Tests 1,000 people-days on both sides of the limits: 1000/35 = 28.6, 1000/142 = 7.04."""
    assert Sweep(people, 364).window(()) == (0, first)


def test_no_window_touches_a_busy_one() -> None:
    """Tests windows of 10 days beside busy days: one that ends where they begin is free."""
    sweep = Sweep(100, 40)
    assert sweep.window([(0, 10)]) == (20, 30)
    assert sweep.window([(5, 20)]) == (30, 40)
    assert sweep.window([(10, 20)]) == (0, 10)
    assert sweep.window([(0, 40)]) is None
    assert sweep.window(()) == (10, 20)
