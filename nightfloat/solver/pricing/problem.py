"""A neutral model as columns see it: cells, a graph per shape, counters, the master's rows."""

from collections.abc import Hashable, Sequence
from dataclasses import dataclass
from functools import cached_property
from math import gcd

import numpy as np
from numpy.typing import NDArray

from nightfloat.constraints.emitter import Lit, Row
from nightfloat.solver.decided import decided
from nightfloat.solver.neutral import Limit, NeutralModel, Price
from nightfloat.solver.pricing.counters import BARRED, Bound, Chosen, Counter, choose
from nightfloat.solver.pricing.graph import Compiler, Graph, TooManyStatesError
from nightfloat.solver.pricing.members import Cells, TooManyError, cells
from nightfloat.solver.pricing.parts import Days, ForeignError, Parts, Types, split
from nightfloat.solver.pricing.person import most_ahead
from nightfloat.solver.pricing.rests import Resting, resting
from nightfloat.solver.pricing.rows import Rows, RowWriter
from nightfloat.solver.pricing.shape import Book, Event, Shape, Sum
from nightfloat.solver.pricing.steps import Steps
from nightfloat.solver.pricing.symbols import Symbols

type Ints = NDArray[np.int64]
type Floats = NDArray[np.float64]

# what a unit of a requirement missed costs, in dearest units of amount
MISSED = 10.0


@dataclass(frozen=True)
class Person:
    """One person's programme.

    ``shape`` and ``start`` name graph and first hub; ``final`` is the cost of the counters' values
    at the end (coarse, fine); ``least`` the fine value below which a day is too late.
    """

    shape: int
    start: int
    final: Floats
    least: Ints


@dataclass(frozen=True)
class Problem:
    """Everything column generation needs, without the neutral model.

    Attributes
    ----------
    members
        Sets of shift types; a column says one member per day, 0 being free.
    price
        By person, day and member, ``inf`` where forbidden.
    symbols, slots
        By shape: the symbol of each member; by day and slot the events that happen.
    names, shift_at, shifts
        Shift type ids; the shift of a day and type; their number.
    unit
        Every schedule's cost is ``constant`` plus a multiple of it.
    """

    length: int
    members: tuple[Types, ...]
    price: Floats
    people: tuple[Person, ...]
    graphs: tuple[Graph, ...]
    symbols: tuple[Ints, ...]
    slots: tuple[tuple[tuple[tuple[int, ...], ...], ...], ...]
    events: tuple[tuple[tuple[int, Types], ...], ...]
    rows: Rows
    big: float
    unit: int
    shift_at: NDArray[np.int32]
    shifts: int

    def chosen(self, columns: Sequence[Ints]) -> frozenset[Lit]:
        """Return the posts that one column per person takes."""
        return frozenset(
            person * self.shifts + int(self.shift_at[day, type_])
            for person, column in enumerate(columns)
            for day, member in enumerate(column)
            for type_ in self.members[int(member)]
        )

    def columns(self, chosen: frozenset[Lit]) -> list[Ints] | None:
        """Return one column per person that takes exactly these posts; None if none does."""
        taken = [[set[int]() for _ in range(self.length)] for _ in self.people]
        place = {
            int(shift): (day, type_)
            for day, row in enumerate(self.shift_at)
            for type_, shift in enumerate(row)
            if shift >= 0
        }
        for lit in chosen:
            person, shift = divmod(lit, self.shifts)
            day, type_ = place[shift]
            taken[person][day].add(type_)
        number = self._number
        found = [[number.get(frozenset(types), -1) for types in row] for row in taken]
        if any(member < 0 for row in found for member in row):
            return None
        return [np.array(row, np.int64) for row in found]

    @cached_property
    def _number(self) -> dict[Types, int]:
        return {types: number for number, types in enumerate(self.members)}

    @cached_property
    def slot_events(self) -> tuple[tuple[Ints, Ints, Ints], ...]:
        """By shape: day, slot and event of every event in a slot."""
        return tuple(_listed(slots) for slots in self.slots)


def _listed(slots: Sequence[Sequence[Sequence[int]]]) -> tuple[Ints, Ints, Ints]:
    found = [
        (day, slot, event)
        for day, sets in enumerate(slots)
        for slot, events in enumerate(sets)
        for event in events
    ]
    day, slot, event = np.array(found, np.int64).reshape(-1, 3).T
    return day, slot, event


def problem(model: NeutralModel, weights: Sequence[int]) -> Problem:
    """Return ``model`` as columns see it; a unit of each tier's cost counts ``weights``.

    Raises
    ------
    ForeignError
        If something cannot be said, which it names.
    """
    days = Days(model)
    parts = split(model, days)
    foreign = sorted({word for person in parts.people for word in person.foreign})
    if foreign:
        raise ForeignError(", ".join(foreign))
    try:
        found = cells(model, days, parts, decided(model), weights)
        return _Maker(model, days, parts.people, parts.team, found, weights).make()
    except TooManyError as error:
        raise ForeignError("days with too many sets of shifts") from error
    except TooManyStatesError as error:
        raise ForeignError("rows with too many states") from error


