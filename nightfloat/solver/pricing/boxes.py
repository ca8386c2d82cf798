"""Values of two counters lie in boxes [coarse, coarse] x [fine, fine], beyond which all is INF."""

import numba

from nightfloat.solver.arrays import Floats, Ints

INF = 1e15
# sums are made in the same order on the way back, so that they are the same
TOLERANCE = 1e-13


@numba.njit(cache=True, nogil=True)
def grow(v: Floats, box: Ints, s: int, c0: int, c1: int, f0: int, f1: int) -> None:
    """Widen the box of a state to hold [c0, c1] x [f0, f1], what is new being infinite."""
    if box[s, 1] < box[s, 0]:
        box[s, 0], box[s, 1], box[s, 2], box[s, 3] = c0, c1, f0, f1
        v[s, c0 : c1 + 1, f0 : f1 + 1] = INF
        return
    a0, a1 = min(c0, box[s, 0]), max(c1, box[s, 1])
    b0, b1 = min(f0, box[s, 2]), max(f1, box[s, 3])
    for c in range(a0, a1 + 1):
        for f in range(b0, b1 + 1):
            if c < box[s, 0] or c > box[s, 1] or f < box[s, 2] or f > box[s, 3]:
                v[s, c, f] = INF
    box[s, 0], box[s, 1], box[s, 2], box[s, 3] = a0, a1, b0, b1


@numba.njit(cache=True, nogil=True)
def widen(table: Floats, room: Ints, c0: int, c1: int, f0: int, f1: int) -> None:
    """Widen a hub's room to hold [c0, c1] x [f0, f1], what is new being infinite."""
    if room[1] < room[0]:
        room[0], room[1], room[2], room[3] = c0, c1, f0, f1
        table[c0 : c1 + 1, f0 : f1 + 1] = INF
        return
    a0, a1 = min(c0, room[0]), max(c1, room[1])
    b0, b1 = min(f0, room[2]), max(f1, room[3])
    table[a0 : room[0], b0 : b1 + 1] = INF
    table[room[1] + 1 : a1 + 1, b0 : b1 + 1] = INF
    table[room[0] : room[1] + 1, b0 : room[2]] = INF
    table[room[0] : room[1] + 1, room[3] + 1 : b1 + 1] = INF
    room[0], room[1], room[2], room[3] = a0, a1, b0, b1


@numba.njit(cache=True, nogil=True)
def inside(room: Ints, c: int, f: int) -> bool:
    """Whether a box holds (c, f)."""
    return room[0] <= c <= room[1] and room[2] <= f <= room[3]


@numba.njit(cache=True, nogil=True)
def close(a: float, b: float) -> bool:
    """Whether two costs are the same but for rounding."""
    return abs(a - b) <= TOLERANCE * (1.0 + abs(b))
