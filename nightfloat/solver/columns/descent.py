"""Moves the weights of columns downhill.

What a row's sum is off its range costs the square of that near the centre, and further off a price
for each unit. The row's dual is what one unit more would cost. Two columns of one person exchange
weight as far as the curvature allows (pairwise Frank-Wolfe).
"""

from typing import NamedTuple

import numba
import numpy as np
from numpy.typing import NDArray

from nightfloat.solver.arrays import Floats, Ints

type Narrow = NDArray[np.int32]

# exchanges of one person in a pass, and how often one that went too far is taken back in part
EXCHANGES, BACK = 3, 2
NOTHING = 1e-12


class Ranges(NamedTuple):
    """Range of each row, what a unit below and above it costs at most, and its share of a pull.

    The share is one over the square of the row's largest factor: a row of hours moves no more than
    one of shifts.
    """

    low: Floats
    high: Floats
    under: Floats
    over: Floats
    share: Floats


class Entries(NamedTuple):
    """Costs, number of entries, rows and factors of columns, by place and slot.

    Rows are in order but those of shared slacks. A slot without a column costs infinitely much.
    """

    costs: Floats
    counts: Ints
    rows: Narrow
    factors: Floats


class State(NamedTuple):
    """By row: the centre, how full it is, its dual; and room for what two columns differ in.

    How full rows are and their duals follow from the weights.
    """

    centre: Floats
    filled: Floats
    duals: Floats
    rows: Narrow
    factors: Floats


@numba.njit(cache=True, nogil=True)
def _paid(low: float, high: float, under: float, over: float, centre: float, pull: float) -> float:
    """Return a row's dual: it leaves the centre by ``pull`` for each unit that is missed.

    ``low`` and ``high`` are what is missed to the ends of its range.
    """
    up, down = centre + pull * low, centre + pull * high
    if up > 0.0:
        return min(under, up)
    return max(-over, down) if down < 0.0 else 0.0


# the order of the sum is free, so that the compiler can make it of several at a time
@numba.njit(cache=True, nogil=True, fastmath={"reassoc", "nsz"})
def reduced(entries: Entries, duals: Floats, place: int, slot: int) -> float:
    """Return what a column costs less what its rows pay."""
    found = entries.costs[place, slot]
    for n in range(entries.counts[place, slot]):
        found -= entries.factors[place, slot, n] * duals[entries.rows[place, slot, n]]
    return found


@numba.njit(cache=True, nogil=True)
def all_reduced(entries: Entries, duals: Floats) -> Floats:
    """Return the reduced costs of all columns."""
    found = np.full(entries.costs.shape, np.inf)
    for place in range(found.shape[0]):
        for slot in range(found.shape[1]):
            if entries.costs[place, slot] < np.inf:
                found[place, slot] = reduced(entries, duals, place, slot)
    return found


@numba.njit(cache=True, nogil=True)
def _fill(entries: Entries, weights: Floats, filled: Floats) -> None:
    """Add what columns of these weights put into the rows."""
    for place in range(weights.shape[0]):
        for slot in range(weights.shape[1]):
            weight = weights[place, slot]
            if weight > 0.0:
                for n in range(entries.counts[place, slot]):
                    row = entries.rows[place, slot, n]
                    filled[row] += weight * entries.factors[place, slot, n]


@numba.njit(cache=True, nogil=True)
def _shift(
    ranges: Ranges, state: State, pull: float, rows: Narrow, factors: Floats, by: float
) -> None:
    """Fill rows by so many times their factors, and pay them anew."""
    # a call for each row that is given all these arrays counts references longer than it computes
    low, high, under, over, share = ranges
    centre, filled, duals = state.centre, state.filled, state.duals
    for n in range(rows.shape[0]):
        row = int(rows[n])
        now = float(filled[row]) + by * float(factors[n])
        filled[row] = now
        duals[row] = _paid(
            low[row] - now, high[row] - now, under[row], over[row], centre[row], pull * share[row]
        )


@numba.njit(cache=True, nogil=True)
def _differ(entries: Entries, state: State, place: int, dearest: int, cheapest: int) -> int:
    """Note by how much more the cheapest column fills rows than the dearest; return how many."""
    most, least = entries.counts[place, dearest], entries.counts[place, cheapest]
    old, old_factors = entries.rows[place, dearest], entries.factors[place, dearest]
    new, new_factors = entries.rows[place, cheapest], entries.factors[place, cheapest]
    count, i, j = 0, 0, 0
    while i < most or j < least:
        first = j == least or (i < most and old[i] <= new[j])
        second = i == most or (j < least and new[j] <= old[i])
        row, by = old[i] if first else new[j], 0.0
        if first:
            by -= old_factors[i]
            i += 1
        if second:
            by += new_factors[j]
            j += 1
        state.rows[count], state.factors[count] = row, by
        # what both fill alike is written over
        count += by != 0.0
    return count


