"""Tests of what one person is charged for requirements that no programme counts."""

import numpy as np
import pytest

from nightfloat.solver.columns.push import Push

NONE, ONE = np.array([False, False]), np.array([True, False])


def test_charges_rise_where_a_limit_is_passed() -> None:
    """Tests steps of 2, 2 * 1.4 and 2 * 1.4**2 for the limit that is passed, none for the other."""
    push, found = Push(np.array([3.0, np.inf]), 2.0), list[float]()
    for _ in range(3):
        push.learn(ONE)
        found.append(float(push.at[0]))
        assert push.at[1] == 0.0
    assert found == pytest.approx([2.0, 4.8, 8.72])


def test_charges_come_back_towards_what_was_too_little() -> None:
    """Tests three tenths of the way from the least that was enough to the most that was not."""
    push = Push(np.array([3.0, 3.0]), 1.0)
    push.learn(ONE)
    push.learn(ONE)
    assert push.at[0] == pytest.approx(2.4)
    push.learn(NONE)  # 2.4 is enough, 1 was not: 2.4 - 0.3 * 1.4
    assert push.at[0] == pytest.approx(1.98)
    push.learn(ONE)  # 1.98 is not: 2.4 - 0.3 * 0.42
    assert push.at[0] == pytest.approx(2.274)
    push.learn(NONE)  # 2.274 is enough: 2.274 - 0.3 * 0.294
    assert push.at[0] == pytest.approx(2.1858)


def test_limits_are_passed_beyond_what_is_left() -> None:
    """Tests both sides of 3, and of a limit that there is not."""
    push = Push(np.array([3.0, np.inf]), 1.0)
    assert push.passed(np.array([3.0, 1e9])).tolist() == [False, False]
    assert push.passed(np.array([4.0, 0.0])).tolist() == [True, False]


def test_what_is_charged_for_what_is_left_is_no_cost() -> None:
    """Tests a cheapest row of -5 at a charge of 2 for 3 units: no row costs less than -11."""
    push = Push(np.array([3.0, np.inf]), 2.0)
    assert push.bound(-5.0) == -5.0
    push.learn(ONE)
    assert push.bound(-5.0) == -11.0


def test_charges_rise_25_times_and_come_back_8_times() -> None:
    """Tests when a person is left alone, on both sides; the ninth row that is kept is the last."""
    rising, easing = Push(np.array([1.0, 1.0]), 1.0), Push(np.array([1.0, 1.0]), 1.0)
    for _ in range(24):
        rising.learn(ONE)
    assert not rising.tired
    rising.learn(ONE)
    assert rising.tired
    for _ in range(8):
        easing.learn(NONE)
    assert not easing.tired
    easing.learn(NONE)
    assert easing.tired
