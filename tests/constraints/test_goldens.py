"""Small programs whose verdict was worked out by hand; each comment holds the derivation."""

from datetime import date
from types import MappingProxyType

import pytest

from nightfloat.constraints.cases import Case
from nightfloat.domain.calendar import Days
from nightfloat.domain.people import Person, Rotation, Waiver
from tests.constraints.golden import judge

NINE = "D D D D D D D D D "
FIVE = "D D D D D "
ONE_IN_SEVEN = {"unit": "four-weeks"}


def case(row: str, **more: object) -> Case:
    given: dict[str, object] = {"says": "golden", "rows": {"A": row}, "amount": 0} | more
    return Case(**given)  # pyright: ignore[reportArgumentType]


class TestNineDayStreak:
    """1-in-7 is averaged over four weeks: 28 days owe 4 free ones, wherever they lie."""

    # 1 + 9 + 1 + 5 + 1 + 5 + 1 + 5 = 28 days, of them 4 off
    LAWFUL = f". {NINE}. {FIVE}. {FIVE}. {FIVE}"
    # the last day off worked: 3 off
    UNLAWFUL = f". {NINE}. {FIVE}. {FIVE}D {FIVE}"

    def test_lawful_with_four_days_off_elsewhere(self) -> None:
        """Tests that nine days in a row are lawful when the average holds."""
        assert judge("days_off_averaged", case(self.LAWFUL, parameters=ONE_IN_SEVEN)).amount == 0

    def test_unlawful_with_three(self) -> None:
        """Tests that one free day short is an amount of one, said in words."""
        found = judge("days_off_averaged", case(self.UNLAWFUL, parameters=ONE_IN_SEVEN))
        assert found.amount == 1
        assert found.charged[0].sentence == (
            "A has 3 free days from 2024-01-01 to 2024-01-28, fewer than 4"
        )

    def test_unlawful_when_not_averaged(self) -> None:
        """Tests that by the week the streak leaves one week without a free day."""
        # weeks: 1-7 has day 1; 8-14 has day 11; 15-21 has day 17; 22-28 has day 23
        assert (
            judge("days_off_averaged", case(self.LAWFUL, parameters={"unit": "week"})).amount == 0
        )
        # the streak from Monday fills week 1 and two days of week 2
        shifted = f"{NINE}. {FIVE}. {FIVE}. {FIVE}. "
        found = judge("days_off_averaged", case(shifted, parameters={"unit": "week"}))
        assert [v.days.first for v in found.charged] == [date(2024, 1, 1)]

    def test_unlawful_under_a_cap_of_six(self) -> None:
        """Tests that a cap on stretches is another rule: three days over."""
        found = judge("max_stretch", case(self.LAWFUL, parameters={"maximum": 6}))
        assert found.amount == 3

    def test_across_the_edge_of_the_history(self) -> None:
        """Tests that six days of history make the third day of the horizon the ninth."""
        row = case("D D D .", past={"A": ". D D D D D D"}, parameters={"maximum": 8})
        found = judge("max_stretch", row)
        assert found.amount == 1
        assert found.charged[0].days.first == date(2023, 12, 26)

    def test_a_night_before_the_day_off_leaves_24_hours(self) -> None:
        """Tests that 07:00 to 07:00 is a free day although no date is free, and 23 h are not."""
        # the night ends on Friday at 07:00, the next shift starts on Saturday at 07:00 or 06:00;
        # all other gaps are shorter: 12 h between days, none from day to night, 5 h after Sunday
        shifts = "D=07:00+12h N=19:00+12h E=06:00+12h"
        week = {"unit": "week"}
        nights = case("D D D DN . D D", shifts=shifts, parameters=week)
        assert judge("days_off_averaged", nights).amount == 0
        by_date = case("D D D DN . D D", shifts=shifts, parameters=week | {"count": "calendar"})
        assert judge("days_off_averaged", by_date).amount == 1
        early = case("D D D DN . E D", shifts=shifts, parameters=week)
        assert judge("days_off_averaged", early).amount == 1


