"""The way back through the tables of hubs: which stretches and symbols made the cheapest row."""

import numba
import numpy as np

from nightfloat.solver.arrays import Floats, Ints
from nightfloat.solver.pricing.boxes import INF, close, inside
from nightfloat.solver.pricing.graph import Graph
from nightfloat.solver.pricing.stretches import advance, begin, leave, widest


@numba.njit(cache=True, nogil=True)
def trace(
    g: Graph,
    cells: Floats,
    slots: Floats,
    final: Floats,
    table: Floats,
    room: Ints,
    best: float,
    out: Ints,
) -> None:
    """Write the symbols of a row that costs ``best``."""
    days, hubs = g.kind.shape[0], g.off_next.shape[1]
    out[:] = 0
    at = np.array([-1, 0, 0])
    for h in range(hubs):
        for c in range(room[days, h, 0], room[days, h, 1] + 1):
            for f in range(room[days, h, 2], room[days, h, 3] + 1):
                if at[0] < 0 and close(table[days, h, c, f] + final[c, f], best):
                    at[0], at[1], at[2] = h, c, f
    day = days
    if at[0] < 0:
        day = _last_stretch(g, cells, slots, final, table, room, best, at, out)
    while day > 0:
        day = _back(g, day, cells, slots, table, room, at, out)


@numba.njit(cache=True, nogil=True)
def _back(
    g: Graph, day: int, cells: Floats, slots: Floats, table: Floats, room: Ints, at: Ints, out: Ints
) -> int:
    """Step back from hub ``at`` after ``day`` days: a day off, or a stretch and the day off."""
    value, k = table[day, at[0], at[1], at[2]], g.kind[day - 1]
    for r in range(g.off_next.shape[1]):
        if g.off_next[k, r] == at[0] and inside(room[day - 1, r], at[1], at[2]):
            x = table[day - 1, r, at[1], at[2]] + (g.off_cost[k, r] + cells[day - 1, 0])
            if close(x, value):
                at[0] = r
                return day - 1
    for first in range(day - 2, -1, -1):
        if _stretch(g, first, day - 1, value, cells, slots, table, room, table[0], at, out):
            return first
    return 0


@numba.njit(cache=True, nogil=True)
def _last_stretch(
    g: Graph,
    cells: Floats,
    slots: Floats,
    final: Floats,
    table: Floats,
    room: Ints,
    best: float,
    at: Ints,
    out: Ints,
) -> int:
    """Find the stretch that reaches the end of the horizon; returns its first day."""
    days, ends = g.kind.shape[0], final.reshape((1, final.shape[0], final.shape[1]))
    for first in range(days - 1, -1, -1):
        if _stretch(g, first, days, best, cells, slots, table, room, ends, at, out):
            return first
    return 0


@numba.njit(cache=True, nogil=True)
def _stretch(
    g: Graph,
    first: int,
    end: int,
    value: float,
    cells: Floats,
    slots: Floats,
    table: Floats,
    room: Ints,
    final: Floats,
    at: Ints,
    out: Ints,
) -> bool:
    """Find a stretch on [first, end) that explains ``value`` at ``at``; at the end, at any."""
    days, length, states = g.kind.shape[0], end - first, g.work_arcs.shape[1]
    hubs, (w, d) = g.off_next.shape[1], widest(g, final.shape[1], final.shape[2])
    layers, boxes = np.empty((length, states, w, d)), np.empty((length, states, 4), np.int64)
    ends, end_box = np.empty((hubs, w, d)), np.empty((hubs, 4), np.int64)
    free, hub = (cells[end, 0], at[0]) if end < days else (0.0, 0)
    for gate in range(g.gate_arcs.shape[1]):
        if not _used(g, first, gate, room[first]):
            continue
        if _walk(g, first, gate, cells, slots, layers, boxes) == 0:
            continue
        leave(g, end, free, layers[length - 1], boxes[length - 1], ends, end_box)
        for i in range(end_box[hub, 0], end_box[hub, 1] + 1):
            for j in range(end_box[hub, 2], end_box[hub, 3] + 1):
                cost = ends[hub, i, j]
                if _source(g, first, gate, cost, i, j, value, table, room, final, at, end):
                    _symbols(g, first, end, gate, i, j, hub, cost, cells, slots, layers, boxes, out)
                    return True
    return False


@numba.njit(cache=True, nogil=True)
def _used(g: Graph, first: int, gate: int, room: Ints) -> bool:
    """Whether some hub that a row can be at leads to the gate."""
    k = g.kind[first]
    found = False
    for r in range(g.gate.shape[1]):
        found = found or (g.gate[k, r] == gate and room[r, 1] >= 0)
    return found


