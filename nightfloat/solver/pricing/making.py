"""A neutral model becomes a problem: what people ask for is counted, or left to master or model."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from math import gcd

import numpy as np
from numpy.typing import NDArray

from nightfloat.constraints.emitter import Row
from nightfloat.solver.arrays import Floats
from nightfloat.solver.decided import decided
from nightfloat.solver.neutral import Item, Limit, NeutralModel, Price
from nightfloat.solver.pricing.chains import BARRED, Bound, Spread
from nightfloat.solver.pricing.counters import Chosen, Counter, choose
from nightfloat.solver.pricing.graph import Graph
from nightfloat.solver.pricing.layers import MOST_ROOM
from nightfloat.solver.pricing.members import Cells, TooManyError, cells
from nightfloat.solver.pricing.modelled import Modelled, alone
from nightfloat.solver.pricing.parts import Days, ForeignError, Parts, split
from nightfloat.solver.pricing.person import most_ahead, room_for
from nightfloat.solver.pricing.problem import MISSED, Person, Problem, total
from nightfloat.solver.pricing.rests import Resting, settle
from nightfloat.solver.pricing.rows import Rows, RowWriter
from nightfloat.solver.pricing.shape import Book, Event, Loss, Shape
from nightfloat.solver.pricing.shaped import Shaped, Shaper
from nightfloat.solver.pricing.sums import resource
from nightfloat.solver.pricing.walks import Costs

NOTHING = Chosen(None, None, ())


def problem(model: NeutralModel, weights: Sequence[int], processes: int = 1) -> Problem:
    """Return ``model`` as columns see it; a unit of each tier's cost counts ``weights``.

    Graphs are compiled by so many processes; with several, this one must have one thread.

    Raises
    ------
    ForeignError
        If something cannot be said, which it names.
    """
    days = Days(model)
    parts = split(model, days)
    rests = [settle(one, days) for one in parts.people]
    try:
        found = cells(model, days, parts, decided(model), weights)
    except TooManyError as error:
        raise ForeignError("days with too many sets of shifts") from error
    return _Maker(model, days, parts.people, rests, parts.team, found, weights).make(processes)


@dataclass(frozen=True)
class _Maker:
    """Puts a problem together; ``rests`` is what each person's free periods ask."""

    model: NeutralModel
    days: Days
    parts: Sequence[Parts]
    rests: Sequence[Sequence[Resting]]
    team: Sequence[Limit]
    cells: Cells
    weights: Sequence[int]

    def make(self, processes: int) -> Problem:
        book = Book(self.days, self.cells.members, self.weights)
        chosen, shaper = self._chosen(book), Shaper(book, processes)
        between = book.bring_together([book.boundaries(part) for part in self.parts], self._open)
        found = shaper.shaped(self._shapes(book, chosen, between))
        if wide := _too_wide(found, chosen):
            for person in wide:
                graph = found.graphs[found.starts[person][0]]
                chosen[person] = self._narrow(book, person, graph)
            found = shaper.shaped(self._shapes(book, chosen, between))
        for person in found.bare:
            chosen[person] = NOTHING
        modelled = found.bare | {p for p, part in enumerate(self.parts) if part.foreign}
        for person in modelled:
            chosen[person] = replace(chosen[person], left=())
        return Problem(
            length=self.model.length,
            members=self.cells.members,
            price=self.cells.price,
            people=self._people(found, chosen),
            graphs=found.graphs,
            symbols=found.symbols,
            slots=found.slots,
            events=tuple(event.by_day for event in book.events),
            rows=self._rows(book, chosen),
            big=self._big,
            unit=self._unit,
            shift_at=self.days.shift_at,
            shifts=len(self.model.shifts),
            modelled={person: self._modelled(person) for person in sorted(modelled)},
        )

    @cached_property
    def _open(self) -> NDArray[np.bool_]:
        return np.isfinite(self.cells.price)

    def _weight(self, price: Price | None) -> float:
        return np.inf if price is None else float(self.weights[price.tier] * price.weight)

    def _chosen(self, book: Book) -> list[Chosen]:
        """Return what each person's programme counts."""
        bounds = [self._bounds(book, person) for person in range(len(self.parts))]
        spread = [_spread(event) for event in book.events]
        return [choose(b, self._open[p], spread) for p, b in enumerate(bounds)]

    def _narrow(self, book: Book, person: int, graph: Graph) -> Chosen:
        """Return what a person's programme counts in tables that fit into memory, without resets.

        Theirs hold a value for each day and hub of the ``graph``, and for each of the counters.
        """
        most = MOST_ROOM // ((self.model.length + 1) * graph.off_next.shape[1])
        bounds, spread = self._bounds(book, person), [_spread(event) for event in book.events]
        return choose(bounds, self._open[person], spread, most=most, resetting=False)

    def _bounds(self, book: Book, person: int) -> list[Bound]:
        part = self.parts[person]
        sums = [
            Bound(book.sum(row), row, self._weight(item.price), item.tag.constraint)
            for item in part.sums
            for row in item.rows
        ]
        return sums + [
            Bound(
                book.rest(one.rest),
                Row((), at_most=one.spare),
                self._weight(item.price),
                item.tag.constraint,
            )
            for item, one in zip(part.rests, self.rests[person], strict=True)
        ]

    @cached_property
    def _big(self) -> float:
        """What a unit of a requirement missed costs: far more than a post can save anywhere."""
        saved = [
            self._weight(item.price) * _dearest(item)
            for item in self.model.items
            if item.price is not None
        ]
        finite = self.cells.price[self._open]
        return MISSED * max([1.0, *saved, float(np.abs(finite).max(initial=0.0))])

    @cached_property
    def _unit(self) -> int:
        """Greatest common divisor of everything that a schedule may cost."""
        priced = [
            int(self._weight(item.price)) * gcd(*(u for row in _rows(item) for u in row))
            for item in self.model.items
            if item.price is not None
        ]
        return max(1, gcd(*priced))

    def _rows(self, book: Book, chosen: Sequence[Chosen]) -> Rows:
        writer = RowWriter(self.model, self.days, self.cells.members, self._big)
        for item in self.team:
            writer.team(item, self._weight(item.price))
        for person, one in enumerate(chosen):
            for bound in one.left:
                writer.personal(person, bound, self._open[person], max(1, len(book.events)))
        return writer.rows()

    def _people(self, found: Shaped, chosen: Sequence[Chosen]) -> tuple[Person, ...]:
        people: list[Person] = []
        for one, (shape, start), open_ in zip(chosen, found.starts, self._open, strict=True):
            ahead = most_ahead(found.graphs[shape], found.symbols[shape], open_)
            late = np.maximum(0, _least(one.fine) - ahead).astype(np.int64)
            people.append(Person(shape, start, _costs(one), late))
        return tuple(people)

    def _modelled(self, person: int) -> Modelled:
        asked = alone(self.model, person, self.parts[person], self.weights)
        return Modelled(asked, self.cells.members, self.days.shift_at, self._open[person])

    def _shapes(
        self, book: Book, chosen: Sequence[Chosen], between: Sequence[tuple[int, ...]]
    ) -> list[Shape]:
        parts = enumerate(zip(chosen, between, strict=True))
        return [self._shape(book, person, *part) for person, part in parts]

    def _shape(self, book: Book, person: int, one: Chosen, between: tuple[int, ...]) -> Shape:
        counters = [c.resource for c in (one.fine, one.coarse) if c is not None]
        counted = {e for c in counters for e, *_ in c.events}
        events = sorted(counted | {e for b in one.left for e, _ in b.sum.events})
        if one.fine is None:
            counters = [resource((book.nothing,), ())]
        lost = {book.lost[event] for event in events if event in book.lost}
        starts = {
            book.rests[asked.rest]: asked.start
            for asked in self.rests[person]
            if book.rests[asked.rest] in lost
        }
        return Shape(
            book.runs(self.parts[person].runs),
            between,
            tuple(events),
            tuple(starts.items()),
            tuple(counters),
        )


