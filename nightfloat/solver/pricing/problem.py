"""A neutral model as columns see it: cells, a graph per shape, counters, the master's rows."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from nightfloat.constraints.emitter import Lit
from nightfloat.solver.arrays import Floats, Ints
from nightfloat.solver.pricing.capped import is_level
from nightfloat.solver.pricing.chains import BARRED
from nightfloat.solver.pricing.graph import Graph
from nightfloat.solver.pricing.modelled import Modelled
from nightfloat.solver.pricing.parts import Types
from nightfloat.solver.pricing.rows import Rows
from nightfloat.solver.pricing.walks import Costs

# what a unit of a requirement missed costs, in dearest units of amount
MISSED = 10.0


def total(coarse: Floats, fine: Floats) -> Floats:
    """Return what the values of two counters cost together (coarse, fine)."""
    return np.ascontiguousarray(np.minimum(BARRED, coarse[:, None] + fine[None, :]))


@dataclass(frozen=True)
class Person:
    """One person's programme.

    ``shape`` and ``start`` name graph and first hub; ``sums`` are the costs of the values that the
    counters have when their sums end; ``least`` the fine value below which a day is too late.
    """

    shape: int
    start: int
    sums: Costs
    least: Ints

    @cached_property
    def final(self) -> Floats:
        """What the counters' values (coarse, fine) cost at the end of the horizon."""
        return total(self.sums.coarse[-1], self.sums.fine[-1])

    @cached_property
    def capped(self) -> bool:
        """Whether the fine counter has limits and no cost."""
        return bool(is_level(self.sums.fine))


@dataclass(frozen=True)
class Problem:
    """Everything column generation needs, without the neutral model.

    Attributes
    ----------
    members
        Sets of shift types; a column says one member per day, 0 being free.
    price
        By person, day and member, ``inf`` where forbidden.
    symbols, slots
        By shape: the symbol of each member; by day and slot the events that happen.
    names, shift_at, shifts
        Shift type ids; the shift of a day and type; their number.
    unit
        Every schedule's cost is ``constant`` plus a multiple of it.
    modelled
        The people whose programmes leave something out, by number, and all that they ask.
    """

    length: int
    members: tuple[Types, ...]
    price: Floats
    people: tuple[Person, ...]
    graphs: tuple[Graph, ...]
    symbols: tuple[Ints, ...]
    slots: tuple[tuple[tuple[tuple[int, ...], ...], ...], ...]
    events: tuple[tuple[tuple[int, Types], ...], ...]
    rows: Rows
    big: float
    unit: int
    shift_at: NDArray[np.int32]
    shifts: int
    modelled: Mapping[int, Modelled]

    def chosen(self, columns: Sequence[Ints]) -> frozenset[Lit]:
        """Return the posts that one column per person takes."""
        return frozenset(
            person * self.shifts + int(self.shift_at[day, type_])
            for person, column in enumerate(columns)
            for day, member in enumerate(column)
            for type_ in self.members[int(member)]
        )

    def columns(self, chosen: frozenset[Lit]) -> list[Ints] | None:
        """Return one column per person that takes exactly these posts; None if none does."""
        taken = [[set[int]() for _ in range(self.length)] for _ in self.people]
        place = {
            int(shift): (day, type_)
            for day, row in enumerate(self.shift_at)
            for type_, shift in enumerate(row)
            if shift >= 0
        }
        for lit in chosen:
            person, shift = divmod(lit, self.shifts)
            day, type_ = place[shift]
            taken[person][day].add(type_)
        number = self._number
        found = [[number.get(frozenset(types), -1) for types in row] for row in taken]
        if any(member < 0 for row in found for member in row):
            return None
        return [np.array(row, np.int64) for row in found]

    def decided(self, cells: Floats) -> dict[Lit, bool]:
        """Return the posts that nothing is left to say of where only ``cells`` are open."""
        takes = np.zeros((len(self.members), self.shift_at.shape[1]), np.float32)
        for member, types in enumerate(self.members):
            takes[member, list(types)] = 1.0
        open_ = np.isfinite(cells).astype(np.float32)
        taking, all_ = open_ @ takes, open_.sum(axis=2, keepdims=True)
        known = ((taking == 0) | (taking == all_)) & (self.shift_at >= 0)
        return {
            int(person * self.shifts + self.shift_at[day, type_]): bool(taking[person, day, type_])
            for person, day, type_ in np.argwhere(known)
        }

    @cached_property
    def _number(self) -> dict[Types, int]:
        return {types: number for number, types in enumerate(self.members)}

    @cached_property
    def no_events(self) -> tuple[Floats, ...]:
        """By shape: what the slots of each day cost when no event is priced."""
        return tuple(np.zeros((self.length, graph.slots)) for graph in self.graphs)

    @cached_property
    def slot_events(self) -> tuple[tuple[Ints, Ints, Ints], ...]:
        """By shape: day, slot and event of every event in a slot."""
        return tuple(_listed(slots) for slots in self.slots)


def _listed(slots: Sequence[Sequence[Sequence[int]]]) -> tuple[Ints, Ints, Ints]:
    found = [
        (day, slot, event)
        for day, sets in enumerate(slots)
        for slot, events in enumerate(sets)
        for event in events
    ]
    day, slot, event = np.array(found, np.int64).reshape(-1, 3).T
    return day, slot, event
