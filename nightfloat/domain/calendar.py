"""Instants are UTC; days, weekends and windows are those of the program's zone.

Intervals are half-open. A local time that a clock change skips counts as the instant it
would have had under the offset before the change; one that happens twice is the first.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from functools import cached_property
from zoneinfo import ZoneInfo

MINUTE = timedelta(minutes=1)
ONE_DAY = timedelta(days=1)
SATURDAY = 5


def minutes_between(start: datetime, end: datetime) -> int:
    """Elapsed whole minutes from ``start`` to ``end``, negative when ``end`` is earlier."""
    return (end - start) // MINUTE


@dataclass(frozen=True, slots=True, order=True)
class Days:
    """Local days from ``first`` up to, not including, ``end``."""

    first: date
    end: date

    @property
    def count(self) -> int:
        """Number of days, 0 when empty."""
        return max(0, (self.end - self.first).days)

    @property
    def last(self) -> date:
        """The last day inside; meaningless when empty."""
        return self.end - ONE_DAY

    def __contains__(self, day: date) -> bool:
        """Whether ``day`` lies inside."""
        return self.first <= day < self.end

    def __iter__(self) -> Iterator[date]:
        """Yield every day in order."""
        return (self.first + timedelta(days=n) for n in range(self.count))

    def clip(self, other: "Days") -> "Days":
        """Return the part inside ``other`` (perhaps empty)."""
        first = max(self.first, other.first)
        return Days(first, max(first, min(self.end, other.end)))

    def touches(self, other: "Days") -> bool:
        """Whether a day is in both."""
        return max(self.first, other.first) < min(self.end, other.end)

    @staticmethod
    def one(day: date) -> "Days":
        """Return the single ``day``."""
        return Days(day, day + ONE_DAY)

    @staticmethod
    def through(first: date, last: date) -> "Days":
        """Return the days from ``first`` to ``last``, both inside."""
        return Days(first, last + ONE_DAY)


@dataclass(frozen=True)
class Calendar:
    """The horizon, what is known before it, and the grid of blocks, all in one zone.

    Parameters
    ----------
    zone
        IANA zone of the program.
    horizon
        The days to schedule.
    known_from
        First day of the history; the horizon's first day when there is none.
    blocks
        Block grid in order, without overlap; may leave days outside.
    holidays
        Local dates that count as holidays.
    """

    zone: ZoneInfo
    horizon: Days
    known_from: date
    blocks: tuple[Days, ...] = ()
    holidays: frozenset[date] = field(default_factory=frozenset)

    def instant(self, day: date, minute: int = 0) -> datetime:
        """Return the UTC instant of local ``minute`` (may exceed 1440) counted from ``day``."""
        key = day, minute
        if key not in self._instants:
            self._instants[key] = self._instant(day, minute)
        return self._instants[key]

    @cached_property
    def _instants(self) -> dict[tuple[date, int], datetime]:
        return {}

    def _instant(self, day: date, minute: int) -> datetime:
        days, rest = divmod(minute, 1440)
        local = datetime.combine(
            day + timedelta(days=days), time(rest // 60, rest % 60), tzinfo=self.zone
        )
        return local.astimezone(UTC)

    @cached_property
    def known(self) -> Days:
        """History and horizon together."""
        return Days(min(self.known_from, self.horizon.first), self.horizon.end)

    @cached_property
    def origin(self) -> datetime:
        """Minute 0: local midnight at which the horizon starts."""
        return self.instant(self.horizon.first)

    def minute(self, instant: datetime) -> int:
        """Elapsed minutes from the origin."""
        return minutes_between(self.origin, instant)

    def index(self, day: date) -> int:
        """Day index: 0 is the horizon's first day, history is negative."""
        return (day - self.horizon.first).days

    def day(self, index: int) -> date:
        """Return the date of a day index."""
        return self.horizon.first + timedelta(days=index)

    def weekend(self, day: date) -> date | None:
        """Return the Saturday that names the weekend ``day`` is in, or None on a weekday."""
        over = day.weekday() - SATURDAY
        return day - timedelta(days=over) if over >= 0 else None
