"""Preflight and the search for a Conflict must agree before anything is called impossible."""

import pytest

from nightfloat.domain.result import Limits, Status
from nightfloat.engine import explain as explaining
from nightfloat.engine.explain import explain
from nightfloat.errors import DisagreementError, SearchFailedError
from nightfloat.solver.solve import never
from tests.engine.contingency_programs import program

LIMITS = Limits(60, 4096, 2, 1)


def test_what_preflight_finds_stands_beside_the_conflict() -> None:
    """Tests two people who are asked for where there is one."""
    asked, _ = program({"A": "D"}, cover=("D 0 2 2 2",))
    found = explain(asked, LIMITS, never)
    assert (found.status, len(found.impossible)) == (Status.INFEASIBLE, 1)
    assert found.conflict is not None


def test_what_preflight_finds_outlives_a_defect(monkeypatch: pytest.MonkeyPatch) -> None:
    """Tests a search that fails beside a reason that was found without it, and without one."""

    def failing(*said: object, **more: object) -> None:
        del said, more
        raise SearchFailedError("the search failed")

    monkeypatch.setattr(explaining, "find_conflict", failing)
    asked, _ = program({"A": "D"}, cover=("D 0 2 2 2",))
    found = explain(asked, LIMITS, never)
    assert (found.status, found.note) == (Status.INFEASIBLE, "the search failed")
    with pytest.raises(SearchFailedError):
        explain(program({"A": "D"}, cover=("D 0 1 1 1",))[0], LIMITS, never)


def test_what_preflight_is_wrong_about_is_not_said(monkeypatch: pytest.MonkeyPatch) -> None:
    """Tests that a lawful schedule of what is called impossible is a defect, and told as one."""
    asked, _ = program({"A": "D"}, cover=("D 0 1 1 1",))
    assert explain(asked, LIMITS, never).status is Status.FEASIBLE

    def wrong(asked: object) -> tuple[str, ...]:
        del asked
        return ("nobody is left",)

    monkeypatch.setattr(explaining, "preflight", wrong)
    with pytest.raises(DisagreementError, match="nobody is left, and the search found"):
        explain(asked, LIMITS, never)
