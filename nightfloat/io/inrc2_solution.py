"""The competition's form of a schedule: a folder with one file per week, ``nurse day shift skill``.

Files are told apart by the week number that stands under their heading, not by their names.
"""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

from nightfloat.constraints.scope import WEEKDAYS
from nightfloat.domain.instance import Instance
from nightfloat.domain.schedule import Assignment, Schedule
from nightfloat.errors import InputError
from nightfloat.io.faults import Faults, shown
from nightfloat.io.inrc2_files import Inrc2Name
from nightfloat.io.inrc2_sections import BadLine, Sections, Words, known, number
from nightfloat.io.inrc2_text import belongs
from nightfloat.io.snapshot import decode, load

SOLUTION, ASSIGNMENTS = HEADINGS = "SOLUTION", "ASSIGNMENTS"
WEEK = 7
LINE = "'Sara Mon Late Nurse'"
# What the competition's own tools write below the last line.
REMARK = ":"


def inrc2_solution(instance: Instance, schedule: Schedule) -> Mapping[str, str]:
    """Return the text of ``sol-week0.txt`` and so on by file name.

    Raises
    ------
    InputError
        If the instance is none of the competition's.
    """
    name = require_inrc2(instance).set
    lines: defaultdict[int, list[str]] = defaultdict(list)
    for assignment in schedule:
        week, weekday = divmod(instance.calendar.index(assignment.day), WEEK)
        shift, _, skill = assignment.shift.partition("/")
        lines[week].append(f"{assignment.person} {WEEKDAYS[weekday]} {shift} {skill}\n")
    return {
        file: f"{SOLUTION}\n{week} {name}\n\n{ASSIGNMENTS} = {len(lines[week])}\n"
        + "".join(lines[week])
        for week, file in enumerate(solution_files(instance))
    }


def solution_files(instance: Instance) -> tuple[str, ...]:
    """Return the file names of a solution, in order of weeks."""
    return tuple(f"sol-week{n}.txt" for n in range(instance.calendar.horizon.count // WEEK))


def read_inrc2_solution(folder: Path, instance: Instance) -> Schedule:
    """Return the schedule in the files of ``folder`` whose names begin with ``sol``.

    Raises
    ------
    InputError
        With every line that is wrong, and every week that is missing.
    """
    return _Reader(folder, instance).read()


def require_inrc2(instance: Instance) -> Inrc2Name:
    """Return the parts of the instance's name.

    Raises
    ------
    InputError
        If the instance is none of the competition's.
    """
    name = Inrc2Name.of(instance.name)
    if name is None or not all("/" in kind.id for kind in instance.shift_types):
        message = (
            f"{instance.name} is no INRC-II instance, and only their schedules are folders; "
            "name a file"
        )
        raise InputError(message)
    return name


def _is_remark(line: str) -> bool:
    """Whether a line with a colon is no assignment of somebody or something with one in its id."""
    words = line.split()
    return REMARK in line and not (len(words) == 4 and words[1] in WEEKDAYS)


@dataclass(frozen=True, slots=True)
class _Week:
    """What one file says."""

    file: str
    rows: list[Assignment] = field(default_factory=list[Assignment])


class _Reader:
    def __init__(self, folder: Path, instance: Instance) -> None:
        self.folder, self.instance, self.faults = folder, instance, Faults()
        self.set = require_inrc2(instance).set
        self.count = len(solution_files(instance))
        self.weeks: dict[int, _Week] = {}

    def read(self) -> Schedule:
        for file in self._files():
            self._file(file)
        if not len(self.faults):
            self._complete()
        self.faults.raise_any()
        return Schedule.of(row for week in self.weeks.values() for row in week.rows)

    def _files(self) -> list[Path]:
        try:
            paths = sorted(self.folder.iterdir())
        except OSError as error:
            message = f"{shown(str(self.folder))} cannot be read: {error.strerror or error}"
            raise InputError(message) from error
        return [p for p in paths if p.name.lower().startswith("sol") and p.suffix == ".txt"]

    def _file(self, file: Path) -> None:
        data = load(file, self.faults)
        text = None if data is None else decode(data, file.name, self.faults)
        if text is None:
            return
        kept = "\n".join("" if _is_remark(line) else line for line in text.splitlines())
        sections = Sections(file.name, kept, HEADINGS, self.faults)
        number_ = self._header(sections)
        if number_ is None:
            return
        if number_ in self.weeks:
            other = self.weeks[number_].file
            sections.fault(f"week {number_} is in {other} already; keep one of the two")
            return
        week = self.weeks[number_] = _Week(file.name)
        days = list(self.instance.calendar.horizon)[WEEK * number_ :][:WEEK]
        sections.read(ASSIGNMENTS, range(4, 5), lambda w: self._line(w, days, week), LINE)
        sections.counted(ASSIGNMENTS)

    def _header(self, sections: Sections) -> int | None:
        """Return the week the file says it is, or None with a fault."""
        found, before = list[int](), len(self.faults)
        sections.read(SOLUTION, range(2, 3), lambda w: found.append(self._week(w)), "'0 n005w4'")
        if len(found) == 1:
            return found[0]
        if len(self.faults) == before:
            sections.fault(
                f"{SOLUTION} needs one line of week and data set, such as '0 {self.set}'"
            )
        return None

    def _week(self, words: Words) -> int:
        week = number(words[0], "the week")
        if week >= self.count:
            message = f"week {week} is outside the horizon, 0 to {self.count - 1}"
            raise BadLine(message)
        belongs(words[1], self.set)
        return week

    def _line(self, words: Words, days: list[date], week: _Week) -> None:
        person = known(words[0], self.instance.person, "nurse")
        day = days[WEEKDAYS.index(known(words[1], WEEKDAYS, "day"))]
        shift = known(f"{words[2]}/{words[3]}", self.instance.shift_type, "shift and skill")
        row = Assignment(person, day, shift)
        if row in week.rows:
            message = f"{' '.join(words)} is there already; keep one of the two"
            raise BadLine(message)
        week.rows.append(row)

    def _complete(self) -> None:
        for week in range(self.count):
            if week not in self.weeks:
                text = f"week {week} has no file in {self.folder}"
                self.faults.add(f"{text}; put sol-week{week}.txt there")
