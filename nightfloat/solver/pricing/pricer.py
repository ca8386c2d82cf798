"""Prices the rows of people: duals of the master in, cheapest columns and their costs out."""

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from functools import cached_property

import numpy as np

from nightfloat.solver.arrays import Floats, Ints
from nightfloat.solver.pricing.boxes import INF
from nightfloat.solver.pricing.cut import Cut
from nightfloat.solver.pricing.modeller import Modeller
from nightfloat.solver.pricing.person import price_inside, price_person, room_for
from nightfloat.solver.pricing.problem import Problem
from nightfloat.solver.pricing.space import Space
from nightfloat.solver.timer import Timer, WallTimer

# costs by programme and by model that differ by less are the same
SAME = 1e-6
# seconds of one thread that pricing a person takes, and for each cell of the table
EACH, CELL = 4e-5, 5e-10


@dataclass(frozen=True)
class Priced:
    """The cheapest column of each person asked for, and its cost under the duals.

    A cost of ``INF`` means that the person has no column, or none was found in time. No column
    costs less than ``bounds``, which are the costs but where a model was not solved to the end.
    """

    columns: Ints
    costs: Floats
    bounds: Floats


@dataclass
class Pricer:
    """Prices people of one problem, on as many threads as the pool has."""

    problem: Problem
    threads: int = 1
    timer: Timer = field(default_factory=WallTimer)
    pool: ThreadPoolExecutor | None = field(default=None, init=False)

    def __enter__(self) -> "Pricer":
        if self.threads > 1:
            self.pool = ThreadPoolExecutor(self.threads)
        return self

    def __exit__(self, *error: object) -> None:
        if self.pool is not None:
            self.pool.shutdown()
        for modeller in self.modellers:
            modeller.end()

    def batch(self, people: Sequence[int], cuts: Sequence[Cut | None] = ()) -> "Batch":
        """Return people to be priced together; one with a cut keeps the cut's row outside it."""
        return Batch(self, tuple(people), tuple(cuts) or (None,) * len(people))

    @cached_property
    def spaces(self) -> list[Space]:
        """The scratch memory of each thread."""
        return [Space() for _ in range(self.threads)]

    @cached_property
    def modellers(self) -> list[Modeller]:
        """What prices the people of each thread whose programmes leave something out."""
        return [Modeller() for _ in range(self.threads)]


@dataclass(frozen=True)
class _Prices:
    """One person's prices: cells within the batch's days, those kept there, slots, duals."""

    cells: Floats
    own: float
    slots: Floats
    duals: Floats


