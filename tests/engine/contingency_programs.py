"""Tiny programs for the contingency tests, written as cases are."""

from datetime import timedelta
from typing import TypedDict, Unpack

from nightfloat.constraints.base import Constraint
from nightfloat.constraints.cases import MONDAY, Case
from nightfloat.constraints.cover import CoverRange
from nightfloat.constraints.eligibility import Eligibility
from nightfloat.constraints.leave import LeaveBlocks
from nightfloat.constraints.no_overlap import NoOverlap
from nightfloat.constraints.pins import PinsHold
from nightfloat.constraints.program import Program
from nightfloat.domain.certificate import Certificate, EventVerdict
from nightfloat.domain.people import Person, Pin
from nightfloat.domain.schedule import Schedule
from nightfloat.domain.shifts import ShiftType

STANDING: tuple[Constraint, ...] = (
    NoOverlap(),
    Eligibility(),
    LeaveBlocks(),
    PinsHold(),
    CoverRange(),
)


class Facts(TypedDict, total=False):
    """What a case may say beside its rows."""

    shifts: str
    past: dict[str, str]
    people: tuple[Person, ...]
    leave: tuple[str, ...]
    pins: tuple[Pin, ...]
    cover: tuple[str, ...]
    exclusive: bool
    types: tuple[ShiftType, ...]


def program(
    rows: dict[str, str], *rules: Constraint, **facts: Unpack[Facts]
) -> tuple[Program, Schedule]:
    """Return the program of the standing constraints and ``rules``, and the schedule of rows."""
    instance, schedule = Case(says="", rows=rows, amount=0, **facts).build()
    return Program(instance, (*STANDING, *rules), ()), schedule


def about(certificate: Certificate, person: str, day: int = 0) -> EventVerdict:
    """Return the verdict on the absence of ``person`` on that day."""
    on = MONDAY + timedelta(days=day)
    return next(
        v for v in certificate.verdicts if v.event.person == person and v.event.days.first == on
    )


def moves(verdict: EventVerdict) -> tuple[list[str], list[str]]:
    """Return the witness as words: what is removed and what is added."""
    removed = [f"{a.person} {a.shift}" for a in verdict.removed]
    return removed, [f"{a.person} {a.shift}" for a in verdict.added]


def forbidding(verdict: EventVerdict) -> dict[tuple[str, str], str]:
    """Return the constraint named per person and shift."""
    return {(o.person, o.shift): o.constraint for o in verdict.obstructions}
