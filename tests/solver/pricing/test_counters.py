"""Tests which sums a programme counts, which it drops and which it leaves to the master."""

import numpy as np
import pytest

from nightfloat.constraints.emitter import Row
from nightfloat.solver.pricing import counters
from nightfloat.solver.pricing.chains import BARRED, Bound, Spread
from nightfloat.solver.pricing.counters import choose
from nightfloat.solver.pricing.sums import Sum, resource

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
    assert found.fine.sums[0].final.tolist() == [BARRED] * 4 + [0.0] * 3
    assert (found.fine.sums[0].least, found.fine.sums[0].most) == (4, 6)
    assert found.coarse is None
    assert found.left == ()


def test_sums_that_differ_by_a_factor_are_one_counter_each_in_its_own_unit() -> None:
    count = bound(summed(0, 1, 1), None, 3, 10.0)
    minutes = bound(summed(0, 480, 480), 960, None)
    found = choose([count, minutes], OPEN, ())
    assert found.fine is not None
    assert found.coarse is None
    # 960 minutes are two shifts; each above three costs 10
    assert found.fine.sums[0].final.tolist() == [BARRED, BARRED, 0.0, 0.0, 10.0, 20.0]


@pytest.mark.parametrize(("high", "left"), [(4, 1), (5, 0)])
def test_a_cap_is_dropped_when_no_row_can_pass_it(high: int, left: int) -> None:
    both = [bound(summed(0, 1, 2), 1, None), bound(summed(0, 2, 1), 1, None)]
    loose = bound(summed(0, 1, 0), None, high)  # five days, so 5 at most
    found = choose([*both, loose], OPEN, (Spread(1, 0, 1),))
    assert len(found.left) == left


@pytest.mark.parametrize(("high", "left"), [(1, 1), (2, 0)])
def test_a_cap_is_dropped_when_the_counted_sum_keeps_it(high: int, left: int) -> None:
    both = [bound(summed(0, 1, 2), None, 3), bound(summed(0, 2, 3), None, 4)]
    third = bound(summed(0, 1, 0), None, high)  # 2 of these are 4, 3 would be 6
    found = choose([*both, third], OPEN, ())
    kept = [b for b in found.left if b is third]
    assert len(kept) == left


@pytest.mark.parametrize(("high", "left"), [(25, 1), (26, 1), (27, 0)])
def test_a_cap_that_the_counted_sum_just_reaches_is_kept(high: int, left: int) -> None:
    """Tests nine of 7 in 63, which are 27 of 3: by floats 27 * (7 / 3) is more than 63."""
    long = np.ones((20, 3), np.bool_)
    rows = (((0, 7, 1), 63), ((0, 1, 2), 30), ((0, 3, 0), high))
    bounds = [bound(Sum(np.tile(np.array(f), (20, 1)), ()), None, most) for f, most in rows]
    assert len(choose(bounds, long, ()).left) == left


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
    assert choose([mixed], OPEN, (Spread(2, 0, 1),)).left == (mixed,)
    # and -3 when it does and no day is worked
    low = bound(summed(0, 1, 1, events=((0, -3),)), -2, None)
    assert choose([low], OPEN, (Spread(2, 0, 1),)).left == (low,)
    assert choose([bound(low.sum, -3, 5)], OPEN, (Spread(2, 0, 1),)).left == ()


def test_a_sum_that_cannot_be_met_bars_every_value() -> None:
    found = choose([bound(summed(0, 1, 1), 6, None)], OPEN, ())
    assert found.fine is not None
    assert found.fine.sums[0].final.tolist() == [BARRED]


