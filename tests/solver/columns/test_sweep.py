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


@pytest.mark.parametrize(("seconds", "size"), [(9.0, 30), (10.0, 20), (11.0, 20)])
def test_windows_grow_when_those_before_were_quick(seconds: float, size: int) -> None:
    """Tests both sides of a third of 30 seconds for windows of 20 days, of which half as many."""
    sweep = Sweep(140, 50)
    sweep.renew(30.0)  # it has not ended
    while sweep.left:
        assert sweep.window(()) is not None
        sweep.learn(seconds)
    assert sweep.window(()) is None
    sweep.renew(30.0)
    assert sweep.window(()) == (0, size)


def test_windows_are_never_longer_than_the_horizon() -> None:
    """Tests 40 days in windows of 28 and then of all 40, where 42 would be next."""
    sweep, found = Sweep(50, 40), list[list[tuple[int, int] | None]]()
    for _ in range(3):
        found.append([])
        while sweep.left:
            found[-1].append(sweep.window(()))
            sweep.learn(0.1)
        sweep.renew(30.0)
    whole = [(0, 40), (0, 20), (20, 40)]
    assert found == [[(0, 28), (28, 40), (0, 14), (14, 40)], whole, whole]
