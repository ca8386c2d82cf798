"""The sections of a Curtois & Qu ``.txt`` file, every bad line told by its number.

The format is that of the 24 shift scheduling instances: comma separated, ``#`` comments, days from
0. A cover line is there for every day and shift, which shows whether a file was cut off: where
cover comes last, sections of days off and requests may be left out.
"""

import re
import unicodedata
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from itertools import product

from pydantic_core import PydanticCustomError

from nightfloat.domain.crosscheck import suggest
from nightfloat.domain.shifts import MANY_SHIFTS
from nightfloat.io.faults import Faults, shown
from nightfloat.io.folder.cells import MIDNIGHT, read_exact_id

HORIZON, SHIFTS, STAFF, DAYS_OFF, ON, OFF, COVER = SECTIONS = (
    "SECTION_HORIZON",
    "SECTION_SHIFTS",
    "SECTION_STAFF",
    "SECTION_DAYS_OFF",
    "SECTION_SHIFT_ON_REQUESTS",
    "SECTION_SHIFT_OFF_REQUESTS",
    "SECTION_COVER",
)
OPTIONAL = (DAYS_OFF, ON, OFF)
# whose lines begin with ids that are new
NAMING = (SHIFTS, STAFF)
WIDTHS = {HORIZON: 1, SHIFTS: 3, STAFF: 8, ON: 4, OFF: 4, COVER: 5}
# Instance15 writes a requirement of none as -0.
NUMBER = re.compile(r"[0-9]{1,7}|-0")
LONGEST = 1100

type Line = tuple[int, list[str]]


@dataclass(frozen=True, slots=True)
class ShiftLine:
    """A shift type and which may not follow it on the next day."""

    id: str
    minutes: int
    not_next: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class StaffLine:
    """One person with the limits of theirs."""

    id: str
    max_shifts: Mapping[str, int]
    max_minutes: int
    min_minutes: int
    max_stretch: int
    min_stretch: int
    min_days_off: int
    max_weekends: int


@dataclass(frozen=True, slots=True)
class WishLine:
    """A wish of a person for or against a shift, or with ``on`` None a day off."""

    person: str
    day: int
    shift: str
    weight: int


@dataclass(frozen=True, slots=True)
class CoverLine:
    """How many are wanted, and what each one missing or too many costs."""

    day: int
    shift: str
    wanted: int
    under: int
    over: int


@dataclass(slots=True)
class CurtoisText:
    """What the file says."""

    days: int = 0
    shifts: dict[str, ShiftLine] = field(default_factory=dict[str, ShiftLine])
    staff: dict[str, StaffLine] = field(default_factory=dict[str, StaffLine])
    days_off: list[tuple[str, int]] = field(default_factory=list[tuple[str, int]])
    on: list[WishLine] = field(default_factory=list[WishLine])
    off: list[WishLine] = field(default_factory=list[WishLine])
    cover: dict[tuple[int, str], CoverLine] = field(
        default_factory=dict[tuple[int, str], CoverLine]
    )


def parse_curtois(text: str, file: str, faults: Faults) -> CurtoisText:
    """Return what the file says; whatever is wrong with it is in ``faults``."""
    return _Parser(file, faults).parse(text)


class _Bad(Exception):  # noqa: N818
    """One sentence about the line being read; it never leaves this module."""


