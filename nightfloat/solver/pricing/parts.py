"""Each personal item of a neutral model has one place: a day, two, a run, a sum, free periods."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cached_property
from itertools import chain

import numpy as np
from numpy.typing import NDArray

from nightfloat.constraints.emitter import Lit, Row
from nightfloat.solver.arrays import Ints
from nightfloat.solver.neutral import Item, Limit, NeutralModel, RestPeriods, RunLimit

type Types = frozenset[int]


class ForeignError(Exception):
    """The model asks for something that columns cannot say."""


@dataclass(frozen=True)
class Days:
    """Where literals lie: the shift types behind a literal, by day.

    Types are indexes into ``names``, the ids in order.
    """

    model: NeutralModel

    @cached_property
    def names(self) -> tuple[str, ...]:
        """Shift type ids, sorted."""
        return tuple(sorted({type_ for type_, _ in self.model.shifts}))

    @cached_property
    def type_of(self) -> list[int]:
        """Type index of each shift."""
        index = {name: n for n, name in enumerate(self.names)}
        return [index[type_] for type_, _ in self.model.shifts]

    @cached_property
    def day_of(self) -> list[int]:
        """Day of each shift."""
        return [day for _, day in self.model.shifts]

    @cached_property
    def shift_at(self) -> NDArray[np.int32]:
        """Shift index by day and type, -1 where there is none."""
        found = np.full((self.model.length, len(self.names)), -1, np.int32)
        for shift, (day, type_) in enumerate(zip(self.day_of, self.type_of, strict=True)):
            found[day, type_] = shift
        return found

    def by_day(self, lit: Lit) -> dict[int, Types]:
        """Return the types that make ``lit`` hold, by day."""
        if lit < self.model.posts:
            return self._alone[lit % len(self._alone)]
        return self._disjunction(lit - self.model.posts)

    @cached_property
    def _alone(self) -> list[dict[int, Types]]:
        """The one type behind a post, by its shift."""
        pairs = zip(self.day_of, self.type_of, strict=True)
        return [{day: frozenset((type_,))} for day, type_ in pairs]

    def spread(self, works: Sequence[Sequence[Lit]]) -> tuple[Ints, Ints, Ints]:
        """Return for each post behind the literals of some days: that day, its own, its type."""
        parts = works
        if max((max(lits, default=0) for lits in works), default=0) >= self.model.posts:
            parts = [list(chain.from_iterable(map(self.model.parts, lits))) for lits in works]
        listed = np.repeat(np.arange(len(parts)), list(map(len, parts)))
        shifts = np.fromiter(chain.from_iterable(parts), np.int64) % max(1, len(self.type_of))
        day, type_ = self.place[shifts].T
        return listed, day, type_

    @cached_property
    def place(self) -> Ints:
        """Day and type of each shift."""
        return np.array([self.day_of, self.type_of], np.int64).T

    def _disjunction(self, index: int) -> dict[int, Types]:
        found = self._seen.get(index)
        if found is None:
            found = self._seen[index] = self._read(self.model.any_of[index])
        return found

    def _read(self, parts: Sequence[Lit]) -> dict[int, Types]:
        size = len(self.model.shifts)
        key = tuple(part % size for part in parts)
        if key not in self._known:
            found: defaultdict[int, set[int]] = defaultdict(set)
            for shift in key:
                found[self.day_of[shift]].add(self.type_of[shift])
            self._known[key] = {day: frozenset(types) for day, types in sorted(found.items())}
        return self._known[key]

    @cached_property
    def _seen(self) -> dict[int, dict[int, Types]]:
        return {}

    @cached_property
    def _known(self) -> dict[tuple[int, ...], dict[int, Types]]:
        return {}


@dataclass
class Parts:
    """What the items of one person ask of the row, by place.

    Attributes
    ----------
    day, pair
        Limits inside one day, and over a day and the next, by (first) day.
    sums
        Limits over more days.
    rests
        Free periods, over any days.
    foreign
        What a pricing programme cannot say: a model of the person prices it.
    """

    day: defaultdict[int, list[Limit]] = field(default_factory=lambda: defaultdict(list))
    pair: defaultdict[int, list[Limit]] = field(default_factory=lambda: defaultdict(list))
    runs: list[RunLimit] = field(default_factory=list[RunLimit])
    sums: list[Limit] = field(default_factory=list[Limit])
    rests: list[RestPeriods] = field(default_factory=list[RestPeriods])
    foreign: list[Item] = field(default_factory=list[Item])


@dataclass(frozen=True)
class Split:
    """The items of a model, those of each person and those of the team."""

    people: tuple[Parts, ...]
    team: tuple[Limit, ...]


def split(model: NeutralModel, days: Days) -> Split:
    """Return every item in its place; what fixed posts say already is left out."""
    people = tuple(Parts() for _ in model.people)
    team: list[Limit] = []
    for item in model.items:
        match item:
            case Limit() if item.tag.person < 0 or not _is_own(item, model):
                team.append(item)
            case Limit():
                _place(item, people[item.tag.person], days)
            case RunLimit():
                _run(item, people[item.tag.person], days)
            case RestPeriods():
                people[item.tag.person].rests.append(item)
    return Split(people, tuple(team))


def _is_own(item: Limit, model: NeutralModel) -> bool:
    """Whether a person's item speaks of that person's posts alone."""
    size, posts, person = len(model.shifts), model.posts, item.tag.person
    return all(
        (lit if lit < posts else model.any_of[lit - posts][0]) // size == person
        for row in item.rows
        for _, lit in row.terms
    )


def _run(item: RunLimit, parts: Parts, days: Days) -> None:
    listed, day, _ = days.spread(item.works)
    (parts.runs if np.array_equal(listed + item.tag.first, day) else parts.foreign).append(item)


def _place(item: Limit, parts: Parts, days: Days) -> None:
    if item.price is None and all(decides(row) for row in item.rows):
        return
    seen = [day for row in item.rows for _, lit in row.terms for day in days.by_day(lit)]
    first, last = (min(seen), max(seen)) if seen else (0, 0)
    if first == last:
        parts.day[first].append(item)
    elif last == first + 1:
        parts.pair[first].append(item)
    elif len(item.rows) > 1 and item.price is not None:
        parts.foreign.append(item)
    else:
        parts.sums.append(item)


def decides(row: Row) -> bool:
    """Whether a requirement only forbids each of its posts."""
    return (
        row.at_most == 0
        and row.over > 0
        and row.at_least is None
        and bool(row.terms)
        and all(factor > 0 for factor, _ in row.terms)
    )


def having(days: Days, members: Sequence[Types]) -> NDArray[np.bool_]:
    """Return by type and member whether the member has the type."""
    found = [holds(frozenset((t,)), members) for t in range(len(days.names))]
    return np.array(found, np.bool_).reshape(len(days.names), len(members))


def holds(types: Types, members: Sequence[Types]) -> NDArray[np.int64]:
    """Return 1 for each member that has one of the types."""
    return np.array([int(not types.isdisjoint(member)) for member in members], np.int64)
