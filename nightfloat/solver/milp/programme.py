"""A mixed-integer programme as plain arrays: what one process reads off and another one solves."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from math import gcd

import numpy as np

from nightfloat.constraints.emitter import Lit
from nightfloat.solver.arrays import Floats, Ints
from nightfloat.solver.bounds import least_cost


@dataclass(frozen=True, slots=True)
class Cost:
    """What a tier costs: ``offset`` and, by column, a whole number for each unit."""

    columns: Ints
    factors: Ints
    offset: int

    @property
    def constant(self) -> bool:
        """Whether nothing that is decided costs anything."""
        return not len(self.columns)

    @property
    def unit(self) -> int:
        """What every cost beyond the offset is a multiple of."""
        return max(1, gcd(*self.factors.tolist()))

    def whole(self, bound: float) -> int:
        """Return the least cost that a proved bound allows."""
        return least_cost(bound, self.unit, self.offset)

    def dense(self, columns: int) -> Floats:
        """Return the cost of a unit of every column."""
        found = np.zeros(columns)
        found[self.columns] = self.factors
        return found


def weighed(costs: Sequence[Cost], weights: Sequence[int]) -> Cost:
    """Return what tiers cost together when a unit of each counts its weight."""
    entries: Counter[int] = Counter()
    for cost, weight in zip(costs, weights, strict=True):
        for column, factor in zip(cost.columns, cost.factors, strict=True):
            entries[int(column)] += weight * int(factor)
    said = {column: factor for column, factor in entries.items() if factor}
    offset = sum(w * cost.offset for cost, w in zip(costs, weights, strict=True))
    columns, factors = np.array(list(said), np.int64), np.array(list(said.values()), np.int64)
    return Cost(columns, factors, offset)


@dataclass(frozen=True, slots=True)
class Programme:
    """Whole columns in [low, high] whose sums by row lie in [least, most].

    Parameters
    ----------
    starts, columns, factors
        The rows one after the other: row n has the entries from ``starts[n]`` to ``starts[n + 1]``.
    posts, places
        Post literals and their columns.
    taken
        Posts taken whatever the columns are.
    costs
        One per tier.
    """

    low: Floats
    high: Floats
    least: Floats
    most: Floats
    starts: Ints
    columns: Ints
    factors: Floats
    posts: Ints
    places: Ints
    taken: frozenset[Lit]
    costs: tuple[Cost, ...]

    def chosen(self, values: Floats) -> frozenset[Lit]:
        """Return the posts taken at these values of the columns."""
        return self.taken | frozenset(self.posts[values[self.places] > 0.5].tolist())
