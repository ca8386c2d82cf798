"""A run is one generation or commit as it is stored."""

from dataclasses import dataclass
from datetime import datetime

from nightfloat.domain.calendar import Days


@dataclass(frozen=True, slots=True)
class Run:
    """What was generated, from what, with which verdicts.

    Parameters
    ----------
    id
        Assigned by the store, from 1.
    program, horizon
        What the schedule is for.
    status
        Solver status, or ``manual`` for a schedule made by hand.
    input_sha256, schedule_sha256, idempotency_key
        Hashes of canonical input, canonical schedule, and of all that decides the result.
    live
        False once another run superseded it.
    report
        The JSON object that ``generate --json`` printed, as text.
    """

    id: int
    program: str
    horizon: Days
    status: str
    created: datetime
    created_by: str
    input_sha256: str
    schedule_sha256: str
    idempotency_key: str
    live: bool
    report: str
