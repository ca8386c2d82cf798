"""A shift across midnight at both clock changes of New York: hours and rest are elapsed time."""

from datetime import date

import pytest

from nightfloat.constraints.base import Constraint
from nightfloat.constraints.cases import Case
from nightfloat.constraints.cover_target import CoverTarget
from nightfloat.constraints.max_hours_averaged import MaxHoursAveraged
from nightfloat.constraints.min_rest import MinRest
from nightfloat.constraints.minutes_in_horizon import MinutesInHorizon
from nightfloat.constraints.program import Program
from nightfloat.domain.result import Status
from tests.goldens.making import judged, optima, program, row, schedule, solved

# The Saturdays before: clocks go from 2:00 to 3:00, stay, or go back from 2:00 to 1:00.
SPRING, ORDINARY, AUTUMN = date(2026, 3, 7), date(2026, 6, 6), date(2026, 10, 31)
YES, NO = Status.OPTIMAL, Status.INFEASIBLE


pytestmark = pytest.mark.no_cover


def weekend(start: date, *rules: Constraint, cover: tuple[str, ...]) -> Program:
    """Return Saturday and Sunday of one person who must take all that ``cover`` asks."""
    case = Case(
        says="a weekend",
        rows={"A": ". ."},
        amount=0,
        shifts="L=15:00+10h N=19:00+12h M=09:00+6h",
        cover=cover,
        start=start,
        zone="America/New_York",
    )
    return program(case, *rules)


@pytest.mark.parametrize(
    ("saturday", "hours", "status"),
    [
        (SPRING, 7, YES),
        (SPRING, 8, NO),
        (ORDINARY, 8, YES),
        (ORDINARY, 9, NO),
        (AUTUMN, 9, YES),
        (AUTUMN, 10, NO),
    ],
)
def test_rest_from_one_to_nine_in_the_morning(saturday: date, hours: int, status: Status) -> None:
    # L ends at 01:00, before the change, and M starts at 09:00, after it: 7, 8 or 9 hours.
    made = weekend(saturday, MinRest(hours=hours), cover=("L 0 1 1 1", "M 1 1 1 1"))
    result = solved(made)
    assert result.status is status
    if status is YES:
        assert judged(made, result).hard == ()


@pytest.mark.parametrize(
    ("saturday", "minutes", "status"),
    [
        (SPRING, 660, YES),
        (SPRING, 659, NO),
        (ORDINARY, 720, YES),
        (ORDINARY, 719, NO),
        (AUTUMN, 780, YES),
        (AUTUMN, 779, NO),
    ],
)
def test_a_night_from_seven_to_seven_is_as_long_as_the_clock_makes_it(
    saturday: date, minutes: int, status: Status
) -> None:
    made = weekend(saturday, MinutesInHorizon(maximum=minutes), cover=("N 0 1 1 1",))
    result = solved(made)
    assert result.status is status
    if status is YES:
        assert judged(made, result).hard == ()


@pytest.mark.parametrize(("saturday", "status"), [(SPRING, YES), (ORDINARY, YES), (AUTUMN, NO)])
def test_averaged_hours_know_the_clock(saturday: date, status: Status) -> None:
    """Tests that twelve hours a week allow a night unless the clock makes it thirteen."""
    rule = MaxHoursAveraged(hours=12, unit="week")
    assert solved(weekend(saturday, rule, cover=("N 0 1 1 1",))).status is status


@pytest.mark.parametrize(("saturday", "sunday"), [(SPRING, "."), (ORDINARY, "M"), (AUTUMN, "M")])
def test_the_hour_lost_in_spring_costs_the_morning(saturday: date, sunday: str) -> None:
    # L until 01:00 must be filled, M from 09:00 is wanted, and eight hours of rest are asked for.
    rules = (MinRest(hours=8), CoverTarget(tier="coverage"))
    cover = ("L 0 1 1 1", "M 1 0 1 1", "L 1 0 0 0", "M 0 0 0 0", "N 0 0 0 0", "N 1 0 0 0")
    made = weekend(saturday, *rules, cover=cover)
    result = solved(made)
    assert judged(made, result).values == {"coverage": int(sunday == ".")}
    assert row(schedule(result), "A", made) == f"L {sunday}"
    assert optima(made) == [schedule(result)]
