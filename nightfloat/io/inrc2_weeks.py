"""What ``H0-*`` and ``WD-*`` of an INRC-II data set say, held against its scenario."""

from dataclasses import dataclass, field

from nightfloat.constraints.scope import WEEKDAYS
from nightfloat.io.faults import Faults
from nightfloat.io.inrc2_sections import BadLine, Sections, Words, fresh, known, number, pair
from nightfloat.io.inrc2_text import ANY, MANY, NONE, Range, Scenario, belongs

HISTORY, NURSE_HISTORY = PAST = "HISTORY", "NURSE_HISTORY"
WEEK_DATA, REQUIREMENTS, OFF = WEEK = "WEEK_DATA", "REQUIREMENTS", "SHIFT_OFF_REQUESTS"


@dataclass(frozen=True, slots=True)
class HistoryLine:
    """How one person comes into the horizon.

    Parameters
    ----------
    assignments, weekends
        Worked before the horizon.
    last
        Shift type of the last day, or None for a day off.
    same, work, off
        Length of the run the last day ends: on that shift type, of work, of days off.
    """

    nurse: str
    assignments: int
    weekends: int
    last: str | None
    same: int
    work: int
    off: int


@dataclass(slots=True)
class Week:
    """What one week asks for.

    Attributes
    ----------
    wanted
        Minimum and optimum on each of the seven days, by shift type and skill.
    off
        Nurse, shift type (or ``Any``) and weekday not wished for; the same may be there twice.
    """

    wanted: dict[tuple[str, str], tuple[Range, ...]] = field(
        default_factory=dict[tuple[str, str], tuple[Range, ...]]
    )
    off: list[tuple[str, str, int]] = field(default_factory=list[tuple[str, str, int]])


@dataclass(frozen=True, slots=True)
class Names:
    """The ids of a scenario; None where it could not be read, and nothing is held against it."""

    set: str
    shifts: list[str] | None = None
    skills: list[str] | None = None
    nurses: list[str] | None = None

    @staticmethod
    def of(scenario: Scenario) -> "Names":
        """Return the ids of a scenario without fault."""
        shifts, nurses = list(scenario.shifts), list(scenario.nurses)
        return Names(scenario.name, shifts, list(scenario.skills), nurses)


def parse_history(text: str, file: str, names: Names, faults: Faults) -> dict[str, HistoryLine]:
    """Return a line per nurse; whatever is wrong with the file is in ``faults``."""
    sections, said = Sections(file, text, PAST, faults), dict[str, HistoryLine]()

    def read(words: Words) -> None:
        line = _history(words, names)
        said[fresh(line.nurse, said, "nurse")] = line

    sections.read(HISTORY, range(2, 3), lambda w: belongs(w[1], names.set), "'0 n005w4'")
    sections.read(NURSE_HISTORY, range(7, 8), read, "'Sara 0 0 Late 1 4 0'")
    missing = [name for name in names.nurses or () if name not in said]
    if missing:
        text = f"{NURSE_HISTORY} has no sound line for {missing[0]}; is the file cut off?"
        sections.fault(text)
    return said


def parse_week(text: str, file: str, names: Names, faults: Faults) -> Week:
    """Return what one week asks for; whatever is wrong with the file is in ``faults``."""
    sections, said = Sections(file, text, WEEK, faults), Week()

    def require(words: Words) -> None:
        key = known(words[0], names.shifts, "shift type"), known(words[1], names.skills, "skill")
        if key in said.wanted:
            message = f"{words[0]} {words[1]} is there already; keep one of the two"
            raise BadLine(message)
        said.wanted[key] = tuple(pair(word, "the requirement") for word in words[2:])

    def off(words: Words) -> None:
        nurse = known(words[0], names.nurses, "nurse")
        shift = ANY if words[1] == ANY else known(words[1], names.shifts, "shift type")
        day = known(words[2], WEEKDAYS, "day")
        said.off.append((nurse, shift, WEEKDAYS.index(day)))

    sections.read(WEEK_DATA, range(1, 2), lambda w: belongs(w[0], names.set), "'n005w4'")
    sections.read(REQUIREMENTS, range(9, 10), require, "'Early Nurse (1,2) ...' with seven pairs")
    sections.read(OFF, range(3, 4), off, "'Sara Late Sat'")
    sections.counted(OFF)
    return said


def _history(words: Words, names: Names) -> HistoryLine:
    nurse = known(words[0], names.nurses, "nurse")
    what = ("the assignments", "the weekends", "the run on the last shift", "the run of work")
    counts = [number(w, n) for w, n in zip((*words[1:3], *words[4:6]), what, strict=True)]
    off = number(words[6], "the run of days off")
    last = None if words[3] == NONE else known(words[3], names.shifts, "shift type")
    line = HistoryLine(nurse, counts[0], counts[1], last, counts[2], counts[3], off)
    working = line.last is not None and 0 < line.same <= line.work < MANY and off == 0
    resting = line.last is None and line.same == line.work == 0 < off
    if not (working or resting):
        message = (
            f"{nurse} has neither a last shift with its runs of work nor {NONE} 0 0 with a run "
            "of days off"
        )
        raise BadLine(message)
    return line
