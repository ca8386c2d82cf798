"""Hand-made goldens of the clock: every number is derived from the zone's offsets."""

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import pytest

from nightfloat.domain.calendar import Calendar, Days, minutes_between

EVENING, MORNING = 19 * 60, 24 * 60 + 7 * 60


def calendar(zone: str, first: date) -> Calendar:
    return Calendar(ZoneInfo(zone), Days(first, date(first.year, 12, 31)), first)


@pytest.mark.parametrize(
    ("zone", "day", "hours"),
    [
        # 19:00 EST is 00:00 UTC, 07:00 EDT is 11:00 UTC
        ("America/New_York", date(2024, 3, 9), 11),
        # 19:00 EDT is 23:00 UTC, 07:00 EST is 12:00 UTC
        ("America/New_York", date(2024, 11, 2), 13),
        # 19:00 CET is 18:00 UTC, 07:00 CEST is 05:00 UTC
        ("Europe/Berlin", date(2024, 3, 30), 11),
        # 19:00 CEST is 17:00 UTC, 07:00 CET is 06:00 UTC
        ("Europe/Berlin", date(2024, 10, 26), 13),
        # by half an hour: +11 to +10:30, and back
        ("Australia/Lord_Howe", date(2024, 4, 6), 12.5),
        ("Australia/Lord_Howe", date(2024, 10, 5), 11.5),
        # no clock change, in the nights when New York has one
        ("Pacific/Honolulu", date(2024, 3, 9), 12),
        ("Pacific/Honolulu", date(2024, 11, 2), 12),
        ("America/New_York", date(2024, 7, 1), 12),
    ],
)
def test_a_night_lasts_as_long_as_the_clock_says(zone: str, day: date, hours: float) -> None:
    """Tests that 19:00-07:00 is 11 h or 13 h when clocks change, 12 h otherwise."""
    at = calendar(zone, date(2024, 1, 1)).instant
    assert minutes_between(at(day, EVENING), at(day, MORNING)) == hours * 60


def test_instants_are_utc() -> None:
    """Tests that 19:00 in Honolulu is 05:00 UTC of the next day."""
    at = calendar("Pacific/Honolulu", date(2026, 8, 3)).instant
    found = at(date(2026, 8, 3), EVENING)
    assert found == datetime(2026, 8, 4, 5, tzinfo=UTC)
    assert found.tzinfo is UTC


def test_a_time_that_does_not_exist_keeps_the_offset_before() -> None:
    """Tests that 02:30 on the night clocks go forward is 07:30 UTC, which is 03:30 EDT."""
    at = calendar("America/New_York", date(2024, 3, 1)).instant
    assert at(date(2024, 3, 10), 150) == datetime(2024, 3, 10, 7, 30, tzinfo=UTC)


def test_a_time_that_comes_twice_is_the_first() -> None:
    """Tests that 01:30 on the night clocks go back is 05:30 UTC, still EDT."""
    at = calendar("America/New_York", date(2024, 11, 1)).instant
    assert at(date(2024, 11, 3), 90) == datetime(2024, 11, 3, 5, 30, tzinfo=UTC)


def test_a_midnight_that_does_not_exist_starts_the_day_an_hour_later() -> None:
    """Tests that 26 April 2024 in Cairo starts at 01:00 (22:00 UTC) and lasts 23 h."""
    at = calendar("Africa/Cairo", date(2024, 4, 1)).instant
    starts = at(date(2024, 4, 26))
    assert starts == datetime(2024, 4, 25, 22, tzinfo=UTC)
    assert minutes_between(at(date(2024, 4, 25)), starts) == 24 * 60
    assert minutes_between(starts, at(date(2024, 4, 27))) == 23 * 60


def test_minutes_beyond_a_day_are_local() -> None:
    """Tests that minute 1440 + 420 is 07:00 of the next local day, whatever the night's length."""
    at = calendar("America/New_York", date(2024, 3, 1)).instant
    assert at(date(2024, 3, 9), MORNING) == at(date(2024, 3, 10), 7 * 60)


def test_minutes_and_indexes_count_from_the_horizon() -> None:
    """Tests that history lies at negative numbers and a day of 23 h counts 1380 minutes."""
    zone = ZoneInfo("America/New_York")
    horizon = Days(date(2024, 3, 10), date(2024, 3, 17))
    found = Calendar(zone, horizon, date(2024, 3, 8))
    assert found.known == Days(date(2024, 3, 8), date(2024, 3, 17))
    assert found.minute(found.instant(date(2024, 3, 9))) == -1440
    assert found.minute(found.instant(date(2024, 3, 11))) == 1380
    assert [found.index(date(2024, 3, d)) for d in (8, 10, 16)] == [-2, 0, 6]
    assert found.day(-2) == date(2024, 3, 8)


def test_history_after_the_horizons_start_is_no_history() -> None:
    """Tests that what is known starts with the horizon at the latest."""
    horizon = Days(date(2024, 3, 10), date(2024, 3, 17))
    assert Calendar(ZoneInfo("UTC"), horizon, date(2024, 3, 12)).known == horizon


def test_days_are_half_open() -> None:
    """Tests that the end is outside, and that an empty range holds nothing."""
    days = Days(date(2024, 1, 30), date(2024, 2, 2))
    assert list(days) == [date(2024, 1, 30), date(2024, 1, 31), date(2024, 2, 1)]
    assert days.count == 3
    assert days.last == date(2024, 2, 1)
    assert date(2024, 2, 2) not in days
    assert days == Days.through(date(2024, 1, 30), date(2024, 2, 1))
    assert Days(date(2024, 1, 2), date(2024, 1, 1)).count == 0


def test_days_that_meet_do_not_touch() -> None:
    """Tests that neighbours share no day and that clipping may leave nothing."""
    one, two = Days.one(date(2024, 1, 1)), Days.one(date(2024, 1, 2))
    assert not one.touches(two)
    assert one.clip(two).count == 0
    assert Days(one.first, two.end).clip(two) == two
    assert Days(one.first, two.end).touches(two)


def test_a_weekend_is_named_by_its_saturday() -> None:
    """Tests that Saturday 6 and Sunday 7 January 2024 are one weekend and Friday is none."""
    weekend = calendar("UTC", date(2024, 1, 1)).weekend
    assert [weekend(date(2024, 1, d)) for d in (5, 6, 7, 8)] == [
        None,
        date(2024, 1, 6),
        date(2024, 1, 6),
        None,
    ]
