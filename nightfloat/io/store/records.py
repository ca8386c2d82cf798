"""What goes into the store and what comes out of it beside the domain's own records."""

from dataclasses import dataclass
from datetime import date, datetime

from nightfloat.domain.calendar import Days
from nightfloat.domain.certificate import Certificate
from nightfloat.domain.schedule import Assignment, Schedule
from nightfloat.domain.violation import Violation


@dataclass(frozen=True, slots=True)
class Booking:
    """An assignment takes its person from ``start`` up to ``end``; only occupying ones exclude."""

    assignment: Assignment
    start: datetime
    end: datetime
    occupies: bool = True


@dataclass(frozen=True, slots=True)
class Provenance:
    """What made a schedule, so that it can be made again.

    Parameters
    ----------
    nightfloat, solver
        Versions.
    seed
        That of the limits; None if the caller states none.
    parameters
        A JSON object, as text.
    source
        Where the program was read from, to be read there again; empty if nowhere.
    """

    nightfloat: str
    solver: str
    seed: int | None = None
    parameters: str = "{}"
    source: str = ""


@dataclass(frozen=True, slots=True)
class Commit:
    """Everything that one transaction writes.

    Parameters
    ----------
    horizon
        Every day of it is replaced; every booking starts on one of its days.
    expected
        ``Store.version`` of program and horizon as it was when solving began.
    who, why
        For the audit trail; neither is empty.
    report
        The JSON object that ``generate --json`` prints, as text.
    violations
        What the audit reported and the gate let pass: soft, inherited or waived.
    """

    program: str
    horizon: Days
    status: str
    bookings: tuple[Booking, ...]
    input_sha256: str
    idempotency_key: str
    expected: str
    who: str
    why: str
    report: str
    provenance: Provenance
    violations: tuple[Violation, ...] = ()
    certificate: Certificate | None = None

    @property
    def schedule(self) -> Schedule:
        """The assignments of all bookings."""
        return Schedule.of(booking.assignment for booking in self.bookings)


@dataclass(frozen=True, slots=True)
class Lease:
    """``holder`` alone may generate for program and horizon until ``expires``."""

    id: int
    program: str
    horizon: Days
    holder: str
    expires: datetime


@dataclass(frozen=True, slots=True)
class DayChange:
    """The day of a run became live, or ceased to be."""

    run: int
    day: date
    live: bool


@dataclass(frozen=True, slots=True)
class Act:
    """An entry of the audit trail: who did what to which run, when, why, and what changed by it."""

    id: int
    run: int
    action: str
    who: str
    why: str
    at: datetime
    changes: tuple[DayChange, ...]
