"""The cheapest row of one person whose fine counter has a limit and no cost.

The row that costs least without a look at that counter is the cheapest if it keeps the limit, as it
mostly does: limits on hours hold back those alone who would work the most. Going over all values of
the counter, which takes up to fifty times as long, is then not needed (state-space relaxation:
Christofides, Mingozzi & Toth 1981).
"""

import numba
import numpy as np

from nightfloat.solver.pricing.boxes import INF
from nightfloat.solver.pricing.graph import Floats, Graph, Ints
from nightfloat.solver.pricing.layers import Tail, arcs_from, by_day, follow, price_row_by_day


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
def _fits(g: Graph, start: int, tail: Tail, final: Floats, slots: Floats, symbols: Ints) -> bool:
    """Return whether the counters of a row of symbols and the tail keep their limits."""
    s, _, coarse, fine = follow(g, start, symbols, slots)
    wide, deep = final.shape
    return coarse + tail.coarse[s] < wide and fine + tail.fine[s] < deep


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
    return Graph(
        g.kind, g.off_next, g.off_cost, g.gate, g.gate_cost, g.gate_arcs, g.work_arcs, g.exit_hub,
        g.exit_cost, g.arc_symbol, g.arc_head, g.arc_cost, g.arc_slot, np.zeros_like(g.arc_fine),
        g.arc_coarse, g.longest, g.slots,
    )  # fmt: skip


@numba.njit(cache=True, nogil=True)
def price_row_capped(
    g: Graph,
    start: int,
    cells: Floats,
    slots: Floats,
    final: Floats,
    tail: Tail,
    space: Floats,
    out: Ints,
) -> tuple[float, bool]:
    """Return the cost of the cheapest row and whether it is known, its symbols in ``out``.

    ``final`` is the same for all values of the fine counter, which is not looked at; nor is a
    coarse one that costs nothing either. One that does is gone over day by day, in ``space``, where
    that is the cheaper way. The row is not known if it passes a limit, and costs INF if there is
    none at all.
    """
    outer = final[:, :1].copy()
    if (outer == outer[0, 0]).all():
        best = _straight(g, start, cells, slots, tail, out) + outer[0, 0]
    elif by_day(g, outer):
        least = np.zeros(cells.shape[0] + 1, np.int64)
        bare = Tail(tail.cost, tail.coarse, np.zeros_like(tail.fine))
        one = _without_fine(g)
        best = price_row_by_day(one, start, cells, slots, outer, least, bare, space, out)
    else:
        return INF, False
    if best >= INF / 2:
        return INF, True
    return best, _fits(g, start, tail, final, slots, out)
