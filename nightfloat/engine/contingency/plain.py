"""The plainest judge of a repair: whole rows through no window, every content of a cell."""

from collections.abc import Iterator
from datetime import date
from functools import cached_property
from itertools import chain

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
        self._breaches: dict[tuple[str, date, Cell], tuple[Violation, ...]] = {}
        self._contents: dict[tuple[str, date], tuple[Cell, ...]] = {}

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

    def breaches(self, person: str, day: date, cell: Cell) -> tuple[Violation, ...]:
        """Return the violations of the whole row with that content."""
        key = person, day, cell
        if key not in self._breaches:
            known, row = self._board.instance.calendar.known, self.row(person, day, cell)
            self._breaches[key] = tuple(audit_row(self._board.program, person, row, known))
        return self._breaches[key]

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
            for cell in self.contents(person, day)
            if set(short) <= set(cell) and cell != self._board.cell(person, day)
        )

    def contents(self, person: str, day: date) -> tuple[Cell, ...]:
        """Return every content of the cell that is not out of the question."""
        key = person, day
        if key not in self._contents:
            shifts = self._board.instance.shifts_on.get(day, ())
            open_ = [s for s in shifts if not self._barred(person, day, (s,))]
            self._contents[key] = tuple(self._subsets(person, day, (), open_))
        return self._contents[key]

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
        return (named.constraint, named.sentence) in self._reasons(event, named)

    def _reasons(self, event: Event, named: Obstruction) -> Iterator[tuple[str, str]]:
        """Yield constraint and sentence of what forbids the person the shift on top."""
        board, person, day = self._board, named.person, event.days.first
        shift = board.instance.shift.get((named.shift, day))
        if shift is None or person not in board.rows or named.day != day:
            return
        cell = board.cell(person, day)
        if shift in cell:
            yield "no_overlap", f"{person} has {shift.id} of {day} already"
        fuller = board.ordered((*cell, shift))
        changes = {} if person == event.person else {person: fuller}
        found = chain(
            self._rules(named, day, fuller) if changes else (),
            self._rules(named, day, cell) if person in self.unlawful - {event.person} else (),
            self._team.state(day, event, changes).found,
        )
        yield from ((v.constraint, v.sentence) for v in found)

    def _rules(self, named: Obstruction, day: date, cell: Cell) -> Iterator[Violation]:
        """Yield what the named constraint finds, near the day and in the whole row."""
        program, row = self._board.program, self.row(named.person, day, cell)
        rules = [c for c in program.personal if c.title == named.constraint]
        yield from audit_row(program, named.person, row, Days.one(day), rules)
        yield from audit_row(program, named.person, row, program.instance.calendar.known, rules)
