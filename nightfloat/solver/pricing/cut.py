"""A programme cut down to some days: what lies outside is kept as one row has it.

Before them the kept row leads to one state. After them the kept symbols lead on from every state,
at a cost and with a move of the counters that are found once, backwards.
"""

from dataclasses import dataclass
from functools import cached_property

import numba
import numpy as np

from nightfloat.solver.pricing.boxes import INF
from nightfloat.solver.pricing.counters import BARRED
from nightfloat.solver.pricing.graph import Floats, Graph, Ints
from nightfloat.solver.pricing.layers import MOST_ROOM, Tail, follow, room_inside, taken
from nightfloat.solver.pricing.problem import Problem, capped


@dataclass(frozen=True)
class Kept:
    """The row that is kept outside: its members and symbols by day, cost and row entries."""

    members: Ints
    symbols: Ints
    cost: float
    rows: Ints
    factors: Floats

    def reduced(self, duals: Floats) -> float:
        """Return the row's cost at these duals."""
        return self.cost - float((self.factors * duals[self.rows]).sum())


@dataclass(frozen=True)
class Cut:
    """The days [first, end) of one person's programme.

    ``start`` is the state before them, ``tail`` what the kept symbols after them do, and ``final``
    the cost of the counters' values once both sides are added. The kept row ends the days in state
    ``left``; ``arcs`` is what it costs inside when no event is priced, ``counted`` what its
    counters cost. ``room`` is what the tables hold.
    """

    first: int
    end: int
    graph: Graph
    after: Graph
    start: int
    tail: Tail
    final: Floats
    left: int
    arcs: float
    counted: float
    room: int
    kept: Kept

    @cached_property
    def capped(self) -> bool:
        """Whether the fine counter has a limit and no cost."""
        return capped(self.final)

    def priced(self, slots: Floats) -> Tail:
        """Return the tail at prices of slots by day, those of the whole horizon."""
        events = slots[self.end :]
        if not events.any():
            return self.tail
        cost = backwards(self.after, self.kept.symbols[self.end :], events).cost
        return Tail(cost, self.tail.coarse, self.tail.fine)

    def constant(self, duals: Floats, cells: float, arcs: float, tail: Tail) -> float:
        """Return what the kept row costs outside, given its cells and arcs inside."""
        mine = cells + arcs + self.counted + float(tail.cost[self.left])
        return self.kept.reduced(duals) - mine

    def inside(self, slots: Floats) -> float:
        """Return what the kept row pays for arcs and events inside."""
        days = slice(self.first, self.end)
        _, arcs, _, _ = follow(self.graph, self.start, self.kept.symbols[days], slots[days])
        return arcs


def cut(problem: Problem, person: int, kept: Kept, first: int, end: int) -> Cut | None:
    """Return the programme of a person cut to [first, end).

    None if it were too large, left something out, or around a row that is not allowed.
    """
    if kept.cost >= BARRED or person in problem.modelled:
        return None
    terms = problem.people[person]
    graph, symbols = problem.graphs[terms.shape], kept.symbols
    nothing = np.zeros((problem.length, graph.slots))
    before, inner, after = (
        _between(graph, *days) for days in ((0, first), (first, end), (end, problem.length))
    )
    start, _, coarse, fine = follow(before, terms.start, symbols[:first], nothing)
    left, arcs, own_coarse, own_fine = follow(inner, start, symbols[first:end], nothing)
    tail = backwards(after, symbols[end:], nothing)
    own_coarse, own_fine = own_coarse + tail.coarse[left], own_fine + tail.fine[left]
    counted = float(terms.final[coarse + own_coarse, fine + own_fine])
    able = tail.cost < INF
    low_coarse, low_fine = int(tail.coarse[able].min()), int(tail.fine[able].min())
    tail = Tail(tail.cost, tail.coarse - low_coarse, tail.fine - low_fine)
    final = _near(inner, tail, terms.final[coarse + low_coarse :, fine + low_fine :])
    need = int(room_inside(inner, final))
    if need > MOST_ROOM:
        return None
    return Cut(first, end, inner, after, start, tail, final, left, arcs, counted, need, kept)


def _between(graph: Graph, first: int, end: int) -> Graph:
    return graph._replace(kind=np.ascontiguousarray(graph.kind[first:end]))


def _near(graph: Graph, tail: Tail, final: Floats) -> Floats:
    """Return the part of ``final`` that can be reached within the days and the tail."""
    days, able = len(graph.kind), tail.cost < INF
    coarse = days * int(graph.arc_coarse.max(initial=0)) + int(tail.coarse[able].max())
    fine = days * int(graph.arc_fine.max(initial=0)) + int(tail.fine[able].max())
    return np.ascontiguousarray(final[: coarse + 1, : fine + 1])


@numba.njit(cache=True, nogil=True)
def backwards(g: Graph, symbols: Ints, slots: Floats) -> Tail:
    """Return what the symbols cost and move from every state; INF where they are forbidden."""
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
            cost[s], coarse[s], fine[s] = price + old[to], old_coarse[to], old_fine[to]
            if a >= 0:
                cost[s] += slots[day, g.arc_slot[a]]
                coarse[s] += g.arc_coarse[a]
                fine[s] += g.arc_fine[a]
    return Tail(cost, coarse, fine)
