"""The cheapest row of one person whose fine counter has a limit and no cost.

The row that costs least without a look at that counter is the cheapest if it keeps the limit, as it
mostly does: limits on hours hold back those alone who would work the most. Going over all values of
the counter, which takes up to fifty times as long, is then not needed (state-space relaxation:
Christofides, Mingozzi & Toth 1981).
"""

import numba
import numpy as np

from nightfloat.solver.arrays import Floats, Ints
from nightfloat.solver.pricing.boxes import INF
from nightfloat.solver.pricing.graph import Graph
from nightfloat.solver.pricing.layers import by_day, price_row_by_day
from nightfloat.solver.pricing.walks import Costs, Tail, arcs_from, follow


@numba.njit(cache=True, nogil=True)
def _least(g: Graph, day: int, span: Ints, cells: Floats, slots: Floats, then: Floats) -> float:
    """Return the least that is paid by one of some arcs and after it."""
    hubs, least = g.off_next.shape[1], INF
    for a in range(span[0], span[1]):
        price, ahead = cells[day, g.arc_symbol[a]], then[hubs + g.arc_head[a]]
        if price < INF:
            least = min(least, price + g.arc_cost[a] + slots[day, g.arc_slot[a]] + ahead)
    return least


@numba.njit(cache=True, nogil=True)
def _least_from(g: Graph, day: int, s: int, cells: Floats, then: Floats, entered: float) -> float:
    """Return the least that is paid by a free day in a state or else by what costs ``entered``."""
    to, off, _, _, base = arcs_from(g, g.kind[day], s)
    least = min(INF, base + entered)
    if to >= 0 and cells[day, 0] < INF:
        least = min(least, off + cells[day, 0] + then[to])
    return least


@numba.njit(cache=True, nogil=True)
def _to_pay(g: Graph, cells: Floats, slots: Floats, tail: Tail) -> Floats:
    """Return the least that is left to pay by day and state, whatever the counters say."""
    days, hubs, works = g.kind.shape[0], g.off_next.shape[1], g.work_arcs.shape[1]
    found = np.empty((days + 1, hubs + works))
    found[days] = tail.cost
    behind = np.empty(g.gate_arcs.shape[1])
    for day in range(days - 1, -1, -1):
        k, then = g.kind[day], found[day + 1]
        for gate in range(behind.shape[0]):
            behind[gate] = _least(g, day, g.gate_arcs[k, gate], cells, slots, then)
        for r in range(hubs):
            entered = INF if g.gate[k, r] < 0 else float(behind[g.gate[k, r]])
            found[day, r] = _least_from(g, day, r, cells, then, entered)
        for w in range(works):
            worked = _least(g, day, g.work_arcs[k, w], cells, slots, then)
            found[day, hubs + w] = _least_from(g, day, hubs + w, cells, then, worked)
    return found


@numba.njit(cache=True, nogil=True)
def _step(
    g: Graph, day: int, s: int, cells: Floats, slots: Floats, then: Floats
) -> tuple[int, int]:
    """Return where what costs least from a state on leads, and its arc, -1 for a free day."""
    hubs = g.off_next.shape[1]
    to, off, first, last, base = arcs_from(g, g.kind[day], s)
    best, at, arc = INF, to, -1
    if to >= 0 and cells[day, 0] < INF:
        best = off + cells[day, 0] + then[to]
    for a in range(first, last):
        h = hubs + g.arc_head[a]
        price = cells[day, g.arc_symbol[a]]
        if price < INF:
            price += base + g.arc_cost[a] + slots[day, g.arc_slot[a]] + then[h]
            if price < best:
                best, at, arc = price, h, a
    return at, arc


