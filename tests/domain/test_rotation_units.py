"""Hand-made goldens of units between and across stints; each list is derived in its comment."""

from datetime import date

import pytest

from nightfloat.domain.averaging import averaging_units
from nightfloat.domain.calendar import Calendar, Days
from nightfloat.domain.people import Rotation
from tests.domain.units import UTC, days, stints, units


class TestPiecesOfRotations:
    """Days between stints are no rotation, and a service of some weekdays is one."""

    def test_a_service_of_weekdays_is_one_rotation(self) -> None:
        """Tests Mondays to Fridays of four weeks: 26 days, and the last weekend with them."""
        # Mondays 1, 8, 15 and 22 January; after Friday the 26th two days are left of the horizon
        weeks = [days(f"01-{n:02}", f"01-{n + 5:02}") for n in (1, 8, 15, 22)]
        assert stints(days("01-01", "01-29"), *weeks) == [days("01-01", "01-29")]

    @pytest.mark.parametrize(
        ("then", "expected"),
        [
            # six days between: 1-7 and 14-20 January are one
            ("01-14", [("01-01", "01-21")]),
            # seven: three units of a week
            ("01-15", [("01-01", "01-08"), ("01-08", "01-15"), ("01-15", "01-21")]),
        ],
    )
    def test_a_week_between_parts(self, then: str, expected: list[tuple[str, str]]) -> None:
        """Tests both sides of the edge, with stints of one service."""
        found = stints(days("01-01", "01-21"), days("01-01", "01-08"), days(then, "01-21"))
        assert found == [days(*pair) for pair in expected]

    def test_months_of_one_service_stay_months(self) -> None:
        """Tests that rows of four weeks or more are averaged as they are written."""
        months = (days("01-01", "02-01"), days("02-01", "03-01"))
        assert stints(days("01-01", "03-01"), *months) == list(months)
        # 27 days are less: 31 + 27 days are 28, 28 and 2
        cut_short = stints(days("01-01", "02-28"), months[0], days("02-01", "02-28"))
        assert [unit.count for unit in cut_short] == [28, 28, 2]

    @pytest.mark.parametrize(
        ("then", "expected"),
        [
            # a day, and six, between two services belong to the first
            ("01-16", [("01-01", "01-16"), ("01-16", "02-01")]),
            ("01-21", [("01-01", "01-21"), ("01-21", "02-01")]),
            # seven are averaged by themselves
            ("01-22", [("01-01", "01-15"), ("01-15", "01-22"), ("01-22", "02-01")]),
        ],
    )
    def test_a_gap_of_days_belongs_to_what_is_before(
        self, then: str, expected: list[tuple[str, str]]
    ) -> None:
        """Tests both sides of the edge, with stints of two services."""
        found = units(
            days("01-01", "02-01"), "rotation", days("01-01", "01-15"), days(then, "02-01")
        )
        assert found == [days(*pair) for pair in expected]

    def test_days_before_the_first_rotation_belong_to_it(self) -> None:
        """Tests that two days with nothing before them are no unit."""
        found = units(days("01-01", "01-29"), "rotation", days("01-03", "01-29"))
        assert found == [days("01-01", "01-29")]

    def test_what_a_gap_makes_longer_is_not_cut_again(self) -> None:
        """Tests that four days after four weeks are no unit of their own."""
        found = units(
            days("01-01", "02-26"), "rotation", days("01-01", "01-29"), days("02-02", "02-26")
        )
        assert found == [days("01-01", "02-02"), days("02-02", "02-26")]

    def test_days_before_a_long_rotation_do_not_move_its_cuts(self) -> None:
        """Tests eight weeks from the third: four from there, and the two days before with them."""
        stint = days("01-03", "02-28")
        expected = [days("01-01", "01-31"), days("01-31", "02-28")]
        assert units(days("01-01", "02-28"), "rotation", stint) == expected
        # a week more of history: its 7 days and these 2 are a unit, from the grid's 4 December on
        known = Days(date(2023, 12, 25), date(2024, 1, 3))
        more = units(days("01-01", "02-28"), "rotation", stint, known_from=known.first)
        assert more == [known, days("01-03", "01-31"), days("01-31", "02-28")]

    def test_days_after_a_long_rotation_belong_to_its_last_unit(self) -> None:
        """Tests eight weeks and a day before the next service: 28 and 29 days."""
        found = units(
            days("01-01", "03-12"), "rotation", days("01-01", "02-26"), days("02-27", "03-12")
        )
        assert [unit.count for unit in found] == [28, 29, 14]

    def test_a_gap_is_long_by_its_own_days(self) -> None:
        """Tests ten days between services that the edge of four weeks, 29 January, halves."""
        found = units(
            days("01-01", "02-26"), "rotation", days("01-01", "01-24"), days("02-03", "02-26")
        )
        assert found == [days("01-01", "01-24"), days("01-24", "02-03"), days("02-03", "02-26")]

    def test_days_before_the_first_block_and_in_it_are_one_gap(self) -> None:
        """Tests six days before a service that the begin of a block, 4 January, halves."""
        found = units(
            days("01-01", "02-01"),
            "rotation",
            days("01-07", "02-01"),
            blocks=(days("01-04", "02-01"),),
        )
        assert found == [days("01-01", "02-01")]

    @pytest.mark.parametrize(
        ("first", "second", "expected"),
        [
            # weeks of icu on both sides of five days of wards are two units
            (
                [("01-01", "01-08"), ("01-13", "01-20")],
                [("01-08", "01-13")],
                [("01-01", "01-08"), ("01-08", "01-13"), ("01-13", "01-20")],
            ),
            # six days of it on one side are no rotation
            (
                [("01-01", "01-07"), ("01-13", "01-20")],
                [("01-07", "01-13")],
                [("01-01", "01-20"), ("01-07", "01-13")],
            ),
            # a clinic on two Thursdays beside icu is one unit of eight days
            (
                [("01-01", "01-20")],
                [("01-04", "01-05"), ("01-11", "01-12")],
                [("01-01", "01-20"), ("01-04", "01-12")],
            ),
            # and so it is in days of icu of its own: 1-3, 5-10 and 12-19 January
            (
                [("01-01", "01-04"), ("01-05", "01-11"), ("01-12", "01-20")],
                [("01-04", "01-05"), ("01-11", "01-12")],
                [("01-01", "01-11"), ("01-04", "01-12"), ("01-12", "01-20")],
            ),
        ],
    )
    def test_services_by_turns(
        self,
        first: list[tuple[str, str]],
        second: list[tuple[str, str]],
        expected: list[tuple[str, str]],
    ) -> None:
        """Tests that weeks of a service are not averaged over another one between them."""
        calendar = Calendar(UTC, days("01-01", "01-20"), date(2024, 1, 1))
        rotations = [
            Rotation("A", name, days(*pair))
            for name, pairs in (("icu", first), ("other", second))
            for pair in pairs
        ]
        found = averaging_units(calendar, "rotation", rotations)
        assert list(found) == [days(*pair) for pair in expected]

    def test_a_rotation_that_goes_on_after_the_horizon_is_kept_whole(self) -> None:
        """Tests that what follows it later does not shorten what is seen of it."""
        # of icu three days are seen, of 28 from 26 January; wards follow after a day
        found = units(
            days("01-01", "01-29"), "rotation", days("01-26", "02-23"), days("02-24", "03-22")
        )
        assert found == [days("01-01", "01-26"), days("01-26", "02-23")]

    def test_the_last_days_of_the_horizon_belong_to_the_rotation(self) -> None:
        """Tests a weekend after the last Friday where the grid of blocks goes on."""
        weeks = [days(f"01-{n:02}", f"01-{n + 5:02}") for n in (1, 8, 15, 22)]
        blocks = (days("01-01", "01-29"), days("01-29", "02-26"))
        calendar = Calendar(UTC, days("01-01", "01-29"), date(2024, 1, 1), blocks)
        found = averaging_units(calendar, "rotation", [Rotation("A", "wards", s) for s in weeks])
        assert list(found) == [days("01-01", "01-29")]

    def test_what_is_long_over_is_no_part_of_a_unit(self) -> None:
        """Tests two days before a rotation, with an old block and without any history."""
        calendar = Calendar(
            UTC,
            days("01-01", "01-29"),
            date(2024, 1, 1),
            (Days(date(2023, 10, 2), date(2023, 10, 30)),),
        )
        wards = Rotation("A", "wards", days("01-03", "01-29"))
        found = averaging_units(calendar, "rotation", [wards])
        assert list(found) == [days("01-01", "01-29")]
