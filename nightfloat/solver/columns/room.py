"""What people may still change beside everybody else, and what duals prove there."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from nightfloat.solver.arrays import Floats, Ints
from nightfloat.solver.columns.precision import doubt
from nightfloat.solver.columns.roster import Column, Ledger, total
from nightfloat.solver.pricing.problem import Problem


@dataclass(frozen=True)
class Room:
    """What is open: people, the cells they may still take, and the rows they can change.

    ``low`` and ``high`` are what is left of the active rows' ranges beside everybody else.
    """

    problem: Problem
    ledger: Ledger
    people: tuple[int, ...]
    cells: Floats
    active: Ints
    low: Floats
    high: Floats

    @cached_property
    def places(self) -> dict[int, int]:
        """The place of each person among the people."""
        return {person: place for place, person in enumerate(self.people)}

    @cached_property
    def symbols(self) -> list[Ints]:
        """The symbol of each member, by place."""
        return [self.problem.symbols[self.problem.people[p].shape] for p in self.people]

    def within(self, duals: Floats) -> Floats:
        """Return duals brought to where no slack could be cheaper than free."""
        under, over = self.ledger.dearest
        found = np.zeros_like(duals)
        active = self.active
        found[active] = np.clip(duals[active], -over[active], under[active])
        for slack in self.ledger.shared:
            used = sum(max(0.0, found[r] * f) for r, f in slack.rows)
            if used > slack.cost:
                for r, _ in slack.rows:
                    found[r] *= slack.cost / used
        return found

    def bound(self, duals: Floats, costs: Floats) -> float:
        """Return the Lagrangian bound at ``duals``, given the cheapest column of each person.

        It is as much lower as sums in floats may be too high.
        """
        pays = duals[self.active]
        side = np.where(pays > 0, self.low, self.high)
        used = np.abs(pays) > 1e-12
        found = float((pays[used] * side[used]).sum() + costs.sum())
        return found - doubt(self.ledger, duals, costs)


def room(
    problem: Problem,
    ledger: Ledger,
    people: Sequence[int],
    cells: Floats,
    others: Sequence[Column] = (),
) -> Room:
    """Return what ``people`` may still change while the ``others`` keep their columns."""
    active = _active(problem, ledger, people, cells)
    kept = total(problem, others)[active]
    rows = problem.rows
    return Room(
        problem,
        ledger,
        tuple(people),
        cells,
        active,
        rows.low[active] - kept,
        rows.high[active] - kept,
    )


def idle(room: Room) -> float:
    """Return what the rows cost that nobody in a room with everybody can change."""
    rows, open_ = room.problem.rows, np.isfinite(room.cells)
    forced = ((open_.sum(axis=2) == 1)[:, :, None] & open_).reshape(-1)[rows.cell]
    filled = np.bincount(rows.cell_row[forced], rows.cell_factor[forced], rows.count)
    short, long = rows.low - filled, filled - rows.high
    short[room.active], long[room.active] = 0.0, 0.0
    return room.ledger.missed(short, long)


def cost(room: Room, columns: Sequence[Column]) -> float:
    """Return what the columns of a room's people cost, with the rows that they can change."""
    rows, filled = room.problem.rows, total(room.problem, columns)
    low, high = np.full(rows.count, -np.inf), np.full(rows.count, np.inf)
    low[room.active], high[room.active] = room.low, room.high
    return sum(c.cost for c in columns) + room.ledger.missed(low - filled, filled - high)


def _active(problem: Problem, ledger: Ledger, people: Sequence[int], cells: Floats) -> Ints:
    """Return the rows in which the cells still open do not all say the same.

    Rows that are missed together come together: their cost is that of the worst.
    """
    rows = problem.rows
    open_ = np.isfinite(cells)
    free = (open_.sum(axis=2) > 1)[:, :, None] & open_
    inside = np.zeros(len(problem.people), np.bool_)
    inside[list(people)] = True
    movable = (free & inside[:, None, None]).reshape(-1)
    found = np.zeros(rows.count, np.bool_)
    found[rows.cell_row[movable[rows.cell]]] = True
    count = max(1, len(problem.events))
    found[rows.event_row[inside[rows.event // count]]] = True
    slack, row = ledger.links
    touched = np.zeros(len(ledger.shared), np.bool_)
    touched[slack[found[row]]] = True
    found[row[touched[slack]]] = True
    return np.flatnonzero(found)
