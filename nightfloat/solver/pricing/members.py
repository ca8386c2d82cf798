"""A member is a set of shift types that one person may take on one day; member 0 is a free day."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from nightfloat.constraints.emitter import Lit
from nightfloat.solver.evaluate import row_amount
from nightfloat.solver.neutral import Limit, NeutralModel
from nightfloat.solver.pricing.parts import Days, Split, Types

MOST = 400
FORBIDDEN = np.inf

type Group = tuple[int, ...]


@dataclass(frozen=True)
class Cells:
    """What each person may take on each day, and what it costs by itself.

    Attributes
    ----------
    members
        The sets of types in use, ``members[0]`` empty.
    price
        By person, day and member; ``inf`` where it is forbidden.
    """

    members: tuple[Types, ...]
    price: NDArray[np.float64]


class TooManyError(Exception):
    """A person's day has more legal sets of shifts than a pricing programme should list."""


def cells(
    model: NeutralModel,
    days: Days,
    parts: Split,
    fixed: Mapping[Lit, bool],
    weights: Sequence[int],
) -> Cells:
    """Return members and their prices; ``weights`` is what a unit of each tier's cost counts.

    Raises
    ------
    TooManyError
        If a day has more than ``MOST`` members.
    """
    builder = _Builder(model, days, fixed, weights)
    found = [
        [builder.day(person, day, parts.people[person].day[day]) for day in range(model.length)]
        for person in range(len(model.people))
    ]
    members = tuple(builder.ids)
    price = np.full((len(model.people), model.length, len(members)), FORBIDDEN)
    for person, row in enumerate(found):
        for day, priced in enumerate(row):
            for member, cost in priced:
                price[person, day, member] = cost
    return Cells(members, price)


@dataclass
class _Builder:
    """Lists the members of one person's day, whose number it gives on first sight."""

    model: NeutralModel
    days: Days
    fixed: Mapping[Lit, bool]
    weights: Sequence[int]

    def __post_init__(self) -> None:
        self.ids: dict[Types, int] = {frozenset(): 0}
        self._offered = [
            [(int(t), int(s)) for t, s in enumerate(row) if s >= 0] for row in self.days.shift_at
        ]

    def day(self, person: int, day: int, items: Sequence[Limit]) -> list[tuple[int, float]]:
        """Return the legal members of a day with their prices."""
        base = person * len(self.model.shifts)
        status = [(t, self.fixed.get(base + shift)) for t, shift in self._offered[day]]
        open_ = tuple(t for t, on in status if on is not False)
        pinned = frozenset(t for t, on in status if on)
        hard = [item for item in items if item.price is None]
        soft = [item for item in items if item.price is not None]
        legal = self._legal(open_, pinned, day, hard)
        kept = [m for m in legal if pinned <= m[1]] if pinned else legal
        return [(number, self._cost(types, soft)) for number, types in kept]

    def _legal(
        self, open_: tuple[int, ...], pinned: Types, day: int, hard: list[Limit]
    ) -> list[tuple[int, Types]]:
        """Return the sets of open types that all requirements of the day allow.

        Those without what is pinned are not all among them.
        """
        shifts = {shift for _, shift in self._offered[day]}
        free = list(hard)
        if any(self._is_clique(item, shifts) for item in hard):
            sets = [frozenset[int](), *(frozenset((t,)) for t in open_)]
            free = [item for item in hard if not self._is_clique(item, shifts)]
        else:
            sets = self._grow(open_, pinned, hard)
        return [
            (self.ids.setdefault(types, len(self.ids)), types)
            for types in sets
            if all(self._amount(item, types) == 0 for item in free)
        ]

    def _is_clique(self, item: Limit, shifts: set[int]) -> bool:
        """Whether the item lets any one of all the day's posts be taken, and no two."""
        row, size = item.rows[0], len(self.model.shifts)
        one = len(item.rows) == 1 and row.at_most == 1 and row.at_least is None
        if not one or len(row.terms) < len(shifts):
            return False
        posts = {lit for _, lit in row.terms}
        return (
            len(posts) == len(row.terms)
            and all(f == 1 and lit < self.model.posts for f, lit in row.terms)
            and shifts <= {lit % size for lit in posts}
        )

    def _grow(self, open_: tuple[int, ...], pinned: Types, hard: list[Limit]) -> list[Types]:
        """Return all sets around the pinned that no monotone requirement forbids, by size."""
        caps = [item for item in hard if _only_caps(item)]
        others = tuple(type_ for type_ in open_ if type_ not in pinned)
        sets, last = [pinned], [()]
        while last:
            last = [group for group in _larger(last, others) if self._fits(pinned, group, caps)]
            sets += map(pinned.union, last)
            if len(sets) > MOST:
                raise TooManyError
        return sets

    def _fits(self, pinned: Types, group: Iterable[int], caps: Sequence[Limit]) -> bool:
        types = pinned.union(group)
        return all(self._amount(item, types) == 0 for item in caps)

    def _cost(self, types: Types, soft: list[Limit]) -> float:
        cost = 0
        for item in soft:
            if item.price is not None:
                weight = self.weights[item.price.tier] * item.price.weight
                cost += weight * self._amount(item, types)
        return float(cost)

    def _amount(self, item: Limit, types: Types) -> int:
        """Return the item's amount when exactly ``types`` are taken on its day."""
        worst = 0
        for row in item.rows:
            value = sum(f for f, lit in row.terms if self._holds(lit, types))
            worst = max(worst, row_amount(row, value))
        return worst

    def _holds(self, lit: Lit, types: Types) -> bool:
        return any(not types.isdisjoint(part) for part in self.days.by_day(lit).values())


def _larger(groups: Iterable[Group], open_: Group) -> Iterator[Group]:
    """Yield each group with one more type, which comes after its own."""
    for group in groups:
        yield from ((*group, type_) for type_ in open_ if not group or type_ > group[-1])


def _only_caps(item: Limit) -> bool:
    """Whether what the item forbids stays forbidden when shifts are added."""
    return all(row.at_least is None and all(f >= 0 for f, _ in row.terms) for row in item.rows)
