"""One person's programme over members: symbols priced, and the cheaper of two ways taken."""

import numba
import numpy as np
from numpy.typing import NDArray

from nightfloat.solver.arrays import Floats, Ints
from nightfloat.solver.pricing.boxes import INF
from nightfloat.solver.pricing.capped import price_row_capped
from nightfloat.solver.pricing.graph import Graph
from nightfloat.solver.pricing.hubs import price_row
from nightfloat.solver.pricing.layers import by_day, price_row_by_day, room_inside
from nightfloat.solver.pricing.walks import Costs, Tail, nothing_after


@numba.njit(cache=True, nogil=True)
def most_ahead(g: Graph, symbol_of: Ints, open_: NDArray[np.bool_]) -> Ints:
    """Return for each day the most that the fine counter of a row at a hub can still gain.

    ``open_`` is by day and member.
    """
    days, hubs, works = g.kind.shape[0], g.off_next.shape[1], g.work_arcs.shape[1]
    low = -(1 << 40)
    hub, work = np.zeros(hubs, np.int64), np.zeros(works, np.int64)
    found = np.zeros(days + 1, np.int64)
    for day in range(days - 1, -1, -1):
        k = g.kind[day]
        takes = np.zeros(symbol_of.max() + 1, np.bool_)
        for m in range(symbol_of.shape[0]):
            takes[symbol_of[m]] |= open_[day, m]
        next_hub, next_work = np.full(hubs, low), np.full(works, low)
        for r in range(hubs):
            if takes[0] and g.off_next[k, r] >= 0:
                next_hub[r] = hub[g.off_next[k, r]]
            if g.gate[k, r] >= 0:
                next_hub[r] = max(next_hub[r], _ahead(g, g.gate_arcs[k, g.gate[k, r]], takes, work))
        for s in range(works):
            if takes[0] and g.exit_hub[k, s] >= 0:
                next_work[s] = hub[g.exit_hub[k, s]]
            next_work[s] = max(next_work[s], _ahead(g, g.work_arcs[k, s], takes, work))
        hub, work = next_hub, next_work
        found[day] = max(0, hub.max())
    return found


@numba.njit(cache=True, nogil=True)
def _ahead(g: Graph, span: Ints, takes: NDArray[np.bool_], work: Ints) -> int:
    """Return the most that is gained by one of some arcs and after it."""
    most = -(1 << 40)
    for a in range(span[0], span[1]):
        if takes[g.arc_symbol[a]]:
            most = max(most, work[g.arc_head[a]] + g.arc_fine[a])
    return most


@numba.njit(cache=True, nogil=True)
def room_for(g: Graph, final: Floats) -> int:
    """Return how many values the tables of a programme hold, or of one without a fine counter."""
    if by_day(g, final):
        return room_inside(g, final)
    days, hubs = g.kind.shape[0] + 1, g.off_next.shape[1]
    need, outer = days * hubs * final.shape[0] * final.shape[1], final[:, :1].copy()
    return max(need, room_inside(g, outer)) if by_day(g, outer) else need


@numba.njit(cache=True, nogil=True)
def by_symbol(symbol_of: Ints, costs: Floats) -> tuple[Floats, Ints]:
    """Return the cheapest cost by day and symbol, and the member that has it."""
    days, members = costs.shape
    symbols = symbol_of.max() + 1
    cells, choice = np.full((days, symbols), INF), np.zeros((days, symbols), np.int64)
    for d in range(days):
        for m in range(members):
            s = symbol_of[m]
            if costs[d, m] < cells[d, s]:
                cells[d, s] = costs[d, m]
                choice[d, s] = m
    return cells, choice


@numba.njit(cache=True, nogil=True)
def _named(best: float, choice: Ints, out: Ints) -> float:
    """Put the member behind each day's symbol in ``out`` if there is a row; return its cost."""
    if best < INF:
        for d in range(out.shape[0]):
            out[d] = choice[d, out[d]]
    return best


@numba.njit(cache=True, nogil=True)
def price_person(
    g: Graph,
    start: int,
    symbol_of: Ints,
    costs: Floats,
    slots: Floats,
    final: Floats,
    sums: Costs,
    capped: bool,
    least: Ints,
    space: Floats,
    out: Ints,
) -> float:
    """Return the cost of the cheapest row over members, its members by day in ``out``.

    ``costs`` is by day and member; of members that no rule tells apart the cheapest is taken.
    ``sums`` are what those cost that end before the horizon. ``capped`` says that the fine counter
    has limits and no cost.
    """
    cells, choice = by_symbol(symbol_of, costs)
    tail, best, known = nothing_after(g), INF, False
    if capped:
        best, known = price_row_capped(g, start, cells, slots, final, sums, tail, space, out)
    if not known and by_day(g, final):
        best = price_row_by_day(g, start, cells, slots, final, sums, least, tail, space, out)
    elif not known:
        best = price_row(g, start, cells, slots, final, least, space, out)
    return _named(best, choice, out)


@numba.njit(cache=True, nogil=True)
def price_inside(
    g: Graph,
    start: int,
    symbol_of: Ints,
    costs: Floats,
    slots: Floats,
    final: Floats,
    sums: Costs,
    capped: bool,
    tail: Tail,
    space: Floats,
    out: Ints,
) -> float:
    """Return the cost of the cheapest way through some days, ``start`` and ``tail`` around them."""
    cells, choice = by_symbol(symbol_of, costs)
    best, known = INF, False
    if capped:
        best, known = price_row_capped(g, start, cells, slots, final, sums, tail, space, out)
    if not known:
        least = np.zeros(cells.shape[0] + 1, np.int64)
        best = price_row_by_day(g, start, cells, slots, final, sums, least, tail, space, out)
    return _named(best, choice, out)
