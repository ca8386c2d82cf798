"""Ways through a graph: where symbols lead, what they cost, and how they move the counters.

A counter counts sums one after the other: with the day on which the next begins, the one before has
its last value, and costs what that costs.
"""

from typing import NamedTuple

import numba
import numpy as np

from nightfloat.solver.arrays import Floats, Ints
from nightfloat.solver.pricing.boxes import INF
from nightfloat.solver.pricing.graph import Graph


class Costs(NamedTuple):
    """What the sums of the two counters cost, by place and value; the horizon ends the last."""

    coarse: Floats
    fine: Floats


class Move(NamedTuple):
    """What a day adds to the sums that are counted from it on, and to those that end with it."""

    coarse: int
    coarse_ending: int
    fine: int
    fine_ending: int


class Turn(NamedTuple):
    """The places of the sums of the two counters that end with a day, -1 if none does."""

    coarse: int
    fine: int


# that of a free day
STILL = Move(0, 0, 0, 0)


class Tail(NamedTuple):
    """What follows the last day, by state: its cost, and how far it moves the counters."""

    cost: Floats
    coarse: Ints
    fine: Ints


@numba.njit(cache=True, nogil=True)
def nothing_after(g: Graph) -> Tail:
    """Return the tail of a horizon's end: it costs nothing and moves nothing."""
    states = g.off_next.shape[1] + g.work_arcs.shape[1]
    return Tail(np.zeros(states), np.zeros(states, np.int64), np.zeros(states, np.int64))


@numba.njit(cache=True, nogil=True)
def arcs_from(g: Graph, k: int, s: int) -> tuple[int, float, int, int, float]:
    """Return where a free day leads and its cost, and the range and base cost of work arcs."""
    hubs = g.off_next.shape[1]
    if s >= hubs:
        w = s - hubs
        span = g.work_arcs[k, w]
        return g.exit_hub[k, w], g.exit_cost[k, w], span[0], span[1], 0.0
    gate = g.gate[k, s]
    if gate < 0:
        return g.off_next[k, s], g.off_cost[k, s], 0, 0, 0.0
    span = g.gate_arcs[k, gate]
    return g.off_next[k, s], g.off_cost[k, s], span[0], span[1], g.gate_cost[k, s]


@numba.njit(cache=True, nogil=True)
def taken(g: Graph, k: int, s: int, symbol: int) -> tuple[int, float, int]:
    """Return where a symbol leads, its cost without events, and its arc, -1 for a free day.

    The state is -1 when the symbol is forbidden.
    """
    to, off, first, last, base = arcs_from(g, k, s)
    if symbol == 0:
        return to, off, -1
    for a in range(first, last):
        if g.arc_symbol[a] == symbol:
            return g.off_next.shape[1] + g.arc_head[a], base + g.arc_cost[a], a
    return -1, INF, -1


@numba.njit(cache=True, nogil=True)
def moved(g: Graph, a: int) -> Move:
    """Return what an arc adds to the counters."""
    return Move(g.arc_coarse[a], g.arc_coarse_ending[a], g.arc_fine[a], g.arc_fine_ending[a])


@numba.njit(cache=True, nogil=True)
def landed(value: int, adds: int, ending: int, place: int, costs: Floats) -> tuple[int, float]:
    """Return a counter's value after a day, and what the sum at ``place`` costs that ends with it.

    No sum ends if the place is below 0.
    """
    if place < 0:
        return value + adds, 0.0
    total = value + ending
    return adds, costs[place, total] if total < costs.shape[1] else INF


@numba.njit(cache=True, nogil=True)
def follow(
    g: Graph, state: int, symbols: Ints, slots: Floats, costs: Costs, coarse: int, fine: int
) -> tuple[int, float, int, int, float]:
    """Return the state, cost of arcs and events, counters, and cost of the sums that ended.

    The state is -1 and the cost INF where a symbol is forbidden.
    """
    cost, ended = 0.0, 0.0
    for day in range(symbols.shape[0]):
        state, price, a = taken(g, g.kind[day], state, symbols[day])
        if state < 0:
            return state, INF, coarse, fine, ended
        i, i_ending, j, j_ending = moved(g, a) if a >= 0 else STILL
        cost += price
        if a >= 0:
            cost += slots[day, g.arc_slot[a]]
        coarse, of_coarse = landed(coarse, i, i_ending, g.coarse_reset[day], costs.coarse)
        fine, of_fine = landed(fine, j, j_ending, g.fine_reset[day], costs.fine)
        ended += of_coarse + of_fine
    return state, cost, coarse, fine, ended


@numba.njit(cache=True, nogil=True)
def _before(moved: int, adds: int, ending: int, place: int, costs: Floats) -> tuple[int, float]:
    """Return a day's and later moves of the sum that is open before it, and what the next costs.

    The next is the one that begins with the day, if one does; ``moved`` is what later days add.
    """
    if place < 0:
        return moved + adds, 0.0
    total = moved + adds
    return ending, costs[place + 1, total] if total < costs.shape[1] else INF


@numba.njit(cache=True, nogil=True)
def backwards(g: Graph, symbols: Ints, slots: Floats, costs: Costs) -> Tail:
    """Return what the symbols cost and move from every state; INF where they are forbidden.

    They move the sums that are open before them; those that begin later cost what they come to.
    """
    states = g.off_next.shape[1] + g.work_arcs.shape[1]
    cost = np.zeros(states)
    coarse, fine = np.zeros(states, np.int64), np.zeros(states, np.int64)
    for day in range(symbols.shape[0] - 1, -1, -1):
        old, old_coarse, old_fine = cost, coarse, fine
        cost = np.full(states, INF)
        coarse, fine = np.zeros(states, np.int64), np.zeros(states, np.int64)
        for s in range(states):
            to, price, a = taken(g, g.kind[day], s, symbols[day])
            if to < 0 or old[to] >= INF:
                continue
            i, i_ending, j, j_ending = moved(g, a) if a >= 0 else STILL
            at = old_coarse[to], g.coarse_reset[day]
            coarse[s], of_coarse = _before(at[0], i, i_ending, at[1], costs.coarse)
            at = old_fine[to], g.fine_reset[day]
            fine[s], of_fine = _before(at[0], j, j_ending, at[1], costs.fine)
            if of_coarse >= INF or of_fine >= INF:
                coarse[s], fine[s] = 0, 0
                continue
            cost[s] = price + old[to] + of_coarse + of_fine
            if a >= 0:
                cost[s] += slots[day, g.arc_slot[a]]
    return Tail(cost, coarse, fine)
