"""Bounds on sums, and which sums one counter can count one after the other."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from nightfloat.constraints.emitter import Row
from nightfloat.solver.evaluate import row_amount
from nightfloat.solver.pricing.sums import Sum

BARRED = 1e15


@dataclass(frozen=True)
class Bound:
    """One row over a sum, what a unit of its amount costs (``inf``: it may not happen), and whose.

    ``constraint`` is the index of what asks for it.
    """

    sum: Sum
    row: Row
    weight: float
    constraint: int = 0

    def cost(self, value: int) -> float:
        """Return what ``value`` costs."""
        amount = row_amount(self.row, value)
        return BARRED if amount and np.isinf(self.weight) else (amount and amount * self.weight)


@dataclass(frozen=True)
class Spread:
    """Number of posts behind an event, 0 for one that is left to the master, and its days."""

    posts: int
    first: int
    last: int


@dataclass(frozen=True, eq=False)
class Key:
    """A sum in its greatest common unit: sums that differ by a factor are one."""

    sum: Sum

    def __hash__(self) -> int:
        return hash((self.sum.factors.tobytes(), self.sum.events))

    def __eq__(self, other: object) -> bool:
        return (
            isinstance(other, Key)
            and self.sum.events == other.sum.events
            and np.array_equal(self.sum.factors, other.sum.factors)
        )


@dataclass(frozen=True)
class Part:
    """A sum that may be counted, its bounds, and the days that add to it."""

    key: Key
    bounds: list[Bound]
    first: int
    last: int

    @property
    def constraint(self) -> int:
        """What the sum is asked by."""
        return min(bound.constraint for bound in self.bounds)

    def follows(self, other: "Part") -> bool:
        """Whether it begins when the other ends, or with its last day."""
        return self.first >= other.last and self.first > other.first


def chained(parts: Sequence[Part]) -> list[list[Part]]:
    """Return sums strung together that are over days one after the other.

    Those of one constraint come first, then what is left in order.
    """
    chains: list[list[Part]] = []
    for part in sorted(parts, key=lambda part: (part.constraint, part.first)):
        same = [c for c in chains if c[-1].constraint == part.constraint]
        _append(same, [part], chains)
    found: list[list[Part]] = []
    for chain in sorted(chains, key=lambda chain: chain[0].first):
        _append(found, chain, found)
    return found


def _append(to: list[list[Part]], chain: list[Part], chains: list[list[Part]]) -> None:
    """Put a chain behind the first that it follows, else beside them."""
    before = next((other for other in to if chain[0].follows(other[-1])), None)
    if before is None:
        chains.append(chain)
    else:
        before += chain


@dataclass(frozen=True)
class Seen:
    """What sums see of a row that may take what is open."""

    open_: NDArray[np.bool_]
    spread: Sequence[Spread]

    def days(self, sum_: Sum) -> tuple[int, int]:
        """Return the first and the last day that add to a sum."""
        days = np.flatnonzero((self.open_ & (sum_.factors != 0)).any(axis=1)).tolist()
        days += [day for e, _ in sum_.events for day in (self.spread[e].first, self.spread[e].last)]
        return min(days, default=0), max(days, default=0)

    def share(self, chain: Sequence[Part]) -> float:
        """Rank sums: the share of the row they see; what events happen comes before counts."""
        cells = np.any([part.key.sum.factors > 0 for part in chain], axis=0)
        share = float((self.open_ & cells).sum()) / max(1, int(self.open_[:, 1:].sum()))
        events = [e for part in chain for e, _ in part.key.sum.events]
        posts = sum(self.spread[e].posts for e in events) / max(1, self.open_[:, 1:].size)
        return share + (1.0 + posts if events else 0.0) + (2.0 if share > 0.99 else 0.0)


def grouped(bounds: Sequence[Bound]) -> dict[Key, list[Bound]]:
    """Return bounds by their sum."""
    found: dict[Key, list[Bound]] = {}
    for bound in bounds:
        unit = bound.sum.unit
        events = tuple((e, f // unit) for e, f in bound.sum.events)
        key = Key(Sum(bound.sum.factors // unit, events))
        found.setdefault(key, []).append(bound)
    return found
