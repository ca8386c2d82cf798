"""Tests which sums a programme counts, which it drops and which it leaves to the master."""

import numpy as np
import pytest

from nightfloat.constraints.emitter import Row
from nightfloat.solver.pricing.counters import BARRED, Bound, choose
from nightfloat.solver.pricing.shape import Sum

DAYS, INF = 5, float("inf")
OPEN = np.ones((DAYS, 3), np.bool_)


def summed(*factors: int, events: tuple[tuple[int, int], ...] = ()) -> Sum:
    """Return the same factors of the three members on every day."""
    return Sum(np.tile(np.array(factors, np.int64), (DAYS, 1)), events)


def bound(sum_: Sum, low: int | None, high: int | None, weight: float = INF) -> Bound:
    return Bound(sum_, Row((), low, high), weight)


def test_a_sum_is_counted_in_its_greatest_common_unit() -> None:
    found = choose([bound(summed(0, 8, 12), 16, 24)], OPEN, ())
    assert found.fine is not None
    # in units of 4: 0 to 3 are too little, 4, 5 and 6 are lawful, more is cut off
    assert found.fine.final.tolist() == [BARRED] * 4 + [0.0] * 3
    assert (found.fine.least, found.fine.most) == (4, 6)
    assert found.coarse is None
    assert found.left == ()


def test_sums_that_differ_by_a_factor_are_one_counter_each_in_its_own_unit() -> None:
    count = bound(summed(0, 1, 1), None, 3, 10.0)
    minutes = bound(summed(0, 480, 480), 960, None)
    found = choose([count, minutes], OPEN, ())
    assert found.fine is not None
    assert found.coarse is None
    # 960 minutes are two shifts; each above three costs 10
    assert found.fine.final.tolist() == [BARRED, BARRED, 0.0, 0.0, 10.0, 20.0]


@pytest.mark.parametrize(("high", "left"), [(4, 1), (5, 0)])
def test_a_cap_is_dropped_when_no_row_can_pass_it(high: int, left: int) -> None:
    both = [bound(summed(0, 1, 2), 1, None), bound(summed(0, 2, 1), 1, None)]
    loose = bound(summed(0, 1, 0), None, high)  # five days, so 5 at most
    found = choose([*both, loose], OPEN, (1,))
    assert len(found.left) == left


@pytest.mark.parametrize(("high", "left"), [(1, 1), (2, 0)])
def test_a_cap_is_dropped_when_the_counted_sum_keeps_it(high: int, left: int) -> None:
    both = [bound(summed(0, 1, 2), None, 3), bound(summed(0, 2, 3), None, 4)]
    third = bound(summed(0, 1, 0), None, high)  # 2 of these are 4, 3 would be 6
    found = choose([*both, third], OPEN, ())
    kept = [b for b in found.left if b is third]
    assert len(kept) == left


def test_a_cap_below_nothing_is_kept_even_when_its_members_are_closed() -> None:
    shut = OPEN.copy()
    shut[:, 2] = False
    both = [bound(summed(0, 1, 2), None, 3), bound(summed(0, 2, 3), None, 4)]
    short = bound(summed(0, 0, 1), None, -1, 5.0)
    found = choose([*both, short], shut, ())
    counted = [c for c in (found.fine, found.coarse) if c is not None]
    assert short in (*found.left, *(b for c in counted for b in c.bounds))


def test_events_below_zero_do_not_hide_that_a_cap_binds() -> None:
    # the five days reach 5 when the event does not happen
    mixed = bound(summed(0, 1, 1, events=((0, -3),)), None, 4)
    assert choose([mixed], OPEN, (2,)).left == (mixed,)
    # and -3 when it does and no day is worked
    low = bound(summed(0, 1, 1, events=((0, -3),)), -2, None)
    assert choose([low], OPEN, (2,)).left == (low,)
    assert choose([bound(low.sum, -3, 5)], OPEN, (2,)).left == ()


def test_a_sum_that_cannot_be_met_bars_every_value() -> None:
    found = choose([bound(summed(0, 1, 1), 6, None)], OPEN, ())
    assert found.fine is not None
    assert found.fine.final.tolist() == [BARRED]
