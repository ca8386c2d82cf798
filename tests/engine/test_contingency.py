"""Verdicts on tiny programs, each derived by hand in a comment."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from nightfloat.constraints.cases import MONDAY
from nightfloat.constraints.max_shifts import MaxShifts
from nightfloat.constraints.min_rest import MinRest
from nightfloat.constraints.scope import Scope
from nightfloat.constraints.supervision import Supervision
from nightfloat.domain.calendar import Days
from nightfloat.domain.certificate import Verdict
from nightfloat.domain.people import Person, Pin, Waiver
from nightfloat.domain.schedule import Assignment, Schedule
from nightfloat.domain.shifts import ShiftType
from nightfloat.engine.audit import audit
from nightfloat.engine.contingency.certify import certify
from nightfloat.engine.contingency.events import events
from nightfloat.engine.contingency.recheck import recheck
from tests.engine.contingency_programs import about, forbidding, moves, program

TWO_DAYS_APART = "D=07:00+12h E=07:00+12h"
HALVES = "A=08:00+4h P=13:00+4h"
ONE_D = ("D 0 1 1 -",)


def test_a_surplus_absorbs_the_absence() -> None:
    # One is owed and two are there: nobody has to move.
    made = program({"A": "D", "B": "D"}, cover=ONE_D)
    verdict = about(certify(*made), "A")
    assert (verdict.verdict, verdict.distance, verdict.added) == (Verdict.SECURE, 0, ())


def test_one_free_person_substitutes() -> None:
    made = program({"A": "D", "B": "."}, cover=ONE_D)
    verdict = about(certify(*made), "A")
    assert (verdict.distance, moves(verdict)) == (1, ([], ["B D"]))
    assert not verdict.reserve
    assert certify(*made).understudies == (("D", MONDAY, ("B",)),)


def test_no_change_allowed_leaves_the_shortage_as_obstruction() -> None:
    verdict = about(certify(*program({"A": "D", "B": "."}, cover=ONE_D), k=0), "A")
    assert verdict.verdict is Verdict.INSECURE
    assert [o.sentence for o in verdict.obstructions] == [
        "D of 2024-01-01 has 0 people, fewer than the 1 owed"
    ]


def test_a_shift_with_surplus_lends_somebody_on_the_same_day() -> None:
    # E has one of one, D two of one: B or C swaps D for E, one changed cell.
    made = program(
        {"A": "E", "B": "D", "C": "D"}, shifts=TWO_DAYS_APART, cover=("D 0 1 1 -", "E 0 1 1 -")
    )
    verdict = about(certify(*made), "A")
    assert (verdict.distance, moves(verdict)) == (1, (["B D"], ["B E"]))
    assert about(certify(*made), "B").distance == 0


def test_every_candidate_is_named_with_what_forbids_them() -> None:
    night = ShiftType("N", 1140, 720, grades=frozenset({"PGY-2"}))
    day = ShiftType("D", 480, 600)
    second = ((date.min, "PGY-2"),)
    ids = ("A", "Away", "Busy", "Barred", "Tomorrow")
    people = (*(Person(i, grades=second) for i in ids), Person("Junior"))
    # Away: leave. Junior: grade. Barred: pin. Tomorrow: the night ends at 07:00, D starts at 08:00.
    # Busy could take N after D (18:00 to 19:00 is one hour).
    made = program(
        {"A": "N .", "Away": ". .", "Junior": ". .", "Barred": ". .", "Tomorrow": ". D",
         "Busy": "D ."},
        MinRest(hours=8),
        types=(night, day),
        people=people,
        leave=("Away 0 0",),
        pins=(Pin("Barred", "N", MONDAY, on=False), Pin("Busy", "D", MONDAY)),
        cover=("N 0 1 1 -", "D 0 1 1 -", "D 1 1 1 -"),
    )  # fmt: skip
    certificate = certify(*made)
    verdict = about(certificate, "A")
    assert verdict.verdict is Verdict.INSECURE
    assert forbidding(verdict) == {
        ("Away", "N"): "leave",
        ("Junior", "N"): "eligibility",
        ("Barred", "N"): "pins",
        ("Tomorrow", "N"): "min_rest",
        ("Busy", "N"): "min_rest",
    }
    assert ("N", MONDAY, ()) in certificate.understudies
    assert recheck(*made, certificate) == []


def test_somebody_already_there_cannot_be_there_twice() -> None:
    made = program({"A": "D", "B": "D"}, cover=("D 0 2 2 -",))
    verdict = about(certify(*made), "A")
    assert [o.sentence for o in verdict.obstructions] == ["B has D of 2024-01-01 already"]


def test_a_night_of_the_history_forbids_the_first_day() -> None:
    made = program(
        {"A": "D", "B": "."},
        MinRest(hours=8),
        shifts="N=19:00+12h D=08:00+8h",
        past={"B": "N"},
        cover=ONE_D,
    )
    assert forbidding(about(certify(*made), "A")) == {("B", "D"): "min_rest"}


def test_half_days_are_taken_by_two_people_where_none_can_take_both() -> None:
    # A loses both halves; B has P already but cover of P needs two, C may take one shift only.
    made = program(
        {"A": "AP", "B": ".", "C": "."}, MaxShifts(maximum=1, scope=Scope(people=frozenset("BC"))),
        shifts=HALVES, cover=("A 0 1 1 -", "P 0 1 1 -"),
    )  # fmt: skip
    verdict = about(certify(*made), "A")
    assert (verdict.distance, moves(verdict)) == (2, ([], ["B A", "C P"]))


def test_half_days_are_taken_by_one_person_where_that_is_lawful() -> None:
    made = program({"A": "AP", "B": ".", "C": "."}, shifts=HALVES, cover=("A 0 1 1 -", "P 0 1 1 -"))
    verdict = about(certify(*made), "A")
    assert (verdict.distance, moves(verdict)) == (1, ([], ["B A", "B P"]))


def test_half_days_that_only_one_person_could_take_one_of() -> None:
    # B takes one, and then nobody is left for the other.
    made = program(
        {"A": "AP", "B": "."},
        MaxShifts(maximum=1, name="one each", scope=Scope(people=frozenset("B"))),
        shifts=HALVES,
        cover=("A 0 1 1 -", "P 0 1 1 -"),
    )
    certificate = certify(*made)
    verdict = about(certificate, "A")
    assert verdict.verdict is Verdict.INSECURE
    assert {o.sentence for o in verdict.obstructions} == {
        "P of 2024-01-01 has 0 people, fewer than the 1 owed",
        "A of 2024-01-01 has 0 people, fewer than the 1 owed",
    }
    assert recheck(*made, certificate) == []


def test_a_chain_needs_k_of_two() -> None:
    # Only B may take E, B stands on D, only C can follow on D: two cells.
    kinds = (ShiftType("D", 420, 720), ShiftType("E", 420, 720, skills=frozenset({"echo"})))
    people = tuple(Person(i, skills=frozenset({"echo"})) for i in "AB")
    made = program(
        {"A": "E", "B": "D", "C": "."}, types=kinds, people=people,
        cover=("D 0 1 1 -", "E 0 1 1 -"),
    )  # fmt: skip
    assert about(certify(*made), "A").verdict is Verdict.INSECURE
    verdict = about(certify(*made, k=2), "A")
    assert (verdict.distance, moves(verdict)) == (2, (["B D"], ["B E", "C D"]))
    assert recheck(*made, certify(*made, k=2)) == []


def test_the_pins_of_others_are_kept() -> None:
    # Like the loan from a surplus, but both lenders are pinned to D.
    pins = (Pin("B", "D", MONDAY), Pin("C", "D", MONDAY))
    made = program(
        {"A": "E", "B": "D", "C": "D"}, shifts=TWO_DAYS_APART, pins=pins,
        cover=("D 0 1 1 -", "E 0 1 1 -"),
    )  # fmt: skip
    assert about(certify(*made), "A").verdict is Verdict.INSECURE


def test_the_tiers_owe_different_cover() -> None:
    # Target two, minimum one, two there, nobody else: only the minimum survives.
    made = program({"A": "D", "B": "D"}, cover=("D 0 1 2 -",))
    assert about(certify(*made), "A").verdict is Verdict.INSECURE
    assert about(certify(*made, cover="minimum"), "A").distance == 0


def test_a_hole_that_was_there_before_is_not_owed() -> None:
    # Target three, one there: a repair owes one.
    made = program({"A": "D", "B": "."}, cover=("D 0 2 3 -",))
    assert about(certify(*made), "A").distance == 1


def test_a_maximum_holds_in_a_repair() -> None:
    # Both A and B stand on D; one lead is owed; C leads, but a second person is one too many.
    lead = frozenset({"lead"})
    people = (Person("A", skills=lead), Person("C", skills=lead))
    made = program(
        {"A": "D", "B": "D", "C": "D"}, people=people, cover=("D 0 1 1 3", "D 0 1 2 2 lead")
    )
    # Two leads are owed, only C is left and B has no skill.
    assert about(certify(*made), "A").verdict is Verdict.INSECURE
    assert about(certify(*made), "B").distance == 0


def test_exclusive_parts_are_filled_as_before() -> None:
    both = Person("A", skills=frozenset({"lead", "echo"}))
    lead, echo = frozenset({"lead"}), frozenset({"echo"})
    people = (both, Person("B", skills=lead), Person("C", skills=lead), Person("E", skills=echo))
    made = program(
        {"A": "D", "B": "D", "C": ".", "E": "."}, people=people, exclusive=True,
        cover=("D 0 1 1 - lead", "D 0 1 1 - echo"),
    )  # fmt: skip
    certificate = certify(*made)
    # Without A only E brings echo; without B either comes, as A fills the other part.
    assert moves(about(certificate, "A")) == ([], ["E D"])
    assert moves(about(certificate, "B")) == ([], ["C D"])
    assert recheck(*made, certificate) == []


CLINIC = "C=08:00+4h P=08:00+4h W=08:00+4h"
RATIO = Supervision(trainees=("C",), supervisors=("P",), ratio=2)


def test_a_constraint_that_links_people_stops_a_naive_substitution() -> None:
    # P is owed nobody, so by cover alone Pat could leave it for W; then C has no supervisor.
    rows = {"A": "W", "Pat": "P", "T": "C", "U": "C"}
    cover = ("W 0 1 1 -", "P 0 0 0 -", "C 0 2 2 -")
    free = about(certify(*program(rows, shifts=CLINIC, cover=cover)), "A")
    assert moves(free) == (["Pat P"], ["Pat W"])
    made = program(rows, RATIO, shifts=CLINIC, cover=cover)
    assert about(certify(*made), "A").verdict is Verdict.INSECURE
    assert recheck(*made, certify(*made)) == []


def test_an_absent_supervisor_is_replaced_though_no_cover_asks() -> None:
    made = program(
        {"Pat": "P", "T": "C", "Q": "."}, RATIO, shifts=CLINIC, cover=("P 0 0 0 -", "C 0 1 1 -")
    )
    verdict = about(certify(*made), "Pat")
    assert moves(verdict) == ([], ["Q P"])


def test_an_absence_at_night_leaves_the_next_morning_unsupervised() -> None:
    # P starts on Monday and runs until Tuesday noon; on Tuesday T is then alone.
    made = program(
        {"Pat": "P .", "T": ". C"}, RATIO, shifts="C=08:00+4h P=18:00+18h",
        cover=("P 0 0 0 -", "C 1 1 1 -"),
    )  # fmt: skip
    certificate = certify(*made)
    verdict = about(certificate, "Pat")
    # T could take P as well and would then supervise themselves by the letter, but is at C.
    assert verdict.verdict is Verdict.INSECURE
    assert recheck(*made, certificate) == []


def test_a_trainee_of_the_day_before_needs_who_takes_over() -> None:
    # T lasts from Monday 20:00 to Tuesday 10:00, V until 05:00; then only Q, of Tuesday, is there.
    tuesday = MONDAY + timedelta(days=1)
    made = program(
        {"T": "T .", "V": "V .", "Q": ". Q"},
        Supervision(trainees=("T",), supervisors=("V", "Q"), ratio=1),
        shifts="T=20:00+14h V=20:00+9h Q=05:00+5h",
        cover=("T 0 1 1 -", "V 0 1 1 -", "Q 1 0 0 -"),
        pins=(Pin("V", "Q", tuesday, on=False),),
    )
    certificate = certify(*made)
    verdict = about(certificate, "Q", 1)
    assert verdict.verdict is Verdict.INSECURE
    assert forbidding(verdict) == {("T", "Q"): "no_overlap", ("V", "Q"): "pins"}
    assert recheck(*made, certificate) == []


def test_an_unlawful_row_elsewhere_leaves_nothing_secure() -> None:
    # C breaks max_shifts on Tuesday and Wednesday, whatever happens on Monday.
    made = program(
        {"A": "D . .", "B": "D . .", "C": ". D D"},
        MaxShifts(maximum=1, scope=Scope(people=frozenset("C"))), cover=ONE_D,
    )  # fmt: skip
    certificate = certify(*made)
    verdict = about(certificate, "A")
    assert verdict.verdict is Verdict.INSECURE
    assert ("C", "D") in forbidding(verdict)
    # C themselves are not judged again.
    assert about(certificate, "C", 1).distance == 0
    assert recheck(*made, certificate) == []


def test_an_unlawful_row_may_be_mended_by_the_repair_itself() -> None:
    # X is pinned to D and does not have it; taking it from A mends both.
    made = program({"A": "D", "X": "."}, pins=(Pin("X", "D", MONDAY),), cover=ONE_D)
    assert moves(about(certify(*made), "A")) == ([], ["X D"])
    # Y works on leave on Monday: no change of Tuesday mends that.
    made = program({"A": ". D", "Y": "D D"}, leave=("Y 0 0",), cover=("D 1 1 1 -",))
    assert about(certify(*made), "A", 1).verdict is Verdict.INSECURE


def test_what_is_waived_does_not_obstruct() -> None:
    made, schedule = program({"A": "D", "B": "."}, MaxShifts(maximum=0, name="none"), cover=ONE_D)
    days = Days.one(MONDAY)
    waivers = (Waiver("none", None, days, "agreed", "chief"),)
    waived = replace(made, instance=replace(made.instance, waivers=waivers))
    assert about(certify(made, schedule), "A").verdict is Verdict.INSECURE
    assert about(certify(waived, schedule), "A").distance == 1


@pytest.mark.parametrize("spent", [{"seconds": 0.0}, {"steps": 0}])
def test_a_spent_budget_is_no_verdict(spent: dict[str, float]) -> None:
    made = program({"A": "D", "B": "."}, cover=ONE_D)
    seconds, steps = spent.get("seconds"), int(spent.get("steps", 100))
    certificate = certify(*made, seconds=seconds, steps=steps)
    assert certificate.count(Verdict.UNKNOWN) == len(certificate.verdicts) == 1
    assert not certificate.secure
    assert certificate.understudies == ()
    assert recheck(*made, certificate) == []


def test_the_same_input_gives_the_same_certificate() -> None:
    made = program({"A": "D E", "B": ". D", "C": "E ."}, shifts=TWO_DAYS_APART)
    first, second = certify(*made), certify(*made)
    assert replace(first, seconds=0.0) == replace(second, seconds=0.0)


def test_a_witness_passes_the_full_audit_but_for_the_absentee() -> None:
    made, schedule = program(
        {"A": "N . D", "B": ". D .", "C": ". . N"},
        MinRest(hours=8),
        cover=("N 0 1 1 -", "D 1 1 1 -", "D 2 1 1 -", "N 2 1 1 -"),
    )
    for verdict in certify(made, schedule).verdicts:
        lost = (*verdict.removed, *verdict.event.cancelled)
        repaired = schedule.with_changes(lost, verdict.added)
        wrong = [v for v in audit(made, repaired).hard if v.person != verdict.event.person]
        assert (verdict.verdict is Verdict.SECURE) == (not wrong)


def test_events_come_by_date_and_person() -> None:
    made, _ = program({"B": "D D", "A": ". D"})
    tuesday = MONDAY + timedelta(days=1)
    schedule = Schedule.of(
        [Assignment("B", tuesday, "D"), Assignment("A", tuesday, "D"), Assignment("B", MONDAY, "D")]
    )
    found = [(e.days.first.day, e.person) for e in events(made.instance, schedule)]
    assert found == [(1, "B"), (2, "A"), (2, "B")]
