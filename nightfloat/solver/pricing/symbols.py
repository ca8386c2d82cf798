"""Day kinds and symbols: on which days a row's rules say the same, and of which members.

Members that no rule tells apart are one symbol; days on which all rules say the same are one kind.
"""

from collections.abc import Hashable
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from nightfloat.solver.pricing.parts import Types, holds
from nightfloat.solver.pricing.rests import Rest, RestDay
from nightfloat.solver.pricing.shape import Book, Event, Loss, Shape

type Marks = tuple[tuple[Types, bool, bool], ...]


@dataclass(frozen=True, slots=True)
class RestOn:
    """A rest on one day: its part, the state it opens in (None when it goes on), whether it ends.

    ``losses`` are the positions of losing one, two and more periods.
    """

    day: RestDay
    opening: int | None
    ends: bool
    losses: tuple[int, ...]


@dataclass(frozen=True)
class Symbols:
    """What the rules of one shape say of days and members."""

    book: Book
    shape: Shape
    length: int

    @cached_property
    def events(self) -> tuple[tuple[int, ...], ...]:
        """Numbers of the events that have posts or are open on each day, losses last."""
        found: list[list[int]] = [[] for _ in range(self.length)]
        order = sorted(self.shape.events, key=lambda n: (isinstance(self._named[n], Loss), n))
        for number in order:
            by_day = self._named[number].by_day
            for day in range(by_day[0][0], by_day[-1][0] + 1):
                found[day].append(number)
        return tuple(tuple(numbers) for numbers in found)

    @cached_property
    def _named(self) -> dict[int, Event | Loss]:
        return {number: event for event, number in self.book.events.items()}

    @cached_property
    def marks(self) -> tuple[Marks, ...]:
        """For each event open on a day: its types that day, whether it opens, whether it ends."""
        return tuple(
            tuple(
                (
                    dict(event.by_day).get(day, frozenset()),
                    event.by_day[0][0] == day,
                    event.by_day[-1][0] == day,
                )
                for event in map(self._named.__getitem__, numbers)
                if isinstance(event, Event)
            )
            for day, numbers in enumerate(self.events)
        )

    @cached_property
    def rests(self) -> tuple[tuple[RestOn, ...], ...]:
        """The rests of each day."""
        return tuple(
            tuple(
                self._resting(number, on, day)
                for number, _ in self.shape.rests
                if (on := self.rest_of[number].on(day)) is not None
            )
            for day in range(self.length)
        )

    @cached_property
    def rest_of(self) -> dict[int, Rest]:
        """The rests by number."""
        return {number: rest for rest, number in self.book.rests.items()}

    def _resting(self, number: int, on: RestDay, day: int) -> RestOn:
        rest = self.rest_of[number]
        events = [(position, self._named[n]) for position, n in enumerate(self.events[day])]
        losses = {e.periods: p for p, e in events if isinstance(e, Loss) and e.rest == number}
        opening = rest.opening if day == rest.first and day > 0 else None
        ends = rest.on(day + 1) is None
        return RestOn(on, opening, ends, tuple(losses[n + 1] for n in range(len(losses))))

    @cached_property
    def kinds(self) -> tuple[NDArray[np.int64], tuple[int, ...]]:
        """The kind of each day, and the first day of each kind."""
        known: dict[Hashable, int] = {}
        kind = np.zeros(self.length, np.int64)
        first: list[int] = []
        for day in range(self.length):
            key = self._day_key(day)
            if key not in known:
                known[key] = len(known)
                first.append(day)
            kind[day] = known[key]
        return kind, tuple(first)

    def _day_key(self, day: int) -> Hashable:
        bounds = self.shape.boundaries
        before = bounds[day - 1] if day else -1
        after = bounds[day] if day < len(bounds) else -1
        counters = self.shape.counters
        adds = tuple((c.factors[day].tobytes(), c.ending[day].tobytes()) for c in counters)
        # a free day adds nothing but what happens
        positions = tuple(tuple(c.added(day, 0, {n}) for n in self.events[day]) for c in counters)
        runs = self.shape.runs
        masks = tuple((run.masks[day], run.looks(day), run.waives(day)) for run in runs)
        return masks, before, after, self.marks[day], self.rests[day], adds, positions

    @cached_property
    def symbol_of(self) -> NDArray[np.int64]:
        """Symbol of each member; a free day is symbol 0."""
        columns: list[NDArray[np.float64]] = []
        for day in self.kinds[1]:
            columns += self._features(day)
        size = len(self.book.members)
        table = np.column_stack([np.arange(size) == 0, *columns])
        table[np.isinf(table)] = -1.0
        _, first, label = np.unique(table, axis=0, return_index=True, return_inverse=True)
        label = label.reshape(-1)
        order = {int(n): rank for rank, n in enumerate(np.argsort(first))}
        return np.array([order[int(n)] for n in label], np.int64)

    def _features(self, day: int) -> list[NDArray[np.float64]]:
        book, bounds = self.book, self.shape.boundaries
        found = [book.masks[run.masks[day]].astype(float) for run in self.shape.runs]
        if day:
            found += list(book.matrices[bounds[day - 1]])
        if day < len(bounds):
            found += list(book.matrices[bounds[day]].T)
        found += [holds(types, book.members).astype(float) for types, _, _ in self.marks[day]]
        found += [holds(types, book.members).astype(float) for types in self._worked(day)]
        adds = [part[day] for c in self.shape.counters for part in (c.factors, c.ending)]
        return found + [part.astype(float) for part in adds]

    def _worked(self, day: int) -> list[Types]:
        """Return the types that no rest tells apart: those of the same minutes."""
        found: dict[tuple[int, int, int], set[int]] = {}
        for number, rest in enumerate(self.rests[day]):
            for type_, begin, end in rest.day.work:
                found.setdefault((number, begin, end), set()).add(type_)
        return [frozenset(found[key]) for key in sorted(found)]

    @cached_property
    def example(self) -> tuple[int, ...]:
        """One member of each symbol."""
        labels = self.symbol_of
        return tuple(int(np.argmax(labels == s)) for s in range(int(labels.max()) + 1))
