"""A history that ends in exactly the runs that the competition's history file counts.

The file tells no days, only how long the last runs were; the days before them are made up, in
runs that break as few rules as can be. Nothing before the horizon is ever charged.
"""

from collections.abc import Iterator
from datetime import timedelta
from itertools import cycle, islice, repeat

from nightfloat.domain.calendar import Calendar
from nightfloat.domain.schedule import Assignment, Schedule
from nightfloat.io.inrc2_text import NurseLine, Scenario
from nightfloat.io.inrc2_weeks import HistoryLine


def days_known(past: dict[str, HistoryLine]) -> int:
    """Return how many days before the horizon show every run with its beginning."""
    return max((max(line.work, line.off) for line in past.values()), default=0) + 1


def history(calendar: Calendar, said: Scenario, past: dict[str, HistoryLine]) -> Schedule:
    """Return what everybody did since ``calendar.known_from``."""
    count = -calendar.index(calendar.known_from)
    return Schedule.of(
        Assignment(nurse.id, calendar.horizon.first - timedelta(days=back), post(nurse, shift))
        for nurse in said.nurses.values()
        for back, shift in enumerate(islice(_backwards(said, past[nurse.id]), count), start=1)
        if shift is not None
    )


def post(nurse: NurseLine, shift: str) -> str:
    """Return the shift type of the program on which ``nurse`` works ``shift``."""
    return f"{shift}/{nurse.skills[0]}"


def _backwards(said: Scenario, line: HistoryLine) -> Iterator[str | None]:
    """Yield the shift type, None when off, of the last day, the day before, and so on."""
    work, off = _lengths(said, line)
    ordinary = _other(said, work, None)
    if line.last is not None:
        yield from repeat(line.last, line.same)
        before = line.work - line.same
        yield from repeat(_other(said, before, line.last), before)
        yield from repeat(None, off)
    else:
        yield from repeat(None, line.off)
    yield from cycle((*repeat(ordinary, work), *repeat(None, off)))


def _lengths(said: Scenario, line: HistoryLine) -> tuple[int, int]:
    """Return the shortest runs of work and of days off that the person's contract allows."""
    contract = said.contracts[said.nurses[line.nurse].contract]
    return max(1, contract.work[0]), max(1, contract.off[0])


def _other(said: Scenario, days: int, next_: str | None) -> str:
    """Return a shift type other than ``next_`` for a run before it, lawful if there is one."""

    def faults(shift: str) -> tuple[bool, bool, bool]:
        least, most = said.shifts[shift]
        return shift == next_, next_ in said.not_next[shift], not least <= days <= most

    return min(said.shifts, key=faults)
