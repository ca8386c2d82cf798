"""A schedule is a set of assignments, always in the same order, so its bytes are comparable."""

import hashlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True, order=True)
class Assignment:
    """A person on a shift: ``shift`` is the shift type's id."""

    person: str
    day: date
    shift: str


@dataclass(frozen=True, slots=True)
class Schedule:
    """A set of assignments, sorted by person, date and shift."""

    assignments: tuple[Assignment, ...] = ()

    @staticmethod
    def of(assignments: Iterable[Assignment]) -> "Schedule":
        """Return the schedule of these assignments, duplicates merged."""
        return Schedule(tuple(sorted(set(assignments))))

    def __iter__(self) -> Iterator[Assignment]:
        """Yield assignments in order."""
        return iter(self.assignments)

    def __len__(self) -> int:
        """Return the number of assignments."""
        return len(self.assignments)

    def with_changes(
        self, removed: Iterable[Assignment] = (), added: Iterable[Assignment] = ()
    ) -> "Schedule":
        """Return the schedule without ``removed`` and with ``added``."""
        return Schedule.of((set(self.assignments) - set(removed)) | set(added))

    @property
    def sha256(self) -> str:
        """Hash of the canonical CSV form."""
        return hashlib.sha256(self.csv.encode()).hexdigest()

    @property
    def csv(self) -> str:
        """The canonical form, as text: ``person,shift,date``, sorted, LF."""
        rows = (f"{_cell(a.person)},{_cell(a.shift)},{a.day.isoformat()}\n" for a in self)
        return "person,shift,date\n" + "".join(rows)


def _cell(text: str) -> str:
    """Quote as RFC 4180 does, only where needed."""
    if any(mark in text for mark in ',"\n\r'):
        return '"' + text.replace('"', '""') + '"'
    return text
