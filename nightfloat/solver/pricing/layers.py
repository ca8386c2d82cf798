"""The cheapest row of one person, day by day over all states: for stretches of any length.

The same result as by stretches and hubs, in another way: cheaper where no rule bounds a stretch
and the counters are small, dearer where many symbols follow each other under large counters.
"""

from typing import NamedTuple

import numba
import numpy as np

from nightfloat.solver.pricing.boxes import INF, close, inside
from nightfloat.solver.pricing.graph import Floats, Graph, Ints

# a stretch's arc costs about as much as this many values of a counter, more in stretches beyond so
# many days; values that fit into memory
ARC_STEPS, SHORT = 30, 12
MOST_ROOM = 30_000_000
# values in a row from which slices, that the compiler can vectorise, pay for being made
LONG = 24


class Tail(NamedTuple):
    """What follows the last day, by state: its cost, and how far it moves the counters."""

    cost: Floats
    coarse: Ints
    fine: Ints


@numba.njit(cache=True, nogil=True)
def room_inside(g: Graph, final: Floats) -> int:
    """Return how many values the tables of a programme between other days hold."""
    states = g.off_next.shape[1] + g.work_arcs.shape[1]
    return (g.kind.shape[0] + 1) * states * final.shape[0] * final.shape[1]


@numba.njit(cache=True, nogil=True)
def by_day(g: Graph, final: Floats) -> bool:
    """Whether going day by day over all states is the cheaper way, by counting steps."""
    days, arcs = g.kind.shape[0], g.arc_head.shape[0] // g.work_arcs.shape[0]
    room = final.shape[0] * final.shape[1]
    stretch = min(days, g.longest)
    need = room_inside(g, final)
    layers = days * arcs * (room // 3 + 8)
    each = ARC_STEPS * max(1.0, stretch / SHORT) * g.gate_arcs.shape[1]
    stretches = days * stretch * (arcs * each + room)
    return need < MOST_ROOM and layers < stretches


@numba.njit(cache=True, nogil=True)
def nothing_after(g: Graph) -> Tail:
    """Return the tail of a horizon's end: it costs nothing and moves nothing."""
    states = g.off_next.shape[1] + g.work_arcs.shape[1]
    return Tail(np.zeros(states), np.zeros(states, np.int64), np.zeros(states, np.int64))


@numba.njit(cache=True, nogil=True)
def _reach(box: Ints, s: int, bux: Ints, h: int, wide: int, deep: int, i: int, j: int) -> None:
    """Widen the box of ``h`` by where the values of ``s`` go when the counters move by (i, j)."""
    c0, c1 = box[s, 0] + i, min(box[s, 1] + i, wide - 1)
    f0, f1 = box[s, 2] + j, min(box[s, 3] + j, deep - 1)
    if c1 < c0 or f1 < f0:
        return
    if bux[h, 1] < bux[h, 0]:
        bux[h, 0], bux[h, 1], bux[h, 2], bux[h, 3] = c0, c1, f0, f1
        return
    bux[h, 0], bux[h, 1] = min(bux[h, 0], c0), max(bux[h, 1], c1)
    bux[h, 2], bux[h, 3] = min(bux[h, 2], f0), max(bux[h, 3], f1)


@numba.njit(cache=True, nogil=True)
def _move(
    now: Floats, s: int, box: Ints, then: Floats, h: int, i: int, j: int, cost: float
) -> None:
    """Lower the values of ``h`` by those of ``s``, counters moved by (i, j)."""
    c1 = min(box[s, 1], then.shape[1] - 1 - i)
    f0, f1 = box[s, 2], min(box[s, 3], then.shape[2] - 1 - j)
    for c in range(box[s, 0], c1 + 1):
        if f1 - f0 >= LONG:
            source, target = now[s, c, f0 : f1 + 1], then[h, c + i, f0 + j : f1 + j + 1]
            for f in range(source.shape[0]):
                x, y = source[f] + cost, target[f]
                target[f] = x if x < y else y
            continue
        for f in range(f0, f1 + 1):
            x = now[s, c, f] + cost
            if x < then[h, c + i, f + j]:
                then[h, c + i, f + j] = x


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
def follow(g: Graph, state: int, symbols: Ints, slots: Floats) -> tuple[int, float, int, int]:
    """Return the state, cost of arcs and events, and counters, after some days' symbols."""
    cost, coarse, fine = 0.0, 0, 0
    for day in range(symbols.shape[0]):
        state, price, a = taken(g, g.kind[day], state, symbols[day])
        cost += price
        if a >= 0:
            cost += slots[day, g.arc_slot[a]]
            coarse += g.arc_coarse[a]
            fine += g.arc_fine[a]
    return state, cost, coarse, fine


@numba.njit(cache=True, nogil=True)
def _is_empty(box: Ints, s: int) -> bool:
    return box[s, 1] < box[s, 0] or box[s, 3] < box[s, 2]


@numba.njit(cache=True, nogil=True)
def _rooms(g: Graph, day: int, cells: Floats, box: Ints, bux: Ints, wide: int, deep: int) -> None:
    """Find how far the values of a day go when every symbol is taken from every state."""
    hubs, k = g.off_next.shape[1], g.kind[day]
    for s in range(box.shape[0]):
        if _is_empty(box, s):
            continue
        to, _, first, last, _ = arcs_from(g, k, s)
        if to >= 0 and cells[day, 0] < INF:
            _reach(box, s, bux, to, wide, deep, 0, 0)
        for a in range(first, last):
            if cells[day, g.arc_symbol[a]] < INF:
                h = hubs + g.arc_head[a]
                _reach(box, s, bux, h, wide, deep, g.arc_coarse[a], g.arc_fine[a])


@numba.njit(cache=True, nogil=True)
def _spread(
    g: Graph,
    day: int,
    cells: Floats,
    slots: Floats,
    now: Floats,
    box: Ints,
    then: Floats,
    bux: Ints,
) -> None:
    """Take every symbol from every state of a day."""
    hubs, k, free = g.off_next.shape[1], g.kind[day], cells[day, 0]
    _rooms(g, day, cells, box, bux, now.shape[1], now.shape[2])
    for s in range(now.shape[0]):
        if bux[s, 1] >= bux[s, 0]:
            for c in range(bux[s, 0], bux[s, 1] + 1):
                for f in range(bux[s, 2], bux[s, 3] + 1):
                    then[s, c, f] = INF
    for s in range(now.shape[0]):
        if _is_empty(box, s):
            continue
        to, cost, first, last, base = arcs_from(g, k, s)
        if to >= 0 and free < INF:
            _move(now, s, box, then, to, 0, 0, cost + free)
        for a in range(first, last):
            price = cells[day, g.arc_symbol[a]]
            if price < INF:
                price += base + g.arc_cost[a] + slots[day, g.arc_slot[a]]
                h = hubs + g.arc_head[a]
                _move(now, s, box, then, h, g.arc_coarse[a], g.arc_fine[a], price)


@numba.njit(cache=True, nogil=True)
def price_row_by_day(
    g: Graph,
    start: int,
    cells: Floats,
    slots: Floats,
    final: Floats,
    least: Ints,
    tail: Tail,
    space: Floats,
    out: Ints,
) -> float:
    """Return the cost of the cheapest row, its symbols in ``out``; INF when there is none.

    ``start`` is any state: hubs come first, then the states of work. ``tail`` says what follows the
    last day, by state.
    """
    days, hubs, works = g.kind.shape[0], g.off_next.shape[1], g.work_arcs.shape[1]
    wide, deep = final.shape
    size = (days + 1) * (hubs + works) * wide * deep
    table = space[:size].reshape((days + 1, hubs + works, wide, deep))
    box = np.zeros((days + 1, hubs + works, 4), np.int64)
    box[:, :, 1] = -1
    table[0, start, 0, 0] = 0.0
    box[0, start, 1] = 0
    for day in range(days):
        for r in range(hubs):
            box[day, r, 2] = max(box[day, r, 2], least[day])
        _spread(g, day, cells, slots, table[day], box[day], table[day + 1], box[day + 1])
    best, at, c_at, f_at = _ending(table[days], box[days], final, tail)
    if best >= INF / 2:
        return INF
    for day in range(days - 1, -1, -1):
        at, c_at, f_at = _before(
            g, day, cells, slots, table[day], box[day], table[day + 1, at, c_at, f_at], at, c_at,
            f_at, out,
        )  # fmt: skip
    return best


@numba.njit(cache=True, nogil=True)
def _ending(table: Floats, box: Ints, final: Floats, tail: Tail) -> tuple[float, int, int, int]:
    """Return the cheapest end of a row: its cost, state and counters."""
    best, at, c_at, f_at = INF, -1, 0, 0
    for s in range(table.shape[0]):
        if tail.cost[s] >= INF:
            continue
        i, j = tail.coarse[s], tail.fine[s]
        for c in range(box[s, 0], min(box[s, 1], final.shape[0] - 1 - i) + 1):
            for f in range(box[s, 2], min(box[s, 3], final.shape[1] - 1 - j) + 1):
                x = table[s, c, f] + tail.cost[s] + final[c + i, f + j]
                if x < best:
                    best, at, c_at, f_at = x, s, c, f
    return best, at, c_at, f_at


@numba.njit(cache=True, nogil=True)
def _before(
    g: Graph,
    day: int,
    cells: Floats,
    slots: Floats,
    table: Floats,
    box: Ints,
    value: float,
    at: int,
    c: int,
    f: int,
    out: Ints,
) -> tuple[int, int, int]:
    """Return state and counters before the day, and write its symbol."""
    hubs, k = g.off_next.shape[1], g.kind[day]
    for s in range(table.shape[0]):
        if box[s, 1] < box[s, 0]:
            continue
        to, cost, first, last, base = arcs_from(g, k, s)
        free = to == at and cells[day, 0] < INF and inside(box[s], c, f)
        if free and close(table[s, c, f] + (cost + cells[day, 0]), value):
            out[day] = 0
            return s, c, f
        for a in range(first, last):
            i, j = c - g.arc_coarse[a], f - g.arc_fine[a]
            if hubs + g.arc_head[a] != at or not inside(box[s], i, j):
                continue
            price = cells[day, g.arc_symbol[a]]
            if price >= INF:
                continue
            price += base + g.arc_cost[a] + slots[day, g.arc_slot[a]]
            if close(table[s, i, j] + price, value):
                out[day] = g.arc_symbol[a]
                return s, i, j
    out[day] = 0
    return at, c, f
