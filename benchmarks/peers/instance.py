"""A Curtois & Qu instance as the peers read it: nothing here is shared with nightfloat's reader.

Days count from 0, a Monday; lengths are minutes. Only the standard library is needed, for the
interpreter of every peer imports this.
"""

import os
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

OFF = "-"

type Rows = dict[str, list[list[str]]]
type Roster = Mapping[tuple[str, int], str]


@dataclass(frozen=True, slots=True)
class Shift:
    """A shift type; ``not_next`` may not be worked on the day after it."""

    id: str
    minutes: int
    not_next: frozenset[str]


@dataclass(frozen=True, slots=True)
class Employee:
    """One employee with the limits of their row; ``days_off`` are days not to work."""

    id: str
    caps: Mapping[str, int]
    max_minutes: int
    min_minutes: int
    max_on: int
    min_on: int
    min_off: int
    max_weekends: int
    days_off: frozenset[int]

    def may_work(self, day: int, shift: str) -> bool:
        """Whether nothing about this cell alone forbids the shift."""
        return day not in self.days_off and self.caps.get(shift, 0) > 0


@dataclass(frozen=True, slots=True)
class Wish:
    """A request whose refusal costs ``weight``."""

    employee: str
    day: int
    shift: str
    weight: int


@dataclass(frozen=True, slots=True)
class Cover:
    """How many are wanted on a shift of a day, and what each missing or extra one costs."""

    day: int
    shift: str
    wanted: int
    under: int
    over: int


@dataclass(frozen=True, slots=True)
class Instance:
    """One instance, in the order of its file."""

    days: int
    shifts: tuple[Shift, ...]
    staff: tuple[Employee, ...]
    on: tuple[Wish, ...]
    off: tuple[Wish, ...]
    cover: tuple[Cover, ...]


def read(text: str) -> Instance:
    """Return the instance that the text of a file says.

    Raises
    ------
    KeyError
        If a section that every instance has is missing.
    ValueError
        If a number is none, or a row is too short.
    """
    rows = _sections(text)
    away = {row[0]: frozenset(int(d) for d in row[1:] if d) for row in rows["DAYS_OFF"]}
    return Instance(
        days=int(rows["HORIZON"][0][0]),
        shifts=tuple(_shift(*row) for row in rows["SHIFTS"]),
        staff=tuple(_employee(row, away.get(row[0], frozenset())) for row in rows["STAFF"]),
        on=tuple(_wishes(rows["SHIFT_ON_REQUESTS"])),
        off=tuple(_wishes(rows["SHIFT_OFF_REQUESTS"])),
        cover=tuple(Cover(int(d), s, int(n), int(u), int(o)) for d, s, n, u, o in rows["COVER"]),
    )


def grid(instance: Instance, roster: Roster) -> str:
    """Return one line per employee, ``EMPLOYEE,s0,s1,...``, with ``-`` for a day off."""
    lines = (
        (e.id, *(roster.get((e.id, d), OFF) for d in range(instance.days))) for e in instance.staff
    )
    return "".join(",".join(line) + "\n" for line in lines)


def write(path: Path, instance: Instance, roster: Roster) -> None:
    """Let the file be the grid: whole at every moment, or not there."""
    beside = path.with_name(f".{path.name}.tmp")
    beside.write_text(grid(instance, roster), encoding="utf-8")
    os.replace(beside, path)


def _sections(text: str) -> Rows:
    optional = ("DAYS_OFF", "SHIFT_ON_REQUESTS", "SHIFT_OFF_REQUESTS")
    found: Rows = {name: [] for name in optional}
    rows: list[list[str]] = []
    for raw in text.lstrip("\ufeff").splitlines():
        line = raw.strip()
        if line.startswith("SECTION_"):
            rows = found.setdefault(line.removeprefix("SECTION_"), [])
        elif line and not line.startswith("#"):
            rows.append([cell.strip() for cell in line.split(",")])
    return found


def _shift(name: str, minutes: str, not_next: str) -> Shift:
    return Shift(name, int(minutes), frozenset(s for s in not_next.split("|") if s))


def _employee(row: list[str], days_off: frozenset[int]) -> Employee:
    pairs = (part.split("=") for part in row[1].split("|") if part)
    caps = {shift: int(most) for shift, most in pairs}
    most, least, max_on, min_on, min_off, weekends = map(int, row[2:8])
    return Employee(row[0], caps, most, least, max_on, min_on, min_off, weekends, days_off)


def _wishes(rows: list[list[str]]) -> Iterator[Wish]:
    return (Wish(e, int(day), shift, int(weight)) for e, day, shift, weight in rows)
