"""The cheapest row of one person: stretches of work between hubs, over two counters.

For every day a stretch may start on, the cheapest stretch of each length, end and increment of the
counters is found once; stretches and free days are strung together over all values of the counters.
"""

import numba
import numpy as np

from nightfloat.solver.arrays import Floats, Ints
from nightfloat.solver.pricing.boxes import INF, widen
from nightfloat.solver.pricing.graph import Graph
from nightfloat.solver.pricing.stretches import advance, begin, leave, widest
from nightfloat.solver.pricing.trace import trace


@numba.njit(cache=True, nogil=True)
def price_row(
    g: Graph,
    start: int,
    cells: Floats,
    slots: Floats,
    final: Floats,
    least: Ints,
    space: Floats,
    out: Ints,
) -> float:
    """Return the cost of the cheapest row, its symbols in ``out``; INF when there is none.

    Parameters
    ----------
    start
        Hub before the first day.
    cells, slots
        Cost by day and symbol, by day and slot of events; a cell of INF is forbidden.
    final
        Cost by the counters' values (coarse, fine) at the end; larger values are forbidden.
    least
        Value of the fine counter below which no row from that day on can be saved.
    space
        Scratch that holds the tables; its size is that of ``room_for``.
    """
    days, hubs = g.kind.shape[0], g.off_next.shape[1]
    wide, deep = final.shape
    table = space[: (days + 1) * hubs * wide * deep].reshape((days + 1, hubs, wide, deep))
    room = np.empty((days + 1, hubs, 4), np.int64)
    room[:, :, 0], room[:, :, 1] = wide, -1
    room[:, :, 2], room[:, :, 3] = 0, -1
    table[0, start, 0, 0] = 0.0
    room[0, start, :] = 0
    states = g.work_arcs.shape[1]
    w, d = widest(g, wide, deep)
    v, u = np.empty((states, w, d)), np.empty((states, w, d))
    box, bux = np.empty((states, 4), np.int64), np.empty((states, 4), np.int64)
    ends, end_box = np.empty((hubs, w, d)), np.empty((hubs, 4), np.int64)
    source, span = np.empty((wide, deep)), np.empty(4, np.int64)
    best = INF
    for day in range(days):
        k = g.kind[day]
        _rest(g, day, cells[day, 0], table, room, least)
        for gate in range(g.gate_arcs.shape[1]):
            if not _merge(g, k, day, gate, table, room, source, span):
                continue
            found = _string(
                g, day, gate, cells, slots, v, box, u, bux, ends, end_box, source, span, table,
                room, final,
            )  # fmt: skip
            best = min(best, found)
    best = min(best, _at_rest(table[days], room[days], final))
    if best >= INF / 2:
        return INF
    trace(g, cells, slots, final, table, room, best, out)
    return best


@numba.njit(cache=True, nogil=True)
def _string(
    g: Graph,
    day: int,
    gate: int,
    cells: Floats,
    slots: Floats,
    v: Floats,
    box: Ints,
    u: Floats,
    bux: Ints,
    ends: Floats,
    end_box: Ints,
    source: Floats,
    span: Ints,
    table: Floats,
    room: Ints,
    final: Floats,
) -> float:
    """Return the best row that ends in a stretch from a gate; the others lower the hubs' tables."""
    days, hubs = g.kind.shape[0], g.off_next.shape[1]
    alive, end = begin(g, day, gate, cells, slots, v, box), day + 1
    while alive > 0:
        free = cells[end, 0] if end < days else 0.0
        leave(g, end, free, v, box, ends, end_box)
        if end == days:
            return _finish(source, span, ends, end_box, final)
        for h in range(hubs):
            if end_box[h, 1] >= end_box[h, 0]:
                _push(source, span, ends, end_box, h, table[end + 1, h], room[end + 1, h])
        alive = advance(g, end, cells, slots, v, box, u, bux)
        v, u = u, v
        box, bux = bux, box
        end += 1
    return INF


@numba.njit(cache=True, nogil=True)
def _at_rest(table: Floats, room: Ints, final: Floats) -> float:
    """Return the best row that ends with a free day."""
    best = INF
    for h in range(table.shape[0]):
        for c in range(room[h, 0], room[h, 1] + 1):
            for f in range(room[h, 2], room[h, 3] + 1):
                best = min(best, table[h, c, f] + final[c, f])
    return best


