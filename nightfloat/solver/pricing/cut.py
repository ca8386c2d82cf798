"""A programme cut down to some days: what lies outside is kept as one row has it.

Before them the kept row leads to one state. After them the kept symbols lead on from every state,
at a cost and with a move of the counters that are found once, backwards.
"""

from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from nightfloat.solver.arrays import Floats, Ints
from nightfloat.solver.pricing.boxes import INF
from nightfloat.solver.pricing.capped import is_level
from nightfloat.solver.pricing.chains import BARRED
from nightfloat.solver.pricing.graph import Graph
from nightfloat.solver.pricing.layers import MOST_ROOM, room_inside
from nightfloat.solver.pricing.problem import Person, Problem, total
from nightfloat.solver.pricing.walks import Costs, Tail, backwards, follow


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

    ``start`` is the state before them, ``tail`` what the kept symbols after them do, ``final`` the
    cost of the counters' values once both sides are added, and ``sums`` of those that end within
    the days. The kept row ends the days in state ``left``; ``arcs`` is what it costs inside when no
    event is priced, ``counted`` what its counters cost. ``room`` is what the tables hold, and
    ``capped`` whether the fine counter has limits and no cost.
    """

    first: int
    end: int
    person: Person
    graph: Graph
    after: Graph
    start: int
    tail: Tail
    final: Floats
    sums: Costs
    left: int
    arcs: float
    counted: float
    room: int
    capped: bool
    kept: Kept

    def priced(self, slots: Floats) -> Tail:
        """Return the tail at prices of slots by day, those of the whole horizon."""
        events = slots[self.end :]
        if not events.any():
            return self.tail
        cost = backwards(self.after, self.kept.symbols[self.end :], events, self.person.sums).cost
        return Tail(cost, self.tail.coarse, self.tail.fine)

    def constant(self, duals: Floats, cells: float, arcs: float, tail: Tail) -> float:
        """Return what the kept row costs outside, given its cells and arcs inside."""
        mine = cells + arcs + self.counted + float(tail.cost[self.left])
        return self.kept.reduced(duals) - mine

    def inside(self, slots: Floats) -> float:
        """Return what the kept row pays for arcs and events inside."""
        days = slice(self.first, self.end)
        kept, sums = self.kept.symbols[days], self.person.sums
        return follow(self.graph, self.start, kept, slots[days], sums, 0, 0)[1]


def cut(problem: Problem, person: int, kept: Kept, first: int, end: int) -> Cut | None:
    """Return the programme of a person cut to [first, end).

    None if it were too large, left something out, or around a row that is not allowed.
    """
    if kept.cost >= BARRED or person in problem.modelled:
        return None
    terms = problem.people[person]
    graph, symbols, sums = problem.graphs[terms.shape], kept.symbols, terms.sums
    nothing = problem.no_events[terms.shape]
    before, inner, after = (
        _between(graph, *days) for days in ((0, first), (first, end), (end, problem.length))
    )
    start, _, *at, _ = follow(before, terms.start, symbols[:first], nothing, sums, 0, 0)
    left, arcs, *own, ended = follow(inner, start, symbols[first:end], nothing, sums, *at)
    tail = backwards(after, symbols[end:], nothing, sums)
    most = _most(graph.arc_coarse, graph.arc_coarse_ending)
    coarse = _Side(sums.coarse, inner.coarse_reset, after.coarse_reset, at[0], most)
    most = _most(graph.arc_fine, graph.arc_fine_ending)
    fine = _Side(sums.fine, inner.fine_reset, after.fine_reset, at[1], most)
    counted = ended + coarse.cost(own[0] + tail.coarse[left]) + fine.cost(own[1] + tail.fine[left])
    able = tail.cost < INF
    by_coarse, by_fine = coarse.cut(tail.coarse, able), fine.cut(tail.fine, able)
    final = total(by_coarse.final, by_fine.final)
    need = int(room_inside(inner, final))
    if need > MOST_ROOM:
        return None
    ending = by_fine.ended[inner.fine_reset[inner.fine_reset >= 0]]
    capped = bool(is_level(by_fine.final[None, :]) and is_level(ending))
    return Cut(
        first, end, terms, inner, after, start,
        Tail(tail.cost, by_coarse.tail, by_fine.tail), final, Costs(by_coarse.ended, by_fine.ended),
        left, arcs, counted, need, capped, kept,
    )  # fmt: skip


def _between(graph: Graph, first: int, end: int) -> Graph:
    kind, fine, coarse = (
        np.ascontiguousarray(by_day[first:end])
        for by_day in (graph.kind, graph.fine_reset, graph.coarse_reset)
    )
    return graph._replace(kind=kind, fine_reset=fine, coarse_reset=coarse)


def _most(adds: Ints, ending: Ints) -> int:
    """Return what a day adds at most to a counter's sum."""
    return int(max(adds.max(initial=0), ending.max(initial=0)))


class _Sums(NamedTuple):
    """A counter's costs inside, by value there: after the tail, and of the sums that end before."""

    final: Floats
    tail: Ints
    ended: Floats


@dataclass(frozen=True)
class _Side:
    """One counter around some days: costs by place, resets inside and after, its value before.

    A day adds ``most`` at most.
    """

    costs: Floats
    inside: Ints
    after: Ints
    value: int
    most: int

    @cached_property
    def _last(self) -> Floats:
        """The costs of the sum that is open when the days end."""
        later = self.after[self.after >= 0]
        return self.costs[later[0] if len(later) else -1]

    def cost(self, value: int) -> float:
        """Return what that sum costs at a value."""
        return float(self._last[value])

    def cut(self, tail: Ints, able: NDArray[np.bool_]) -> _Sums:
        """Return costs for a counter that starts at 0; states that are ``able`` have a tail."""
        ending = self.inside[self.inside >= 0]
        low, high = int(tail[able].min()), int(tail[able].max())
        reach = len(self.inside) * self.most + 1
        begun = 0 if len(ending) else self.value
        final = self._last[low + begun :][: reach + high - low]
        if not len(ending):
            return _Sums(final, tail - low, np.zeros((1, 1)))
        size = max(len(final), min(reach, self.costs.shape[1]))
        ended = np.full((len(self.costs), size), BARRED)
        for place in ending:
            own = self.costs[place, self.value if place == ending[0] else 0 :][:size]
            ended[place, : len(own)] = own
        return _Sums(np.append(final, np.full(size - len(final), BARRED)), tail - low, ended)
