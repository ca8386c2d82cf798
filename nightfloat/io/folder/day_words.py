"""Which days a cover row means: the more particular word wins over the pattern of the week."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from typing import Annotated

from pydantic import PlainValidator

from nightfloat.domain.calendar import Calendar
from nightfloat.io.faults import shown
from nightfloat.io.folder.cells import read_date, refuse

WEEK = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
GROUPS = {
    "daily": frozenset(range(7)),
    "weekday": frozenset(range(5)),
    "weekend": frozenset((5, 6)),
}
PATTERN, HOLIDAY, DATE = range(3)


@dataclass(frozen=True, slots=True)
class Chosen:
    """Days of the week, holidays and single dates, each with its rank.

    A single date overrides a holiday, and a holiday overrides the pattern of the week.
    """

    weekdays: frozenset[int] = frozenset()
    holiday: bool = False
    dates: tuple[date, ...] = field(default=())

    def rank(self, calendar: Calendar, day: date) -> int | None:
        """Return how particularly ``day`` is meant, or None when it is not."""
        if day in self.dates:
            return DATE
        if self.holiday and day in calendar.holidays:
            return HOLIDAY
        return PATTERN if day.weekday() in self.weekdays else None


def read_day_words(value: object) -> Chosen:
    """Return the days that words between semicolons choose."""
    weekdays: set[int] = set()
    dates: list[date] = []
    holiday = False
    for word in filter(None, map(str.strip, str(value).split(";"))):
        if word[0].isdigit():
            dates.append(read_date(word))
        elif word.casefold() == "holiday":
            holiday = True
        else:
            weekdays |= set(_weekdays(word))
    if not (weekdays or dates or holiday):
        raise refuse(f"{shown(str(value))} names no day; write daily")
    return Chosen(frozenset(weekdays), holiday, tuple(sorted(set(dates))))


def _weekdays(word: str) -> Iterator[int]:
    """Yield the days of ``daily``, ``Sat`` or ``Mon-Fri`` (which may wrap around Sunday)."""
    small = word.casefold()
    if small in GROUPS:
        yield from GROUPS[small]
        return
    first, dash, last = (part.strip() for part in small.partition("-"))
    if first not in WEEK or (dash and last not in WEEK):
        text = "write daily, weekday, weekend, holiday, Mon-Fri, Sat or 2026-08-03"
        raise refuse(f"{shown(word)} names no day; {text}")
    start = WEEK.index(first)
    count = (WEEK.index(last) - start) % 7 + 1 if dash else 1
    yield from ((start + offset) % 7 for offset in range(count))


type DayWords = Annotated[Chosen, PlainValidator(read_day_words)]
