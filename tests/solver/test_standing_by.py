"""Tests of searching processes that get ready while others search, and begin when they are due."""

import sys
from collections.abc import Callable
from dataclasses import replace
from multiprocessing.connection import Connection
from pathlib import Path

import pytest

from nightfloat.domain.result import INTERRUPTED, Status, Strategy
from nightfloat.solver.emitter import emit
from nightfloat.solver.evaluate import costs
from nightfloat.solver.search.message import (
    STOP,
    Begin,
    Bounded,
    Ended,
    Found,
    Known,
    Message,
    SolveTask,
)
from nightfloat.solver.search.watchdog import run_tasks
from tests.solver.children import child, interpreter, waiting_for
from tests.solver.columns.programs import week
from tests.solver.making import LIMITS, made
from tests.solver.test_portfolio import model

# columns say how much time they have, then what they are told to do, and what has been closed by
# then; the exact one works until they are ready or, where they need not wait for it, have begun
BODY = """\
from multiprocessing.connection import Connection
from nightfloat.domain.result import Status, Strategy
from nightfloat.solver.search.message import Bounded, Ended, Known
pipe = Connection(h)
task = pipe.recv()
if task.strategy is Strategy.COLUMNS:
    pipe.send(Bounded(0, int(10 * task.limits.seconds), "ready"))
    if task.behind > 1:
        make()
    while isinstance(order := pipe.recv(), Known):
        pass
    if order == "stop":
        sys.exit(0)
    pipe.send(Bounded(1, order.known.closed, "begun"))
    make()
    pipe.send(Ended(Status.OPTIMAL))
else:
    wait()
    pipe.send(Ended(Status.FEASIBLE))
"""
KNOWN = Known(frozenset(), (7, 0), (7,))
TASK = SolveTask(model(1), replace(LIMITS, seconds=300))
READY = Bounded(0, 3000, "ready")
BEGUN = Bounded(1, 1, "begun")
ENDED = Ended(Status.FEASIBLE)


def ordered(tmp_path: Path, body: str = BODY) -> str:
    """Return the body of children of which the exact one ends after columns have spoken."""
    return waiting_for(tmp_path / "spoken") + body


def heard(
    behind: int, should_stop: Callable[[list[Message]], bool] = lambda _: False
) -> tuple[str, list[Message]]:
    """Return the note and what an exact task says and columns behind so many closed tiers.

    One tier is closed from the start on.
    """
    said: list[Message] = []
    tasks = [TASK, replace(TASK, strategy=Strategy.COLUMNS, after=200.0, behind=behind)]
    watched = run_tasks(tasks, said.append, lambda: should_stop(said), known=lambda: KNOWN)
    return watched.note, said


@pytest.mark.parametrize(("behind", "order"), [(2, [READY, ENDED, BEGUN]), (1, [BEGUN, ENDED])])
def test_columns_get_ready_at_once_and_begin_when_they_are_due(
    behind: int, order: list[Message], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Tests that they have the whole time, begin behind closed tiers or alone, and know as much."""
    monkeypatch.setattr(sys, "executable", interpreter(tmp_path, ordered(tmp_path)))
    note, said = heard(behind)
    assert note == ""
    assert [message for message in said if message in order] == order
    assert READY in said


def test_a_stop_reaches_who_stands_by(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Tests that they end without having begun."""
    monkeypatch.setattr(sys, "executable", interpreter(tmp_path, ordered(tmp_path)))
    assert heard(2, lambda said: READY in said) == (INTERRUPTED, [READY, ENDED])


def test_who_dies_while_standing_by_is_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Tests that the other goes on to its end, and nobody waits for the dead."""
    body = ordered(tmp_path).replace(
        "    while isinstance", "    sys.exit(3)\n    while isinstance"
    )
    monkeypatch.setattr(sys, "executable", interpreter(tmp_path, body))
    assert heard(2) == ("the searching process ended with code 3", [READY, ENDED])


def test_who_waits_behind_the_dead_begins(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Tests a third to start last, when columns died standing by and the first has ended."""
    body = ordered(tmp_path).replace(
        "    while isinstance", "    sys.exit(3)\n    while isinstance"
    )
    third = "elif task.strategy is Strategy.MILP:\n    pipe.send(Ended(Status.OPTIMAL))\nelse:"
    monkeypatch.setattr(sys, "executable", interpreter(tmp_path, body.replace("else:", third)))
    columns = replace(TASK, strategy=Strategy.COLUMNS, after=200.0, behind=2)
    last = replace(TASK, strategy=Strategy.MILP, after=250.0)
    said: list[Message] = []
    run_tasks([TASK, columns, last], said.append, lambda: False, known=lambda: KNOWN)
    assert said == [READY, ENDED, Ended(Status.OPTIMAL)]


def told(pipe: Connection) -> list[Message]:
    """Return all messages up to the end."""
    said: list[Message] = [pipe.recv()]
    while not isinstance(said[-1], Ended):
        said.append(pipe.recv())
    return said


def test_columns_that_stand_by_say_nothing_and_go_on_from_what_others_have_found() -> None:
    """Tests a week whose seven days A works alone in a schedule of others, which closes a tier.

    In the next one a person's days beyond three cost 1 each: 4 for seven and none, 1 for four and
    three, the least.
    """
    rule = made("shifts_in_horizon", minimum=0, maximum=3, tier="rest", weight=1)
    asked = emit(week(rule, tiers=("cost", "rest")))
    found = frozenset(range(7))
    task = SolveTask(asked, LIMITS, None, Strategy.COLUMNS, after=200.0, behind=1)
    with child() as (process, pipe):
        pipe.send(task)
        assert not pipe.poll(2.0)
        pipe.send(Known(found, costs(asked, found), costs(asked, found)[:1]))
        assert not pipe.poll(0.5)
        pipe.send(Begin(None))
        said = told(pipe)
    assert costs(asked, found) == (0, 4)
    assert said[-1] == Ended(Status.OPTIMAL)
    assert {m.tier for m in said if isinstance(m, Found | Bounded)} == {1}
    assert min(m.costs for m in said if isinstance(m, Found)) == (0, 1)
    assert process.returncode == 0


@pytest.mark.parametrize("seconds", [0.0, 3.0])
def test_columns_that_stand_by_can_be_stopped(seconds: float) -> None:
    """Tests that they end with nothing, whether they are ready by then or not."""
    with child() as (process, pipe):
        pipe.send(SolveTask(emit(week()), LIMITS, None, Strategy.COLUMNS, after=200.0, behind=1))
        assert not pipe.poll(seconds)
        pipe.send(STOP)
        assert told(pipe) == [Ended(Status.UNKNOWN)]
    assert process.returncode == 0
