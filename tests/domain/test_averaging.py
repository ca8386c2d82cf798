"""Hand-made goldens of averaging units; each list is derived in its comment."""

from datetime import date

import pytest

from nightfloat.constraints.cases import Case
from nightfloat.domain.averaging import Unit
from nightfloat.domain.calendar import Days
from nightfloat.domain.people import Person
from tests.domain.units import days, units


def test_weeks_start_with_the_horizon() -> None:
    """Tests that a horizon from a Wednesday has weeks from Wednesday, the last one kept whole."""
    found = units(days("01-03", "01-20"), "week", known_from=date(2024, 1, 1))
    # 3-9, 10-16, then 17-23 though only 17-19 are seen: three days are no unit of their own;
    # the days of history 1-2 lie in the unit before, which is over
    assert found == [days("01-03", "01-10"), days("01-10", "01-17"), days("01-17", "01-24")]


def test_two_days_of_four_weeks_are_no_unit_of_their_own() -> None:
    """Tests that a month of 30 days is judged as 28 days and a second unit kept whole."""
    # 28 days from the 1st, then 29-30 as part of the 28 days from the 29th
    found = units(days("06-01", "07-01"), "four-weeks")
    assert found == [days("06-01", "06-29"), days("06-29", "07-27")]


def test_a_week_of_four_weeks_is_a_unit() -> None:
    """Tests the edge: seven visible days are judged by themselves."""
    found = units(days("06-01", "07-06"), "four-weeks")
    assert found == [days("06-01", "06-29"), days("06-29", "07-06")]


def test_four_weeks_leave_a_remainder_of_its_own() -> None:
    """Tests that 35 days are 28 and 7."""
    found = units(days("01-01", "02-05"), "four-weeks")
    assert found == [days("01-01", "01-29"), days("01-29", "02-05")]


def test_months_are_clipped_to_what_is_known() -> None:
    """Tests that January counts from the first known day and February to the horizon's end."""
    found = units(days("01-15", "02-15"), "month", known_from=date(2024, 1, 5))
    assert found == [days("01-05", "02-01"), days("02-01", "02-15")]


def test_december_is_followed_by_january() -> None:
    """Tests that months go on across the year."""
    horizon = Days(date(2023, 12, 20), date(2024, 1, 10))
    found = units(horizon, "month")
    assert found == [
        Days(date(2023, 12, 20), date(2024, 1, 1)),
        Days(date(2024, 1, 1), date(2024, 1, 10)),
    ]


def test_blocks_come_first_and_four_weeks_fill_the_rest() -> None:
    """Tests that the block grid is used where it reaches."""
    found = units(
        days("01-15", "02-12"),
        "block",
        known_from=date(2024, 1, 8),
        blocks=(days("01-01", "01-22"), days("01-29", "02-05")),
    )
    # block 1 is known from 8 January; 22-28 January lies between blocks and 5-11 February after
    # them: both are cut out of the four weeks from 15 January
    assert found == [
        days("01-08", "01-22"),
        days("01-22", "01-29"),
        days("01-29", "02-05"),
        days("02-05", "02-12"),
    ]


def test_a_block_that_is_over_before_the_horizon_is_no_unit() -> None:
    """Tests that only units that touch the horizon are judged."""
    found = units(
        days("01-15", "01-22"),
        "block",
        known_from=date(2024, 1, 1),
        blocks=(days("01-01", "01-15"), days("01-15", "01-29")),
    )
    assert found == [days("01-15", "01-22")]


def test_a_rotation_shorter_than_a_month_is_a_unit() -> None:
    """Tests that a two-week rotation is averaged by itself, and so is what lies around it."""
    found = units(days("01-01", "01-29"), "rotation", days("01-08", "01-22"))
    assert found == [days("01-01", "01-08"), days("01-08", "01-22"), days("01-22", "01-29")]


@pytest.mark.parametrize(
    ("end", "expected"),
    [
        # 31 days are a month: one unit
        ("02-01", [("01-01", "02-01")]),
        # 32 days are longer: four weeks and a remainder of 4 days
        ("02-02", [("01-01", "01-29"), ("01-29", "02-02")]),
        # 60 days: 28, 28 and 4
        ("03-01", [("01-01", "01-29"), ("01-29", "02-26"), ("02-26", "03-01")]),
    ],
)
def test_a_longer_rotation_is_cut_into_four_weeks(
    end: str, expected: list[tuple[str, str]]
) -> None:
    """Tests that heavy and light parts of a long rotation cannot be pooled."""
    stint = days("01-01", end)
    assert units(stint, "rotation", stint) == [days(*pair) for pair in expected]


