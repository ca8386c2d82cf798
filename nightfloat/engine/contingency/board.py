"""The schedule under analysis, indexed by cell: what each person holds on each local day."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property

from nightfloat.constraints.program import Program
from nightfloat.domain.instance import Instance
from nightfloat.domain.people import Person
from nightfloat.domain.schedule import Assignment, Schedule
from nightfloat.domain.shifts import Shift, ShiftKind

type Cell = tuple[Shift, ...]
type Changes = Mapping[str, Cell]
type Staffing = dict[tuple[str, object], tuple[Person, ...]]


@dataclass(frozen=True)
class Board:
    """A program with one schedule; a cell's shifts are always ordered by start."""

    program: Program
    schedule: Schedule

    @property
    def instance(self) -> Instance:
        """The program's facts."""
        return self.program.instance

    @cached_property
    def rows(self) -> Mapping[str, tuple[Shift, ...]]:
        """Each person's history and schedule, ordered by start."""
        return self.instance.rows([*self.instance.history, *self.schedule])

    @cached_property
    def _rank(self) -> Mapping[Shift, int]:
        return {shift: rank for rank, shift in enumerate(self.instance.shifts)}

    @cached_property
    def _cells(self) -> Mapping[tuple[str, date], Cell]:
        held: defaultdict[tuple[str, date], list[Shift]] = defaultdict(list)
        for assignment in self.schedule:
            shift = self.instance.shift[assignment.shift, assignment.day]
            held[assignment.person, assignment.day].append(shift)
        return {key: self.ordered(shifts) for key, shifts in held.items()}

    @cached_property
    def staffed(self) -> Staffing:
        """Who is on each shift."""
        found: defaultdict[tuple[str, object], list[Person]] = defaultdict(list)
        for a in self.schedule:
            found[a.shift, a.day].append(self.instance.person[a.person])
        return {key: tuple(people) for key, people in found.items()}

    def cell(self, person: str, day: date) -> Cell:
        """Return what ``person`` holds on ``day``."""
        return self._cells.get((person, day), ())

    def ordered(self, shifts: Iterable[Shift]) -> Cell:
        """Return the shifts as a cell."""
        return tuple(sorted(set(shifts), key=self._rank.__getitem__))

    def on_standby(self, person: str, day: date) -> bool:
        """Whether ``person`` holds standby on ``day``."""
        return any(shift.type.kind is ShiftKind.STANDBY for shift in self.cell(person, day))

    def moves(
        self, day: date, changes: Changes
    ) -> tuple[tuple[Assignment, ...], tuple[Assignment, ...]]:
        """Return the assignments that ``changes`` of that day's cells remove and add."""
        removed, added = list[Assignment](), list[Assignment]()
        for person, cell in sorted(changes.items()):
            before = self.cell(person, day)
            removed += [Assignment(person, day, s.id) for s in before if s not in cell]
            added += [Assignment(person, day, s.id) for s in cell if s not in before]
        return tuple(sorted(removed)), tuple(sorted(added))
