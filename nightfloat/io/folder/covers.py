"""A cover row becomes one cover per date; two rows never say two things about one part.

The part is who is counted: the row's skills and grades. For one shift, date and part, a row that
names the date overrides one for holidays, and that overrides the pattern of the week.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from nightfloat.domain.calendar import Calendar, Days
from nightfloat.domain.crosscheck import FAR, is_far
from nightfloat.domain.shifts import Cover
from nightfloat.io.faults import Faults
from nightfloat.io.folder.rows import CoverRow
from nightfloat.io.folder.table import Table

type Key = tuple[str, date, frozenset[str], frozenset[str]]


@dataclass(frozen=True, slots=True)
class Dated:
    """A cover with the line of its row and how particularly that row names the date."""

    cover: Cover
    line: int
    rank: int


def covers_of(table: Table[CoverRow], calendar: Calendar, faults: Faults) -> tuple[Dated, ...]:
    """Return the covers of the horizon in order of row and date."""
    chosen: dict[Key, Dated] = {}
    told: set[tuple[int, int]] = set()
    for located in table.rows:
        _note_far(located.row, located.line, table.file, calendar, faults)
        _note_dates_outside(located.row, located.line, table.file, calendar, faults)
        for dated in _expand(located.row, located.line, calendar):
            cover = dated.cover
            key = cover.shift, cover.day, cover.skills, cover.grades
            other = chosen.setdefault(key, dated)
            pair = (other.line, dated.line)
            if other.rank < dated.rank:
                chosen[key] = dated
            elif other is not dated and other.rank == dated.rank and pair not in told:
                told.add(pair)
                part = f" ({cover.part})" if cover.part else ""
                text = (
                    f"{cover.shift} on {cover.day}{part} has its cover in row {other.line} already"
                )
                faults.add(f"{text}; keep one of the two", table.file, dated.line, "days")
    return tuple(chosen.values())


def dates_of(row: CoverRow, calendar: Calendar) -> Iterator[date]:
    """Yield the days of the horizon that the row names, other rows that override it aside."""
    return (d for d in _span(row, calendar) if row.days.rank(calendar, d) is not None)


def _span(row: CoverRow, calendar: Calendar) -> Days:
    end = row.last_day + timedelta(days=1) if row.last_day else calendar.horizon.end
    first = row.first_day or calendar.horizon.first
    return calendar.horizon.clip(Days(first, max(first, end)))


def _note_far(row: CoverRow, line: int, file: str, calendar: Calendar, faults: Faults) -> None:
    """Note a row that begins long after the horizon: nothing else would ever tell.

    One that ended long before may stay in the table.
    """
    end = row.last_day + timedelta(days=1) if row.last_day else date.max
    first = row.first_day
    late = first is not None and first > calendar.horizon.last
    if first is not None and late and is_far(Days(first, end), calendar):
        faults.add(f"{first} {FAR}", file, line, "first_day")


def _note_dates_outside(
    row: CoverRow, line: int, file: str, calendar: Calendar, faults: Faults
) -> None:
    span = _span(row, calendar)
    for day in row.days.dates:
        if day not in span:
            days = calendar.horizon if day not in calendar.horizon else span
            name = "the horizon" if days is calendar.horizon else "the days of this row"
            where = f"{days.first} to {days.last}" if days.count else "which are none"
            faults.add(f"{day} is outside {name}, {where}", file, line, "days")


def _expand(row: CoverRow, line: int, calendar: Calendar) -> Iterator[Dated]:
    for day in _span(row, calendar):
        rank = row.days.rank(calendar, day)
        if rank is not None:
            cover = Cover(
                row.shift,
                day,
                row.minimum,
                row.wanted,
                row.most,
                row.skills,
                row.grades,
                row.exclusive,
                row.under,
                row.over,
            )
            yield Dated(cover, line, rank)
