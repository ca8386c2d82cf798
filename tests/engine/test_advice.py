"""What is said of a search without a schedule helps whoever reads it."""

import pytest

from nightfloat.domain.result import Limits, Result, Status, Strategy
from nightfloat.engine.generate import Outcome
from nightfloat.engine.report import outcome_report
from tests.engine.contingency_programs import program

MORE = "allow more with --time-limit or --memory-limit"


@pytest.mark.parametrize(
    ("note", "declined", "said"),
    [
        ("columns cannot say this", True, "columns cannot say this; choose another --strategy"),
        ("the search ran out of memory", False, f"the search ran out of memory; {MORE}"),
        ("", False, f"no schedule was found in 5 s; {MORE}"),
    ],
)
def test_the_advice_is_about_what_ended_the_search(note: str, declined: bool, said: str) -> None:
    """Tests that more time is no advice where the strategy cannot search such a program."""
    limits = Limits(5, 100, 1, 1, strategy=Strategy.COLUMNS)
    result = Result(Status.UNKNOWN, None, (), 0.1, limits, "made up", note=note, declined=declined)
    asked, _ = program({"A": "."}, cover=("D 0 1 1 1",))
    assert outcome_report(asked, Outcome(result))["errors"] == [said]