@numba.njit(cache=True, nogil=True)
def _walk(
    g: Graph, first: int, gate: int, cells: Floats, slots: Floats, layers: Floats, boxes: Ints
) -> int:
    """Fill one layer for each day of a stretch; returns how many states the last one reaches."""
    alive = begin(g, first, gate, cells, slots, layers[0], boxes[0])
    for n in range(1, layers.shape[0]):
        if alive == 0:
            return 0
        alive = advance(
            g, first + n, cells, slots, layers[n - 1], boxes[n - 1], layers[n], boxes[n]
        )
    return alive


@numba.njit(cache=True, nogil=True)
def _source(
    g: Graph,
    first: int,
    gate: int,
    cost: float,
    i: int,
    j: int,
    value: float,
    table: Floats,
    room: Ints,
    final: Floats,
    at: Ints,
    end: int,
) -> bool:
    """Find the hub from which a stretch of this cost and increment explains ``value``."""
    if cost >= INF:
        return False
    k = g.kind[first]
    for r in range(g.gate.shape[1]):
        if g.gate[k, r] != gate:
            continue
        if end < g.kind.shape[0]:
            c, f = at[1] - i, at[2] - j
            if inside(room[first, r], c, f):
                x = (table[first, r, c, f] + g.gate_cost[k, r]) + cost
                if close(x, value):
                    at[0], at[1], at[2] = r, c, f
                    return True
            continue
        for c in range(room[first, r, 0], min(room[first, r, 1], final.shape[1] - 1 - i) + 1):
            for f in range(room[first, r, 2], min(room[first, r, 3], final.shape[2] - 1 - j) + 1):
                x = (table[first, r, c, f] + g.gate_cost[k, r]) + cost + final[0, c + i, f + j]
                if close(x, value):
                    at[0], at[1], at[2] = r, c, f
                    return True
    return False


@numba.njit(cache=True, nogil=True)
def _symbols(
    g: Graph,
    first: int,
    end: int,
    gate: int,
    i: int,
    j: int,
    hub: int,
    cost: float,
    cells: Floats,
    slots: Floats,
    layers: Floats,
    boxes: Ints,
    out: Ints,
) -> None:
    """Write the symbols of one stretch with a known end, increment and cost."""
    n = end - first - 1
    free = cells[end, 0] if end < g.kind.shape[0] else 0.0
    state = _end_state(g, end, i, j, hub, cost, free, layers[n], boxes[n])
    for day in range(end - 1, first, -1):
        n = day - first
        state, i, j = _before(
            g, day, cells, slots, layers[n - 1], boxes[n - 1], layers[n, state, i, j], state, i, j,
            out,
        )  # fmt: skip
    k, value = g.kind[first], layers[0, state, i, j]
    for a in range(g.gate_arcs[k, gate, 0], g.gate_arcs[k, gate, 1]):
        x = cells[first, g.arc_symbol[a]] + (g.arc_cost[a] + slots[first, g.arc_slot[a]])
        same = g.arc_head[a] == state and g.arc_coarse[a] == i and g.arc_fine[a] == j
        if same and close(x, value):
            out[first] = g.arc_symbol[a]


@numba.njit(cache=True, nogil=True)
def _end_state(
    g: Graph, end: int, i: int, j: int, hub: int, cost: float, free: float, v: Floats, box: Ints
) -> int:
    """Return the work state that a stretch of this increment and cost ends in."""
    for s in range(g.work_arcs.shape[1]):
        if not inside(box[s], i, j):
            continue
        x = v[s, i, j]
        if end < g.kind.shape[0]:
            k = g.kind[end]
            if g.exit_hub[k, s] != hub:
                continue
            x += g.exit_cost[k, s] + free
        if close(x, cost):
            return s
    return -1


@numba.njit(cache=True, nogil=True)
def _before(
    g: Graph,
    day: int,
    cells: Floats,
    slots: Floats,
    v: Floats,
    box: Ints,
    value: float,
    state: int,
    i: int,
    j: int,
    out: Ints,
) -> tuple[int, int, int]:
    """Return work state and increment before a day of work, and write its symbol."""
    k = g.kind[day]
    for s in range(g.work_arcs.shape[1]):
        if box[s, 1] < box[s, 0]:
            continue
        for a in range(g.work_arcs[k, s, 0], g.work_arcs[k, s, 1]):
            price, c, f = cells[day, g.arc_symbol[a]], i - g.arc_coarse[a], j - g.arc_fine[a]
            if g.arc_head[a] != state or price >= INF or not inside(box[s], c, f):
                continue
            x = v[s, c, f] + (price + (g.arc_cost[a] + slots[day, g.arc_slot[a]]))
            if close(x, value):
                out[day] = g.arc_symbol[a]
                return s, c, f
    return state, i, j
