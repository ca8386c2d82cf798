"""Rows become facts, and each fact knows the row it came from."""

from collections.abc import Callable, Iterable
from datetime import date

from pydantic import BaseModel

from nightfloat.domain.calendar import Calendar, Days
from nightfloat.domain.instance import Instance
from nightfloat.domain.people import Balance, Leave, Person, Pin, Request, Rotation, Waiver
from nightfloat.domain.schedule import Assignment, Schedule
from nightfloat.domain.shifts import ShiftKind, ShiftType
from nightfloat.io.faults import Faults
from nightfloat.io.folder.cells import MIDNIGHT
from nightfloat.io.folder.covers import Dated, covers_of
from nightfloat.io.folder.rows import (
    BalanceRow,
    LeaveRow,
    PersonRow,
    PinRow,
    RequestRow,
    RotationRow,
    ShiftRow,
    WaiverRow,
    WorkedRow,
)
from nightfloat.io.folder.table import Table
from nightfloat.io.folder.tables import Tables


class Origins:
    """File and line of every fact, by identity: equal facts of two rows are two."""

    def __init__(self) -> None:
        self._of: dict[int, tuple[object, str, int]] = {}

    def note[T](self, fact: T, file: str, line: int) -> T:
        """Remember where ``fact`` comes from and return it."""
        self._of[id(fact)] = (fact, file, line)
        return fact

    def of(self, fact: object) -> tuple[str, int | None]:
        """Return file and line; what no row says is missing from the people."""
        _, file, line = self._of.get(id(fact), (None, "people.csv", None))
        return file, line

    def facts[R: BaseModel, T](self, table: Table[R], make: Callable[[R], T]) -> tuple[T, ...]:
        """Return the fact of each row."""
        return tuple(self.note(make(r.row), table.file, r.line) for r in table.rows)


def build_instance(
    name: str, calendar: Calendar, tables: Tables, faults: Faults, *, dated: bool
) -> tuple[Instance, Origins]:
    """Return the instance of all good rows, with the origin of its facts."""
    origins = Origins()
    covers = covers_of(tables.cover, calendar, faults) if dated else ()
    worked = origins.facts(tables.history, _assignment)
    instance = Instance(
        name=name,
        calendar=calendar,
        people=origins.facts(tables.people, _person),
        shift_types=origins.facts(tables.shifts, _shift_type),
        covers=tuple(_noted(origins, covers)),
        rotations=origins.facts(tables.rotations, _rotation),
        leave=origins.facts(tables.leave, lambda row: _leave(row, calendar)),
        requests=origins.facts(tables.requests, _request),
        pins=origins.facts(tables.pins, _pin),
        history=Schedule.of(worked),
        balances=origins.facts(tables.balances, _balance),
        waivers=origins.facts(tables.waivers, _waiver),
    )
    return instance, origins


def _noted(origins: Origins, covers: Iterable[Dated]):
    return (origins.note(dated.cover, "cover.csv", dated.line) for dated in covers)


def _person(row: PersonRow) -> Person:
    end = Days.one(row.last_day).end if row.last_day else date.max
    employed = Days(row.first_day or date.min, end)
    return Person(row.person, row.name, row.grade, row.skills, row.fte, employed, row.peer_group)


def _shift_type(row: ShiftRow) -> ShiftType:
    standby = row.kind is ShiftKind.STANDBY
    occupies = not standby if row.occupies is None else row.occupies
    unsaid = row.credited_minutes is None
    return ShiftType(
        row.shift,
        row.start,
        row.minutes,
        row.kind,
        row.tags,
        0 if standby and unsaid else row.credited_minutes,
        occupies,
        row.grades,
        row.skills,
        row.rotations,
    )


def _rotation(row: RotationRow) -> Rotation:
    return Rotation(row.person, row.rotation, Days.through(row.first_day, row.last_day))


def _leave(row: LeaveRow, calendar: Calendar) -> Leave:
    """Return the leave; from 00:00 to 24:00 is whole days too."""
    start, end = row.start or 0, MIDNIGHT if row.end is None else row.end
    return Leave(
        row.person,
        Days.through(row.first_day, row.last_day),
        calendar.instant(row.first_day, start),
        calendar.instant(row.last_day, end),
        (start, end) == (0, MIDNIGHT),
        row.status,
        row.reason,
    )


def _request(row: RequestRow) -> Request:
    return Request(row.person, row.date, row.shift, row.want, row.weight)


def _pin(row: PinRow) -> Pin:
    return Pin(row.person, row.shift, row.date, row.on)


def _assignment(row: WorkedRow) -> Assignment:
    return Assignment(row.person, row.date, row.shift)


def _balance(row: BalanceRow) -> Balance:
    return Balance(row.person, row.load, row.amount, row.fte_days)


def _waiver(row: WaiverRow) -> Waiver:
    days = Days.through(row.first_day, row.last_day)
    return Waiver(row.constraint, row.person, days, row.reason, row.approver)
