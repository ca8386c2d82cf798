"""A run that has no schedule says why."""

import json
from dataclasses import replace
from typing import get_args

import pytest

from nightfloat.cli.output import Output
from nightfloat.cli.render import render_conflict, render_contingency
from nightfloat.constraints.cases import MONDAY
from nightfloat.constraints.program import Level
from nightfloat.domain.calendar import Days
from nightfloat.domain.certificate import Certificate, Event, EventVerdict, Verdict
from nightfloat.domain.conflict import Conflict
from nightfloat.domain.result import INTERRUPTED, Limits, Result, Status
from nightfloat.engine.explain import Explanation
from nightfloat.engine.generate import Outcome
from nightfloat.engine.report import UNNAMED, outcome_report
from tests.engine.contingency_programs import program

ASKED, _ = program({"A": "D ."}, cover=("D 0 1 1 1",))


def _outcome(status: Status, *impossible: str) -> Outcome:
    result = Result(status, None, (), 1.0, Limits(9, 1, 1, 1), "made up")
    return Outcome(result, impossible=impossible)


def test_infeasible_without_a_conflict() -> None:
    """Tests that what was proved is said also when time ran out before it was explained."""
    assert outcome_report(ASKED, _outcome(Status.INFEASIBLE))["errors"] == [UNNAMED]
    told = outcome_report(ASKED, _outcome(Status.INFEASIBLE, "nobody may take D"))
    assert told["errors"] == ["nobody may take D"]


@pytest.mark.parametrize(
    ("note", "error"),
    [
        ("", "no schedule was found in 9 s; allow more with --time-limit or --memory-limit"),
        (
            "the search needed more than 1 MB",
            "the search needed more than 1 MB; allow more with --time-limit or --memory-limit",
        ),
        (INTERRUPTED, "the search was interrupted before anything was found; run it again"),
    ],
    ids=["time", "memory", "signal"],
)
def test_unknown(note: str, error: str) -> None:
    """Tests that a search without a schedule says what was too little, and an interrupted none."""
    outcome = _outcome(Status.UNKNOWN)
    noted = replace(outcome, result=replace(outcome.result, note=note))
    report = outcome_report(ASKED, noted)
    assert (report["note"], report["errors"]) == (note, [error])


def test_a_conflict_cut_short(capsys: pytest.CaptureFixture[str]) -> None:
    """Tests that a Conflict that may be too large is shown with what ended the search.

    So is what needs no search, beside it.
    """
    for impossible, conflict in (((), Conflict((), False, False)), (("nobody may",), None)):
        found = Explanation(Status.INFEASIBLE, impossible, conflict, INTERRUPTED)
        assert render_conflict(Output(), found) == 3
        assert INTERRUPTED in capsys.readouterr().out.splitlines()


@pytest.mark.parametrize(
    ("found", "code", "errors"),
    [
        (Explanation(Status.INFEASIBLE, ("nobody may take D",)), 3, ["nobody may take D"]),
        (Explanation(Status.INFEASIBLE), 3, [UNNAMED]),
        (
            Explanation(Status.INFEASIBLE, note="it was so"),
            3,
            [UNNAMED, "they are not named here since it was so"],
        ),
        (Explanation(Status.UNKNOWN), 4, None),
        (Explanation(Status.FEASIBLE), 0, []),
    ],
    ids=["preflight", "no core", "no core for a reason", "no time", "nothing"],
)
def test_explain(
    capsys: pytest.CaptureFixture[str], found: Explanation, code: int, errors: list[str] | None
) -> None:
    """Tests that each failure has its sentences, in the report and as text."""
    assert render_conflict(Output(json=True), found) == code
    told = json.loads(capsys.readouterr().out).get("errors", [])
    assert told == errors or (errors is None and "--time-limit" in told[0])
    assert render_conflict(Output(), found) == code
    assert set(told) <= set(capsys.readouterr().out.splitlines())


@pytest.mark.parametrize(
    ("verdicts", "status"),
    [
        ((Verdict.SECURE,), "secure"),
        ((Verdict.SECURE, Verdict.UNKNOWN), "unknown"),
        ((Verdict.INSECURE, Verdict.UNKNOWN), "insecure"),
    ],
)
def test_contingency(
    capsys: pytest.CaptureFixture[str], verdicts: tuple[Verdict, ...], status: str
) -> None:
    """Tests that time that ran out is no verdict, and below what is required has its errors."""
    event = Event("A", Days.one(MONDAY), ())
    made = Certificate("n-1", 1, "full", tuple(EventVerdict(event, v) for v in verdicts))
    for require in get_args(Level.__value__):
        failed = require != "none" and status != "secure"
        code = render_contingency(Output(json=True), made, events=False, require=require)
        report = json.loads(capsys.readouterr().out)
        assert (report["status"], code, "errors" in report) == (status, 5 * failed, failed)