def test_a_rotation_is_cut_from_its_own_first_day() -> None:
    """Tests that the cuts do not move with the horizon or with what is known of it."""
    # 5 December + 28 days is 2 January, + 28 is 30 January; the first unit is over; the two days
    # after the stint are no unit of their own
    stint = Days(date(2023, 12, 5), date(2024, 2, 10))
    found = units(days("01-15", "02-12"), "rotation", stint, known_from=date(2024, 1, 8))
    assert found == [days("01-08", "01-30"), days("01-30", "02-12")]


def test_rotations_held_together_are_both_averaged() -> None:
    """Tests that somebody on two services is averaged over each."""
    found = units(
        days("01-01", "01-29"), "rotation", days("01-01", "01-29"), days("01-08", "01-15")
    )
    assert found == [days("01-01", "01-29"), days("01-08", "01-15")]


def test_a_long_block_is_cut_by_rotation_and_kept_by_block() -> None:
    """Tests that eight weeks without a rotation are two units, unless the program says blocks."""
    # 1 January + 28 days is 29 January, + 28 is 26 February
    horizon = days("01-01", "02-26")
    found = units(horizon, "rotation", blocks=(horizon,))
    assert found == [days("01-01", "01-29"), days("01-29", "02-26")]
    assert units(horizon, "block", blocks=(horizon,)) == [horizon]


@pytest.mark.parametrize(("end", "count"), [("02-01", 1), ("02-02", 2)])
def test_a_block_of_a_month_is_not_cut(end: str, count: int) -> None:
    """Tests the edge: 31 days are one unit, 32 are four weeks and a piece."""
    block = days("01-01", end)
    assert len(units(block, "rotation", blocks=(block,))) == count


def test_a_long_block_is_cut_from_its_own_first_day() -> None:
    """Tests that what a rotation leaves of a block keeps the block's cuts."""
    # the block's pieces are 1-28 January and 29 January - 25 February; the stint takes the first 14
    block = days("01-01", "02-26")
    found = units(block, "rotation", days("01-01", "01-15"), blocks=(block,))
    assert found == [days("01-01", "01-15"), days("01-15", "01-29"), days("01-29", "02-26")]


@pytest.mark.parametrize("unit", ["rotation", "block", "four-weeks"])
def test_the_last_days_of_a_month_are_no_unit(unit: Unit) -> None:
    """Tests that without rotations or blocks 30 days are four weeks and four more, kept whole."""
    expected = [days("06-01", "06-29"), days("06-29", "07-27")]
    assert units(days("06-01", "07-01"), unit) == expected


@pytest.mark.parametrize("unit", ["rotation", "block", "four-weeks", "month", "week"])
def test_units_cover_every_day_of_the_horizon_once(unit: Unit) -> None:
    """Tests that no day is left out and none is counted twice."""
    horizon = days("01-10", "03-20")
    found = units(
        horizon,
        unit,
        days("01-20", "02-25"),
        days("03-01", "03-04"),
        known_from=date(2024, 1, 2),
        blocks=(days("01-01", "01-15"), days("02-01", "03-01")),
    )
    inside = [day for one in found for day in one if day in horizon]
    assert inside == list(horizon)
    assert all(one.first >= date(2024, 1, 2) for one in found)


def test_units_end_with_employment() -> None:
    """Tests that somebody hired on day 3 of two weeks has eleven days, and none before."""
    hired = date(2024, 1, 4)
    case = Case(
        says="",
        rows={"A": ". " * 14},
        people=(Person("A", employed=Days(hired, date.max)),),
        amount=0,
    )
    instance, _ = case.build()
    assert instance.units("A", "four-weeks") == (Days(hired, date(2024, 1, 15)),)
    # of the first week four days would be left, which is less than a week
    first = Days(date(2024, 1, 1), date(2024, 1, 8))
    assert instance.units("A", "week") == (first, Days(date(2024, 1, 8), date(2024, 1, 15)))


def test_nobody_is_judged_outside_employment() -> None:
    """Tests that somebody who leaves before the horizon has no units at all."""
    case = Case(
        says="",
        rows={"A": ". . ."},
        people=(Person("A", employed=Days(date.min, date(2023, 12, 1))),),
        amount=0,
    )
    instance, _ = case.build()
    assert instance.units("A", "week") == ()
