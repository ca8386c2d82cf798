"""The gate lets pass what holds every requirement, and says why it does not let the rest."""

from dataclasses import replace
from datetime import timedelta

from nightfloat.constraints.cases import MONDAY
from nightfloat.domain.calendar import Days
from nightfloat.domain.certificate import Certificate, Event, EventVerdict, Verdict
from nightfloat.domain.people import Waiver
from nightfloat.domain.violation import Violation
from nightfloat.engine.audit import Audit
from nightfloat.engine.gate import SHOWN, refusals

DAY = Days(MONDAY, MONDAY + timedelta(days=1))
HARD = Violation("rest", "min_rest", "A", DAY, 1, "A rests too little.")
CLEAN = Audit((), ())


def _certificate(*verdicts: Verdict) -> Certificate:
    events = tuple(EventVerdict(Event(f"P{n}", DAY, ()), v) for n, v in enumerate(verdicts))
    return Certificate("n-1", 1, "full", events, (), 0.1)


def test_clean() -> None:
    """Tests that a clean schedule passes, secured or not, when nothing is required."""
    assert refusals(CLEAN, None, "none") == ()
    assert refusals(CLEAN, _certificate(Verdict.INSECURE), "none") == ()
    assert refusals(CLEAN, _certificate(Verdict.SECURE), "n-1") == ()
    assert refusals(CLEAN, _certificate(), "n-1") == ()


def test_only_what_is_charged_and_hard() -> None:
    """Tests that soft, inherited and waived violations do not keep a schedule out."""
    waived = replace(HARD, waiver=Waiver("rest", None, DAY, "flight", "chief"))
    soft = replace(HARD, tier="safety", weight=9)
    assert refusals(Audit((soft, replace(HARD, inherited=True), waived), ()), None, "none") == ()
    assert refusals(Audit((soft, HARD), ()), None, "none") == ("A rests too little.",)


def test_unknown_is_not_secure() -> None:
    """Tests that a verdict that was not reached refuses like an insecure one."""
    found = refusals(CLEAN, _certificate(Verdict.SECURE, Verdict.UNKNOWN), "n-1")
    assert found == ("the absence of P1 on 2024-01-01 is unknown, n-1 is required",)


def test_not_analysed() -> None:
    """Tests that what is required and was not looked at refuses."""
    assert refusals(CLEAN, None, "n-1") == ("contingency n-1 is required and was not analysed",)


def test_many() -> None:
    """Tests that a long list is cut, and what is left out is counted."""
    many = refusals(Audit((HARD,) * (SHOWN + 2), ()), None, "none")
    assert (len(many), many[-1].startswith("and 2 more hard violations")) == (SHOWN + 1, True)
    absent = refusals(CLEAN, _certificate(*[Verdict.INSECURE] * (SHOWN + 3)), "n-1")
    assert (len(absent), absent[-1]) == (SHOWN + 1, "and 3 more such absences")
