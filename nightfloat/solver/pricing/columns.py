"""What a column is worth: its own cost, and what it adds to the master's rows."""

from dataclasses import dataclass
from functools import cached_property

import numba
import numpy as np

from nightfloat.solver.arrays import Floats, Ints
from nightfloat.solver.pricing.chains import BARRED
from nightfloat.solver.pricing.graph import Graph
from nightfloat.solver.pricing.problem import Problem
from nightfloat.solver.pricing.walks import Costs, follow, taken


@dataclass(frozen=True)
class Worth:
    """Costs and row entries of columns of one problem."""

    problem: Problem

    def cost(self, person: int, column: Ints) -> float:
        """Return what a column costs by itself, ``BARRED`` when it is not allowed.

        What the master's rows count is not in it.
        """
        problem = self.problem
        if (asked := problem.modelled.get(person)) is not None:
            return asked.cost(column, problem.price[person])
        terms = problem.people[person]
        cells = float(problem.price[person, self._days, column].sum())
        symbols = problem.symbols[terms.shape][column]
        args = problem.graphs[terms.shape], terms.start, symbols, problem.no_events[terms.shape]
        return min(cells + float(_costed(*args, terms.sums)), BARRED)

    @cached_property
    def _days(self) -> Ints:
        return np.arange(self.problem.length)

    def entries(self, person: int, column: Ints) -> tuple[Ints, Floats]:
        """Return the rows that a column adds to, in order and each once, and how much."""
        rows, size = self.problem.rows, len(self.problem.members)
        base = person * self.problem.length * size
        happened = self._happened(person, column)
        return _gather(
            base, size, column, self._first, rows.cell_row, rows.cell_factor,
            rows.event_row[happened], rows.event_factor[happened],
        )  # fmt: skip

    @cached_property
    def _first(self) -> Ints:
        """Where the triples of each cell begin."""
        return np.searchsorted(self.problem.rows.cell, np.arange(self.problem.price.size + 1))

    def _happened(self, person: int, column: Ints) -> Ints:
        """Return the places of the event triples of what happens in a column."""
        problem = self.problem
        if not len(problem.rows.event):
            return np.zeros(0, np.int64)
        terms = problem.people[person]
        graph, symbols = problem.graphs[terms.shape], problem.symbols[terms.shape]
        base = person * len(problem.events)
        return _along(
            graph, terms.start, symbols[column], *self._slots[terms.shape],
            self._places[base : base + len(problem.events) + 1],
        )  # fmt: skip

    @cached_property
    def _places(self) -> Ints:
        """Where the triples of each person and event begin."""
        problem = self.problem
        count = len(problem.people) * len(problem.events)
        return np.searchsorted(problem.rows.event, np.arange(count + 1))

    @cached_property
    def _slots(self) -> tuple[tuple[Ints, Ints], ...]:
        """By shape: where the events of each day and slot begin, and those events."""
        found: list[tuple[Ints, Ints]] = []
        for graph, (day, slot, event) in zip(
            self.problem.graphs, self.problem.slot_events, strict=True
        ):
            place = day * graph.slots + slot
            starts = np.searchsorted(place, np.arange(self.problem.length * graph.slots + 1))
            found.append((starts, event))
        return tuple(found)


@numba.njit(cache=True, nogil=True)
def _costed(g: Graph, start: int, symbols: Ints, slots: Floats, sums: Costs) -> float:
    """Return what symbols cost from the first day on, with all sums of the counters."""
    state, cost, coarse, fine, ended = follow(g, start, symbols, slots, sums, 0, 0)
    if state < 0 or coarse >= sums.coarse.shape[1] or fine >= sums.fine.shape[1]:
        return BARRED
    return cost + ended + sums.coarse[-1, coarse] + sums.fine[-1, fine]


@numba.njit(cache=True, nogil=True)
def _along(g: Graph, state: int, symbols: Ints, starts: Ints, events: Ints, places: Ints) -> Ints:
    """Return the places of the triples of the events that happen along some symbols."""
    found, count = np.empty(places[-1] - places[0], np.int64), 0
    for day in range(symbols.shape[0]):
        state, _, a = taken(g, g.kind[day], state, symbols[day])
        if state < 0:
            break
        if a >= 0:
            slot = day * g.slots + g.arc_slot[a]
            for event in events[starts[slot] : starts[slot + 1]]:
                for place in range(places[event], places[event + 1]):
                    found[count] = place
                    count += 1
    return found[:count]


@numba.njit(cache=True, nogil=True)
def _gather(
    base: int, size: int, column: Ints, first: Ints, rows: Ints, factors: Floats,
    more_rows: Ints, more_factors: Floats,
) -> tuple[Ints, Floats]:  # fmt: skip
    """Return the rows that a column's cells and more add to, in order, each once; how much."""
    count = len(more_rows)
    for day in range(column.shape[0]):
        cell = base + day * size + column[day]
        count += first[cell + 1] - first[cell]
    row, factor, n = np.empty(count, np.int64), np.empty(count, np.float64), 0
    for day in range(column.shape[0]):
        cell = base + day * size + column[day]
        for place in range(first[cell], first[cell + 1]):
            row[n], factor[n] = rows[place], factors[place]
            n += 1
    row[n:], factor[n:] = more_rows, more_factors
    order, kept = np.argsort(row), 0
    out_row, out_factor = np.empty(count, np.int64), np.empty(count, np.float64)
    for place in order:
        if kept and out_row[kept - 1] == row[place]:
            out_factor[kept - 1] += factor[place]
        else:
            out_row[kept], out_factor[kept] = row[place], factor[place]
            kept += 1
    return out_row[:kept].copy(), out_factor[:kept].copy()
