"""Stretches of work that start on one day: the cheapest by state, length and counters."""

import numba

from nightfloat.solver.arrays import Floats, Ints
from nightfloat.solver.pricing.boxes import INF, grow
from nightfloat.solver.pricing.graph import Graph


@numba.njit(cache=True, nogil=True)
def begin(g: Graph, day: int, gate: int, cells: Floats, slots: Floats, v: Floats, box: Ints) -> int:
    """Fill the states after a stretch's first day; ``box`` holds each state's counter ranges."""
    count = 0
    box[:, 0] = 1
    box[:, 1] = 0
    k = g.kind[day]
    for a in range(g.gate_arcs[k, gate, 0], g.gate_arcs[k, gate, 1]):
        cost = cells[day, g.arc_symbol[a]]
        if cost >= INF or g.arc_coarse[a] >= v.shape[1] or g.arc_fine[a] >= v.shape[2]:
            continue
        cost += g.arc_cost[a] + slots[day, g.arc_slot[a]]
        count += _lay(v, box, g.arc_head[a], g.arc_coarse[a], g.arc_fine[a], cost)
    return count


@numba.njit(cache=True, nogil=True)
def _lay(v: Floats, box: Ints, state: int, coarse: int, fine: int, cost: float) -> int:
    """Lower one value of a state, whose box grows to hold it."""
    fresh = box[state, 1] < box[state, 0]
    grow(v, box, state, coarse, coarse, fine, fine)
    if cost < v[state, coarse, fine]:
        v[state, coarse, fine] = cost
    return 1 if fresh else 0


@numba.njit(cache=True, nogil=True)
def advance(
    g: Graph,
    day: int,
    cells: Floats,
    slots: Floats,
    v: Floats,
    box: Ints,
    after: Floats,
    after_box: Ints,
) -> int:
    """Work one day more from every state of ``v``; returns how many states are reached."""
    count = 0
    k = g.kind[day]
    after_box[:, 0] = 1
    after_box[:, 1] = 0
    for s in range(g.work_arcs.shape[1]):
        if box[s, 1] < box[s, 0]:
            continue
        for a in range(g.work_arcs[k, s, 0], g.work_arcs[k, s, 1]):
            cost = cells[day, g.arc_symbol[a]]
            if cost >= INF:
                continue
            cost += g.arc_cost[a] + slots[day, g.arc_slot[a]]
            i, j, h = g.arc_coarse[a], g.arc_fine[a], g.arc_head[a]
            c1 = min(box[s, 1] + i, v.shape[1] - 1)
            f1 = min(box[s, 3] + j, v.shape[2] - 1)
            if c1 < box[s, 0] + i or f1 < box[s, 2] + j:
                continue
            if after_box[h, 1] < after_box[h, 0]:
                count += 1
            grow(after, after_box, h, box[s, 0] + i, c1, box[s, 2] + j, f1)
            for c in range(box[s, 0], c1 - i + 1):
                for f in range(box[s, 2], f1 - j + 1):
                    x = v[s, c, f] + cost
                    if x < after[h, c + i, f + j]:
                        after[h, c + i, f + j] = x
    return count


@numba.njit(cache=True, nogil=True)
def leave(
    g: Graph, day: int, free: float, v: Floats, box: Ints, ends: Floats, end_box: Ints
) -> None:
    """Gather, by hub, the cheapest way to end a stretch with a free ``day`` (or the horizon)."""
    end_box[:, 0] = 1
    end_box[:, 1] = 0
    last = day >= g.kind.shape[0]
    for s in range(g.work_arcs.shape[1]):
        if box[s, 1] < box[s, 0]:
            continue
        h, cost = 0, 0.0
        if not last:
            h = g.exit_hub[g.kind[day], s]
            cost = g.exit_cost[g.kind[day], s] + free
        if h < 0 or cost >= INF:
            continue
        grow(ends, end_box, h, box[s, 0], box[s, 1], box[s, 2], box[s, 3])
        for c in range(box[s, 0], box[s, 1] + 1):
            for f in range(box[s, 2], box[s, 3] + 1):
                x = v[s, c, f] + cost
                if x < ends[h, c, f]:
                    ends[h, c, f] = x


@numba.njit(cache=True, nogil=True)
def widest(g: Graph, wide: int, deep: int) -> tuple[int, int]:
    """Return how far one stretch can move the two counters, plus one."""
    i, j = 0, 0
    for a in range(g.arc_coarse.shape[0]):
        i, j = max(i, g.arc_coarse[a]), max(j, g.arc_fine[a])
    return min(wide, i * g.longest + 1), min(deep, j * g.longest + 1)
