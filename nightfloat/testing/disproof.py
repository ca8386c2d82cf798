"""A disproof carries one counterexample, in words and rows that can be checked by hand."""

from collections.abc import Iterable, Iterator
from typing import Literal

from nightfloat.constraints.base import Constraint
from nightfloat.domain.instance import Instance
from nightfloat.domain.schedule import Assignment, Schedule
from nightfloat.domain.shifts import ShiftType
from nightfloat.errors import DisagreementError

type Leg = Literal["cases", "agreement", "windows", "lowerings"]


class Disproof(DisagreementError):  # noqa: N818  a verdict, named as such
    """A constraint is not what it says: two opinions about one schedule differ.

    Attributes
    ----------
    leg
        Which leg of the proof found it.
    constraint, instance, schedule
        The counterexample.
    audited, modelled
        What each side said; None where it was not asked, or finds no solution.
    """

    def __init__(
        self,
        leg: Leg,
        says: str,
        constraint: Constraint,
        instance: Instance,
        schedule: Schedule,
        audited: object = None,
        modelled: object = None,
    ) -> None:
        self.leg: Leg = leg
        self.constraint = constraint
        self.instance = instance
        self.schedule = schedule
        self.audited = audited
        self.modelled = modelled
        opinions = f"  audit: {audited}\n  model: {modelled}"
        rows = "\n".join(describe(instance, schedule))
        given = constraint.model_dump(exclude_defaults=True, exclude={"kind"})
        super().__init__(f"{leg}: {says}\n  {constraint.kind} {given}\n{opinions}\n{rows}")


def describe(instance: Instance, schedule: Schedule) -> Iterator[str]:
    """Yield lines that show the instance and the schedule, history before ``|``."""
    calendar = instance.calendar
    yield (
        f"  {calendar.zone.key}, horizon {calendar.horizon.first} to {calendar.horizon.last}, "
        f"known from {calendar.known.first}"
    )
    yield f"  shifts: {', '.join(map(_type, instance.shift_types))}"
    for person in instance.people:
        past = _row(instance.history, person.id, _days(instance, past=True))
        now = _row(schedule, person.id, _days(instance, past=False))
        yield f"  {person.id}: {past}| {now}"
    facts = (
        *instance.leave,
        *instance.rotations,
        *instance.pins,
        *instance.requests,
        *instance.balances,
        *instance.waivers,
        *calendar.blocks,
        *(c for c in instance.covers if c.target or c.maximum is not None),
        *(p for p in instance.people if repr(p) != repr(type(p)(p.id))),
    )
    yield from (f"  {fact!r}" for fact in facts)


def _type(kind: ShiftType) -> str:
    credited = "" if kind.credited is None else f" credited {kind.credited}"
    free = "" if kind.occupies else " standby"
    start = f"{kind.start // 60:02}:{kind.start % 60:02}"
    return f"{kind.id}={start}+{kind.minutes}m{credited}{free} {kind.kind.value}"


def _days(instance: Instance, *, past: bool) -> list[object]:
    first = instance.calendar.horizon.first
    return [day for day in instance.calendar.known if (day < first) is past]


def _row(assignments: Iterable[Assignment], person: str, days: Iterable[object]) -> str:
    taken = [a for a in assignments if a.person == person]
    cells = ("".join(a.shift for a in taken if a.day == day) or "." for day in days)
    return "".join(f"{cell} " for cell in cells)