class _Parser:
    def __init__(self, file: str, faults: Faults) -> None:
        self.file, self.faults = file, faults
        self.said = CurtoisText()

    def parse(self, text: str) -> CurtoisText:
        sections = self._sections(text)
        readers: Iterable[tuple[str, Callable[[list[str]], None]]] = (
            (HORIZON, self._horizon),
            (SHIFTS, self._shift),
            (STAFF, self._staff),
            (DAYS_OFF, self._days_off),
            (ON, lambda cells: self.said.on.append(self._wish(cells))),
            (OFF, lambda cells: self.said.off.append(self._wish(cells))),
            (COVER, self._cover),
        )
        owed = _owed(sections)
        for name, reader in readers:
            if name in owed and name not in sections:
                self._fault(f"{name} is missing; is the file cut off?")
            for line, cells in sections.get(name, ()):
                self._line(name, line, cells, reader)
        self._complete(sections)
        return self.said

    def _sections(self, text: str) -> Mapping[str, list[Line]]:
        sections: defaultdict[str, list[Line]] = defaultdict(list)
        current = None
        for number, raw in enumerate(text.splitlines(), start=1):
            line = raw.strip()
            if line.startswith("SECTION_"):
                current = line
                if line not in SECTIONS:
                    self._fault(
                        f"there is no section {shown(line)}; {suggest(line, SECTIONS)}", number
                    )
                elif line in sections:
                    self._fault(f"{line} is there twice; keep one", number)
                _ = sections[line]
            elif line and not line.startswith("#"):
                if current is None:
                    self._fault(
                        f"{shown(line)} stands before any section; start with {HORIZON}", number
                    )
                else:
                    # an id that is new has to be seen as it is
                    first, *others = raw.split(",")
                    id_ = first if current in NAMING else _plain(first)
                    sections[current].append((number, [id_, *map(_plain, others)]))
        return sections

    def _line(
        self, section: str, number: int, cells: list[str], reader: Callable[[list[str]], None]
    ) -> None:
        width = WIDTHS.get(section)
        if width is not None and len(cells) != width:
            text = f"a line of {section} has {width} cells, not {len(cells)}; is the file cut off?"
            self._fault(text, number)
            return
        try:
            reader(cells)
        except _Bad as bad:
            self._fault(str(bad), number)
        except PydanticCustomError as bad:
            self._fault(bad.message(), number)

    def _complete(self, sections: Mapping[str, list[Line]]) -> None:
        """Note what the lines miss together, if nothing is wrong with any one of them."""
        if len(self.faults):
            self._references(sections)
            return
        said = self.said
        for name, found in ((HORIZON, said.days), (SHIFTS, said.shifts), (STAFF, said.staff)):
            if not found:
                self._fault(f"{name} is empty; is the file cut off?")
        self._references(sections)
        if len(self.faults):
            return
        missing = [key for key in product(range(said.days), said.shifts) if key not in said.cover]
        if missing:
            day, shift = missing[0]
            text = f"{COVER} has {len(said.cover)} of {said.days * len(said.shifts)} lines"
            self._fault(f"{text}; day {day} shift {shift} is the first one missing")

    def _references(self, sections: Mapping[str, list[Line]]) -> None:
        """Note shifts that are named but not there, once all of them are known."""
        for number, cells in sections.get(SHIFTS, ()):
            if len(cells) == WIDTHS[SHIFTS]:
                for shift in _followers(cells[2]):
                    if shift not in self.said.shifts:
                        text = (
                            f"no shift is called {shown(shift)}; {suggest(shift, self.said.shifts)}"
                        )
                        self._fault(text, number)

    def _horizon(self, cells: list[str]) -> None:
        days = _number(cells[0], "the number of days")
        if self.said.days:
            message = f"the horizon is {self.said.days} days already; keep one line"
            raise _Bad(message)
        if days % 7 or not 0 < days <= LONGEST:
            message = f"a horizon of {days} days is not a number of weeks up to {LONGEST} days"
            raise _Bad(message)
        self.said.days = days

    def _shift(self, cells: list[str]) -> None:
        id_, minutes = read_exact_id(cells[0]), _number(cells[1], "the length")
        if id_ in self.said.shifts:
            message = f"shift {id_!r} is there already; keep one of the two"
            raise _Bad(message)
        if not 0 < minutes <= MIDNIGHT:
            message = f"a shift of {minutes} minutes is not between 1 and {MIDNIGHT}"
            raise _Bad(message)
        if id_ in MANY_SHIFTS:
            message = f"{id_!r} cannot name a shift here; choose another word"
            raise _Bad(message)
        self.said.shifts[id_] = ShiftLine(id_, minutes, _followers(cells[2]))

    def _staff(self, cells: list[str]) -> None:
        id_ = read_exact_id(cells[0])
        if id_ in self.said.staff:
            message = f"person {id_!r} is there already; keep one of the two"
            raise _Bad(message)
        limits = self._limits(cells[1])
        names = ("maximum minutes", "minimum minutes", "longest stretch", "shortest stretch")
        names = (*names, "least days off", "most weekends")
        numbers = (_number(c, f"the {n}") for c, n in zip(cells[2:], names, strict=True))
        line = StaffLine(id_, limits, *numbers)
        self.said.staff[id_] = line
        if line.min_minutes > line.max_minutes:
            message = f"{id_} has the minimum minutes {line.min_minutes} above the maximum"
            raise _Bad(message)
        if line.max_stretch == 0:
            message = f"{id_} has a longest stretch of 0 days; write 1 or more"
            raise _Bad(message)

    def _limits(self, cell: str) -> Mapping[str, int]:
        limits: dict[str, int] = {}
        for part in filter(None, cell.split("|")):
            shift, equals, limit = part.partition("=")
            if not equals:
                message = f"{shown(part)} is no limit; write it as D=14"
                raise _Bad(message)
            id_, most = self._known_shift(shift.strip()), _number(limit, "the limit")
            if id_ in limits:
                message = f"the limit of {id_} is there twice; keep one"
                raise _Bad(message)
            limits[id_] = most
        return limits

    def _days_off(self, cells: list[str]) -> None:
        person = self._known_person(cells[0])
        for cell in filter(None, cells[1:]):
            self.said.days_off.append((person, self._day(cell)))

    def _wish(self, cells: list[str]) -> WishLine:
        person, day, shift, weight = cells
        cost = _number(weight, "the weight")
        if cost == 0:
            message = "the weight 0 would never be read; give at least 1"
            raise _Bad(message)
        return WishLine(self._known_person(person), self._day(day), self._known_shift(shift), cost)

    def _cover(self, cells: list[str]) -> None:
        day, shift = self._day(cells[0]), self._known_shift(cells[1])
        if (day, shift) in self.said.cover:
            message = f"day {day} shift {shift} is there already; keep one of the two"
            raise _Bad(message)
        names = ("the requirement", "the weight under", "the weight over")
        numbers = (_number(c, n) for c, n in zip(cells[2:], names, strict=True))
        self.said.cover[day, shift] = CoverLine(day, shift, *numbers)

    def _day(self, cell: str) -> int:
        day, days = _number(cell, "the day"), self.said.days
        if days and day >= days:
            message = f"day {day} is outside the horizon, 0 to {days - 1}"
            raise _Bad(message)
        return day

    def _known_person(self, cell: str) -> str:
        if self.said.staff and cell not in self.said.staff:
            message = f"nobody has the id {shown(cell)}; {suggest(cell, self.said.staff)}"
            raise _Bad(message)
        return cell

    def _known_shift(self, cell: str) -> str:
        if self.said.shifts and cell not in self.said.shifts:
            message = f"no shift is called {shown(cell)}; {suggest(cell, self.said.shifts)}"
            raise _Bad(message)
        return cell

    def _fault(self, sentence: str, row: int | None = None) -> None:
        self.faults.add(sentence, self.file, row)


def _owed(sections: Iterable[str]) -> tuple[str, ...]:
    """Return the sections that a file has to have: all, unless cover at its end shows it whole."""
    *_, last = "", *sections
    return tuple(name for name in SECTIONS if last != COVER or name not in OPTIONAL)


def _plain(cell: str) -> str:
    """Return what a cell says, however its blanks and accents are written."""
    return unicodedata.normalize("NFC", cell).strip()


def _followers(cell: str) -> tuple[str, ...]:
    """Return the shifts that may not follow, which stand between bars."""
    return tuple(word.strip() for word in cell.split("|") if word.strip())


def _number(cell: str, name: str) -> int:
    text = cell.strip()
    if not NUMBER.fullmatch(text):
        message = f"{name} {shown(text)} is not a whole number from 0"
        raise _Bad(message)
    return int(text)
