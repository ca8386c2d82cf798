"""The shape of a row: all that people on the same terms share, whatever their prices and caps."""

from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from nightfloat.constraints.emitter import Row
from nightfloat.solver.evaluate import row_amount
from nightfloat.solver.neutral import Limit, RunLimit
from nightfloat.solver.pricing.between import brought_together
from nightfloat.solver.pricing.parts import Days, Parts, Types, having, holds
from nightfloat.solver.pricing.rests import Rest
from nightfloat.solver.pricing.sums import Resource, Sum

type Matrix = NDArray[np.float64]
type Mask = NDArray[np.int64]


# the states of runs, and of rests by their number
type Start = tuple[tuple[int, ...], tuple[tuple[int, int], ...]]

# the state of a run that touches a waived day, which makes it free
FREE = -1


@dataclass(frozen=True, slots=True)
class RunRule:
    """One bound on runs: ``least`` or ``most`` says which; a day missing or over costs ``cost``.

    ``start`` is the state before the days [first, end) that are looked at, after which a run is
    owed nothing. A run that touches a ``waived`` day is free.
    """

    masks: tuple[int, ...]
    on: bool
    least: bool
    bound: int
    cost: float
    start: int
    first: int
    end: int
    waived: frozenset[int] = frozenset()

    def looks(self, day: int) -> int:
        """Return 0 on a day that is looked at, -1 before and 1 after these days."""
        return (day >= self.end) - (day < self.first)

    def waives(self, day: int) -> tuple[bool, bool]:
        """Return whether a day is waived, and whether a later one is."""
        return day in self.waived, any(other > day for other in self.waived)

    def advance(self, state: int, day: int, *, inside: bool) -> tuple[int, int]:
        """Return the next state, and how many units of the amount this day adds.

        The state is the length of the run so far, as far as it matters. What a run is too long by
        is added day by day, or, where a waived day may yet free it, when it ends.
        """
        if (looks := self.looks(day)) != 0:
            return (state if looks < 0 else 0), 0
        if not inside and self.least:
            return 0, self.bound - state if state > 0 else 0
        if not inside:
            return 0, max(0, state - self.bound)
        waived, later = self.waives(day)
        if waived or state == FREE:
            return FREE, 0
        if self.least or state < self.bound:
            return min(state + 1, self.bound), 0
        if later:
            return min(state + 1, self.bound + 1) if self.cost == np.inf else state + 1, 0
        return self.bound, 1


@dataclass(frozen=True, slots=True)
class Event:
    """Something that happens at most once: the first of its posts, spread over days, is taken."""

    by_day: tuple[tuple[int, Types], ...]


@dataclass(frozen=True, slots=True)
class Loss:
    """So many free periods of a rest (its number) are lost by the work of a day."""

    rest: int
    day: int
    periods: int
    types: Types

    @property
    def by_day(self) -> tuple[tuple[int, Types], ...]:
        """What may bring it about."""
        return ((self.day, self.types),)