@dataclass(frozen=True)
class Batch:
    """Some people of a problem, priced together again and again."""

    pricer: Pricer
    people: tuple[int, ...]
    cuts: tuple[Cut | None, ...]

    def price(self, duals: Floats, cells: Floats) -> Priced:
        """Return for each of the people the cheapest column at ``duals``.

        ``cells`` holds prices by person, day and member, ``inf`` where forbidden: those of the
        problem, or fewer allowed ones.
        """
        pool, threads, count = self.pricer.pool, self.pricer.threads, len(self.people)
        columns = np.zeros((count, self._problem.length), np.int64)
        costs, bounds = np.full(count, INF), np.full(count, INF)
        first, end = self._days
        paid, events = self._paid(duals), self._events(duals)
        people = np.array(self.people)
        reduced = cells[people, first:end] - paid
        reduced[np.isinf(reduced)] = INF
        own = self._own(paid)

        def work(thread: int, step: int) -> None:
            space, modeller = self.pricer.spaces[thread], self.pricer.modellers[thread]
            for place in range(thread, count, step):
                slots = self._slots(place, events)
                prices = _Prices(reduced[place], own[place], slots, duals)
                least = self._one(place, prices, space, columns[place])
                found = self._all(place, prices, least, modeller, columns[place])
                costs[place], bounds[place] = found

        if pool is None or count < 2:
            work(0, 1)
        else:
            list(pool.map(work, range(threads), [threads] * threads))
        if self.pricer.timer.counts:
            self.pricer.timer.spend(self._work)
        return Priced(columns, costs, bounds)

    @cached_property
    def _work(self) -> float:
        """The seconds that pricing all once takes, about."""
        rooms = 0.0
        for person, one in zip(self.people, self.cuts, strict=True):
            asked = one or self._problem.people[person]
            # a counter that costs nothing is mostly not gone over
            values = asked.final.shape[1] if asked.capped else 1
            rooms += (self._room(person) if one is None else one.room) / values
        busy = max(1, min(self.pricer.threads, len(self.people)))
        return EACH * len(self.people) + CELL * rooms / busy

    def _room(self, person: int) -> int:
        """Return how many cells the table of a person's programme has."""
        terms = self._problem.people[person]
        return int(room_for(self._problem.graphs[terms.shape], terms.final))

    @property
    def _problem(self) -> Problem:
        return self.pricer.problem

    @cached_property
    def _days(self) -> tuple[int, int]:
        """The days that hold every cut; all of them if somebody has none."""
        cuts = [one for one in self.cuts if one is not None]
        if not cuts or len(cuts) < len(self.cuts):
            return 0, self._problem.length
        return min(one.first for one in cuts), max(one.end for one in cuts)

    def _one(self, place: int, prices: _Prices, space: Space, out: Ints) -> float:
        one = self.cuts[place]
        if one is not None:
            return self._inside(place, one, prices, space, out)
        person = self.people[place]
        terms = self._problem.people[person]
        graph, symbols = self._problem.graphs[terms.shape], self._problem.symbols[terms.shape]
        table = space.of(self._room(person))
        return float(
            price_person(
                graph, terms.start, symbols, prices.cells, prices.slots, terms.final, terms.sums,
                terms.capped, terms.least, table, out,
            )
        )  # fmt: skip

    def _all(
        self, place: int, prices: _Prices, least: float, modeller: Modeller, column: Ints
    ) -> tuple[float, float]:
        """Return cost and bound of a person's cheapest column, which goes into ``column``.

        It is the one that the programme found, at ``least``, if the programme left out nothing that
        costs it more; else a model's.
        """
        person = self.people[place]
        asked = self._problem.modelled.get(person)
        if asked is None or least >= INF / 2:
            return least, least
        cost = asked.cost(column, prices.cells)
        if cost <= least + SAME:
            return cost, min(cost, least)
        found = modeller.price(person, asked, prices.cells)
        other = INF if found.column is None else asked.cost(found.column, prices.cells)
        if found.column is not None and other < cost:
            column[:], cost = found.column, other
        return cost, min(cost, max(least, found.bound))

    def _inside(self, place: int, cut: Cut, prices: _Prices, space: Space, out: Ints) -> float:
        person = self.people[place]
        symbols = self._problem.symbols[self._problem.people[person].shape]
        first = self._days[0]
        cells = prices.cells[cut.first - first : cut.end - first]
        slots, tail, arcs = prices.slots, cut.tail, cut.arcs
        if len(self._problem.rows.event):
            tail, arcs = cut.priced(slots), cut.inside(slots)
        out[:] = cut.kept.members
        value = price_inside(
            cut.graph, cut.start, symbols, cells, slots[cut.first : cut.end], cut.final, cut.sums,
            cut.capped, tail, space.of(cut.room), out[cut.first : cut.end],
        )  # fmt: skip
        if value >= INF / 2:
            return INF
        return float(value) + cut.constant(prices.duals, prices.own, arcs, tail)

    def _slots(self, place: int, events: Floats) -> Floats:
        """Return the price of each day's slots."""
        person = self.people[place]
        shape = self._problem.people[person].shape
        slots = self._problem.no_events[shape]
        day, slot, event = self._problem.slot_events[shape]
        if len(day) and len(self._problem.rows.event):
            slots = slots.copy()
            np.add.at(slots, (day, slot), events[person, event])
        return slots

    def _own(self, paid: Floats) -> list[float]:
        """Return, by place, the price of the cells that a cut's kept row has inside it."""
        found = [0.0] * len(self.people)
        first, _ = self._days
        for place, days, kept, price in self._inner:
            found[place] = price - float(paid[place, days - first, kept].sum())
        return found

    @cached_property
    def _inner(self) -> list[tuple[int, Ints, Ints, float]]:
        """Places with a cut, its days, the kept members there, and their prices together."""
        found: list[tuple[int, Ints, Ints, float]] = []
        for place, (person, one) in enumerate(zip(self.people, self.cuts, strict=True)):
            if one is not None:
                days = np.arange(one.first, one.end)
                kept = one.kept.members[days]
                price = float(self._problem.price[person, days, kept].sum())
                found.append((place, days, kept, price))
        return found

    @cached_property
    def _triples(self) -> tuple[Ints, Ints]:
        """The places of the triples of the people's cells within the days, and those cells."""
        first, end = self._days
        size = len(self._problem.members)
        base = np.array(self.people, np.int64) * (self._problem.length * size)
        ranges = np.stack([base + first * size, base + end * size])
        low, high = np.searchsorted(self._problem.rows.cell, ranges)
        counts, shift = high - low, np.arange(len(base)) * ((end - first) * size) - ranges[0]
        ends = np.cumsum(counts)
        places = np.arange(int(counts.sum())) + np.repeat(low - (ends - counts), counts)
        cell = self._problem.rows.cell[places] + np.repeat(shift, counts)
        return places, cell

    @cached_property
    def _factors(self) -> tuple[Ints, Floats]:
        places, _ = self._triples
        return self._problem.rows.cell_row[places], self._problem.rows.cell_factor[places]

    def _paid(self, duals: Floats) -> Floats:
        """Return what the rows pay for cells, by place, day and member."""
        (first, end), size = self._days, len(self._problem.members)
        rows, factors = self._factors
        shape = len(self.people), end - first, size
        paid = np.bincount(self._triples[1], factors * duals[rows], int(np.prod(shape)))
        return paid.reshape(shape)

    def _events(self, duals: Floats) -> Floats:
        """Return the price of each person's events."""
        rows, count = self._problem.rows, max(1, len(self._problem.events))
        if not len(rows.event):
            return np.zeros((0, count))
        everybody = len(self._problem.people)
        paid = np.bincount(rows.event, rows.event_factor * duals[rows.event_row], everybody * count)
        return -paid.reshape(everybody, count)
