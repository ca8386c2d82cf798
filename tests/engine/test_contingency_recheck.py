"""A certificate that was tampered with, in any part, does not pass."""

from collections.abc import Callable
from dataclasses import replace
from functools import partial

import pytest

from nightfloat.constraints.cases import MONDAY
from nightfloat.constraints.max_shifts import MaxShifts
from nightfloat.constraints.scope import Scope
from nightfloat.domain.certificate import Certificate, EventVerdict, Obstruction, Verdict
from nightfloat.domain.people import Pin
from nightfloat.domain.schedule import Assignment
from nightfloat.engine.contingency.budget import Budget
from nightfloat.engine.contingency.certify import certify
from nightfloat.engine.contingency.recheck import recheck
from tests.engine.contingency_programs import about, program

# Free takes D of A; nobody takes N of B: Free is barred, A is on D until 19:00 and may have one.
MADE = program(
    {"A": "D", "B": "N", "Free": "."},
    MaxShifts(maximum=1, name="one", scope=Scope(people=frozenset({"A"}))),
    shifts="D=07:00+12h N=19:00+12h S=07:00+12h:standby",
    cover=("D 0 1 1 -", "N 0 1 1 -"),
    pins=(Pin("Free", "N", MONDAY, on=False),),
)
SUBSTITUTE = Assignment("Free", MONDAY, "D")

type Tamper = Callable[[EventVerdict], EventVerdict]


def _with(person: str, tamper: Tamper) -> Certificate:
    certificate = certify(*MADE)
    chosen = about(certificate, person)
    verdicts = tuple(tamper(v) if v is chosen else v for v in certificate.verdicts)
    return replace(certificate, verdicts=verdicts)


def test_the_certificate_itself_passes() -> None:
    certificate = certify(*MADE)
    assert [v.verdict.value for v in certificate.verdicts] == ["secure", "insecure"]
    assert recheck(*MADE, certificate) == []


SECURE: dict[str, Tamper] = {
    "does not repair": lambda v: replace(v, added=()),
    "smaller distance": lambda v: replace(v, distance=0),
    "greater distance": lambda v: replace(v, distance=2),
    "no reserve": lambda v: replace(v, reserve=True),
    "the absentee works": lambda v: replace(v, added=(Assignment("A", MONDAY, "N"),)),
    "an unlawful witness": lambda v: replace(v, added=(*v.added, Assignment("Free", MONDAY, "N"))),
    "more cells than needed": lambda v: replace(
        v, distance=2, added=(*v.added, Assignment("B", MONDAY, "S"))
    ),
    "removes what is not there": lambda v: replace(v, removed=(SUBSTITUTE,)),
    "a stranger": lambda v: replace(v, added=(Assignment("Nobody", MONDAY, "D"),)),
    "another verdict": lambda v: replace(
        v, verdict=Verdict.INSECURE, distance=None, added=(), obstructions=()
    ),
    "insecure with a witness": lambda v: replace(v, verdict=Verdict.INSECURE),
    "another basis": lambda v: replace(v, basis="solver"),
}


@pytest.mark.parametrize("name", SECURE)
def test_a_tampered_secure_verdict_fails(name: str) -> None:
    assert recheck(*MADE, _with("A", SECURE[name]))


INSECURE: dict[str, Tamper] = {
    "an obstruction less": lambda v: replace(v, obstructions=v.obstructions[1:]),
    "another constraint": lambda v: replace(
        v, obstructions=tuple(replace(o, constraint="leave") for o in v.obstructions)
    ),
    "another sentence": lambda v: replace(
        v, obstructions=tuple(replace(o, sentence="no") for o in v.obstructions)
    ),
    "a stranger": lambda v: replace(
        v, obstructions=(*v.obstructions, Obstruction("N", MONDAY, "Nobody", "pins", ""))
    ),
    "secure without a witness": lambda v: replace(
        v, verdict=Verdict.SECURE, distance=0, obstructions=()
    ),
}


@pytest.mark.parametrize("name", INSECURE)
def test_a_tampered_insecure_verdict_fails(name: str) -> None:
    assert recheck(*MADE, _with("B", INSECURE[name]))


def test_a_missing_event_and_a_repeated_one_fail() -> None:
    certificate = certify(*MADE)
    assert recheck(*MADE, replace(certificate, verdicts=certificate.verdicts[1:]))
    twice = (*certificate.verdicts, certificate.verdicts[0])
    assert recheck(*MADE, replace(certificate, verdicts=twice))


def test_other_understudies_fail() -> None:
    certificate = certify(*MADE)
    (shift, day, _), *rest = certificate.understudies
    wrong = ((shift, day, ("B",)), *rest)
    assert recheck(*MADE, replace(certificate, understudies=wrong))


def test_a_spent_budget_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    certificate = certify(*MADE)
    name = "nightfloat.engine.contingency.recheck.Budget"
    monkeypatch.setattr(name, partial(Budget, steps=0))
    assert recheck(*MADE, certificate) == [
        f"the list of understudies of {shift} on 2024-01-01 was not checked: the budget is spent"
        for shift in "DN"
    ]


def test_without_any_change_allowed_the_shortage_must_be_named() -> None:
    certificate = certify(*MADE, k=0)
    assert recheck(*MADE, certificate) == []
    silent = tuple(replace(v, obstructions=()) for v in certificate.verdicts)
    assert len(recheck(*MADE, replace(certificate, verdicts=silent))) == 2
