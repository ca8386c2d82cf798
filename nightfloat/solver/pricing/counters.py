"""Which sums of a row the programme counts exactly; the others become rows of the master."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import islice

import numpy as np
from numpy.typing import NDArray

from nightfloat.solver.pricing.chains import (
    BARRED,
    Bound,
    Key,
    Part,
    Seen,
    Spread,
    chained,
    grouped,
)
from nightfloat.solver.pricing.sums import Resource, Sum, resource

# values of counters on all days, beyond which a row costs seconds and gigabytes
ROOM = 5_000_000


@dataclass(frozen=True)
class Counted:
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
class Counter:
    """Sums that are counted one after the other, each but the first from its reset on."""

    sums: tuple[Counted, ...]
    resets: tuple[int, ...]

    @property
    def size(self) -> int:
        """How many values there are to be told apart."""
        return max(len(one.final) for one in self.sums)

    @property
    def bounds(self) -> tuple[Bound, ...]:
        """Everything that is counted."""
        return tuple(bound for one in self.sums for bound in one.bounds)

    @property
    def resource(self) -> Resource:
        """What each day adds."""
        return resource(tuple(one.sum for one in self.sums), self.resets)


@dataclass(frozen=True)
class Chosen:
    """Counters (fine first) and what is left for the master."""

    fine: Counter | None
    coarse: Counter | None
    left: tuple[Bound, ...]


def choose(
    bounds: Sequence[Bound],
    open_: NDArray[np.bool_],
    spread: Sequence[Spread],
    *,
    most: int = ROOM,
    resetting: bool = True,
) -> Chosen:
    """Return up to two counters, those that see most of the row, of few enough values.

    Parameters
    ----------
    open_
        By day and member: whether the person may take it.
    spread
        Of each event.
    most
        How many values the counters may have together; on all days they have ``ROOM`` at most.
    resetting
        Whether a counter may hold more than one sum.
    """
    most = min(most, ROOM // max(1, len(open_)))
    seen = Seen(open_, spread)
    groups = grouped(bounds)
    usable = [
        Part(s, group, *seen.days(s.sum))
        for s, group in groups.items()
        if _nonnegative(s)
        and all(spread[e].posts for e, _ in s.sum.events)
        and any(_binds(b, open_) for b in group)
    ]
    chains = chained(usable) if resetting else [[part] for part in usable]
    ranked = sorted(chains, key=lambda chain: -seen.share(chain))
    counters = (_counter(chain, open_) for chain in ranked)
    picked = list(islice((one for one in counters if one.size <= most), 2))
    picked.sort(key=lambda c: -c.size)
    fine = picked[0] if picked else None
    coarse = picked[1] if len(picked) > 1 else None
    if fine and coarse and fine.size * coarse.size > most:
        coarse = None
    counted = {id(b) for c in (fine, coarse) if c is not None for b in c.bounds}
    left = [
        b
        for b in bounds
        if id(b) not in counted
        and _binds(b, open_)
        and not (fine and any(_loose(b, one, open_) for one in fine.sums))
    ]
    return Chosen(fine, coarse, tuple(left))


def _nonnegative(key: Key) -> bool:
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


def _counter(chain: Sequence[Part], open_: NDArray[np.bool_]) -> Counter:
    sums = tuple(_counted(part.key, part.bounds, open_) for part in chain)
    return Counter(sums, tuple(part.first for part in chain[1:]))


def _counted(key: Key, bounds: list[Bound], open_: NDArray[np.bool_]) -> Counted:
    most = _greatest(key.sum, open_)
    units = [(b, b.sum.unit) for b in bounds]
    final = np.array(
        [min(BARRED, sum(b.cost(v * unit) for b, unit in units)) for v in range(most + 1)]
    )
    allowed = np.flatnonzero(final < BARRED)
    final = final[: int(allowed[-1]) + 1] if len(allowed) else final[:1]
    return Counted(key.sum, tuple(bounds), final)


def _loose(bound: Bound, fine: Counted, open_: NDArray[np.bool_]) -> bool:
    """Whether a cap cannot be passed within the most that a counted sum allows."""
    row = bound.row
    if row.at_least is not None or row.at_most is None or bound.sum.events:
        return False
    seen = open_ & (bound.sum.factors > 0)
    if not seen.any():
        return row.at_most >= 0
    counted, capped = fine.sum.factors[seen], bound.sum.factors[seen]
    return bool(((row.at_most + 1) * counted > fine.most * capped).all())