@numba.njit(cache=True, nogil=True)
def _rest(g: Graph, day: int, free: float, table: Floats, room: Ints, least: Ints) -> None:
    """Cut what can no longer reach the least sum, and take one day off from every hub."""
    k = g.kind[day]
    for r in range(g.off_next.shape[1]):
        room[day, r, 2] = max(room[day, r, 2], least[day])
        h = g.off_next[k, r]
        if h < 0 or free >= INF:
            continue
        if room[day, r, 3] < room[day, r, 2] or room[day, r, 1] < room[day, r, 0]:
            continue
        cost = g.off_cost[k, r] + free
        c0, c1, f0, f1 = room[day, r, 0], room[day, r, 1], room[day, r, 2], room[day, r, 3]
        widen(table[day + 1, h], room[day + 1, h], c0, c1, f0, f1)
        for c in range(c0, c1 + 1):
            of = table[day, r, c, f0 : f1 + 1]
            to = table[day + 1, h, c, f0 : f1 + 1]
            for f in range(of.shape[0]):
                x = of[f] + cost
                y = to[f]
                to[f] = x if x < y else y


@numba.njit(cache=True, nogil=True)
def _merge(
    g: Graph, k: int, day: int, gate: int, table: Floats, room: Ints, source: Floats, span: Ints
) -> bool:
    """Gather the cheapest way into a gate from all its hubs."""
    span[0], span[1], span[2], span[3] = source.shape[0], -1, source.shape[1], -1
    for r in range(g.gate.shape[1]):
        if g.gate[k, r] == gate and room[day, r, 1] >= 0 and room[day, r, 3] >= room[day, r, 2]:
            span[0], span[1] = min(span[0], room[day, r, 0]), max(span[1], room[day, r, 1])
            span[2], span[3] = min(span[2], room[day, r, 2]), max(span[3], room[day, r, 3])
    if span[1] < span[0] or span[3] < span[2]:
        return False
    source[span[0] : span[1] + 1, span[2] : span[3] + 1] = INF
    for r in range(g.gate.shape[1]):
        if g.gate[k, r] != gate:
            continue
        cost = g.gate_cost[k, r]
        for c in range(room[day, r, 0], room[day, r, 1] + 1):
            for f in range(room[day, r, 2], room[day, r, 3] + 1):
                x = table[day, r, c, f] + cost
                if x < source[c, f]:
                    source[c, f] = x
    return True


@numba.njit(cache=True, nogil=True)
def _push(
    source: Floats, span: Ints, ends: Floats, end_box: Ints, h: int, table: Floats, room: Ints
) -> None:
    """Lower a hub's table by source values and a stretch's values, counters added."""
    for i in range(end_box[h, 0], end_box[h, 1] + 1):
        for j in range(end_box[h, 2], end_box[h, 3] + 1):
            cost = ends[h, i, j]
            if cost >= INF:
                continue
            c1 = min(span[1], table.shape[0] - 1 - i)
            f1 = min(span[3], table.shape[1] - 1 - j)
            if c1 < span[0] or f1 < span[2]:
                continue
            widen(table, room, span[0] + i, c1 + i, span[2] + j, f1 + j)
            for c in range(span[0], c1 + 1):
                to = table[c + i, span[2] + j : f1 + j + 1]
                of = source[c, span[2] : f1 + 1]
                for f in range(of.shape[0]):
                    x = of[f] + cost
                    y = to[f]
                    to[f] = x if x < y else y


@numba.njit(cache=True, nogil=True)
def _finish(source: Floats, span: Ints, ends: Floats, end_box: Ints, final: Floats) -> float:
    """Return the best row whose last stretch reaches the end of the horizon."""
    best = INF
    for i in range(end_box[0, 0], end_box[0, 1] + 1):
        for j in range(end_box[0, 2], end_box[0, 3] + 1):
            cost = ends[0, i, j]
            if cost >= INF:
                continue
            for c in range(span[0], min(span[1], final.shape[0] - 1 - i) + 1):
                for f in range(span[2], min(span[3], final.shape[1] - 1 - j) + 1):
                    best = min(best, source[c, f] + cost + final[c + i, f + j])
    return best
