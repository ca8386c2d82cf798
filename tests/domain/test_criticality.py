"""What a certificate says in short."""

from dataclasses import replace
from fractions import Fraction

from nightfloat.constraints.cases import MONDAY
from nightfloat.domain.certificate import EventVerdict, Verdict
from nightfloat.domain.criticality import criticality, fragile, histogram
from nightfloat.domain.people import Pin
from nightfloat.engine.contingency.certify import certify
from tests.engine.contingency_programs import program

# D and E have one of one each, F two of one. Free alone may take D; nobody may take E.
MADE = program(
    {"A": "D", "B": "E", "C": "F", "G": "F", "Free": "."},
    shifts="D=07:00+12h E=07:00+12h F=07:00+12h",
    cover=("D 0 1 1 -", "E 0 1 1 -", "F 0 1 1 -"),
    pins=(
        Pin("Free", "E", MONDAY, on=False),
        Pin("C", "F", MONDAY),
        Pin("G", "F", MONDAY),
    ),
)


def test_distances_are_counted() -> None:
    # C and G absorb each other, A has Free, B has nobody.
    assert histogram(certify(*MADE)) == {0: 2, 1: 1, None: 1}


def test_who_is_critical() -> None:
    found = {c.person: c for c in criticality(certify(*MADE))}
    assert (found["B"].share, found["A"].share) == (Fraction(1), Fraction(0))
    assert (found["Free"].events, found["Free"].sole_rescuer) == (0, 1)
    assert found["Free"].share == 0
    assert criticality(certify(*MADE))[0].person == "B"


def test_fragile_shifts_have_one_understudy_or_none_and_no_surplus() -> None:
    assert fragile(certify(*MADE)) == (("D", MONDAY, ("Free",)), ("E", MONDAY, ()))


def test_what_is_unknown_is_not_called_fragile() -> None:
    certificate = certify(*MADE)
    unknown = tuple(EventVerdict(v.event, Verdict.UNKNOWN) for v in certificate.verdicts)
    assert fragile(replace(certificate, verdicts=unknown)) == ()
