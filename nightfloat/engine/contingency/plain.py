"""The plainest judge of a repair: whole rows, every content of a cell, nothing remembered."""

from collections.abc import Iterator
from datetime import date
from functools import cached_property

from nightfloat.domain.calendar import Days
from nightfloat.domain.certificate import Event, Obstruction
from nightfloat.domain.shifts import Shift
from nightfloat.domain.violation import Violation
from nightfloat.engine.audit import audit_row
from nightfloat.engine.contingency.board import Board, Cell, Changes
from nightfloat.engine.contingency.team import Team

# No other shift of the day can make good what these find.
ABSOLUTE = frozenset({"eligibility", "leave", "no_overlap"})


class Plain:
    """Judges cells by the audit of the whole row."""

    def __init__(self, board: Board, team: Team) -> None:
        self._board, self._team = board, team
        waived = {waiver.constraint for waiver in board.instance.waivers}
        self._absolute = [
            c for c in board.program.personal if c.kind in ABSOLUTE and c.title not in waived
        ]

    @cached_property
    def unlawful(self) -> frozenset[str]:
        """Whose row breaks a hard constraint as it stands."""
        known = self._board.instance.calendar.known
        rows = self._board.rows.items()
        return frozenset(p for p, row in rows if any(audit_row(self._board.program, p, row, known)))

    def row(self, person: str, day: date, cell: Cell) -> tuple[Shift, ...]:
        """Return the person's row with that content of the day's cell."""
        kept = (s for s in self._board.rows[person] if s.day != day)
        return tuple(sorted([*kept, *cell], key=lambda s: (s.start, s.end, s.id)))

    def breaches(self, person: str, day: date, cell: Cell) -> Iterator[Violation]:
        """Yield the violations of the whole row with that content."""
        known = self._board.instance.calendar.known
        yield from audit_row(self._board.program, person, self.row(person, day, cell), known)

    def wrong(self, event: Event, changes: Changes) -> Iterator[str]:
        """Yield a sentence for everything wrong after ``changes``, with the absentee away."""
        day = event.days.first
        for person in sorted(self.unlawful - changes.keys() - {event.person}):
            yield f"{person} breaks a hard constraint as it stands"
        for person, cell in changes.items():
            yield from (v.sentence for v in self.breaches(person, day, cell))
        yield from (v.sentence for v in self._team.state(day, event, changes).found)

    def single(self, event: Event) -> bool:
        """Whether one changed cell repairs the event: every content of everybody's is tried."""
        day = event.days.first
        short = self._team.state(day, event, {}).short
        others = (p for p in self._board.rows if p != event.person)
        return any(
            not any(self.wrong(event, {person: cell}))
            for person in others
            for cell in self._contents(person, day)
            if set(short) <= set(cell) and cell != self._board.cell(person, day)
        )

    def _contents(self, person: str, day: date) -> Iterator[Cell]:
        shifts = self._board.instance.shifts_on.get(day, ())
        open_ = [s for s in shifts if not self._barred(person, day, (s,))]
        yield from self._subsets(person, day, (), open_)

    def _subsets(self, person: str, day: date, held: Cell, rest: list[Shift]) -> Iterator[Cell]:
        if not rest:
            yield held
            return
        fuller = (*held, rest[0])
        for cell in (held,) if self._barred(person, day, fuller) else (held, fuller):
            yield from self._subsets(person, day, cell, rest[1:])

    def _barred(self, person: str, day: date, cell: Cell) -> bool:
        row, known = self.row(person, day, cell), self._board.instance.calendar.known
        return any(audit_row(self._board.program, person, row, known, self._absolute))

    def obstructs(self, event: Event, named: Obstruction) -> bool:
        """Whether the obstruction is what the audit says of that person on that shift."""
        return (named.constraint, named.sentence) in set(self._reasons(event, named))

    def _reasons(self, event: Event, named: Obstruction) -> Iterator[tuple[str, str]]:
        """Yield every constraint and sentence that forbids the person the shift on top."""
        board, person, day = self._board, named.person, event.days.first
        shift = board.instance.shift.get((named.shift, day))
        if shift is None or person not in board.rows or named.day != day:
            return
        cell = board.cell(person, day)
        if person == event.person:
            found = list(self._team.state(day, event, {}).found)
        else:
            fuller = board.ordered((*cell, shift))
            near = audit_row(board.program, person, self.row(person, day, fuller), Days.one(day))
            found = [*self.breaches(person, day, fuller), *near]
            found += self._team.state(day, event, {person: fuller}).found
            if person in self.unlawful:
                found += self.breaches(person, day, cell)
            if shift in cell:
                yield "no_overlap", f"{person} has {shift.id} of {day} already"
        yield from ((v.constraint, v.sentence) for v in found)