class TestThreeDayLeave:
    """Leave blocks, and leaves the average together with its days."""

    LEAVE = ("A 10 12",)

    def test_it_blocks_its_days_and_the_night_before(self) -> None:
        """Tests the days inside, the night that runs in, and both free neighbours."""
        days = [". "] * 28
        verdicts: list[int] = []
        for shift, at in (("D", 9), ("N", 9), ("D", 10), ("D", 11), ("N", 12), ("D", 13)):
            row = "".join([*days[:at], f"{shift} ", *days[at + 1 :]])
            verdicts.append(judge("leave", case(row, leave=self.LEAVE)).amount)
        assert verdicts == [0, 1, 1, 1, 1, 0]

    def test_the_allowance_is_that_of_25_days(self) -> None:
        """Tests 80 h a week over 25 days: 80 * 60 * 25 / 7 = 17142 minutes."""
        # 24 days of 12 h are 288 h = 17280 minutes, 138 too many; 28 days would allow 19200
        row = ". " + "D " * 9 + ". . . " + "D " * 15
        given = {"unit": "four-weeks"}
        assert (
            judge("max_hours_averaged", case(row, leave=self.LEAVE, parameters=given)).amount == 138
        )
        assert judge("max_hours_averaged", case(row, parameters=given)).amount == 0

    def test_days_off_are_owed_for_25_days(self) -> None:
        """Tests that 25 / 7 is 3 rounded down and 4 rounded up, leave itself not counted."""
        # off on days 0, 20 and 27; away on 10-12
        row = ". " + "D " * 9 + ". . . " + "D " * 7 + ". " + "D " * 6 + ". "
        down = case(row, leave=self.LEAVE, parameters=ONE_IN_SEVEN)
        assert judge("days_off_averaged", down).amount == 0
        up = case(row, leave=self.LEAVE, parameters=ONE_IN_SEVEN | {"rounding": "up"})
        assert judge("days_off_averaged", up).amount == 1

    def test_without_approval_it_is_no_leave(self) -> None:
        """Tests that a day without leave is not blocked."""
        assert judge("leave", case("D D")).amount == 0


class TestAveragedByRotation:
    """The unit is at most a month and no piece of a week, however rows of rotations are written."""

    MON_TO_FRI = tuple(
        Rotation("A", "wards", Days(date(2024, 1, n), date(2024, 1, n + 5))) for n in (1, 8, 15, 22)
    )

    def test_a_block_of_eight_weeks_is_no_unit(self) -> None:
        """Tests 84 h a week for four weeks, then 60: 336 h and not 576 h are judged."""
        # 80 h over four weeks are 320 h: 16 h = 960 minutes too many; by block 640 h are allowed
        row = "D " * 28 + f"{FIVE}. . " * 4
        block = (Days(date(2024, 1, 1), date(2024, 2, 26)),)
        assert judge("max_hours_averaged", case(row, blocks=block)).amount == 960
        as_written = case(row, blocks=block, parameters={"unit": "block"})
        assert judge("max_hours_averaged", as_written).amount == 0

    def test_a_service_of_weekdays_owes_four_days_off(self) -> None:
        """Tests 28 worked days: four are missing, and none when the weekends' Sundays are off."""
        found = judge("days_off_averaged", case("D " * 28, rotations=self.MON_TO_FRI))
        assert [(v.amount, v.days.count) for v in found.charged] == [(4, 28)]
        off = case("D D D D D D . " * 4, rotations=self.MON_TO_FRI)
        assert judge("days_off_averaged", off).amount == 0

    def test_a_day_between_rotations_holds_a_plain_shift(self) -> None:
        """Tests that 15 January counts with the 14 days before it: 15 / 7 of 80 h."""
        # 15 days allow 80 * 60 * 15 / 7 = 10285 minutes: 14 shifts of 720 are 10080, 15 are 10800
        both = tuple(
            Rotation("A", service, Days(date(2024, 1, first), date(2024, 1, end)))
            for service, first, end in (("wards", 1, 15), ("icu", 16, 29))
        )
        free = ". " * 13
        one = case(f". {'D ' * 13}D {free}", rotations=both)
        assert judge("max_hours_averaged", one).amount == 0
        more = case(f"{'D ' * 14}D {free}", rotations=both)
        assert judge("max_hours_averaged", more).amount == 10800 - 10285