def _rows(item: object) -> list[tuple[int, int]]:
    """Return the prices of a unit on either side of each row."""
    return [(row.under, row.over) for row in item.rows] if isinstance(item, Limit) else [(1, 1)]


def _dearest(item: Item) -> int:
    """Return by how much a post can change the amount of an item, but for runs that it joins."""
    if not isinstance(item, Limit):
        return 1
    return max(
        max(row.under, row.over) * max((abs(f) for f, _ in row.terms), default=0)
        for row in item.rows
    )


def _spread(event: Event | Loss) -> Spread:
    days = event.by_day
    posts = sum(len(types) for _, types in days) if isinstance(event, Event) else 0
    return Spread(posts, days[0][0], days[-1][0])


def _least(fine: Counter | None) -> int:
    """Return the value that a whole row has to reach: 0 if the counter resets."""
    return 0 if fine is None or fine.resets else fine.sums[0].least


def _costs(one: Chosen) -> Costs:
    return Costs(_values(one.coarse), _values(one.fine))


def _values(counter: Counter | None) -> Floats:
    """Return what the values of each sum cost; those that are not allowed are dear."""
    if counter is None:
        return np.zeros((1, 1))
    found = np.full((len(counter.sums), counter.size), BARRED)
    for place, one in enumerate(counter.sums):
        found[place, : len(one.final)] = one.final
    return found


def _too_wide(found: Shaped, chosen: Sequence[Chosen]) -> set[int]:
    """Return whose counters are in tables that would not fit into memory."""
    return {
        person
        for person, (one, (shape, _)) in enumerate(zip(chosen, found.starts, strict=True))
        if room_for(found.graphs[shape], total(*(v[-1] for v in _costs(one)))) > MOST_ROOM
    }
