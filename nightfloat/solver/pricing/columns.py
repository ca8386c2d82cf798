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
        happened = _happened(column, self._own_events(person), *self._occasions)
        return _gather(
            base, size, column, self._first, rows.cell_row, rows.cell_factor,
            rows.event_row[happened], rows.event_factor[happened],
        )  # fmt: skip

    @cached_property
    def _first(self) -> Ints:
        """Where the triples of each cell begin."""
        return np.searchsorted(self.problem.rows.cell, np.arange(self.problem.price.size + 1))

    def _own_events(self, person: int) -> tuple[Ints, Ints]:
        """Return the places of a person's event triples and their events."""
        order, starts = self._by_person
        places = order[starts[person] : starts[person + 1]]
        return places, self.problem.rows.event[places] % max(1, len(self.problem.events))

    @cached_property
    def _by_person(self) -> tuple[Ints, Ints]:
        """The places of event triples by person, and where each person's begin."""
        owner = self.problem.rows.event // max(1, len(self.problem.events))
        order = np.argsort(owner, kind="stable")
        return order, np.searchsorted(owner[order], np.arange(len(self.problem.people) + 1))

    @cached_property
    def _occasions(self) -> tuple[Ints, Ints, NDArray[np.bool_]]:
        """Where the days of each event begin, the days, and the members that are one on each."""
        events, members = self.problem.events, self.problem.members
        starts = np.cumsum([0, *(len(by_day) for by_day in events)])
        on = [(day, types) for by_day in events for day, types in by_day]
        days = np.array([day for day, _ in on], np.int64)
        made = [[not types.isdisjoint(member) for member in members] for _, types in on]
        return starts, days, np.array(made, np.bool_).reshape(len(on), len(members))


@numba.njit(cache=True, nogil=True)
def _happened(
    column: Ints, own: tuple[Ints, Ints], starts: Ints, days: Ints, made: NDArray[np.bool_]
) -> Ints:
    """Return the places of the event triples of what happens in a column."""
    places, events = own
    found, count = np.empty(len(places), np.int64), 0
    for n in range(len(places)):
        for k in range(starts[events[n]], starts[events[n] + 1]):
            if made[k, column[days[k]]]:
                found[count] = places[n]
                count += 1
                break
    return found[:count]


@numba.njit(cache=True, nogil=True)
def _gather(
    base: int, size: int, column: Ints, first: Ints, rows: Ints, factors: Floats,
    more_rows: Ints, more_factors: Floats,
) -> tuple[Ints, Floats]:  # fmt: skip
    """Return the rows that the cells of a column and more add to, each once, and how much."""
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
