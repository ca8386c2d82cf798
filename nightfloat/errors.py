"""Every failure a caller can meet is one of these, and each knows its exit code.

::

    NightfloatError                 70
    ├── InputError                   2   faults in files, options or facts, all reported at once
    ├── RefusedError                 5   the gate said no; nothing was committed
    ├── CommitConflictError          6   input or live schedule changed meanwhile
    ├── StoreUnavailableError       69   the database cannot be reached or is of another version
    ├── UnstartedError               4   the system has no room for a searching process
    ├── DisagreementError           70   model and audit disagree: a defect of nightfloat
    ├── SearchFailedError           70   the searching process met a defect
    └── LeaseHeldError              75   another run holds the program

An infeasible program or a search that ran out of time is no error: it is a Result.
"""

from dataclasses import dataclass
from typing import ClassVar


@dataclass(frozen=True, slots=True)
class Fault:
    """One sentence about one thing a user can mend: what is wrong and what would be right.

    Parameters
    ----------
    sentence
        What is wrong and what to do.
    file, row, column
        Where, as far as known; ``row`` counts lines of the file from 1 (the header is 1).
    """

    sentence: str
    file: str | None = None
    row: int | None = None
    column: str | None = None

    def __str__(self) -> str:
        """Return place and sentence in one line."""
        place = [self.file] if self.file else []
        place += [f"row {self.row}"] if self.row is not None else []
        place += [f"column {self.column}"] if self.column else []
        return f"{', '.join(place)}: {self.sentence}" if place else self.sentence


class NightfloatError(Exception):
    """The root: everything nightfloat raises on purpose carries an exit code and its sentences."""

    exit_code: ClassVar[int] = 70

    def __init__(self, faults: "list[Fault] | tuple[Fault, ...] | str") -> None:
        listed = (Fault(faults),) if isinstance(faults, str) else tuple(faults)
        super().__init__("; ".join(map(str, listed)))
        self._faults = listed

    @property
    def faults(self) -> tuple[Fault, ...]:
        """The sentences to show, at least one; of input every fault found, in file order."""
        return self._faults


class InputError(NightfloatError):
    """Input is wrong; every fault found is listed."""

    exit_code = 2


class RefusedError(NightfloatError):
    """The gate refused the schedule."""

    exit_code = 5


class CommitConflictError(NightfloatError):
    """What was solved against is no longer what is there."""

    exit_code = 6


class StoreUnavailableError(NightfloatError):
    """The store cannot be used now."""

    exit_code = 69


class UnstartedError(NightfloatError):
    """The system has no room for a searching process."""

    exit_code = 4


class DisagreementError(NightfloatError):
    """Model and audit judge the same schedule differently."""


class SearchFailedError(NightfloatError):
    """The searching process met a defect of nightfloat or of the solver."""


class LeaseHeldError(NightfloatError):
    """Another run holds the program and horizon."""

    exit_code = 75
