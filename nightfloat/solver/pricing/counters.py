"""Which sums of a row the programme counts exactly; the others become rows of the master."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from nightfloat.constraints.emitter import Row
from nightfloat.solver.evaluate import row_amount
from nightfloat.solver.pricing.shape import Sum

ROOM = 5_000_000
BARRED = 1e15


@dataclass(frozen=True)
class Bound:
    """One row over a sum, and what a unit of its amount costs (``inf``: it may not happen)."""

    sum: Sum
    row: Row
    weight: float

    def cost(self, value: int) -> float:
        """Return what ``value`` costs."""
        amount = row_amount(self.row, value)
        return BARRED if amount and np.isinf(self.weight) else (amount and amount * self.weight)


@dataclass(frozen=True)
class Counter:
    """A sum in its greatest common unit, with everything that bounds or prices it.

    ``final`` is the cost by value; a greater value is forbidden or impossible.
    """

    sum: Sum
    bounds: tuple[Bound, ...]
    final: NDArray[np.float64]

    @property
    def least(self) -> int:
        """The smallest value that is allowed."""
        return int(np.argmax(self.final < BARRED))

    @property
    def most(self) -> int:
        """The greatest value that is allowed."""
        return len(self.final) - 1


@dataclass(frozen=True)
class Chosen:
    """Counters (fine first) and what is left for the master."""

    fine: Counter | None
    coarse: Counter | None
    left: tuple[Bound, ...]


def choose(bounds: Sequence[Bound], open_: NDArray[np.bool_], spans: Sequence[int]) -> Chosen:
    """Return up to two sums to count, those that see most of the row.

    Parameters
    ----------
    open_
        By day and member: whether the person may take it.
    spans
        Number of posts behind each event, 0 for one that is left to the master.
    """
    groups = _grouped(bounds)
    usable = [
        s
        for s in groups
        if _nonnegative(s)
        and all(spans[e] for e, _ in s.sum.events)
        and any(_binds(b, open_) for b in groups[s])
    ]
    ranked = sorted(usable, key=lambda n: -_seen(n.sum, open_, spans))
    picked = [_counter(s, groups[s], open_) for s in ranked[:2]]
    picked.sort(key=lambda c: -len(c.final))
    fine = picked[0] if picked else None
    coarse = picked[1] if len(picked) > 1 else None
    if fine and coarse and len(fine.final) * len(coarse.final) * len(open_) > ROOM:
        coarse = None
    counted = {id(b) for c in (fine, coarse) if c is not None for b in c.bounds}
    left = [
        b
        for b in bounds
        if id(b) not in counted and _binds(b, open_) and not (fine and _loose(b, fine, open_))
    ]
    return Chosen(fine, coarse, tuple(left))


@dataclass(frozen=True, eq=False)
class _Key:
    """A sum in its greatest common unit: sums that differ by a factor are one."""

    sum: Sum

    def __hash__(self) -> int:
        return hash((self.sum.factors.tobytes(), self.sum.events))

    def __eq__(self, other: object) -> bool:
        return (
            isinstance(other, _Key)
            and self.sum.events == other.sum.events
            and np.array_equal(self.sum.factors, other.sum.factors)
        )


def _grouped(bounds: Sequence[Bound]) -> dict[_Key, list[Bound]]:
    found: dict[_Key, list[Bound]] = {}
    for bound in bounds:
        unit = bound.sum.unit
        events = tuple((e, f // unit) for e, f in bound.sum.events)
        key = _Key(Sum(bound.sum.factors // unit, events))
        found.setdefault(key, []).append(bound)
    return found


def _nonnegative(key: _Key) -> bool:
    return bool((key.sum.factors >= 0).all()) and all(f > 0 for _, f in key.sum.events)


def _greatest(sum_: Sum, open_: NDArray[np.bool_]) -> int:
    """Return a value that no row exceeds."""
    by_day = np.where(open_, sum_.factors, 0).max(axis=1)
    return int(by_day.sum()) + sum(max(0, f) for _, f in sum_.events)


def _smallest(sum_: Sum, open_: NDArray[np.bool_]) -> int:
    """Return a value that no row falls below."""
    by_day = np.where(open_, sum_.factors, 0).min(axis=1)
    return int(by_day.sum()) + sum(min(0, f) for _, f in sum_.events)


def _binds(bound: Bound, open_: NDArray[np.bool_]) -> bool:
    """Whether some value in reach costs anything."""
    row = bound.row
    over = row.at_most is not None and _greatest(bound.sum, open_) > row.at_most
    return over or (row.at_least is not None and _smallest(bound.sum, open_) < row.at_least)


def _seen(sum_: Sum, open_: NDArray[np.bool_], spans: Sequence[int]) -> float:
    """Rank a sum: the share of the row it sees; what events happen comes before plain counts."""
    share = float((open_ & (sum_.factors > 0)).sum()) / max(1, int(open_[:, 1:].sum()))
    events = sum(spans[e] for e, _ in sum_.events) / max(1, open_[:, 1:].size)
    return share + (1.0 + events if sum_.events else 0.0) + (2.0 if share > 0.99 else 0.0)


def _counter(key: _Key, bounds: list[Bound], open_: NDArray[np.bool_]) -> Counter:
    most = _greatest(key.sum, open_)
    units = [(b, b.sum.unit) for b in bounds]
    final = np.array(
        [min(BARRED, sum(b.cost(v * unit) for b, unit in units)) for v in range(most + 1)]
    )
    allowed = np.flatnonzero(final < BARRED)
    final = final[: int(allowed[-1]) + 1] if len(allowed) else final[:1]
    return Counter(key.sum, tuple(bounds), final)


def _loose(bound: Bound, fine: Counter, open_: NDArray[np.bool_]) -> bool:
    """Whether a cap cannot be passed within the most that the fine counter allows."""
    row = bound.row
    if row.at_least is not None or row.at_most is None or bound.sum.events:
        return False
    seen = open_ & (bound.sum.factors > 0)
    if not seen.any():
        return row.at_most >= 0
    share = (fine.sum.factors[seen] / bound.sum.factors[seen]).min()
    return bool((row.at_most + 1) * share > fine.most)
