"""What a column is worth: its own cost, and what it adds to the master's rows."""

from dataclasses import dataclass
from functools import cached_property

import numba
import numpy as np
from numpy.typing import NDArray

from nightfloat.solver.pricing.boxes import INF
from nightfloat.solver.pricing.counters import BARRED
from nightfloat.solver.pricing.person import price_person, room_for
from nightfloat.solver.pricing.problem import Problem
from nightfloat.solver.pricing.space import Space

type Ints = NDArray[np.int64]
type Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Worth:
    """Costs and row entries of columns of one problem."""

    problem: Problem

    def cost(self, person: int, column: Ints) -> float:
        """Return what a column costs by itself; at least ``BARRED`` when it is not allowed.

        It is the price of the one row that is left when every other cell is forbidden.
        """
        problem = self.problem
        terms, days = problem.people[person], np.arange(problem.length)
        cells = np.full(problem.price.shape[1:], INF)
        price = problem.price[person, days, column]
        cells[days, column] = np.where(np.isinf(price), INF, price)
        graph = problem.graphs[terms.shape]
        slots = np.zeros((problem.length, graph.slots))
        symbols, out = problem.symbols[terms.shape], np.zeros(problem.length, np.int64)
        table = self._space.of(int(room_for(graph, terms.final)))
        found = price_person(
            graph, terms.start, symbols, cells, slots, terms.final, terms.least, table, out
        )
        return min(float(found), BARRED)

    @cached_property
    def _space(self) -> Space:
        return Space()

    def entries(self, person: int, column: Ints) -> tuple[Ints, Floats]:
        """Return the rows that a column adds to, and how much."""
        rows, size = self.problem.rows, len(self.problem.members)
        base = person * self.problem.length * size
        found, factors = _gather(base, size, column, self._first, rows.cell_row, rows.cell_factor)
        happened = self._happened(person, column)
        if len(happened):
            row = np.concatenate([found, rows.event_row[happened]])
            factor = np.concatenate([factors, rows.event_factor[happened]])
            found, inverse = np.unique(row, return_inverse=True)
            factors = np.bincount(inverse, factor, len(found))
        return found, factors

    @cached_property
    def _first(self) -> Ints:
        """Where the triples of each cell begin."""
        return np.searchsorted(self.problem.rows.cell, np.arange(self.problem.price.size + 1))

    def _happened(self, person: int, column: Ints) -> Ints:
        """Return the places of the event triples of what happens in a column."""
        if not len(self.problem.rows.event):
            return np.zeros(0, np.int64)
        count = max(1, len(self.problem.events))
        return np.array(
            [
                place
                for place in self._event_places.get(person, ())
                if self._happens(int(self.problem.rows.event[place]) % count, column)
            ],
            np.int64,
        )

    @cached_property
    def _event_places(self) -> dict[int, list[int]]:
        count, found = max(1, len(self.problem.events)), dict[int, list[int]]()
        for place, number in enumerate(self.problem.rows.event):
            found.setdefault(int(number) // count, []).append(place)
        return found

    def _happens(self, event: int, column: Ints) -> bool:
        members = self.problem.members
        by_day = self.problem.events[event]
        return any(not types.isdisjoint(members[int(column[day])]) for day, types in by_day)


@numba.njit(cache=True, nogil=True)
def _gather(
    base: int, size: int, column: Ints, first: Ints, rows: Ints, factors: Floats
) -> tuple[Ints, Floats]:
    """Return the rows that the cells of a column add to, each once, and how much."""
    count = 0
    for day in range(column.shape[0]):
        cell = base + day * size + column[day]
        count += first[cell + 1] - first[cell]
    row, factor, n = np.empty(count, np.int64), np.empty(count, np.float64), 0
    for day in range(column.shape[0]):
        cell = base + day * size + column[day]
        for place in range(first[cell], first[cell + 1]):
            row[n], factor[n] = rows[place], factors[place]
            n += 1
    order, kept = np.argsort(row), 0
    out_row, out_factor = np.empty(count, np.int64), np.empty(count, np.float64)
    for place in order:
        if kept and out_row[kept - 1] == row[place]:
            out_factor[kept - 1] += factor[place]
        else:
            out_row[kept], out_factor[kept] = row[place], factor[place]
            kept += 1
    return out_row[:kept].copy(), out_factor[:kept].copy()
