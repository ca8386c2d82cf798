"""Nine days of work in a row under one day off in seven: lawful averaged over four weeks."""

import pytest

from nightfloat.constraints.base import Constraint
from nightfloat.constraints.cases import MONDAY, Case
from nightfloat.constraints.cover_target import CoverTarget
from nightfloat.constraints.days_off_averaged import DaysOffAveraged
from nightfloat.constraints.minutes_in_horizon import MinutesInHorizon
from nightfloat.constraints.program import Program
from nightfloat.constraints.requests import Requests
from nightfloat.domain.calendar import ONE_DAY, Days
from nightfloat.domain.people import Pin, Request, Rotation
from nightfloat.domain.result import Status
from tests.goldens.making import judged, optima, program, row, schedule, solved

pytestmark = pytest.mark.no_cover

SHIFT = 12 * 60
OWED = DaysOffAveraged(unit="four-weeks")


def streak(
    days: int, first: int, *rules: Constraint, wishes: int | None = None, unit: int = 0
) -> Program:
    """Return ``days`` of one person who is pinned to the nine from ``first`` on."""
    pins = tuple(Pin("A", "D", MONDAY + ONE_DAY * (first + n)) for n in range(9))
    wished = () if wishes is None else (Request("A", MONDAY + ONE_DAY * wishes, "*", "off"),)
    stint = Days(MONDAY, MONDAY + ONE_DAY * unit)
    case = Case(
        says="a streak of nine days",
        rows={"A": ". " * days},
        amount=0,
        shifts="D=07:00+12h",
        cover=tuple(f"D {day} 0 1 1" for day in range(days)),
        pins=pins,
        requests=wished,
        rotations=(Rotation("A", "wards", stint),) if unit else (),
    )
    return program(case, *rules)


@pytest.mark.parametrize(
    ("worked", "status"), [(24, Status.OPTIMAL), (25, Status.INFEASIBLE)], ids=["24", "25"]
)
def test_in_four_weeks_the_streak_is_lawful_with_four_days_off_elsewhere(
    worked: int, status: Status
) -> None:
    # 28 days owe four days off: 24 days of work fit around the streak, 25 do not.
    made = streak(28, 5, OWED, MinutesInHorizon(minimum=worked * SHIFT))
    result = solved(made)
    assert result.status is status
    if status is Status.OPTIMAL:
        assert judged(made, result).hard == ()
        assert row(schedule(result), "A", made).split()[5:14] == ["D"] * 9
        assert len(schedule(result)) == 24


@pytest.mark.parametrize(
    ("first", "status"), [(0, Status.INFEASIBLE), (3, Status.OPTIMAL)], ids=["whole", "split"]
)
def test_by_the_week_it_is_lawful_only_where_no_week_is_full(first: int, status: Status) -> None:
    # Days 0-8 fill the first week; days 3-11 leave days 0-2 of the first and 12-13 of the second.
    made = streak(14, first, DaysOffAveraged(unit="week"))
    assert solved(made).status is status


@pytest.mark.parametrize(
    ("unit", "status"), [(9, Status.INFEASIBLE), (10, Status.OPTIMAL)], ids=["nine", "ten"]
)
def test_a_rotation_as_short_as_the_streak_has_no_room_for_its_day_off(
    unit: int, status: Status
) -> None:
    # Either owes one day (9 // 7, 10 // 7); only ten days have one left.
    made = streak(unit, 0, DaysOffAveraged(unit="rotation"), unit=unit)
    assert solved(made).status is status


def test_the_day_off_goes_to_the_wish_and_nowhere_else() -> None:
    # Eleven days owe one. Days 0 and 10 are open and both are wanted; day 10 is wished off.
    made = streak(11, 1, OWED, CoverTarget(tier="coverage"), Requests(tier="preference"), wishes=10)
    result = solved(made)
    assert judged(made, result).values == {"coverage": 1, "preference": 0}
    assert result.status is Status.OPTIMAL
    assert optima(made) == [schedule(result)]
    assert row(schedule(result), "A", made) == "D D D D D D D D D D ."
