"""Why an event cannot be repaired: for every other person the constraint that forbids it."""

from collections.abc import Iterator
from datetime import date

from nightfloat.domain.certificate import Event, Obstruction
from nightfloat.domain.shifts import Shift
from nightfloat.domain.violation import Violation
from nightfloat.engine.contingency.board import Board
from nightfloat.engine.contingency.repair import Repairs
from nightfloat.engine.contingency.rows import Rows


class Obstructions:
    """Names what stands in the way of each person's taking the shift on top of their own."""

    def __init__(self, board: Board, rows: Rows, repairs: Repairs) -> None:
        self._board, self._rows, self._repairs = board, rows, repairs
        self._kept: dict[tuple[str, Shift], Obstruction | None] = {}

    def of(self, event: Event, limit: int) -> tuple[Obstruction, ...]:
        """Return, per shift left short, one obstruction for everybody but the absentee.

        With no change allowed the shortage itself is the obstruction.
        """
        day = event.days.first
        state = self._repairs.state(event, {})
        lost = [self._board.instance.shift[a.shift, day] for a in event.cancelled]
        shifts = state.short or tuple(s for s in lost if s.type.occupies)
        found = list(self._standing(event, shifts[0]))
        if limit == 0:
            named = (_named(shifts[0], day, event.person, v) for v in state.found)
            return (*named, *found)
        others = [p for p in self._board.rows if p != event.person]
        for shift in shifts:
            for person in others:
                found += self._row(person, shift) or self._day(event, person, shift)
        return tuple(found)

    def _standing(self, event: Event, shift: Shift) -> Iterator[Obstruction]:
        """Yield other people's rows that are unlawful as they stand."""
        for person, violation in self._rows.unlawful.items():
            if person != event.person:
                yield _named(shift, shift.day, person, violation)

    def _row(self, person: str, shift: Shift) -> list[Obstruction]:
        key = person, shift
        if key not in self._kept:
            self._kept[key] = self._judge(person, shift)
        found = self._kept[key]
        return [] if found is None else [found]

    def _judge(self, person: str, shift: Shift) -> Obstruction | None:
        cell = self._board.cell(person, shift.day)
        if shift in cell:
            text = f"{person} has {shift.id} of {shift.day} already"
            return Obstruction(shift.id, shift.day, person, "no_overlap", text)
        fuller = self._board.ordered((*cell, shift))
        violation = self._rows.violation(person, shift.day, fuller)
        return None if violation is None else _named(shift, shift.day, person, violation)

    def _day(self, event: Event, person: str, shift: Shift) -> list[Obstruction]:
        """Return what is wrong with the day although the person could take the shift."""
        cell = self._board.ordered((*self._board.cell(person, shift.day), shift))
        left = self._repairs.state(event, {person: cell}).found
        return [_named(shift, shift.day, person, violation) for violation in left[:1]]


def _named(shift: Shift, day: date, person: str, violation: Violation) -> Obstruction:
    return Obstruction(shift.id, day, person, violation.constraint, violation.sentence)
