"""Averaging units of small calendars, days of 2024 by month and day."""

from datetime import date
from zoneinfo import ZoneInfo

from nightfloat.domain.averaging import Unit, averaging_units
from nightfloat.domain.calendar import Calendar, Days
from nightfloat.domain.people import Rotation

UTC = ZoneInfo("UTC")


def days(first: str, end: str) -> Days:
    year = "2024-"
    return Days(date.fromisoformat(year + first), date.fromisoformat(year + end))


def units(
    horizon: Days,
    unit: Unit,
    *rotations: Days,
    known_from: date | None = None,
    blocks: tuple[Days, ...] = (),
) -> list[Days]:
    calendar = Calendar(UTC, horizon, known_from or horizon.first, blocks)
    stints = [Rotation("A", f"service {n}", stint) for n, stint in enumerate(rotations)]
    return list(averaging_units(calendar, unit, stints))


def stints(horizon: Days, *of_one_service: Days) -> list[Days]:
    calendar = Calendar(UTC, horizon, horizon.first)
    return list(
        averaging_units(calendar, "rotation", [Rotation("A", "wards", s) for s in of_one_service])
    )