class TestPromotionInsideAUnit:
    """Only the 16 days of a resident until 30 June are averaged of the four from 15 June."""

    GIVEN = MappingProxyType(
        {
            "start": date(2026, 6, 15),
            "people": (Person("A", grades=((date.min, "PGY-3"), (date(2026, 7, 1), "Faculty"))),),
            "parameters": {"scope": {"grades": ["PGY-3"]}},
        }
    )
    REST = ". " * 12

    def test_hours(self) -> None:
        """Tests 80 * 60 * 16 / 7 = 10971 minutes: 16 shifts of 720 are 11520, 15 are 10800."""
        every = case("D " * 16 + self.REST, **self.GIVEN)
        assert judge("max_hours_averaged", every).amount == 11520 - 10971
        one_less = case(". " + "D " * 15 + self.REST, **self.GIVEN)
        assert judge("max_hours_averaged", one_less).amount == 0

    @pytest.mark.parametrize(("row", "amount"), [("D D ", 2), (". D ", 1), (". . ", 0)])
    def test_days_off(self, row: str, amount: int) -> None:
        """Tests that 16 / 7 is two, whatever is free as faculty."""
        found = case(row + "D " * 14 + self.REST, **self.GIVEN)
        assert judge("days_off_averaged", found).amount == amount


NEW_YORK = {"zone": "America/New_York"}
FORWARD, BACK = date(2024, 3, 9), date(2024, 11, 2)


class TestClockChanges:
    """A shift across midnight lasts as long as it really does."""

    @pytest.mark.parametrize(("start", "minutes"), [(FORWARD, 660), (BACK, 780)])
    def test_a_night_is_11_or_13_hours(self, start: date, minutes: int) -> None:
        """Tests that 19:00-07:00 counts 660 minutes in March and 780 in November."""
        exact = {"minimum": minutes, "maximum": minutes}
        row = case("N .", start=start, parameters=exact, **NEW_YORK)
        assert judge("minutes_in_horizon", row).amount == 0
        nominal = {"minimum": 720, "maximum": 720}
        row = case("N .", start=start, parameters=nominal, **NEW_YORK)
        assert judge("minutes_in_horizon", row).amount == 60

    @pytest.mark.parametrize(("start", "rest"), [(FORWARD, 7), (BACK, 9)])
    def test_rest_across_the_change_is_elapsed(self, start: date, rest: int) -> None:
        """Tests that midnight to 08:00 is 7 h of rest in March and 9 h in November."""
        shifts = "E=16:00+8h M=08:00+8h"
        enough = case("E M", shifts=shifts, start=start, parameters={"hours": rest}, **NEW_YORK)
        assert judge("min_rest", enough).amount == 0
        short = case("E M", shifts=shifts, start=start, parameters={"hours": rest + 1}, **NEW_YORK)
        assert judge("min_rest", short).amount == 1

    @pytest.mark.parametrize(("start", "inside"), [(FORWARD, 6 * 60), (BACK, 8 * 60)])
    def test_hours_after_midnight_fall_to_the_next_unit(self, start: date, inside: int) -> None:
        """Tests the split at the edge of a week: 5 h before midnight, 6 h or 8 h after it."""
        # the week ends with the night's first day; one hour a week is allowed
        first = date.fromordinal(start.toordinal() - 6)
        row = ". . . . . . N . . . . . . ."
        given = {"hours": 1, "unit": "week"}
        found = judge("max_hours_averaged", case(row, start=first, parameters=given, **NEW_YORK))
        assert [v.amount for v in found.charged] == [5 * 60 - 60, inside - 60]

    def test_a_call_of_24_hours_lasts_23_when_clocks_go_forward(self) -> None:
        """Tests that the end is a local time: 07:00 to 07:00."""
        shifts = "C=07:00+24h"
        given = {"minimum": 1380, "maximum": 1380}
        row = case("C .", shifts=shifts, start=FORWARD, parameters=given, **NEW_YORK)
        assert judge("minutes_in_horizon", row).amount == 0


