"""The search looks through windows: what they must not hide, each derived by hand."""

from dataclasses import replace

import pytest

from nightfloat.constraints.base import PersonConstraint
from nightfloat.constraints.cases import MONDAY
from nightfloat.constraints.max_days_off import MaxDaysOff
from nightfloat.constraints.max_stretch import MaxStretch
from nightfloat.constraints.min_rest import MinRest
from nightfloat.constraints.no_overlap import NoOverlap
from nightfloat.constraints.program import Program
from nightfloat.constraints.scope import Scope
from nightfloat.domain.calendar import Days
from nightfloat.domain.people import Waiver
from nightfloat.domain.schedule import Schedule
from nightfloat.engine.contingency.certify import certify
from nightfloat.engine.contingency.recheck import recheck
from tests.engine.contingency_programs import about, forbidding, moves, program

ONE_D = ("D 0 1 1 -",)


def _nights_waived_on_the_first() -> tuple[Program, Schedule]:
    made, schedule = program(
        {"X": "N N N N N . .", "Y": ". . . . . N ."},
        MaxStretch(maximum=3, name="nights", scope=Scope(shifts=frozenset({"N"}))),
        cover=("N 5 1 1 -",),
    )
    waivers = (Waiver("nights", "X", Days.one(MONDAY), "agreed", "chief"),)
    return replace(made, instance=replace(made.instance, waivers=waivers)), schedule


def test_a_waiver_outside_the_window_of_another_rule_counts() -> None:
    # X takes the sixth night: nights 1 to 6 touch the waiver of the first. no_overlap, which has
    # the same reach of four days, sees nights 2 to 6 only.
    made = _nights_waived_on_the_first()
    assert NoOverlap().reach == MaxStretch(maximum=3).reach
    verdict = about(certify(*made), "Y", 5)
    assert moves(verdict) == ([], ["X N"])
    assert recheck(*made, certify(*made)) == []


@pytest.mark.parametrize(
    "rule",
    [
        MaxStretch(maximum=999_999),
        MaxDaysOff(maximum=999_999),
        MinRest(hours=1_000_000, scope=Scope(shifts=frozenset({"E"}))),
    ],
)
def test_a_rule_with_no_limit_looks_no_further_than_what_is_known(rule: PersonConstraint) -> None:
    made = program({"A": "D", "B": "."}, rule, cover=ONE_D)
    assert moves(about(certify(*made), "A")) == ([], ["B D"])


def test_a_long_duty_days_before_is_seen() -> None:
    # H runs from Friday 17:00 for 72 h, to Monday 17:00: seven hours before M of Tuesday.
    made = program(
        {"A": ". . . . M", "B": "H . . . ."},
        MinRest(hours=8),
        shifts="H=17:00+72h M=00:00+8h",
        cover=("M 4 1 1 -",),
    )
    certificate = certify(*made)
    assert forbidding(about(certificate, "A", 4)) == {("B", "M"): "min_rest"}
    assert recheck(*made, certificate) == []
