"""Small worlds to export."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import date, timedelta
from random import Random
from zoneinfo import ZoneInfo

from nightfloat.constraints.cases import MONDAY, Case
from nightfloat.domain.calendar import Calendar, Days
from nightfloat.domain.instance import Instance
from nightfloat.domain.people import Person
from nightfloat.domain.schedule import Assignment, Schedule
from nightfloat.domain.shifts import Cover, ShiftKind, ShiftType

FIRST = date(2026, 8, 3)
TYPES = (
    ShiftType("wards-day", 420, 720),
    ShiftType("wards-long-call", 420, 1440, ShiftKind.INHOUSE_CALL),
    ShiftType("icu-day", 420, 720),
    ShiftType("icu-night", 1140, 720),
    ShiftType("NF", 1140, 720, ShiftKind.NIGHT_FLOAT),
    ShiftType("clinic-am", 480, 240, ShiftKind.CLINIC),
    ShiftType("clinic-pm", 780, 240, ShiftKind.CLINIC),
    ShiftType("jeopardy", 0, 1440, ShiftKind.STANDBY, occupies=False),
)


def day(index: int) -> date:
    """Return a day of a case by its index."""
    return MONDAY + timedelta(days=index)


def week() -> tuple[Instance, Schedule]:
    """Return two people's week that starts on a holiday; B is on leave on Tuesday and Wednesday."""
    case = Case(
        says="",
        rows={"A": "D D N . . D .", "B": ". . . N N . DN"},
        past={"A": ". D"},
        leave=("B 1 2",),
        cover=("D 0 1 2 -", "N 2 1 1 -", "D 5 0 0 0"),
        amount=0,
    )
    instance, schedule = case.build()
    calendar = replace(instance.calendar, holidays=frozenset({MONDAY}))
    return replace(instance, calendar=calendar), schedule


def service(people: Iterable[Person], days: int = 28) -> Instance:
    """Return a service with every shift on every day, from Monday 2026-08-03 in Honolulu."""
    horizon = Days(FIRST, FIRST + timedelta(days=days))
    calendar = Calendar(
        ZoneInfo("Pacific/Honolulu"), horizon, FIRST, holidays=frozenset({date(2026, 8, 21)})
    )
    covers = tuple(Cover(t.id, d, 1, 3) for t in TYPES for d in horizon)
    return Instance("service", calendar, tuple(people), TYPES, covers)


def forty() -> tuple[Instance, Schedule]:
    """Return 40 people in four groups over 28 days, 3 of 5 days worked, some twice over."""
    residents = [
        Person(f"R{n:02}", f"Resident {n}", ((date.min, f"PGY-{n % 3 + 1}"),), peer_group="res")
        for n in range(32)
    ]
    instance = service([*residents, *(Person(f"F{n}", peer_group="faculty") for n in range(8))])
    return instance, drawn(instance, Random(1))


def drawn(instance: Instance, rng: Random) -> Schedule:
    """Return a schedule that keeps no rule at all."""
    found: list[Assignment] = []
    for person in instance.people:
        for on in instance.calendar.horizon:
            count = rng.choices((0, 1, 2), (4, 5, 1))[0]
            found += [Assignment(person.id, on, t.id) for t in rng.sample(TYPES, count)]
    return Schedule.of(found)