@dataclass
class Book:
    """Numbers for masks, matrices, events and rests, the same for everybody.

    ``members`` are the sets of types a day can hold.
    """

    days: Days
    members: Sequence[Types]
    weights: Sequence[int]
    masks: list[Mask] = field(default_factory=list[Mask])
    matrices: list[Matrix] = field(default_factory=list[Matrix])
    events: dict[Event | Loss, int] = field(default_factory=dict[Event | Loss, int])
    rests: dict[Rest, int] = field(default_factory=dict[Rest, int])
    # the rest of each event that is a loss
    lost: dict[int, int] = field(default_factory=dict[int, int])
    _mask_of: dict[Types, int] = field(default_factory=dict[Types, int])
    _pair_of: dict[Hashable, Matrix] = field(default_factory=dict[Hashable, Matrix])
    _matrix_of: dict[Hashable, int] = field(default_factory=dict[Hashable, int])
    _lost_of: dict[int, Sum] = field(default_factory=dict[int, Sum])

    def mask(self, types: Types) -> int:
        """Return the number of 'takes one of these types'."""
        if types not in self._mask_of:
            self._mask_of[types] = len(self.masks)
            self.masks.append(holds(types, self.members))
        return self._mask_of[types]

    def event(self, by_day: Mapping[int, Types]) -> int:
        """Return the number of an event."""
        event = Event(tuple(by_day.items()))
        return self.events.setdefault(event, len(self.events))

    def runs(self, items: Sequence[RunLimit]) -> tuple[RunRule, ...]:
        """Return the bounds of run limits."""
        found: list[RunRule] = []
        for item in items:
            masks, first = self._masks(item), item.tag.first
            days = first, first + len(item.works)
            before = item.border.length if item.border.on is item.on else 0
            waived = frozenset(first + day for day in item.waived if day >= 0)
            free = any(-before <= day < 0 for day in item.waived)
            open_ = item.border.truncated and item.border.on in (None, item.on)
            cost = self._weight(item)
            if item.at_least > 1:
                start = item.at_least if open_ else min(before, item.at_least)
                start = FREE if free else start
                rule = RunRule(masks, item.on, True, item.at_least, cost, start, *days, waived)
                found.append(rule)
            if item.at_most is not None and item.at_most < before + len(item.works):
                start = FREE if free else min(before, item.at_most)
                rule = RunRule(masks, item.on, False, item.at_most, cost, start, *days, waived)
                found.append(rule)
        return tuple(found)

    def _masks(self, item: RunLimit) -> tuple[int, ...]:
        """Return the number of 'goes on with the run' for each day."""
        on = np.zeros((self.days.model.length, len(self.days.names)), np.bool_)
        _, day, types = self.days.spread(item.works)
        on[day, types] = True
        known = {row.tobytes(): frozenset(np.flatnonzero(row).tolist()) for row in on}
        numbers = {key: self.mask(types) for key, types in known.items()}
        return tuple(numbers[row.tobytes()] for row in on)

    def boundaries(self, parts: Parts) -> tuple[int, ...]:
        """Return the number of the cost matrix between each day and the next."""
        return tuple(
            self._boundary([self._relative(item, day) for item in parts.pair.get(day, ())])
            for day in range(self.days.model.length - 1)
        )

    def bring_together(
        self, asked: Sequence[Sequence[int]], open_: NDArray[np.bool_]
    ) -> list[tuple[int, ...]]:
        """Return fewer matrices for everybody's days; ``open_`` is by person, day and member."""
        fewer, numbers = brought_together(self.matrices, asked, open_)
        first = len(self.matrices)
        self.matrices += fewer
        return [tuple(first + number for number in row) for row in numbers]

    def _boundary(self, keys: Sequence[Hashable]) -> int:
        key = tuple(keys)
        if key not in self._matrix_of:
            total = np.zeros((len(self.members), len(self.members)))
            for part in key:
                total += self._pair_of[part]
            known = next((n for n, m in enumerate(self.matrices) if np.array_equal(m, total)), None)
            if known is None:
                known = len(self.matrices)
                self.matrices.append(total)
            self._matrix_of[key] = known
        return self._matrix_of[key]

    def _relative(self, item: Limit, day: int) -> Hashable:
        """Return an item over ``day`` and the next without saying which day, its matrix known."""
        rows = tuple(self._relative_row(row, day) for row in item.rows)
        weight = self._weight(item)
        if (rows, weight) not in self._pair_of:
            worst = np.zeros((len(self.members), len(self.members)))
            for terms, row in rows:
                worst = np.maximum(worst, self._amounts(terms, row))
            self._pair_of[rows, weight] = np.where(worst > 0, weight, 1.0) * worst
            self._pair_of[rows, weight][worst == 0] = 0.0
        return rows, weight

    def _relative_row(self, row: Row, day: int) -> tuple[tuple[tuple[int, Types, Types], ...], Row]:
        terms: list[tuple[int, Types, Types]] = []
        for factor, lit in row.terms:
            on = self.days.by_day(lit)
            terms.append((factor, on.get(day, frozenset()), on.get(day + 1, frozenset())))
        return tuple(terms), Row((), row.at_least, row.at_most, row.under, row.over)

    def _amounts(self, terms: Sequence[tuple[int, Types, Types]], row: Row) -> Matrix:
        value = np.zeros((len(self.members), len(self.members)), np.int64)
        for factor, first, second in terms:
            either = holds(first, self.members)[:, None] | holds(second, self.members)[None, :]
            value += factor * either
        amounts = {int(v): float(row_amount(row, int(v))) for v in np.unique(value)}
        return np.vectorize(amounts.__getitem__, otypes=[float])(value)

    def _weight(self, item: Limit | RunLimit) -> float:
        if item.price is None:
            return np.inf
        return float(self.weights[item.price.tier] * item.price.weight)

    def sum(self, row: Row) -> Sum:
        """Return a row's factors by day and member, and of events."""
        factors = self.nothing.factors
        events: list[tuple[int, int]] = []
        posts: list[tuple[int, int]] = []
        for factor, lit in row.terms:
            if lit < self.days.model.posts:
                posts.append((factor, lit % len(self.days.type_of)))
                continue
            on = self.days.by_day(lit)
            if len(on) > 1:
                events.append((self.event(on), factor))
                continue
            for day, types in on.items():
                factors[day] += factor * self.masks[self.mask(types)]
        self._add(factors, posts)
        return Sum(factors, tuple(sorted(events)))

    def _add(self, factors: NDArray[np.int64], posts: Sequence[tuple[int, int]]) -> None:
        """Add what single posts are worth, given as factor and shift."""
        if posts:
            worth, shifts = np.array(posts, np.int64).T
            day, type_ = self.days.place[shifts].T
            np.add.at(factors, day, worth[:, None] * self._with[type_])

    @cached_property
    def _with(self) -> NDArray[np.bool_]:
        return having(self.days, self.members)

    @property
    def nothing(self) -> Sum:
        """The sum to which no member and no event adds."""
        return Sum(np.zeros((self.days.model.length, len(self.members)), np.int64), ())

    def rest(self, rest: Rest) -> Sum:
        """Return the sum of the free periods that are lost."""
        number = self.rests.setdefault(rest, len(self.rests))
        if number not in self._lost_of:
            self._lost_of[number] = self._losses(number, rest)
        return self._lost_of[number]

    def _losses(self, number: int, rest: Rest) -> Sum:
        events: list[tuple[int, int]] = []
        for day, on in enumerate(rest.days, rest.first):
            types = frozenset(type_ for type_, *_ in on.work)
            most = max(on.most(member) for member in self.members)
            for periods in range(1, most + 1 if types else 1):
                loss = Loss(number, day, periods, types)
                event = self.events.setdefault(loss, len(self.events))
                self.lost[event] = number
                events.append((event, periods))
        return replace(self.nothing, events=tuple(sorted(events)))


@dataclass(frozen=True)
class Shape:
    """Runs, adjacent days, events, rests and what up to two counters count.

    Attributes
    ----------
    boundaries
        Number of the cost matrix between a day and the next.
    events
        Numbers of the events that somebody prices or counts.
    rests
        Numbers of the rests among them, and the state of each before its first day.
    counters
        What days add to the fine counter, and to a coarse one.
    """

    runs: tuple[RunRule, ...]
    boundaries: tuple[int, ...]
    events: tuple[int, ...]
    rests: tuple[tuple[int, int], ...]
    counters: tuple[Resource, ...]

    @property
    def key(self) -> Hashable:
        """Equal for people whose graphs are the same but for where they start."""
        runs = tuple(
            (r.masks, r.on, r.least, r.bound, r.cost, r.first, r.end, r.waived) for r in self.runs
        )
        counters = tuple(counter.key for counter in self.counters)
        rests = tuple(number for number, _ in self.rests)
        return runs, self.boundaries, self.events, rests, counters

    @property
    def start(self) -> Start:
        """The states of runs and rests before the first day."""
        return tuple(run.start for run in self.runs), self.rests
