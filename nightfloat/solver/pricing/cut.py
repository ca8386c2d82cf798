"""A programme cut down to some days: what lies outside is kept as one row has it.

The cut starts at a hub of the kept row and ends on a day by which every way through the days inside
leads to one hub again, so that cost and counters of what lies outside are constants.
"""

from dataclasses import dataclass

import numba
import numpy as np
from numpy.typing import NDArray

from nightfloat.solver.pricing.counters import BARRED
from nightfloat.solver.pricing.graph import Floats, Graph, Ints
from nightfloat.solver.pricing.problem import Problem


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

    ``start`` is the hub before them and ``final`` the cost of the counters' values inside, those
    outside added; ``kept_final`` is what the kept row pays there.
    """

    first: int
    end: int
    graph: Graph
    start: int
    final: Floats
    least: Ints
    kept_final: float
    kept: Kept

    def constant(self, duals: Floats, inside: float, slots: Floats) -> float:
        """Return what the kept row costs outside, given what its cells inside cost."""
        _, _, arcs, _, _ = follow(
            self.graph, self.start, True, self.kept.symbols[self.first : self.end], slots, 0,
            self.end - self.first,
        )  # fmt: skip
        return self.kept.reduced(duals) - (inside + arcs + self.kept_final)


def cut(problem: Problem, person: int, kept: Kept, first: int, end: int) -> Cut | None:
    """Return the programme of a person cut to hold [first, end); None if that saves nothing."""
    terms = problem.people[person]
    graph = problem.graphs[terms.shape]
    low = first
    while low > 0 and kept.symbols[low - 1] != 0:
        low -= 1
    high = meets(graph, kept.symbols, end)
    if high - low > problem.length // 2:
        return None
    nothing = np.zeros((problem.length, graph.slots))
    symbols = kept.symbols
    start, _, _, _, _ = follow(graph, terms.start, True, symbols, nothing, 0, low)
    _, _, _, coarse, fine = follow(graph, terms.start, True, symbols, nothing, 0, problem.length)
    _, _, _, inner_coarse, inner_fine = follow(graph, start, True, symbols, nothing, low, high)
    outer = coarse - inner_coarse, fine - inner_fine
    final = np.ascontiguousarray(terms.final[outer[0] :, outer[1] :])
    return Cut(
        low,
        high,
        graph._replace(kind=np.ascontiguousarray(graph.kind[low:high])),
        start,
        final,
        np.zeros(high - low + 1, np.int64),
        float(min(BARRED, terms.final[coarse, fine])),
        kept,
    )


@numba.njit(cache=True, nogil=True)
def follow(
    g: Graph, state: int, at_hub: bool, symbols: Ints, slots: Floats, first: int, end: int
) -> tuple[int, bool, float, int, int]:
    """Return state, cost of arcs and events, and counters, after the symbols of [first, end)."""
    cost, coarse, fine = 0.0, 0, 0
    for day in range(first, end):
        k, symbol = g.kind[day], symbols[day]
        if symbol == 0:
            cost += g.off_cost[k, state] if at_hub else g.exit_cost[k, state]
            state = g.off_next[k, state] if at_hub else g.exit_hub[k, state]
            at_hub = True
            continue
        if at_hub:
            cost += g.gate_cost[k, state]
            span = g.gate_arcs[k, g.gate[k, state]]
        else:
            span = g.work_arcs[k, state]
        for a in range(span[0], span[1]):
            if g.arc_symbol[a] == symbol:
                cost += g.arc_cost[a] + slots[day, g.arc_slot[a]]
                coarse += g.arc_coarse[a]
                fine += g.arc_fine[a]
                state, at_hub = g.arc_head[a], False
                break
    return state, at_hub, cost, coarse, fine


@numba.njit(cache=True, nogil=True)
def meets(g: Graph, symbols: Ints, day: int) -> int:
    """Return the first day from ``day`` on by which all states lead to one hub; else the end."""
    hubs, works = np.ones(g.off_next.shape[1], np.bool_), np.ones(g.work_arcs.shape[1], np.bool_)
    for now in range(day, g.kind.shape[0]):
        if hubs.sum() == 1 and works.sum() == 0:
            return now
        hubs, works = _after(g, g.kind[now], symbols[now], hubs, works)
    return g.kind.shape[0]


@numba.njit(cache=True, nogil=True)
def _after(
    g: Graph, k: int, symbol: int, hubs: NDArray[np.bool_], works: NDArray[np.bool_]
) -> tuple[NDArray[np.bool_], NDArray[np.bool_]]:
    """Return the hubs and work states that a symbol leads to from any of those given."""
    next_hubs, next_works = np.zeros_like(hubs), np.zeros_like(works)
    for r in range(hubs.shape[0]):
        if hubs[r] and symbol == 0 and g.off_next[k, r] >= 0:
            next_hubs[g.off_next[k, r]] = True
        if hubs[r] and symbol != 0 and g.gate[k, r] >= 0:
            _mark(g, g.gate_arcs[k, g.gate[k, r]], symbol, next_works)
    for s in range(works.shape[0]):
        if works[s] and symbol == 0 and g.exit_hub[k, s] >= 0:
            next_hubs[g.exit_hub[k, s]] = True
        if works[s] and symbol != 0:
            _mark(g, g.work_arcs[k, s], symbol, next_works)
    return next_hubs, next_works


@numba.njit(cache=True, nogil=True)
def _mark(g: Graph, span: Ints, symbol: int, works: NDArray[np.bool_]) -> None:
    for a in range(span[0], span[1]):
        if g.arc_symbol[a] == symbol:
            works[g.arc_head[a]] = True