@dataclass(frozen=True)
class _Maker:
    """Puts a problem together."""

    model: NeutralModel
    days: Days
    parts: Sequence[Parts]
    team: Sequence[Limit]
    cells: Cells
    weights: Sequence[int]

    def make(self) -> Problem:
        book = Book(self.days, self.cells.members, self.weights)
        open_ = np.isfinite(self.cells.price)
        bounds = [self._bounds(book, person) for person in range(len(self.parts))]
        spans = [
            sum(len(types) for _, types in event.by_day) if isinstance(event, Event) else 0
            for event in book.events
        ]
        chosen = [choose(b, open_[p], spans) for p, b in enumerate(bounds)]
        rows = self._rows(book, chosen, open_)
        people, graphs, symbols, slots = self._people(book, chosen)
        return Problem(
            length=self.model.length,
            members=self.cells.members,
            price=self.cells.price,
            people=people,
            graphs=graphs,
            symbols=tuple(s.symbol_of for s in symbols),
            slots=slots,
            events=tuple(event.by_day for event in book.events),
            rows=rows,
            big=self._big,
            unit=self._unit,
            shift_at=self.days.shift_at,
            shifts=len(self.model.shifts),
        )

    def _weight(self, price: Price | None) -> float:
        return np.inf if price is None else float(self.weights[price.tier] * price.weight)

    @cached_property
    def _rests(self) -> list[list[Resting]]:
        """What each person's free periods ask."""
        return [[resting(item, self.days) for item in part.rests] for part in self.parts]

    def _bounds(self, book: Book, person: int) -> list[Bound]:
        part = self.parts[person]
        sums = [
            Bound(book.sum(row), row, self._weight(item.price))
            for item in part.sums
            for row in item.rows
        ]
        return sums + [
            Bound(book.rest(one.rest), Row((), at_most=one.spare), self._weight(item.price))
            for item, one in zip(part.rests, self._rests[person], strict=True)
        ]

    @cached_property
    def _big(self) -> float:
        """What a unit of a requirement missed costs: far more than the dearest unit of amount."""
        units = [
            self._weight(item.price) * max(row.under, row.over)
            for item in self.team
            if item.price is not None
            for row in item.rows
        ]
        finite = self.cells.price[np.isfinite(self.cells.price)]
        return MISSED * max([1.0, *units, float(np.abs(finite).max(initial=0.0))])

    @cached_property
    def _unit(self) -> int:
        """Greatest common divisor of everything that a schedule may cost."""
        priced = [
            int(self._weight(item.price)) * gcd(*(u for row in _rows(item) for u in row))
            for item in self.model.items
            if item.price is not None
        ]
        return max(1, gcd(*priced))

    def _rows(self, book: Book, chosen: Sequence[Chosen], open_: NDArray[np.bool_]) -> Rows:
        writer = RowWriter(self.model, self.days, self.cells.members, self._big)
        for item in self.team:
            writer.team(item, self._weight(item.price))
        for person, one in enumerate(chosen):
            for bound in one.left:
                writer.personal(person, bound, open_[person], max(1, len(book.events)))
        return writer.rows()

    def _people(
        self, book: Book, chosen: Sequence[Chosen]
    ) -> tuple[
        tuple[Person, ...],
        tuple[Graph, ...],
        list[Symbols],
        tuple[tuple[tuple[tuple[int, ...], ...], ...], ...],
    ]:
        shapes = [self._shape(book, p, one) for p, one in enumerate(chosen)]
        groups: dict[Hashable, list[int]] = {}
        for person, shape in enumerate(shapes):
            groups.setdefault(shape.key, []).append(person)
        people: dict[int, Person] = {}
        graphs: list[Graph] = []
        symbols: list[Symbols] = []
        slots: list[tuple[tuple[tuple[int, ...], ...], ...]] = []
        for number, group in enumerate(groups.values()):
            steps = Steps(Symbols(book, shapes[group[0]], self.model.length))
            starts = [
                steps.start(tuple(r.start for r in shapes[p].runs), shapes[p].rests) for p in group
            ]
            compiler = Compiler(steps, starts)
            graph = compiler.walk()
            ahead = most_ahead(graph)
            for person, start in zip(group, starts, strict=True):
                final, least = _finals(chosen[person])
                late = np.maximum(0, least - ahead).astype(np.int64)
                people[person] = Person(number, compiler.hubs[start], final, late)
            graphs.append(graph)
            symbols.append(steps.symbols)
            slots.append(tuple(tuple(day) for day in compiler.slots))
        order = tuple(people[p] for p in range(len(shapes)))
        return order, tuple(graphs), symbols, tuple(slots)

    def _shape(self, book: Book, person: int, one: Chosen) -> Shape:
        counters = [c.sum for c in (one.fine, one.coarse) if c is not None]
        bounds = [b.sum for b in one.left]
        events = sorted({e for s in (*counters, *bounds) for e, _ in s.events})
        if one.fine is None:
            counters = [Sum(np.zeros((self.model.length, len(book.members)), np.int64), ())]
        runs = book.runs(self.parts[person].runs)
        counted = {book.lost[event] for event in events if event in book.lost}
        starts = dict[int, int]()
        for asked in self._rests[person]:
            number = book.rests[asked.rest]
            if number in counted and starts.setdefault(number, asked.start) != asked.start:
                message = "the same free periods after different histories"
                raise ForeignError(message)
        boundaries = book.boundaries(self.parts[person])
        return Shape(runs, boundaries, tuple(events), tuple(starts.items()), tuple(counters))


def _rows(item: object) -> list[tuple[int, int]]:
    """Return the prices of a unit on either side of each row."""
    return [(row.under, row.over) for row in item.rows] if isinstance(item, Limit) else [(1, 1)]


def _finals(one: Chosen) -> tuple[Floats, int]:
    fine = _values(one.fine)
    coarse = _values(one.coarse)
    final = np.minimum(BARRED, coarse[:, None] + fine[None, :])
    return np.ascontiguousarray(final), 0 if one.fine is None else one.fine.least


def _values(counter: Counter | None) -> Floats:
    return np.zeros(1) if counter is None else counter.final