@numba.njit(cache=True, nogil=True)
def _moves(ranges: Ranges, state: State, row: int) -> bool:
    """Return whether a row's dual changes when its sum does."""
    dual, filled = float(state.duals[row]), float(state.filled[row])
    if dual == 0.0:
        return not ranges.low[row] + NOTHING < filled < ranges.high[row] - NOTHING
    return -ranges.over[row] < dual < ranges.under[row]


@numba.njit(cache=True, nogil=True)
def _squares(ranges: Ranges, state: State, rows: Narrow, factors: Floats) -> float:
    """Return the squares of the factors of rows whose duals can move."""
    found = 0.0
    for n in range(rows.shape[0]):
        if _moves(ranges, state, rows[n]):
            found += ranges.share[rows[n]] * factors[n] * factors[n]
    return found


@numba.njit(cache=True, nogil=True)
def _worth(state: State, rows: Narrow, factors: Floats) -> float:
    """Return what rows pay for so much."""
    found = 0.0
    for n in range(rows.shape[0]):
        found += factors[n] * state.duals[rows[n]]
    return found


@numba.njit(cache=True, nogil=True)
def _extremes(
    entries: Entries, state: State, weights: Floats, place: int
) -> tuple[int, float, int, float]:
    """Return the dearest column in use and the cheapest, with their reduced costs."""
    dearest, most, cheapest, least = -1, -np.inf, -1, np.inf
    for slot in range(weights.shape[1]):
        if entries.costs[place, slot] == np.inf:
            continue
        cost = reduced(entries, state.duals, place, slot)
        if cost < least:
            cheapest, least = slot, cost
        if weights[place, slot] > NOTHING and cost > most:
            dearest, most = slot, cost
    return dearest, most, cheapest, least


@numba.njit(cache=True, nogil=True)
def _exchange(
    ranges: Ranges, entries: Entries, state: State, weights: Floats, pull: float, place: int
) -> float:
    """Move weight from a person's dearest column in use to the cheapest; what that promises."""
    dearest, most, cheapest, least = _extremes(entries, state, weights, place)
    if dearest < 0 or dearest == cheapest or most - least < NOTHING:
        return 0.0
    count = _differ(entries, state, place, dearest, cheapest)
    rows, factors = state.rows[:count], state.factors[:count]
    cost = entries.costs[place, dearest] - entries.costs[place, cheapest]
    squares, step = _squares(ranges, state, rows, factors), weights[place, dearest]
    if squares > 0.0:
        step = min(step, (most - least) / (pull * squares))
    _shift(ranges, state, pull, rows, factors, step)
    for _ in range(BACK):
        slope = cost + _worth(state, rows, factors)
        if slope >= 0.0:
            break
        back = step * slope / (slope - most + least)
        _shift(ranges, state, pull, rows, factors, -back)
        step -= back
    weights[place, dearest] -= step
    weights[place, cheapest] += step
    return step * (most - least)


@numba.njit(cache=True, nogil=True)
def _ease(
    ranges: Ranges, slacks: Entries, state: State, amounts: Floats, pull: float, slot: int
) -> float:
    """Move one slack that several rows share, at least to nothing; what that promises."""
    cost, count = reduced(slacks, state.duals, 0, slot), slacks.counts[0, slot]
    rows, factors = slacks.rows[0, slot, :count], slacks.factors[0, slot, :count]
    squares = (ranges.share[rows] * factors**2).sum()
    step = max(-amounts[0, slot], -cost / (pull * squares))
    amounts[0, slot] += step
    _shift(ranges, state, pull, rows, factors, step)
    return abs(step * cost)


@numba.njit(cache=True, nogil=True)
def descend(
    ranges: Ranges,
    entries: Entries,
    slacks: Entries,
    state: State,
    weights: Floats,
    amounts: Floats,
    pull: float,
    passes: int,
    settled: float,
) -> None:
    """Move weights of columns and amounts of shared slacks until a pass promises no more."""
    state.filled[:] = 0.0
    _fill(entries, weights, state.filled)
    _fill(slacks, amounts, state.filled)
    # nothing is added, every row is paid
    everything = np.empty(state.filled.shape[0], np.int32)
    everything[:] = np.arange(state.filled.shape[0])
    _shift(ranges, state, pull, everything, state.filled, 0.0)
    for _ in range(passes):
        moved = 0.0
        for place in range(weights.shape[0]):
            for _ in range(EXCHANGES):
                gain = _exchange(ranges, entries, state, weights, pull, place)
                moved += gain
                if gain == 0.0:
                    break
        for slot in range(amounts.shape[1]):
            moved += _ease(ranges, slacks, state, amounts, pull, slot)
        if moved < settled:
            break
