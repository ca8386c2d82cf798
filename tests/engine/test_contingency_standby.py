"""What a repair owes of shifts that do not occupy, and who is the reserve."""

from nightfloat.constraints.cases import MONDAY
from nightfloat.constraints.max_shifts import MaxShifts
from nightfloat.domain.certificate import Verdict
from nightfloat.domain.people import Pin
from nightfloat.domain.shifts import ShiftKind, ShiftType
from nightfloat.engine.contingency.certify import certify
from nightfloat.engine.contingency.events import events
from nightfloat.engine.contingency.recheck import recheck
from tests.engine.contingency_programs import about, forbidding, moves, program

RESERVE = "D=07:00+12h S=07:00+24h:standby"


def test_the_reserve_keeps_its_standby_where_that_is_lawful() -> None:
    made = program({"A": "D", "B": "S", "C": "."}, shifts=RESERVE, cover=("D 0 1 1 -", "S 0 1 1 -"))
    verdict = about(certify(*made), "A")
    assert (verdict.reserve, moves(verdict)) == (True, ([], ["B D"]))


def test_the_reserve_drops_its_standby_where_both_are_too_much() -> None:
    # One shift each at most: S goes, and nobody owes its cover.
    made = program(
        {"A": "D", "B": "S"},
        MaxShifts(maximum=1),
        shifts=RESERVE,
        cover=("D 0 1 1 -", "S 0 1 1 -"),
    )
    verdict = about(certify(*made), "A")
    assert (verdict.reserve, moves(verdict)) == (True, (["B S"], ["B D"]))


def test_a_standby_only_day_is_no_event_and_standby_is_cancelled_with_the_rest() -> None:
    made = program({"A": "DS", "B": "S"}, shifts=RESERVE, cover=("D 0 0 0 -", "S 0 2 2 -"))
    found = events(made[0].instance, made[1])
    assert [(e.person, [a.shift for a in e.cancelled]) for e in found] == [("A", ["D", "S"])]
    # S keeps one of two, and is not owed.
    assert about(certify(*made), "A").distance == 0


def test_home_call_is_owed_though_it_does_not_occupy() -> None:
    # B takes both; barred from H, B leaves it without anybody.
    call = ShiftType("H", 1020, 840, ShiftKind.HOME_CALL, occupies=False)
    day = ShiftType("D", 420, 600)
    cover = ("D 0 1 1 -", "H 0 1 1 -")
    made = program({"A": "DH", "B": "."}, types=(call, day), cover=cover)
    assert moves(about(certify(*made), "A")) == ([], ["B D", "B H"])
    barred = program(
        {"A": "DH", "B": "."},
        types=(call, day),
        cover=cover,
        pins=(Pin("B", "H", MONDAY, on=False),),
    )
    certificate = certify(*barred)
    assert about(certificate, "A").verdict is Verdict.INSECURE
    assert forbidding(about(certificate, "A"))["B", "H"] == "pins"
    assert recheck(*barred, certificate) == []


def test_two_people_may_share_a_day_and_its_home_call() -> None:
    # Two shifts are cancelled, so two cells may change: B cannot take H, C cannot take D.
    call = ShiftType("H", 1020, 840, ShiftKind.HOME_CALL, occupies=False)
    pins = (Pin("B", "H", MONDAY, on=False), Pin("C", "D", MONDAY, on=False))
    made = program(
        {"A": "DH", "B": ".", "C": "."}, types=(call, ShiftType("D", 420, 600)), pins=pins,
        cover=("D 0 1 1 -", "H 0 1 1 -"),
    )  # fmt: skip
    verdict = about(certify(*made), "A")
    assert (verdict.distance, moves(verdict)) == (2, ([], ["B D", "C H"]))


def test_a_lecture_is_no_reserve() -> None:
    lecture = ShiftType("L", 720, 60, ShiftKind.EDUCATION, occupies=False)
    made = program(
        {"A": "D", "B": "L"}, types=(lecture, ShiftType("D", 420, 600)),
        cover=("D 0 1 1 -", "L 0 0 0 -"),
    )  # fmt: skip
    verdict = about(certify(*made), "A")
    assert (verdict.reserve, moves(verdict)) == (False, ([], ["B D"]))
    assert recheck(*made, certify(*made)) == []


def test_a_day_of_home_call_alone_is_no_event() -> None:
    call = ShiftType("H", 1020, 840, ShiftKind.HOME_CALL, occupies=False)
    made = program({"A": "H"}, types=(call,), cover=("H 0 1 1 -",))
    assert certify(*made).verdicts == ()