@numba.njit(cache=True, nogil=True)
def _fits(
    g: Graph, start: int, tail: Tail, final: Floats, costs: Costs, slots: Floats, symbols: Ints
) -> bool:
    """Return whether the counters of a row of symbols and the tail keep their limits."""
    s, _, coarse, fine, ended = follow(g, start, symbols, slots, costs, 0, 0)
    if s < 0:
        return False
    coarse, fine = coarse + tail.coarse[s], fine + tail.fine[s]
    if ended >= INF / 2 or coarse >= final.shape[0] or fine >= final.shape[1]:
        return False
    return bool(final[coarse, fine] < INF / 2)


@numba.njit(cache=True, nogil=True)
def _straight(g: Graph, start: int, cells: Floats, slots: Floats, tail: Tail, out: Ints) -> float:
    """Return what costs least whatever the counters say, its symbols in ``out``; INF if none."""
    left = _to_pay(g, cells, slots, tail)
    if left[0, start] < INF / 2:
        s = start
        for day in range(g.kind.shape[0]):
            s, a = _step(g, day, s, cells, slots, left[day + 1])
            out[day] = 0 if a < 0 else g.arc_symbol[a]
    return left[0, start]


@numba.njit(cache=True, nogil=True)
def _without_fine(g: Graph) -> Graph:
    """Return the graph without its fine counter."""
    nothing = np.zeros_like(g.arc_fine)
    return Graph(
        g.kind, g.off_next, g.off_cost, g.gate, g.gate_cost, g.gate_arcs, g.work_arcs, g.exit_hub,
        g.exit_cost, g.arc_symbol, g.arc_head, g.arc_cost, g.arc_slot, nothing, nothing,
        g.arc_coarse, g.arc_coarse_ending, g.fine_reset, g.coarse_reset, g.longest, g.slots,
    )  # fmt: skip


@numba.njit(cache=True, nogil=True)
def is_level(costs: Floats) -> bool:
    """Return whether values of a row cost the same within a limit, beyond which there are none."""
    for row in range(costs.shape[0]):
        if costs[row, 0] >= INF:
            return False
        barred = False
        for cost in costs[row]:
            barred = barred or cost >= INF
            if not barred and cost != costs[row, 0]:
                return False
            if barred and cost < INF:
                return False
    return True


@numba.njit(cache=True, nogil=True)
def _level(places: Ints, costs: Floats) -> tuple[bool, float]:
    """Return whether the sums that end on some days are level, and what they cost then."""
    total = 0.0
    for place in places:
        if place >= 0:
            if not is_level(costs[place : place + 1]):
                return False, 0.0
            total += costs[place, 0]
    return True, total


@numba.njit(cache=True, nogil=True)
def price_row_capped(
    g: Graph,
    start: int,
    cells: Floats,
    slots: Floats,
    final: Floats,
    costs: Costs,
    tail: Tail,
    space: Floats,
    out: Ints,
) -> tuple[float, bool]:
    """Return the cost of the cheapest row and whether it is known, its symbols in ``out``.

    The fine counter is level wherever it ends, and not looked at; nor is a coarse one that is level
    too. One that is not is gone over day by day, in ``space``, where that is the cheaper way. The
    row is not known if it passes a limit, and costs INF if there is none at all.
    """
    outer = final[:, :1].copy()
    level, coarse = _level(g.coarse_reset, costs.coarse)
    if level and is_level(outer.T.copy()):
        _, fine = _level(g.fine_reset, costs.fine)
        best = _straight(g, start, cells, slots, tail, out) + outer[0, 0] + coarse + fine
    elif by_day(g, outer):
        least = np.zeros(cells.shape[0] + 1, np.int64)
        bare = Tail(tail.cost, tail.coarse, np.zeros_like(tail.fine))
        one, ended = _without_fine(g), Costs(costs.coarse, costs.fine[:, :1].copy())
        best = price_row_by_day(one, start, cells, slots, outer, ended, least, bare, space, out)
    else:
        return INF, False
    if best >= INF / 2:
        return INF, True
    return best, _fits(g, start, tail, final, costs, slots, out)
