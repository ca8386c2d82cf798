"""One person's shifts in order of time, seen with the clock on the wall: the audit's kit.

A timeline knows which days it can speak about (``known``): the history and the horizon, or a
window of them. What lies outside is unknown, so a run that reaches an edge is open there.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from nightfloat.domain.calendar import Calendar, Days
from nightfloat.domain.instance import Instance
from nightfloat.domain.people import Person
from nightfloat.domain.shifts import Shift


@dataclass(frozen=True, slots=True)
class Run:
    """Consecutive days all worked, or all free; open where the run reaches what is unknown."""

    days: Days
    worked: bool
    open_before: bool
    open_after: bool

    @property
    def length(self) -> int:
        """Number of days."""
        return self.days.count

    @property
    def closed(self) -> bool:
        """Whether both ends are known."""
        return not (self.open_before or self.open_after)


@dataclass(frozen=True, slots=True)
class Timeline:
    """The shifts of ``person`` that start on ``known`` days, ordered by start."""

    instance: Instance
    person: Person
    shifts: tuple[Shift, ...]
    known: Days

    @property
    def calendar(self) -> Calendar:
        """The instance's calendar."""
        return self.instance.calendar

    @property
    def horizon(self) -> Days:
        """The part of the horizon that is known."""
        return self.calendar.horizon.clip(self.known)

    def only(self, wanted: Callable[[Person, Shift], bool]) -> "Timeline":
        """Return the timeline of the shifts that ``wanted`` takes."""
        kept = tuple(s for s in self.shifts if wanted(self.person, s))
        return self if len(kept) == len(self.shifts) else replace(self, shifts=kept)

    def during(self, days: Days) -> "Timeline":
        """Return the window of shifts that start on ``days``; beyond it nothing is known."""
        known = self.known.clip(days)
        return replace(self, shifts=tuple(s for s in self.shifts if s.day in known), known=known)

    def scheduled(self) -> tuple[Shift, ...]:
        """Return the shifts of the horizon, without history."""
        first = self.calendar.horizon.first
        return tuple(s for s in self.shifts if s.day >= first)

    def is_past(self, day: date) -> bool:
        """Whether ``day`` lies before the horizon."""
        return day < self.calendar.horizon.first

    def gaps(self, shorter_than: timedelta) -> Iterator[tuple[Shift, Shift]]:
        """Yield pairs of shifts with a gap shorter than that and no shift inside the gap."""
        for index, after in enumerate(self.shifts):
            for before in self.shifts[:index]:
                gap = after.start - before.end
                if timedelta(0) <= gap < shorter_than and not self._parted(before, after):
                    yield before, after

    def _parted(self, before: Shift, after: Shift) -> bool:
        return any(before.end <= s.start and s.end <= after.start for s in self.shifts)

    def worked_days(self) -> frozenset[date]:
        """Return the local days on which a shift starts."""
        return frozenset(s.day for s in self.shifts)

    def runs(self) -> Iterator[Run]:
        """Yield the runs of worked and of free days that together make up ``known``."""
        worked = self.worked_days()
        first = self.known.first
        for day in self.known:
            ends = day + timedelta(days=1)
            if ends == self.known.end or (ends in worked) != (day in worked):
                days = Days(first, ends)
                yield Run(days, day in worked, first == self.known.first, ends == self.known.end)
                first = ends

    def bounds(self, days: Days) -> tuple[datetime, datetime]:
        """Return the instants at which ``days`` begin and end."""
        return self.calendar.instant(days.first), self.calendar.instant(days.end)
