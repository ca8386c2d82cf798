"""28 days, 8 people who may take call, 20 call nights: a schedule without Sundays must not pass."""

from datetime import date, timedelta

import pytest

from nightfloat.constraints.cases import Case
from nightfloat.constraints.fair_share import FairShare
from nightfloat.constraints.max_shifts import MaxShifts
from nightfloat.constraints.max_stretch import MaxStretch
from nightfloat.constraints.program import Program
from nightfloat.domain.people import Pin
from nightfloat.domain.result import Status
from nightfloat.engine.audit import audit
from tests.goldens.making import judged, program, schedule, solved, without

pytestmark = pytest.mark.no_cover

START = date(2026, 8, 3)  # a Monday
# Call is on Sunday to Thursday nights: five a week, twenty in four weeks.
NIGHTS = [day for day in range(28) if (START + timedelta(days=day)).weekday() not in (4, 5)]
SUNDAYS = [START + timedelta(days=day) for day in (6, 13, 20, 27)]
FACULTY = "ABCDEFGH"


def call_block(pins: tuple[Pin, ...] = ()) -> Program:
    """Return the block: no two nights in a row, three at most, in fair shares."""
    cover = [f"C {day} 1 1 1" if day in NIGHTS else f"C {day} 0 0 0" for day in range(28)]
    case = Case(
        says="a block of call",
        rows=dict.fromkeys(FACULTY, ". " * 28),
        amount=0,
        shifts="C=17:00+14h",
        cover=tuple(cover),
        pins=pins,
        start=START,
    )
    return program(
        case, MaxStretch(maximum=1), MaxShifts(maximum=3), FairShare(load="calls", tier="fairness")
    )


def test_all_twenty_nights_are_filled_sundays_too() -> None:
    made = call_block()
    result = solved(made)
    found = judged(made, result)
    assert (result.status, found.hard, found.values) == (Status.OPTIMAL, (), {"fairness": 0})
    days = [assignment.day for assignment in schedule(result)]
    assert sorted(days) == [START + timedelta(days=day) for day in NIGHTS]
    # 20 nights over 8 people are 2.5 each, and half a night is tolerated: 2 or 3.
    each = [sum(a.person == person for a in schedule(result)) for person in FACULTY]
    assert set(each) == {2, 3}


def test_without_its_sundays_the_schedule_is_refused() -> None:
    made = call_block()
    full = schedule(solved(made))
    bare = without(full, [a for a in full if a.day in SUNDAYS])
    found = audit(made, bare)
    assert len(bare) == 16
    assert [(v.kind, v.days.first) for v in found.hard] == [("cover", day) for day in SUNDAYS]
    assert found.hard[0].sentence == "C of 2026-08-09 has 0 people, fewer than 1"
    # nor may a single one be missing
    for sunday in SUNDAYS:
        missing = audit(made, without(full, [a for a in full if a.day == sunday])).hard
        assert [v.days.first for v in missing] == [sunday]


@pytest.mark.parametrize("barred", [FACULTY, FACULTY[:7]])
def test_a_sunday_that_nobody_may_take_is_infeasible_and_no_hole(barred: str) -> None:
    pins = tuple(Pin(person, "C", SUNDAYS[1], on=False) for person in barred)
    result = solved(call_block(pins))
    if barred == FACULTY:
        assert (result.status, result.schedule) == (Status.INFEASIBLE, None)
    else:
        assert [a.person for a in schedule(result) if a.day == SUNDAYS[1]] == ["H"]
