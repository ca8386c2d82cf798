"""Every row of one person with its value by the solver-free evaluation."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from itertools import product
from math import gcd

import numpy as np

from nightfloat.constraints.emitter import Lit, Row
from nightfloat.constraints.patterns import count_free
from nightfloat.solver.arrays import Floats, Ints
from nightfloat.solver.decided import decided
from nightfloat.solver.evaluate import amount
from nightfloat.solver.neutral import Item, Limit, NeutralModel, RestPeriods, literals
from nightfloat.solver.pricing.chains import BARRED
from nightfloat.solver.pricing.columns import Worth
from nightfloat.solver.pricing.problem import Problem
from nightfloat.solver.steps import in_steps


def value(model: NeutralModel, row: Row | RestPeriods, chosen: frozenset[Lit]) -> int:
    """Return the sum of a row, or how many free periods are lost by what is chosen."""
    if isinstance(row, RestPeriods):
        return _free(model, row, frozenset()) - _free(model, row, chosen)
    return sum(f for f, lit in row.terms if model.holds(lit, chosen))


def _are(found: tuple[float, float], asked: tuple[int | None, int | None]) -> bool:
    """Whether sides are those asked for; what nobody pays for is infinite."""
    return all(np.isinf(of) or of == by for of, by in zip(found, asked, strict=True))


def _free(model: NeutralModel, item: RestPeriods, chosen: frozenset[Lit]) -> int:
    on = [b for b in item.blocks if b.lit < 0 or model.holds(b.lit, chosen)]
    return count_free([(b.start, b.end) for b in on], item.within, item.minutes)


@dataclass(frozen=True)
class Listing:
    """All rows of one person that take at most what a column can say."""

    model: NeutralModel
    problem: Problem
    person: int

    @cached_property
    def sets(self) -> dict[bytes, frozenset[Lit]]:
        """Sets of posts by the column that takes them."""
        found: dict[bytes, frozenset[Lit]] = {}
        for chosen in self._sets():
            columns = self.problem.columns(chosen)
            if columns is None:
                assert not self._daily(chosen)
            else:
                found[columns[self.person].tobytes()] = chosen
        return found

    def _sets(self) -> Iterator[frozenset[Lit]]:
        """Yield all sets of posts, day by day; those that no day's limits allow only once."""
        size = len(self.model.shifts)
        by_day: list[list[frozenset[Lit]]] = [[frozenset()] for _ in range(self.model.length)]
        for shift, (_, day) in enumerate(self.model.shifts):
            lit = self.person * size + shift
            by_day[day] += [taken | {lit} for taken in by_day[day]]
        for day, taken in enumerate(by_day):
            lawful = [t for t in taken if all(self._holds(item, t) for item in self._caps(day))]
            yield from (t for t in taken if t not in lawful)
            by_day[day] = lawful
        for parts in product(*by_day):
            yield frozenset().union(*parts)

    def _daily(self, chosen: frozenset[Lit]) -> bool:
        """Whether what single days ask for holds."""
        if any((lit in chosen) != on for lit, on in self._decided.items()):
            return False
        limits = [i for i in self.own if isinstance(i, Limit) and i.price is None]
        return all(self._holds(i, chosen) for i in limits if self._day_of(i) is not None)

    def _caps(self, day: int) -> list[Item]:
        return [item for item in self._days if self._day_of(item) == day]

    @cached_property
    def _days(self) -> list[Limit]:
        """Requirements that cap what one day takes."""
        return [
            item
            for item in self.own
            if isinstance(item, Limit)
            and item.price is None
            and self._day_of(item) is not None
            and all(row.at_least is None for row in item.rows)
            and all(f > 0 for row in item.rows for f, _ in row.terms)
        ]

    def _day_of(self, item: Item) -> int | None:
        assert isinstance(item, Limit)
        days = {
            self.model.shifts[part % len(self.model.shifts)][1]
            for row in item.rows
            for _, lit in row.terms
            for part in self.model.parts(lit)
        }
        return days.pop() if len(days) == 1 else None

    @cached_property
    def own(self) -> list[Item]:
        """The person's items."""
        return [item for item in self.model.items if item.tag.person == self.person]

    def _holds(self, item: Item, chosen: frozenset[Lit]) -> bool:
        return self._amount(item, chosen) == 0

    def _amount(self, item: Item, chosen: frozenset[Lit]) -> int:
        """Return the amount of an item, which no posts but its own change."""
        known = self._amounts.setdefault(id(item), {})
        asked = chosen & self._posts[id(item)]
        if asked not in known:
            known[asked] = amount(self.model, item, asked)
        return known[asked]

    @cached_property
    def _amounts(self) -> dict[int, dict[frozenset[Lit], int]]:
        return {}

    @cached_property
    def _posts(self) -> dict[int, frozenset[Lit]]:
        """The posts that each item of the person speaks of."""
        return {
            id(item): frozenset(p for lit in literals(item) for p in self.model.parts(lit))
            for item in self.own
        }

    @cached_property
    def _open(self) -> dict[bytes, frozenset[Lit]]:
        """Sets that a column may take: of others nobody asks what they add to a row."""
        return {
            key: chosen
            for key, chosen in self.sets.items()
            if self._worth.cost(self.person, np.frombuffer(key, np.int64)) < BARRED
        }

    @cached_property
    def linked(self) -> dict[int, Row | RestPeriods]:
        """The model's row behind each row of the master that the person is in.

        Without a column that may be taken nothing tells them apart, and none is named.
        """
        entries = [self._entries(np.frombuffer(key, np.int64)) for key in self._open]
        found: dict[int, Row | RestPeriods] = {}
        if not entries:
            return found
        for owner in (-1, self.person):
            items = [i for i in self.model.items if i.tag.person == owner]
            sums = [row for item in items if isinstance(item, Limit) for row in item.rows]
            rows = iter([*sums, *(item for item in items if isinstance(item, RestPeriods))])
            row = next(rows, None)
            for number in np.flatnonzero(self.problem.rows.owner == owner):
                wanted = [entry[number] for entry in entries]
                while row is not None and not self._is(row, int(number), wanted):
                    row = next(rows, None)
                assert row is not None, "a row of the master that is no row of the model"
                found[int(number)] = row
                if isinstance(row, RestPeriods):
                    row = next(rows, None)
        return found

    def _is(self, row: Row | RestPeriods, number: int, wanted: list[float]) -> bool:
        low, high = float(self.problem.rows.low[number]), float(self.problem.rows.high[number])
        step = self._step(row, number)
        if isinstance(row, RestPeriods):
            if (row.price is None) != self.problem.rows.hard[number] or self._sums(number):
                return False
            spare = _free(self.model, row, frozenset()) - row.at_least
            sides: list[tuple[int | None, int | None]] = [(None, spare)]
        elif self._sums(number) or not (self.problem.rows.event_row == number).any():
            parts = [row] if step == 1 else in_steps(row, step)
            sides = [(one.at_least, one.at_most) for one in parts]
        else:
            return False
        if not any(_are((low, high), bounds) for bounds in sides):
            return False
        values = [value(self.model, row, chosen) / step for chosen in self._open.values()]
        return values == wanted

    def _step(self, row: Row | RestPeriods, number: int) -> int:
        """Return of how many units the master counts a row: priced ones of one person in steps."""
        rows = self.problem.rows
        if isinstance(row, RestPeriods) or rows.owner[number] < 0 or rows.hard[number]:
            return 1
        return gcd(*(factor for factor, _ in row.terms)) or 1

    def _sums(self, number: int) -> bool:
        """Whether a row has cells or what takes several days: what free periods lose is neither."""
        rows, events = self.problem.rows, self.problem.events
        taken = rows.event[rows.event_row == number] % max(1, len(events))
        days = np.array([len(by_day) for by_day in events], np.int64)
        return bool((rows.cell_row == number).any() or (days[taken] > 1).any())

    def _entries(self, column: Ints) -> Floats:
        found = np.zeros(self.problem.rows.count)
        rows, factors = self._worth.entries(self.person, column)
        np.add.at(found, rows, factors)
        return found

    @cached_property
    def _worth(self) -> Worth:
        return Worth(self.problem)

    @cached_property
    def _decided(self) -> dict[Lit, bool]:
        """Posts of the person that single requirements, those of the team included, decide."""
        size = len(self.model.shifts)
        return {lit: on for lit, on in decided(self.model).items() if lit // size == self.person}

    @cached_property
    def inner(self) -> list[Item]:
        """The items that a column prices by itself."""
        outer = {id(row) for n, row in self.linked.items() if self.problem.rows.owner[n] >= 0}
        return [
            item
            for item in self.own
            if not any(
                id(row) in outer for row in (item.rows if isinstance(item, Limit) else [item])
            )
        ]

    @cached_property
    def lawful(self) -> dict[bytes, int]:
        """What each lawful column costs by itself."""
        found: dict[bytes, int] = {}
        for key, chosen in self.sets.items():
            amounts = [(item.price, self._amount(item, chosen)) for item in self.inner]
            hard = any(units for price, units in amounts if price is None)
            if not hard and self._daily(chosen):
                found[key] = sum(price.weight * units for price, units in amounts if price)
        return found

    def reduced(self, duals: Floats, extra: Floats) -> dict[bytes, float]:
        """Return the cost of each lawful column at duals, with an extra price by day and member."""
        costs = np.array(list(self.lawful.values()), np.float64)
        paid = self._values @ duals[list(self.linked)]
        more = extra[np.arange(self.model.length), self._columns].sum(axis=1)
        return dict(zip(self.lawful, (costs - paid + more).tolist(), strict=True))

    @cached_property
    def _columns(self) -> Ints:
        """The lawful columns, one a row."""
        return np.frombuffer(b"".join(self.lawful), np.int64).reshape(-1, self.model.length)

    @cached_property
    def _values(self) -> Floats:
        """What each lawful column adds to the rows it is linked by."""
        values = [
            [
                value(self.model, row, self.sets[key]) / self._step(row, number)
                for number, row in self.linked.items()
            ]
            for key in self.lawful
        ]
        return np.array(values, np.float64).reshape(len(values), len(self.linked))
