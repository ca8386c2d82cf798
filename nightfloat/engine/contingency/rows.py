"""Whether a person's row stays lawful with another content of one day's cell: their own row only.

What is found does not depend on who is absent, so each answer is computed once and kept.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from itertools import groupby

from nightfloat.constraints.base import PersonConstraint
from nightfloat.domain.calendar import Days
from nightfloat.domain.shifts import Shift
from nightfloat.domain.timeline import Timeline
from nightfloat.domain.violation import Violation
from nightfloat.engine.audit import audit_row, charged, near, sight
from nightfloat.engine.contingency.board import Board, Cell
from nightfloat.engine.contingency.budget import Budget

type Group = tuple[PersonConstraint, ...]
type Sight = tuple[int, int] | None
type Window = tuple[tuple[Shift, ...], tuple[Shift, ...], Days]


@dataclass(frozen=True, slots=True)
class Options:
    """Lawful contents of one person's cell, those that keep most first.

    Parameters
    ----------
    cells
        Never the content the person has now.
    blocked
        Some content failed only by a constraint that another shift might satisfy.
    """

    cells: tuple[Cell, ...]
    blocked: bool


class Rows:
    """Judges cells by every hard constraint on rows, windowed, the cheapest first."""

    def __init__(self, board: Board, budget: Budget) -> None:
        self._board, self._budget = board, budget
        waived = {waiver.constraint for waiver in board.instance.waivers}
        self._sight = {c: sight(board.instance, c) for c in board.program.personal if c.hard}
        hard = sorted(self._sight, key=self._price)
        # a waiver touched by one shift more could undo what was forbidden
        firm = [c for c in hard if c.monotone and c.title not in waived]
        self._firm = self._by_sight(firm)
        self._loose = self._by_sight([c for c in hard if c not in firm])
        self._alone = any(c.kind == "no_overlap" and c.scope.is_everything for c in firm)
        self._firm_found: dict[tuple[str, date, Cell], Violation | None] = {}
        self._loose_found: dict[tuple[str, date, Cell], Violation | None] = {}
        self._windows: dict[tuple[str, date], dict[Sight, Window]] = {}
        self._options: dict[tuple[str, date, Cell, bool], Options] = {}
        self.unlawful = dict(self._as_it_stands())

    def _as_it_stands(self) -> Iterator[tuple[str, Violation]]:
        """Yield who breaks a hard constraint already, with the first violation."""
        program, known = self._board.program, self._board.instance.calendar.known
        for person, row in self._board.rows.items():
            found = next(audit_row(program, person, row, known), None)
            if found is not None:
                yield person, found

    def violation(self, person: str, day: date, cell: Cell) -> Violation | None:
        """Return the first violation of ``person``'s row with ``cell`` on ``day``, or None."""
        return self._barred(person, day, cell) or self._unsatisfied(person, day, cell)

    def _barred(self, person: str, day: date, cell: Cell) -> Violation | None:
        key = person, day, cell
        if key not in self._firm_found:
            self._firm_found[key] = self._first(self._firm, person, day, cell)
        return self._firm_found[key]

    def _unsatisfied(self, person: str, day: date, cell: Cell) -> Violation | None:
        key = person, day, cell
        if key not in self._loose_found:
            self._loose_found[key] = self._first(self._loose, person, day, cell)
        return self._loose_found[key]

    def _first(
        self, groups: Iterable[Group], person: str, day: date, cell: Cell
    ) -> Violation | None:
        self._budget.spend()
        program = self._board.program
        instance, who = program.instance, program.instance.person[person]
        for group in groups:
            head, tail, known = self._window(person, day, group[0])
            timeline = Timeline(instance, who, head + cell + tail, known)
            found = (v for c in group for v in charged(program, c.audit(timeline)))
            if (first := next(found, None)) is not None:
                return first
        return None

    def _window(self, person: str, day: date, constraint: PersonConstraint) -> Window:
        """Return the row before and after ``day`` as far as the constraint sees."""
        reach = None if person in self.unlawful else self._sight[constraint]
        windows = self._windows.setdefault((person, day), {})
        if reach not in windows:
            instance = self._board.instance
            row = self._board.rows[person]
            whole = Timeline(instance, instance.person[person], row, instance.calendar.known)
            seen = whole if reach is None else near(whole, constraint, Days.one(day))
            head = tuple(s for s in seen.shifts if s.day < day)
            tail = tuple(s for s in seen.shifts if s.day > day)
            windows[reach] = head, tail, seen.known
        return windows[reach]

    def _by_sight(self, constraints: Iterable[PersonConstraint]) -> list[Group]:
        """Return runs of constraints that look through the same window."""
        return [tuple(group) for _, group in groupby(constraints, key=self._sight.__getitem__)]

    def _price(self, constraint: PersonConstraint) -> tuple[bool, int]:
        reach = self._sight[constraint]
        return reach is None, sum(reach or ())

    def options(self, person: str, day: date, must: Cell, *, wide: bool) -> Options:
        """Return the lawful contents that hold all of ``must``.

        Narrow ones add nothing else to what the person has; wide ones may add any shift.
        """
        key = person, day, must, wide
        if key not in self._options:
            self._options[key] = self._enumerate(person, day, must, wide=wide)
        return self._options[key]

    def _enumerate(self, person: str, day: date, must: Cell, *, wide: bool) -> Options:
        if self._barred(person, day, must):
            return Options((), blocked=False)
        now = self._board.cell(person, day)
        own = sorted((s for s in now if s not in must), key=lambda s: not s.type.occupies)
        more = self._more(person, day, {*must, *own}) if wide else ()
        found, blocked = list[Cell](), False
        for cell in self._subsets(person, day, must, (*own, *more), len(own)):
            if cell != now and self._unsatisfied(person, day, cell):
                blocked = True
            elif cell != now:
                found.append(cell)
        return Options(tuple(found), blocked)

    def _more(self, person: str, day: date, without: set[Shift]) -> tuple[Shift, ...]:
        shifts = (s for s in self._board.instance.shifts_on.get(day, ()) if s not in without)
        return tuple(s for s in shifts if not self._barred(person, day, (s,)))

    def _subsets(
        self, person: str, day: date, held: Cell, rest: tuple[Shift, ...], own: int
    ) -> Iterator[Cell]:
        """Yield what is not barred: own shifts kept before dropped, others left before added."""
        if not rest:
            yield held
            return
        fuller = self._board.ordered((*held, rest[0]))
        clash = self._alone and any(rest[0].overlaps(shift) for shift in held)
        choices = [held] if clash or self._barred(person, day, fuller) else [fuller, held]
        for choice in choices if own > 0 else reversed(choices):
            yield from self._subsets(person, day, choice, rest[1:], own - 1)
