"""Tests of what becomes of a run in which a searching process meets a defect."""

from dataclasses import replace
from typing import TYPE_CHECKING, cast

import pytest

from nightfloat.domain.result import Status, Strategy
from nightfloat.errors import DisagreementError, SearchFailedError
from nightfloat.solver import solve as solving
from nightfloat.solver.emitter import emit
from nightfloat.solver.evaluate import costs
from nightfloat.solver.lean import lean
from nightfloat.solver.search import portfolio
from nightfloat.solver.search.message import Core, Ended, Found, Message
from nightfloat.solver.search.watchdog import Watched
from nightfloat.solver.solve import find_conflict, solve
from tests.solver.columns.programs import week
from tests.solver.making import LIMITS

if TYPE_CHECKING:
    from collections.abc import Callable

SENTENCE = "the search failed: KeyError: 7"
BROKEN = Watched("", 1, SENTENCE)
NOBODY = frozenset[int]()


def scripted(monkeypatch: pytest.MonkeyPatch, *messages: Message, then: bool = False) -> list[int]:
    """Let the first search say these messages and fail, and the next ones fail too or go on."""
    run, calls = solving.run_tasks, list[int]()

    def told(*asked: object) -> Watched:
        calls.append(len(calls))
        if then and len(calls) > 1:
            return run(*asked)  # pyright: ignore[reportArgumentType]
        for message in messages if len(calls) == 1 else ():
            cast("Callable[[Message], None]", asked[1])(message)
        return BROKEN

    monkeypatch.setattr(solving, "run_tasks", told)
    monkeypatch.setattr(solving, "run_task", told)
    monkeypatch.setattr(portfolio, "SMALL", 0)
    return calls


def found() -> Found:
    """Return the schedule of a week in which nobody works."""
    model = lean(emit(week(), narrow=True))
    return Found(0, NOBODY, costs(model, NOBODY), 0, "columns")


def test_exact_steps_in_for_columns_that_fail(monkeypatch: pytest.MonkeyPatch) -> None:
    """Tests that what is found and proved in the end is whole, and no note is needed."""
    calls = scripted(monkeypatch, found(), then=True)
    result = solve(week(), LIMITS)
    assert (result.status, result.note, result.failed) == (Status.OPTIMAL, "", False)
    assert len(calls) == 2


def test_what_was_found_before_is_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    """Tests that a schedule stands with the defect as its note, where exact fails as well."""
    calls = scripted(monkeypatch, found())
    result = solve(week(), LIMITS)
    assert (result.status, result.note, result.failed) == (Status.FEASIBLE, SENTENCE, True)
    assert result.schedule is not None
    assert len(calls) == 2


@pytest.mark.parametrize("strategy", [Strategy.PORTFOLIO, Strategy.COLUMNS])
def test_without_a_schedule_a_defect_is_one(
    strategy: Strategy, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Tests that it is never called 'no schedule found in time'."""
    calls = scripted(monkeypatch)
    with pytest.raises(SearchFailedError, match=SENTENCE):
        solve(week(), replace(LIMITS, strategy=strategy))
    # nothing steps in for a strategy asked for by name
    assert len(calls) == (2 if strategy is Strategy.PORTFOLIO else 1)


def test_a_conflict_that_is_proved_outlives_a_defect(monkeypatch: pytest.MonkeyPatch) -> None:
    """Tests that a proof is kept with the defect as its note, and nothing is not called a proof."""
    _ = scripted(monkeypatch, Ended(Status.INFEASIBLE))
    explained = find_conflict(week(), LIMITS)
    assert (explained.status, explained.note) == (Status.INFEASIBLE, SENTENCE)
    _ = scripted(monkeypatch, Ended(Status.INFEASIBLE), Core((), minimal=False, confirmed=False))
    explained = find_conflict(week(), LIMITS)
    assert explained.conflict is not None
    assert (explained.status, explained.note) == (Status.INFEASIBLE, SENTENCE)
    _ = scripted(monkeypatch)
    with pytest.raises(SearchFailedError, match=SENTENCE):
        find_conflict(week(), LIMITS)


def test_a_schedule_of_what_is_infeasible_is_a_disagreement(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Tests a verdict that a smaller core does not bear out (or-tools #5295)."""
    _ = scripted(monkeypatch, Ended(Status.INFEASIBLE), Ended(Status.FEASIBLE))
    with pytest.raises(DisagreementError, match="infeasible and then found a schedule"):
        find_conflict(week(), LIMITS)
