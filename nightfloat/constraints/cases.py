"""A case is a tiny program and schedule with the amount its constraint must find, by hand.

``shifts`` is a line such as ``D=07:00+12h N=19:00+12h:night`` (tags after a colon). A row is one
token per day: letters of shifts worked that day, or ``.`` for none. Days are indexes from the
horizon's first day.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from nightfloat.domain.calendar import Calendar, Days
from nightfloat.domain.instance import Instance
from nightfloat.domain.people import Balance, Leave, Person, Pin, Request, Rotation
from nightfloat.domain.schedule import Assignment, Schedule
from nightfloat.domain.shifts import Cover, ShiftKind, ShiftType

if TYPE_CHECKING:
    from nightfloat.constraints.base import Constraint

MONDAY = date(2024, 1, 1)
SHIFT = re.compile(r"(\w)=(\d\d):(\d\d)\+(\d+)(h|m)(?::(\S+))?")


@dataclass(frozen=True, kw_only=True)
class Case:
    """Hand-written evidence: with ``parameters``, ``rows`` are at fault by exactly ``amount``.

    Parameters
    ----------
    says
        What the case shows, in one sentence.
    rows, past
        Per person, one token per day of the horizon and of the history before it.
    people
        Facts about a person beyond the id.
    leave
        ``person first-day last-day`` (indexes, both inside).
    cover
        ``shift day minimum target maximum [skill]``; other shifts of the rows need nobody.
    exclusive
        Whether cover rows that name a skill are exclusive.
    blocks
        The block grid.
    """

    says: str
    rows: Mapping[str, str]
    amount: int
    parameters: Mapping[str, object] = field(default_factory=dict[str, object])
    shifts: str = "D=07:00+12h N=19:00+12h:night"
    past: Mapping[str, str] = field(default_factory=dict[str, str])
    people: tuple[Person, ...] = ()
    leave: tuple[str, ...] = ()
    requests: tuple[Request, ...] = ()
    pins: tuple[Pin, ...] = ()
    cover: tuple[str, ...] = ()
    exclusive: bool = False
    balances: tuple[Balance, ...] = ()
    rotations: tuple[Rotation, ...] = ()
    types: tuple[ShiftType, ...] = ()
    blocks: tuple[Days, ...] = ()
    start: date = MONDAY
    zone: str = "UTC"

    def constraint[C: Constraint](self, cls: type[C]) -> C:
        """Return the constraint the case is about."""
        return cls.model_validate(dict(self.parameters))

    def build(self) -> tuple[Instance, Schedule]:
        """Return the case's instance and the schedule of its rows."""
        days = Days(
            self.start, self.start + timedelta(days=len(next(iter(self.rows.values())).split()))
        )
        back = max((len(row.split()) for row in self.past.values()), default=0)
        known_from = self.start - timedelta(days=back)
        calendar = Calendar(ZoneInfo(self.zone), days, known_from, self.blocks)
        history = [a for p, row in self.past.items() for a in _read(p, row, calendar.known_from)]
        schedule = [a for p, row in self.rows.items() for a in _read(p, row, self.start)]
        types = self.types or tuple(_types(self.shifts))
        return Instance(
            name="case",
            calendar=calendar,
            people=self._people(),
            shift_types=types,
            covers=self._covers(types, days),
            rotations=self.rotations,
            leave=tuple(self._leave(calendar)),
            requests=self.requests,
            pins=self.pins,
            history=Schedule.of(history),
            balances=self.balances,
        ), Schedule.of(schedule)

    def _people(self) -> tuple[Person, ...]:
        known = {person.id: person for person in self.people}
        return tuple(known.get(id_, Person(id_)) for id_ in self.rows)

    def _covers(self, types: tuple[ShiftType, ...], days: Days) -> tuple[Cover, ...]:
        asked = [_cover(line.split(), self.start, exclusive=self.exclusive) for line in self.cover]
        named = {(cover.shift, cover.day) for cover in asked}
        free = [Cover(t.id, day) for t in types for day in days if (t.id, day) not in named]
        return (*asked, *free)

    def _leave(self, calendar: Calendar) -> Iterator[Leave]:
        for line in self.leave:
            person, first, last = line.split()
            days = Days.through(calendar.day(int(first)), calendar.day(int(last)))
            yield Leave(person, days, calendar.instant(days.first), calendar.instant(days.end))


def _types(line: str) -> Iterator[ShiftType]:
    for letter, hour, minute, length, unit, tags in SHIFT.findall(line):
        minutes = int(length) * (60 if unit == "h" else 1)
        words = frozenset(tags.split(",")) if tags else frozenset[str]()
        occupies = "standby" not in words
        kind = ShiftKind.CLINICAL if occupies else ShiftKind.STANDBY
        start = int(hour) * 60 + int(minute)
        yield ShiftType(letter, start, minutes, kind, words, occupies=occupies)


def _read(person: str, row: str, first: date) -> Iterator[Assignment]:
    for offset, token in enumerate(row.split()):
        for letter in token.replace(".", ""):
            yield Assignment(person, first + timedelta(days=offset), letter)


def _cover(words: list[str], start: date, *, exclusive: bool) -> Cover:
    shift, day, minimum, target, maximum, *skills = words
    return Cover(
        shift,
        start + timedelta(days=int(day)),
        int(minimum),
        int(target),
        None if maximum == "-" else int(maximum),
        skills=frozenset(skills),
        exclusive=exclusive and bool(skills),
    )


def promoted(day: int) -> tuple[Person, ...]:
    """Return A, who is a resident until the day of January 2024 that makes A faculty."""
    return (Person("A", grades=((date.min, "PGY-3"), (date(2024, 1, day), "Faculty"))),)
