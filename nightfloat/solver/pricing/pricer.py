"""Prices the rows of people: duals of the master in, cheapest columns and their costs out."""

from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from functools import cached_property
from types import MappingProxyType

import numpy as np
from numpy.typing import NDArray

from nightfloat.solver.pricing.boxes import INF
from nightfloat.solver.pricing.cut import Cut
from nightfloat.solver.pricing.person import price_person
from nightfloat.solver.pricing.problem import Problem
from nightfloat.solver.pricing.space import Space

type Ints = NDArray[np.int64]
type Floats = NDArray[np.float64]

EVERYTHING: Mapping[int, Cut] = MappingProxyType({})


@dataclass(frozen=True)
class Priced:
    """The cheapest column of each person asked for, and its cost under the duals.

    A cost of ``INF`` means that the person has no column.
    """

    columns: Ints
    costs: Floats


@dataclass
class Pricer:
    """Prices people of one problem, on as many threads as the pool has."""

    problem: Problem
    threads: int = 1
    _pool: ThreadPoolExecutor | None = field(default=None, init=False)

    def __enter__(self) -> "Pricer":
        if self.threads > 1:
            self._pool = ThreadPoolExecutor(self.threads)
        return self

    def __exit__(self, *error: object) -> None:
        if self._pool is not None:
            self._pool.shutdown()

    def price(
        self,
        people: Sequence[int],
        duals: Floats,
        cells: Floats,
        cuts: Mapping[int, Cut] = EVERYTHING,
    ) -> Priced:
        """Return for each of ``people`` the cheapest column at ``duals``.

        ``cells`` holds prices by person, day and member, ``inf`` where forbidden: those of the
        problem, or fewer allowed ones. A person with a cut keeps the cut's row outside it.
        """
        events = self._events(duals)
        columns = np.zeros((len(people), self.problem.length), np.int64)
        costs = np.full(len(people), INF)

        def work(thread: int, step: int) -> None:
            space = self._spaces[thread]
            for place in range(thread, len(people), step):
                person, out = people[place], columns[place]
                slots = self._slots(person, events)
                if person in cuts:
                    costs[place] = self._inside(
                        cuts[person], person, duals, cells, slots, space, out
                    )
                else:
                    costs[place] = self._whole(person, duals, cells, slots, space, out)

        if self._pool is None or len(people) < 2:
            work(0, 1)
        else:
            list(self._pool.map(work, range(self.threads), [self.threads] * self.threads))
        return Priced(columns, costs)

    @cached_property
    def _spaces(self) -> list[Space]:
        return [Space() for _ in range(self.threads)]

    def _whole(
        self, person: int, duals: Floats, cells: Floats, slots: Floats, space: Space, out: Ints
    ) -> float:
        terms = self.problem.people[person]
        graph, symbols = self.problem.graphs[terms.shape], self.problem.symbols[terms.shape]
        reduced = cells[person] - self._paid(person, 0, self.problem.length, duals)
        reduced[np.isinf(reduced)] = INF
        table = space.of(graph, terms.final)
        return float(
            price_person(
                graph, terms.start, symbols, reduced, slots, terms.final, terms.least, table, out
            )
        )

    def _inside(
        self,
        cut: Cut,
        person: int,
        duals: Floats,
        cells: Floats,
        slots: Floats,
        space: Space,
        out: Ints,
    ) -> float:
        symbols = self.problem.symbols[self.problem.people[person].shape]
        days = slice(cut.first, cut.end)
        paid = self._paid(person, cut.first, cut.end, duals)
        reduced = cells[person, days] - paid
        reduced[np.isinf(reduced)] = INF
        table = space.of(cut.graph, cut.final)
        out[:] = cut.kept.members
        value = price_person(
            cut.graph, cut.start, symbols, reduced, slots[days], cut.final, cut.least, table,
            out[days],
        )  # fmt: skip
        if value >= INF / 2:
            return INF
        kept, at = cut.kept.members[days], np.arange(cut.end - cut.first)
        own = self.problem.price[person, cut.first + at, kept] - paid[at, kept]
        return float(value) + cut.constant(duals, float(own.sum()), slots[days])

    def _slots(self, person: int, events: Floats) -> Floats:
        """Return the price of each day's slots."""
        shape = self.problem.people[person].shape
        slots = self._no_events[shape]
        day, slot, event = self.problem.slot_events[shape]
        if len(day) and len(self.problem.rows.event):
            slots = slots.copy()
            np.add.at(slots, (day, slot), events[person, event])
        return slots

    @cached_property
    def _no_events(self) -> tuple[Floats, ...]:
        """Prices of slots, by shape, when no event is priced."""
        return tuple(np.zeros((self.problem.length, g.slots)) for g in self.problem.graphs)

    def _paid(self, person: int, first: int, end: int, duals: Floats) -> Floats:
        """Return what the rows pay for a person's cells, by day of [first, end) and member."""
        rows, size = self.problem.rows, len(self.problem.members)
        base = (person * self.problem.length + first) * size
        count = (end - first) * size
        low, high = np.searchsorted(rows.cell, (base, base + count))
        paid = np.bincount(
            rows.cell[low:high] - base,
            rows.cell_factor[low:high] * duals[rows.cell_row[low:high]],
            count,
        )
        return paid.reshape(end - first, size)

    def _events(self, duals: Floats) -> Floats:
        """Return the price of each person's events."""
        rows, count = self.problem.rows, max(1, len(self.problem.events))
        if not len(rows.event):
            return np.zeros((0, count))
        paid = np.bincount(
            rows.event, rows.event_factor * duals[rows.event_row], len(self.problem.people) * count
        )
        return -paid.reshape(len(self.problem.people), count)