@pytest.mark.parametrize(("room", "counted"), [(11 * DAYS, True), (11 * DAYS - 1, False)])
@pytest.mark.parametrize("most", [False, True])
def test_a_sum_of_too_many_values_is_left_to_the_master(
    room: int, counted: bool, most: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Tests a sum that five days bring to 10, beside one that they bring to 5."""
    wide, slim = bound(summed(0, 1, 2), 3, None), bound(summed(0, 1, 0), 2, None)
    if most:
        found = choose([wide, slim], OPEN, (), most=room // DAYS)
    else:
        monkeypatch.setattr(counters, "ROOM", room)
        found = choose([wide, slim], OPEN, ())
    assert found.fine is not None
    assert found.fine.bounds == ((wide,) if counted else (slim,))
    # together they would have 66 values
    assert (found.coarse, found.left) == (None, (slim,) if counted else (wide,))


def test_a_narrow_sum_may_be_counted_where_those_that_see_more_are_too_wide() -> None:
    wide = [bound(summed(0, *factors), 3, None) for factors in ((1, 2), (2, 3), (3, 4))]
    slim = bound(summed(0, 1, 0), 2, None)
    found = choose([*wide, slim], OPEN, (), most=6)
    assert found.fine is not None
    assert (found.fine.bounds, found.coarse, found.left) == ((slim,), None, tuple(wide))


def spanned(first: int, end: int, factor: int = 1) -> Sum:
    """Return what counts the two kinds of work on some days."""
    factors = np.zeros((DAYS, 3), np.int64)
    factors[first:end, 1:] = factor
    return Sum(factors, ())


def test_sums_over_days_one_after_the_other_are_one_counter() -> None:
    found = choose([bound(spanned(0, 2, 8), None, 8), bound(spanned(2, 5), None, 2, 3.0)], OPEN, ())
    assert found.fine is not None
    assert found.fine.resets == (2,)
    assert (found.coarse, found.left) == (None, ())
    # one of two days, at 8 each; of three days two, a third costs 3
    assert [one.final.tolist() for one in found.fine.sums] == [[0.0, 0.0], [0.0, 0.0, 0.0, 3.0]]


def test_a_counter_adds_to_the_sum_that_ends_on_the_first_day_of_the_next() -> None:
    """Tests days 0 to 2 and 2 to 4, one factor before midnight and one after."""
    found = choose([bound(spanned(0, 3, 2), None, 2), bound(spanned(2, 5, 3), None, 3)], OPEN, ())
    assert found.fine is not None
    counted = found.fine.resource
    # in units of 2 and of 3
    assert [counted.added(day, 1, set()) for day in range(5)] == [
        (1, 0), (1, 0), (1, 1), (1, 0), (1, 0),
    ]  # fmt: skip


@pytest.mark.parametrize(("first", "chained"), [(1, False), (2, True), (3, True)])
def test_sums_that_share_more_than_a_day_are_counted_by_themselves(
    first: int, chained: bool
) -> None:
    found = choose([bound(spanned(0, 3), None, 2), bound(spanned(first, 5), None, 1)], OPEN, ())
    assert found.fine is not None
    assert bool(found.fine.resets) is chained
    assert (found.coarse is None) is chained


def test_sums_of_one_constraint_are_one_counter_before_others() -> None:
    """Tests a sum of days 2 and 3 that two others could be followed by."""
    first = Bound(spanned(0, 2), Row((), None, 1), INF, 7)
    other = Bound(spanned(2, 5, 1), Row((), None, 2), INF, 8)
    same = Bound(spanned(2, 4, 1), Row((), None, 1), INF, 7)
    found = choose([other, first, same], OPEN, ())
    counters = [c for c in (found.fine, found.coarse) if c is not None]
    asked = {tuple(id(b) for b in c.bounds) for c in counters}
    assert asked == {(id(first), id(same)), (id(other),)}
    single = choose([other, first, same], OPEN, (), resetting=False)
    counters = [c for c in (single.fine, single.coarse) if c is not None]
    assert len(single.left) == 1
    assert all(not c.resets for c in counters)


def test_what_happens_on_a_shared_day_counts_where_it_belongs() -> None:
    """Tests an event of days 1 and 2 in the first sum, and one of 2 and 3 in the second."""
    nothing = np.zeros((DAYS, 3), np.int64)
    both = resource((Sum(nothing, ((0, 5),)), Sum(nothing, ((1, 7),))), (2,))
    assert both.added(1, 1, {0}) == (5, 0)
    assert both.added(2, 1, {0}) == (0, 5)
    assert both.added(2, 1, {0, 1}) == (7, 5)
    assert both.added(3, 1, {1}) == (7, 0)
    alone = both.added(2, 0, {0}), both.added(2, 0, {1}), both.added(3, 0, {0})
    assert alone == ((0, 5), (7, 0), (0, 0))
