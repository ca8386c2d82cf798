"""The least repair of an event: an exact search over other people's cells of that day.

It deepens by one changed cell at a time, so the first repair found has the least distance, and it
gives up only when no lawful contents of that many cells repair the day.
"""

from collections.abc import Iterator
from datetime import date
from typing import NamedTuple

from nightfloat.domain.certificate import Event
from nightfloat.domain.shifts import Shift
from nightfloat.engine.contingency.board import Board, Cell, Changes
from nightfloat.engine.contingency.budget import Budget
from nightfloat.engine.contingency.rows import Rows
from nightfloat.engine.contingency.team import State, Team


class Taker(NamedTuple):
    """A person with the lawful contents of their cell that hold what was asked for."""

    person: str
    cells: tuple[Cell, ...]
    blocked: bool


class Repairs:
    """Finds repairs on one board; candidates are computed once per shift and kept."""

    def __init__(self, board: Board, rows: Rows, team: Team, budget: Budget) -> None:
        self._board, self._rows, self._team, self._budget = board, rows, team, budget
        self._kept: dict[tuple[date, Cell, bool], tuple[Taker, ...]] = {}

    def find(self, event: Event, limit: int) -> Changes | None:
        """Return the least change of at most ``limit`` cells that repairs the event, or None.

        Raises
        ------
        BudgetSpentError
            If neither was shown within the budget.
        """
        for cells in range(limit + 1):
            found = self._solve(event, {}, cells)
            if found is not None:
                return found
        return None

    def state(self, event: Event, changes: Changes) -> State:
        """Return what is wrong on the day of the event after ``changes``."""
        self._budget.spend()
        return self._team.state(event.days.first, event, changes)

    def takers(self, day: date, must: Cell, *, wide: bool = False) -> tuple[Taker, ...]:
        """Return everybody who may hold ``must`` and does not; standby first, then the free."""
        key = day, must, wide
        if key not in self._kept:
            people = sorted(self._board.rows, key=lambda p: self._turn(p, day))
            takers = (self._taker(p, day, must, wide=wide) for p in people)
            self._kept[key] = tuple(t for t in takers if t.cells or t.blocked)
        return self._kept[key]

    def _turn(self, person: str, day: date) -> tuple[bool, bool]:
        free = not self._board.cell(person, day)
        return not self._board.on_standby(person, day), not free

    def _taker(self, person: str, day: date, must: Cell, *, wide: bool) -> Taker:
        if set(must) & set(self._board.cell(person, day)):
            return Taker(person, (), blocked=False)
        options = self._rows.options(person, day, must, wide=wide)
        return Taker(person, options.cells, options.blocked)

    def _solve(self, event: Event, changes: Changes, left: int) -> Changes | None:
        state = self.state(event, changes)
        forced = self._forced(event, changes)
        if not (state.found or forced):
            return changes
        if len(forced) > left or left == 0:
            return None
        if left == 1:
            return self._last(event, changes, state, forced)
        for person, cell in self._branches(event, changes, state, forced):
            found = self._solve(event, {**changes, person: cell}, left - 1)
            if found is not None:
                return found
        return None

    def _forced(self, event: Event, changes: Changes) -> frozenset[str]:
        """Return whose row is unlawful as it stands: each must change too."""
        return frozenset(self._rows.unlawful.keys() - changes.keys() - {event.person})

    def _branches(
        self, event: Event, changes: Changes, state: State, forced: frozenset[str]
    ) -> Iterator[tuple[str, Cell]]:
        """Yield every change of one more cell of which some must be part of any repair."""
        day = event.days.first
        choices = [self.takers(day, (shift,), wide=True) for shift in state.short]
        takers = min(choices, key=len) if choices else self.takers(day, (), wide=True)
        if forced and not choices:
            takers = tuple(t for t in takers if t.person in forced)
        yield from _moves(takers, event, changes)

    def _last(
        self, event: Event, changes: Changes, state: State, forced: frozenset[str]
    ) -> Changes | None:
        """Return the repair by one more cell: its content holds every shift that is short.

        A shift that is neither short nor held before only helps a row that is blocked without it
        or a constraint that links people, so wide contents are tried only then.
        """
        day, must = event.days.first, self._board.ordered(state.short)
        for wide in (False, True):
            more = bool(state.linked or forced)
            takers = self.takers(day, must, wide=wide)
            if forced:
                takers = tuple(t for t in takers if t.person in forced)
            for person, cell in _moves(takers, event, changes):
                after = self.state(event, {**changes, person: cell})
                if after.holds:
                    return {**changes, person: cell}
                more = more or bool(after.linked)
            if not (more or any(t.blocked for t in takers)):
                return None
        return None

    def understudies(self, shift: Shift) -> tuple[str, ...]:
        """Return who could take ``shift`` as things stand, leaving no other shift short."""
        return tuple(
            sorted(
                taker.person
                for taker in self.takers(shift.day, (shift,))
                if any(self._spares(taker.person, shift.day, cell) for cell in taker.cells)
            )
        )

    def _spares(self, person: str, day: date, cell: Cell) -> bool:
        self._budget.spend()
        return self._team.spares(day, {person: cell})


def _moves(takers: tuple[Taker, ...], event: Event, changes: Changes) -> Iterator[tuple[str, Cell]]:
    for taker in takers:
        if taker.person != event.person and taker.person not in changes:
            for cell in taker.cells:
                yield taker.person, cell
