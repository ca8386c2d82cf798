"""Columns and weights of a relaxed roster that no linear programme is solved for.

Rows pay duals near a centre, the more the more they miss, so that weights and duals follow from
each other in a few passes over the columns (a proximal bundle with one cut for each column;
Briant, Lemarechal et al. 2008 compare it with the linear programme of column generation).
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from nightfloat.solver.arrays import Floats, Ints
from nightfloat.solver.columns.descent import Entries, Ranges, State, all_reduced, descend
from nightfloat.solver.columns.relaxed import fitting
from nightfloat.solver.columns.room import Room
from nightfloat.solver.columns.roster import Column

# columns of each person that are kept
SLOTS = 50
# passes over all columns for one pricing, and what one has to promise, in units of cost or, where
# that is less, of what a dual leaves its centre by
PASSES, SETTLED = 10, 1e-3
# the pull at first and at least where cells have been shut, as shares of what missing a priced row
# by one costs, and the least; what it changes by
FIRST, AGAIN, LEAST = 0.1, 0.2, 1e-3
STRONGER, WEAKER = 1.3, 0.7


@dataclass
class Bundle:
    """Columns of a room's people, their weights, and the duals of the rows they share.

    The weights of a person with columns sum to one. ``pull`` is by how much a dual leaves its
    centre for a unit that a row misses.
    """

    room: Room
    pull: float = field(init=False)
    objective: float = field(default=np.inf, init=False)
    # the least that the columns at hand cost at the duals
    model: float = field(default=-np.inf, init=False)
    _held: list[list[Column | None]] = field(init=False)

    def __post_init__(self) -> None:
        room = self.room
        people, count = len(room.people), len(room.active)
        under, over = (side[room.active] for side in room.ledger.dearest)
        rows = room.problem.rows
        largest = np.ones(rows.count)
        np.maximum.at(largest, rows.cell_row, np.abs(rows.cell_factor))
        np.maximum.at(largest, rows.event_row, np.abs(rows.event_factor))
        share = 1 / largest[room.active] ** 2
        self._ranges = Ranges(room.low, room.high, under, over, share)
        self._row = np.full(rows.count, -1, np.int64)
        self._row[room.active] = np.arange(count)
        self._held = [[None] * SLOTS for _ in range(people)]
        self._entries = _empty(people, SLOTS, 1)
        self._slacks = self._shared()
        self._weights, self._reduced = np.zeros((people, SLOTS)), np.full((people, SLOTS), np.inf)
        self._amounts = np.zeros(self._slacks.costs.shape)
        self._ages, self._count = np.zeros((people, SLOTS), np.int64), 0
        self._known: set[tuple[int, bytes]] = set()
        self._duals = np.zeros(count)
        self.pull = FIRST * self._scale

    @cached_property
    def _scale(self) -> float:
        """Return what missing a priced row costs on average."""
        sides = np.concatenate([self._ranges.under, self._ranges.over])
        priced = sides[(sides > 0) & (sides < self.room.problem.big)]
        return float(np.mean(priced)) if priced.size else self.room.problem.big

    def _shared(self) -> Entries:
        """Return the slacks that several rows share as columns."""
        found: list[tuple[float, Ints, Floats]] = []
        for slack in self.room.ledger.shared:
            kept = [(int(self._row[r]), f) for r, f in slack.rows if self._row[r] >= 0]
            if kept:
                rows, factors = zip(*kept, strict=True)
                found.append((slack.cost, np.array(rows), np.array(factors, np.float64)))
        entries = _empty(1, len(found), max((len(rows) for _, rows, _ in found), default=1))
        for slot, one in enumerate(found):
            _write(entries, 0, slot, *one)
        return entries

    @property
    def columns(self) -> list[Column]:
        """The columns at hand, by place."""
        return [one for held in self._held for one in held if one is not None]

    @property
    def weights(self) -> Floats:
        """How much of each of the ``columns`` is taken."""
        return self._weights[self._used]

    @property
    def reduced(self) -> Floats:
        """What each of the ``columns`` costs less what its rows pay."""
        return self._reduced[self._used]

    @property
    def entries(self) -> int:
        """How many entries the columns at hand have."""
        return int(self._entries.counts[self._used].sum())

    @property
    def _used(self) -> NDArray[np.bool_]:
        return np.isfinite(self._entries.costs)

    @property
    def without(self) -> frozenset[int]:
        """People who have no column."""
        alone = ~self._used.any(axis=1)
        return frozenset(p for p, none in zip(self.room.people, alone, strict=True) if none)

    @property
    def duals(self) -> Floats:
        """What a unit of each row of the problem is paid (0 if not active)."""
        found = np.zeros(self.room.problem.rows.count)
        found[self.room.active] = self._duals
        return found

    def add(self, columns: Iterable[Column]) -> int:
        """Add the columns that are new, in place of the oldest not in use; returns how many."""
        before = self._count
        for one in columns:
            if one.key not in self._known:
                self._put(self.room.places[one.person], one)
        return self._count - before

    def _put(self, place: int, one: Column) -> None:
        slot = int(np.lexsort((self._ages[place], self._weights[place], self._used[place]))[0])
        self._clear(place, slot)
        rows = self._row[one.rows]
        kept = rows >= 0
        self._widen(int(kept.sum()))
        _write(self._entries, place, slot, one.cost, rows[kept], one.factors[kept])
        self._held[place][slot] = one
        self._known.add(one.key)
        self._count += 1
        self._ages[place, slot] = self._count
        self._level(place)

    def _clear(self, place: int, slot: int) -> None:
        old = self._held[place][slot]
        if old is not None:
            self._known.remove(old.key)
        self._held[place][slot] = None
        self._entries.costs[place, slot] = self._reduced[place, slot] = np.inf
        self._weights[place, slot] = 0.0
        self._ages[place, slot] = 0

    def _level(self, place: int) -> None:
        """Let weights sum to one again: all alike when those that are left had none."""
        weights, used = self._weights[place], self._used[place]
        if used.any() and weights.sum() < 1e-9:
            weights[used] = 1.0
        weights /= max(1e-300, float(weights.sum()))

    def _widen(self, width: int) -> None:
        """Make place for columns of so many entries."""
        entries = self._entries
        if (more := width - entries.rows.shape[2]) > 0:
            pads = (0, 0), (0, 0), (0, more + width // 4)
            rows, factors = np.pad(entries.rows, pads), np.pad(entries.factors, pads)
            self._entries = Entries(entries.costs, entries.counts, rows, factors)

    def keep(self, cells: Floats) -> None:
        """Leave exactly the columns whose cells are all open, and let duals move again."""
        self.pull = max(self.pull, AGAIN * self._scale)
        for place, held in enumerate(self._held):
            slots = [slot for slot, one in enumerate(held) if one is not None]
            if slots:
                fits = fitting([one for one in held if one is not None], cells)
                for slot in np.array(slots)[~fits]:
                    self._clear(place, int(slot))
                self._level(place)

    def settle(self, centre: Floats, passes: int = PASSES) -> None:
        """Move weights and duals to where they follow from each other, near a centre."""
        count, width = len(self.room.active), 2 * self._entries.rows.shape[2]
        differ = np.zeros(width, np.int32), np.zeros(width)
        state = State(centre[self.room.active], np.zeros(count), self._duals, *differ)
        args = self._ranges, self._entries, self._slacks, state, self._weights, self._amounts
        descend(*args, self.pull, passes, SETTLED * min(self.room.problem.unit, self.pull))
        self._reduced = all_reduced(self._entries, state.duals)
        self.model = self.room.bound(self.duals, self._reduced.min(axis=1))
        self.objective = self._cost(state.filled)

    def _cost(self, filled: Floats) -> float:
        """Return what the columns cost as they are weighted, with what rows miss."""
        ranges, used = self._ranges, self._used
        own = float((self._entries.costs[used] * self._weights[used]).sum())
        shared = float((self._slacks.costs * self._amounts).sum())
        short, long = np.maximum(0, ranges.low - filled), np.maximum(0, filled - ranges.high)
        return own + shared + float((ranges.under * short).sum() + (ranges.over * long).sum())

    def nearer(self) -> None:
        """Keep duals nearer to their centre."""
        self.pull = max(WEAKER * self.pull, LEAST * self._scale)

    def farther(self) -> None:
        """Let duals go farther from their centre."""
        self.pull *= STRONGER


def _empty(places: int, slots: int, width: int) -> Entries:
    """Return entries without a column."""
    return Entries(
        np.full((places, slots), np.inf),
        np.zeros((places, slots), np.int64),
        np.zeros((places, slots, width), np.int32),
        np.zeros((places, slots, width)),
    )


def _write(
    entries: Entries, place: int, slot: int, cost: float, rows: Ints, factors: Floats
) -> None:
    """Write a column into a slot."""
    entries.costs[place, slot], entries.counts[place, slot] = cost, len(rows)
    entries.rows[place, slot, : len(rows)] = rows
    entries.factors[place, slot, : len(rows)] = factors
