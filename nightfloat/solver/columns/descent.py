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

    A slot without a column costs infinitely much.
    """

    costs: Floats
    counts: Ints
    rows: Narrow
    factors: Floats


class State(NamedTuple):
    """By row: the centre, how full it is, its dual; and scratch, all zero.

    How full rows are and their duals follow from the weights.
    """

    centre: Floats
    filled: Floats
    duals: Floats
    scratch: Floats


@numba.njit(cache=True, nogil=True)
def _pay(ranges: Ranges, state: State, pull: float, row: int) -> None:
    """Set a row's dual: it leaves the centre by ``pull`` for each unit that is missed."""
    pull *= ranges.share[row]
    up = state.centre[row] + pull * (ranges.low[row] - state.filled[row])
    down = state.centre[row] + pull * (ranges.high[row] - state.filled[row])
    dual = 0.0
    if up > 0.0:
        dual = min(ranges.under[row], up)
    elif down < 0.0:
        dual = max(-ranges.over[row], down)
    state.duals[row] = dual


@numba.njit(cache=True, nogil=True)
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
    ranges: Ranges, entries: Entries, state: State, pull: float, cell: tuple[int, int], by: float
) -> None:
    """Take more of a column, and pay its rows anew."""
    place, slot = cell
    for n in range(entries.counts[place, slot]):
        row = entries.rows[place, slot, n]
        state.filled[row] += by * entries.factors[place, slot, n]
        _pay(ranges, state, pull, row)


@numba.njit(cache=True, nogil=True)
def _mark(entries: Entries, state: State, place: int, slot: int, sign: float) -> None:
    for n in range(entries.counts[place, slot]):
        row = entries.rows[place, slot, n]
        state.scratch[row] += sign * entries.factors[place, slot, n]


@numba.njit(cache=True, nogil=True)
def _moves(ranges: Ranges, state: State, row: int) -> bool:
    """Return whether a row's dual changes when its sum does."""
    dual, filled = float(state.duals[row]), float(state.filled[row])
    if dual == 0.0:
        return not ranges.low[row] + NOTHING < filled < ranges.high[row] - NOTHING
    return -ranges.over[row] < dual < ranges.under[row]


@numba.njit(cache=True, nogil=True)
def _squares(ranges: Ranges, entries: Entries, state: State, place: int, slot: int) -> float:
    """Return the squares of a column's marked rows whose duals can move; take the marks away."""
    found: float = 0.0
    for n in range(entries.counts[place, slot]):
        row = entries.rows[place, slot, n]
        mark = float(state.scratch[row])
        if _moves(ranges, state, row):
            found += float(ranges.share[row]) * mark * mark
        state.scratch[row] = 0.0
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
    _mark(entries, state, place, dearest, 1.0)
    _mark(entries, state, place, cheapest, -1.0)
    squares = _squares(ranges, entries, state, place, dearest)
    squares += _squares(ranges, entries, state, place, cheapest)
    step = weights[place, dearest]
    if squares > 0.0:
        step = min(step, (most - least) / (pull * squares))
    _shift(ranges, entries, state, pull, (place, dearest), -step)
    _shift(ranges, entries, state, pull, (place, cheapest), step)
    for _ in range(BACK):
        slope = reduced(entries, state.duals, place, dearest)
        slope -= reduced(entries, state.duals, place, cheapest)
        if slope >= 0.0:
            break
        back = step * slope / (slope - most + least)
        _shift(ranges, entries, state, pull, (place, dearest), back)
        _shift(ranges, entries, state, pull, (place, cheapest), -back)
        step -= back
    weights[place, dearest] -= step
    weights[place, cheapest] += step
    return step * (most - least)


@numba.njit(cache=True, nogil=True)
def _ease(
    ranges: Ranges, slacks: Entries, state: State, amounts: Floats, pull: float, slot: int
) -> float:
    """Move one slack that several rows share, at least to nothing; what that promises."""
    cost = reduced(slacks, state.duals, 0, slot)
    squares = 0.0
    for n in range(slacks.counts[0, slot]):
        squares += ranges.share[slacks.rows[0, slot, n]] * slacks.factors[0, slot, n] ** 2
    step = max(-amounts[0, slot], -cost / (pull * squares))
    amounts[0, slot] += step
    _shift(ranges, slacks, state, pull, (0, slot), step)
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
    for row in range(state.filled.shape[0]):
        _pay(ranges, state, pull, row)
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
