"""The cheapest row of one person, day by day over all states: for stretches of any length.

The same result as by stretches and hubs, in another way: cheaper where no rule bounds a stretch
and the counters are small, dearer where many symbols follow each other under large counters.
"""

import numba
import numpy as np

from nightfloat.solver.arrays import Floats, Ints
from nightfloat.solver.pricing.boxes import INF, close
from nightfloat.solver.pricing.graph import Graph
from nightfloat.solver.pricing.walks import (
    STILL,
    Costs,
    Move,
    Tail,
    Turn,
    arcs_from,
    landed,
    moved,
)

# a stretch's arc costs about as much as this many values of a counter, more in stretches beyond so
# many days; values that fit into memory
ARC_STEPS, SHORT = 30, 12
MOST_ROOM = 30_000_000
# values in a row from which slices, that the compiler can vectorise, pay for being made
LONG = 24


@numba.njit(cache=True, nogil=True)
def room_inside(g: Graph, final: Floats) -> int:
    """Return how many values the tables of a programme between other days hold."""
    states = g.off_next.shape[1] + g.work_arcs.shape[1]
    return (g.kind.shape[0] + 1) * states * final.shape[0] * final.shape[1]


@numba.njit(cache=True, nogil=True)
def by_day(g: Graph, final: Floats) -> bool:
    """Whether going day by day over all states is the cheaper way, by counting steps.

    It is the only one where a counter resets, which may be within a stretch.
    """
    if (g.coarse_reset >= 0).any() or (g.fine_reset >= 0).any():
        return True
    days, arcs = g.kind.shape[0], g.arc_head.shape[0] // g.work_arcs.shape[0]
    room = final.shape[0] * final.shape[1]
    stretch = min(days, g.longest)
    need = room_inside(g, final)
    layers = days * arcs * (room // 3 + 8)
    each = ARC_STEPS * max(1.0, stretch / SHORT) * g.gate_arcs.shape[1]
    stretches = days * stretch * (arcs * each + room)
    return need < MOST_ROOM and layers < stretches


@numba.njit(cache=True, nogil=True)
def _reach(
    box: Ints, s: int, bux: Ints, h: int, wide: int, deep: int, i: int, j: int, c: bool, f: bool
) -> None:
    """Widen the box of ``h`` by where the values of ``s`` go when the counters move by (i, j).

    ``c`` and ``f`` say of either whether it goes on, or begins anew.
    """
    c0, c1 = i + (box[s, 0] if c else 0), min(i + (box[s, 1] if c else 0), wide - 1)
    f0, f1 = j + (box[s, 2] if f else 0), min(j + (box[s, 3] if f else 0), deep - 1)
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
def _turn(
    now: Floats,
    s: int,
    box: Ints,
    then: Floats,
    h: int,
    move: Move,
    turn: Turn,
    costs: Costs,
    cost: float,
) -> None:
    """Lower the values of ``h`` by those of ``s`` on a day with which a sum ends."""
    for c in range(box[s, 0], box[s, 1] + 1):
        to_c, of_coarse = landed(c, move.coarse, move.coarse_ending, turn.coarse, costs.coarse)
        if to_c >= then.shape[1] or of_coarse >= INF:
            continue
        for f in range(box[s, 2], box[s, 3] + 1):
            to_f, of_fine = landed(f, move.fine, move.fine_ending, turn.fine, costs.fine)
            if to_f >= then.shape[2] or of_fine >= INF:
                continue
            x = now[s, c, f] + cost + of_coarse + of_fine
            if x < then[h, to_c, to_f]:
                then[h, to_c, to_f] = x


@numba.njit(cache=True, nogil=True)
def _is_empty(box: Ints, s: int) -> bool:
    return box[s, 1] < box[s, 0] or box[s, 3] < box[s, 2]


# Graphs are large as arguments, so what is called for every arc is not given one.
@numba.njit(cache=True, nogil=True)
def _rooms(g: Graph, day: int, cells: Floats, box: Ints, bux: Ints, wide: int, deep: int) -> None:
    """Find how far the values of a day go when every symbol is taken from every state."""
    hubs, k = g.off_next.shape[1], g.kind[day]
    goes_on = g.coarse_reset[day] < 0, g.fine_reset[day] < 0
    for s in range(box.shape[0]):
        if _is_empty(box, s):
            continue
        to, _, first, last, _ = arcs_from(g, k, s)
        if to >= 0 and cells[day, 0] < INF:
            _reach(box, s, bux, to, wide, deep, 0, 0, *goes_on)
        for a in range(first, last):
            if cells[day, g.arc_symbol[a]] < INF:
                h, i, j = hubs + g.arc_head[a], g.arc_coarse[a], g.arc_fine[a]
                _reach(box, s, bux, h, wide, deep, i, j, *goes_on)


@numba.njit(cache=True, nogil=True)
def _clear(then: Floats, bux: Ints) -> None:
    """Let nothing be known of the values that a day leads to."""
    for s in range(then.shape[0]):
        if bux[s, 1] >= bux[s, 0]:
            for c in range(bux[s, 0], bux[s, 1] + 1):
                for f in range(bux[s, 2], bux[s, 3] + 1):
                    then[s, c, f] = INF


@numba.njit(cache=True, nogil=True)
def _spread(
    g: Graph,
    day: int,
    cells: Floats,
    slots: Floats,
    costs: Costs,
    now: Floats,
    box: Ints,
    then: Floats,
    bux: Ints,
) -> None:
    """Take every symbol from every state of a day."""
    hubs, k, free = g.off_next.shape[1], g.kind[day], cells[day, 0]
    turn = Turn(g.coarse_reset[day], g.fine_reset[day])
    turns = turn.coarse >= 0 or turn.fine >= 0
    _rooms(g, day, cells, box, bux, now.shape[1], now.shape[2])
    _clear(then, bux)
    for s in range(now.shape[0]):
        if _is_empty(box, s):
            continue
        to, cost, first, last, base = arcs_from(g, k, s)
        if to >= 0 and free < INF and turns:
            _turn(now, s, box, then, to, STILL, turn, costs, cost + free)
        elif to >= 0 and free < INF:
            _move(now, s, box, then, to, 0, 0, cost + free)
        for a in range(first, last):
            price = cells[day, g.arc_symbol[a]]
            if price >= INF:
                continue
            price += base + g.arc_cost[a] + slots[day, g.arc_slot[a]]
            h = hubs + g.arc_head[a]
            if turns:
                _turn(now, s, box, then, h, moved(g, a), turn, costs, price)
            else:
                _move(now, s, box, then, h, g.arc_coarse[a], g.arc_fine[a], price)


@numba.njit(cache=True, nogil=True)
def price_row_by_day(
    g: Graph,
    start: int,
    cells: Floats,
    slots: Floats,
    final: Floats,
    costs: Costs,
    least: Ints,
    tail: Tail,
    space: Floats,
    out: Ints,
) -> float:
    """Return the cost of the cheapest row, its symbols in ``out``; INF when there is none.

    ``start`` is any state: hubs come first, then the states of work. ``costs`` are those of the
    sums that end before the last day, after which come ``tail``, by state, and ``final``.
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
        _spread(g, day, cells, slots, costs, table[day], box[day], table[day + 1], box[day + 1])
    best, at, c_at, f_at = _ending(table[days], box[days], final, tail)
    if best >= INF / 2:
        return INF
    for day in range(days - 1, -1, -1):
        at, c_at, f_at = _before(
            g, day, cells, slots, costs, table[day], box[day], table[day + 1, at, c_at, f_at], at,
            c_at, f_at, out,
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
def _sources(value: int, adds: int, place: int, low: int, high: int) -> tuple[int, int]:
    """Return the values from which a day that adds so much may have led to a counter's value."""
    if place < 0:
        return max(low, value - adds), min(high, value - adds)
    return (low, high) if value == adds else (1, 0)


@numba.njit(cache=True, nogil=True)
def _came(
    table: Floats,
    box: Ints,
    move: Move,
    turn: Turn,
    costs: Costs,
    price: float,
    value: float,
    c: int,
    f: int,
) -> tuple[int, int]:
    """Return the counters from which an arc, or a free day, leads to these; -1 if it does not."""
    c0, c1 = _sources(c, move.coarse, turn.coarse, box[0], box[1])
    f0, f1 = _sources(f, move.fine, turn.fine, box[2], box[3])
    for c_was in range(c0, c1 + 1):
        _, of_coarse = landed(c_was, move.coarse, move.coarse_ending, turn.coarse, costs.coarse)
        for f_was in range(f0, f1 + 1):
            _, of_fine = landed(f_was, move.fine, move.fine_ending, turn.fine, costs.fine)
            if of_coarse < INF and of_fine < INF:
                x = table[c_was, f_was] + price + of_coarse + of_fine
                if close(x, value):
                    return c_was, f_was
    return -1, -1


@numba.njit(cache=True, nogil=True)
def _before(
    g: Graph,
    day: int,
    cells: Floats,
    slots: Floats,
    costs: Costs,
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
    turn = Turn(g.coarse_reset[day], g.fine_reset[day])
    for s in range(table.shape[0]):
        if _is_empty(box, s):
            continue
        to, price, first, last, base = arcs_from(g, k, s)
        if to == at and cells[day, 0] < INF:
            price += cells[day, 0]
            i, j = _came(table[s], box[s], STILL, turn, costs, price, value, c, f)
            if i >= 0:
                out[day] = 0
                return s, i, j
        for a in range(first, last):
            price = cells[day, g.arc_symbol[a]]
            if hubs + g.arc_head[a] != at or price >= INF:
                continue
            price += base + g.arc_cost[a] + slots[day, g.arc_slot[a]]
            i, j = _came(table[s], box[s], moved(g, a), turn, costs, price, value, c, f)
            if i >= 0:
                out[day] = g.arc_symbol[a]
                return s, i, j
    out[day] = 0
    return at, c, f
