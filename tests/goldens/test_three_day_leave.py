"""Three days of leave: nobody works on them, and nobody owes anything for them."""

import pytest

from nightfloat.constraints.base import Constraint
from nightfloat.constraints.cases import MONDAY, Case
from nightfloat.constraints.days_off_averaged import DaysOffAveraged
from nightfloat.constraints.fair_share import FairShare
from nightfloat.constraints.max_hours_averaged import MaxHoursAveraged
from nightfloat.constraints.program import Program
from nightfloat.constraints.requests import Requests
from nightfloat.domain.people import Request
from nightfloat.domain.result import Status
from nightfloat.domain.schedule import Assignment
from nightfloat.engine.audit import audit
from tests.goldens.making import judged, optima, program, row, schedule, solved

pytestmark = pytest.mark.no_cover


def five_days(*rules: Constraint) -> Program:
    """Return five days for two people, one a day, A away on the middle three."""
    case = Case(
        says="leave in the middle",
        rows={"A": ". . . . .", "B": ". . . . ."},
        amount=0,
        shifts="D=07:00+12h",
        cover=tuple(f"D {day} 1 1 1" for day in range(5)),
        leave=("A 1 3",),
        requests=(Request("A", MONDAY, "*", "off"),),
    )
    return program(case, *rules)


def alone(kept: str, *rules: Constraint) -> Program:
    """Return a week of A alone, away on days 2-4, who must work on the days of ``kept``."""
    case = Case(
        says="a week with leave",
        rows={"A": ". . . . . . ."},
        amount=0,
        shifts="D=07:00+12h",
        cover=tuple(f"D {day} 1 1 1" for day in kept),
        leave=("A 2 4",),
    )
    return program(case, *rules)


def test_the_absent_take_nothing_and_their_share_is_that_of_the_days_they_are_there() -> None:
    # A is there on 2 days and B on 5: of 5 shifts A's share is 5 * 2/7 = 1.43 and B's 3.57, so
    # one and four are fair to half a shift. (Without regard for leave A would owe 2.5.) A wishes
    # the first day off, so the last is A's.
    made = five_days(FairShare(load="days", tier="fairness"), Requests(tier="preference"))
    result = solved(made)
    assert result.status is Status.OPTIMAL
    assert judged(made, result).values == {"fairness": 0, "preference": 0}
    assert row(schedule(result), "A", made) == ". . . . D"
    assert row(schedule(result), "B", made) == "D D D D ."
    assert optima(made) == [schedule(result)]


def test_a_shift_on_leave_is_refused() -> None:
    made = five_days()
    result = schedule(solved(made))
    on_leave = next(a for a in result if a.person == "B" and a.day == MONDAY.replace(day=3))
    changed = result.with_changes([on_leave], [Assignment("A", on_leave.day, "D")])
    assert [v.sentence for v in audit(made, changed).hard] == [
        "A is on leave from 2024-01-02 to 2024-01-04 and has D of 2024-01-03"
    ]


@pytest.mark.parametrize(
    ("rounding", "status"), [("down", Status.OPTIMAL), ("up", Status.INFEASIBLE)]
)
def test_four_days_beside_leave_owe_no_day_off(rounding: str, status: Status) -> None:
    # 4 days * 1/7 is none rounded down; rounded up it is one, and leave does not count as it.
    rule = DaysOffAveraged.model_validate({"unit": "week", "rounding": rounding})
    made = alone("0156", rule)
    result = solved(made)
    assert result.status is status
    if status is Status.OPTIMAL:
        assert judged(made, result).hard == ()
        assert row(schedule(result), "A", made) == "D D . . . D D"


@pytest.mark.parametrize(("hours", "status"), [(84, Status.OPTIMAL), (83, Status.INFEASIBLE)])
def test_leave_earns_no_hours(hours: int, status: Status) -> None:
    # Four shifts are 48 h on 4 of 7 days: 48 * 7/4 = 84 h a week, and 83 are too few.
    assert solved(alone("0156", MaxHoursAveraged(hours=hours, unit="week"))).status is status


def test_leave_that_someone_must_cover_alone_is_infeasible() -> None:
    assert solved(alone("3")).status is Status.INFEASIBLE
