"""A history that already breaks a rule is reported and not charged, and makes nothing worse."""

from dataclasses import replace

import pytest

from nightfloat.constraints.base import Constraint
from nightfloat.constraints.cases import MONDAY, Case
from nightfloat.constraints.cover_target import CoverTarget
from nightfloat.constraints.max_hours_averaged import MaxHoursAveraged
from nightfloat.constraints.max_stretch import MaxStretch
from nightfloat.constraints.program import Program
from nightfloat.domain.result import Status
from nightfloat.domain.schedule import Assignment, Schedule
from nightfloat.engine.audit import audit
from tests.goldens.making import judged, optima, program, row, schedule, solved

pytestmark = pytest.mark.no_cover

EIGHT = "D D D D D D D D"


def after_eight(*rules: Constraint) -> Program:
    """Return four days, wanted by all means, after eight of work in a row."""
    case = Case(
        says="eight days already",
        past={"A": EIGHT},
        rows={"A": ". . . ."},
        amount=0,
        shifts="D=07:00+12h",
        cover=tuple(f"D {day} 0 1 1" for day in range(4)),
    )
    return program(case, *rules, CoverTarget(tier="coverage"))


def test_the_ninth_day_is_forbidden_and_the_eight_are_only_reported() -> None:
    # Six are allowed; eight were worked, which is inherited. Day 0 would be the ninth.
    made = after_eight(MaxStretch(maximum=6))
    result = solved(made)
    found = judged(made, result)
    assert (result.status, found.hard, found.values) == (Status.OPTIMAL, (), {"coverage": 1})
    assert row(schedule(result), "A", made) == ". D D D"
    assert optima(made) == [schedule(result)]
    assert [(v.kind, v.amount, v.sentence) for v in found.violations if v.inherited] == [
        ("max_stretch", 2, "A works 8 days in a row from 2023-12-24 to 2023-12-31, more than 6")
    ]


@pytest.mark.parametrize(("more", "charged"), [(1, 1), (2, 2), (4, 4)])
def test_each_further_day_is_charged_and_the_eight_are_not(more: int, charged: int) -> None:
    made = after_eight(MaxStretch(maximum=6))
    days = [Assignment("A", MONDAY.replace(day=1 + n), "D") for n in range(more)]
    found = audit(made, Schedule.of(days))
    assert [(v.amount, v.inherited) for v in found.hard] == [(charged, False)]


def test_a_soft_rule_prices_only_the_further_days() -> None:
    # A missing day costs 1 in the first tier, so all four are worked: 12 in a row, 4 charged.
    made = after_eight(MaxStretch(maximum=6, tier="safety"))
    by_cover = replace(made, tiers=("coverage", "safety"))
    result = solved(by_cover)
    assert judged(by_cover, result).values == {"coverage": 0, "safety": 4}
    assert result.status is Status.OPTIMAL
    # the other way round a day off comes first and nothing is charged
    result = solved(replace(made, tiers=("safety", "coverage")))
    assert row(schedule(result), "A", made) == ". D D D"


def test_hours_the_history_has_used_up_leave_none() -> None:
    # The unit is the 12 days together: 8 * 12 h = 96 h are more than 50 * 12/7 = 85.7 h.
    rule = MaxHoursAveraged(hours=50, unit="month")
    case = Case(
        says="a month nearly over",
        past={"A": EIGHT},
        rows={"A": ". . . ."},
        amount=0,
        shifts="D=07:00+12h",
        cover=tuple(f"D {day} 0 1 1" for day in range(4)),
        start=MONDAY.replace(day=9),
    )
    made = program(case, rule, CoverTarget(tier="coverage"))
    result = solved(made)
    found = judged(made, result)
    assert (result.status, len(schedule(result)), found.hard) == (Status.OPTIMAL, 0, ())
    assert [v.kind for v in found.violations if v.inherited] == ["max_hours_averaged"]
    assert optima(made) == [schedule(result)]