class TestHistoryThatBreaksARule:
    """What history did is reported, and never charged; what is added to it is."""

    def test_a_stretch_of_the_history(self) -> None:
        """Tests eight days under a cap of six: inherited, and one more day is one more."""
        past = {"A": "D D D D D D D D"}
        over = judge("max_stretch", case(". .", past=past, parameters={"maximum": 6}))
        assert over.amount == 0
        assert [v.amount for v in over.inherited] == [2]
        more = judge("max_stretch", case("D .", past=past, parameters={"maximum": 6}))
        assert [v.amount for v in more.charged] == [1]
        assert more.inherited == ()

    def test_a_short_rest_of_the_history(self) -> None:
        """Tests that a pair inside history is inherited and a pair across the edge is charged."""
        past = {"A": "N D"}
        shifts = "D=08:00+12h N=19:00+12h M=00:00+8h"
        inside = judge("min_rest", case(".", past=past, shifts=shifts))
        assert inside.amount == 0
        assert [v.days.first for v in inside.inherited] == [date(2023, 12, 30)]
        # D ends at 20:00, M starts at midnight: 4 h
        across = judge("min_rest", case("M", past=past, shifts=shifts))
        assert across.amount == 1
        assert len(across.inherited) == 1

    def test_hours_of_the_history(self) -> None:
        """Tests that a month already over its hours charges only what is added."""
        # 1-7 January is what is known of the month: 10 h = 600 minutes; history worked 3 * 720
        given = {"hours": 10, "unit": "month"}
        past = {"A": "D D D"}
        start = date(2024, 1, 4)
        idle = judge(
            "max_hours_averaged", case(". . . .", past=past, start=start, parameters=given)
        )
        assert idle.amount == 0
        assert [v.amount for v in idle.inherited] == [1560]
        busy = judge(
            "max_hours_averaged", case("D . . .", past=past, start=start, parameters=given)
        )
        assert [v.amount for v in busy.charged] == [720]

    def test_free_days_the_history_made_impossible(self) -> None:
        """Tests that six worked days of a week leave one of two free days to give."""
        given = {"unit": "month", "days_off": 2}
        past, start = {"A": "D D D D D D"}, date(2024, 1, 7)
        idle = judge("days_off_averaged", case(".", past=past, start=start, parameters=given))
        assert idle.amount == 0
        assert [v.amount for v in idle.inherited] == [1]
        busy = judge("days_off_averaged", case("D", past=past, start=start, parameters=given))
        assert [v.amount for v in busy.charged] == [1]


def test_a_waiver_of_a_saturday_of_the_history() -> None:
    """Tests that it sets aside the weekend which the horizon's first Sunday completes."""
    saturday, sunday = date(2024, 1, 6), date(2024, 1, 7)
    half = case(". .", past={"A": "D"}, start=sunday)
    assert judge("complete_weekends", half).amount == 1
    waiver = Waiver("complete_weekends", "A", Days.one(saturday), "agreed", "chief")
    assert judge("complete_weekends", half, waiver).amount == 0


def test_an_empty_sunday_is_a_hole() -> None:
    """Tests the Sunday trap by hand: 20 call nights, eight people, one night left empty."""
    people = "ABCDEFGH"
    nights = [n for n in range(28) if n % 7 in (0, 2, 4, 5, 6)]
    rows = {p: ["."] * 28 for p in people}
    for turn, night in enumerate(nights):
        rows[people[turn % 8]][night] = "N"
    cover = tuple(f"N {night} 1 1 1" for night in nights)
    full = {p: " ".join(row) for p, row in rows.items()}
    assert judge("cover", case("", rows=full, cover=cover)).amount == 0
    for row in rows.values():
        row[6] = "."
    left = {p: " ".join(row) for p, row in rows.items()}
    found = judge("cover", case("", rows=left, cover=cover))
    assert [v.days.first.strftime("%a") for v in found.charged] == ["Sun"]
