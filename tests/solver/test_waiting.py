"""Tests of searching processes that let others go first."""

import sys
from dataclasses import replace
from pathlib import Path

import pytest

from nightfloat.domain.result import Status
from nightfloat.solver.search.message import Bounded, Ended, Known, Message, SolveTask
from nightfloat.solver.search.watchdog import run_tasks
from tests.solver.children import interpreter, waiting_for
from tests.solver.making import LIMITS
from tests.solver.test_portfolio import model

# the first one works until a file is there, which the other one makes when it has spoken; both say
# how much time they have, and the other one too what it is told at first
BODY = """\
from multiprocessing.connection import Connection
from nightfloat.domain.result import Status
from nightfloat.solver.search.message import Bounded, Ended
pipe = Connection(h)
task = pipe.recv()
if task.after:
    pipe.send(Bounded(0, int(10 * task.limits.seconds)))
    if pipe.poll(0.5):
        pipe.send(Bounded(1, pipe.recv().closed))
    make()
else:
    pipe.send(Bounded(0, int(10 * task.limits.seconds)))
    wait()
    pipe.send(Ended(Status.FEASIBLE))
"""
KNOWN = Known(frozenset(), (7, 0), (7,))


def heard(
    after: float, seconds: float, *, one_is_enough: bool = False, behind: int = 0
) -> list[Message]:
    """Return what two tasks say of which the second is to start so much later.

    One tier is closed from the start on.
    """
    task = SolveTask(model(1), replace(LIMITS, seconds=seconds))
    said: list[Message] = []
    tasks = [task, replace(task, after=after, behind=behind)]

    def enough() -> bool:
        return one_is_enough and any(isinstance(message, Ended) for message in said)

    watched = run_tasks(tasks, said.append, lambda: False, enough, lambda: KNOWN)
    assert watched.note == ""
    return said


@pytest.fixture(autouse=True)
def spoken(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return the file that the first waits for, which is there."""
    mark = tmp_path / "spoken"
    mark.touch()
    monkeypatch.setattr(sys, "executable", interpreter(tmp_path, waiting_for(mark) + BODY))
    return mark


@pytest.mark.parametrize(("after", "earliest"), [(0.5, 0.5), (200, 0.3)])
def test_the_second_starts_late_or_when_the_first_has_ended(
    after: float, earliest: float, spoken: Path
) -> None:
    """Tests that it is told what is known, and the time left since the first's start."""
    if after < 1:
        spoken.unlink()
    said = heard(after, 300)
    assert [m for m in said if isinstance(m, Ended)] == [Ended(Status.FEASIBLE)]
    first, second, told = (m for m in said if isinstance(m, Bounded))
    assert first.bound == 3000
    # in tenths of a second
    assert 10 * earliest <= 3000 - second.bound < 300
    assert (told.tier, told.bound) == (1, 1)
    assert (said.index(second) < said.index(Ended(Status.FEASIBLE))) == (after < 1)


@pytest.mark.parametrize(("behind", "at_once"), [(0, False), (1, True), (2, False)])
def test_the_second_starts_when_enough_tiers_are_closed(
    behind: int, at_once: bool, spoken: Path
) -> None:
    """Tests that one closed tier is enough where one is asked for, long before its time."""
    if at_once:
        spoken.unlink()
    said = heard(200, 300, behind=behind)
    # the two may say what they have in any order
    (told,) = (m for m in said if isinstance(m, Bounded) and m.tier == 1)
    assert told.bound == 1
    assert (said.index(told) < said.index(Ended(Status.FEASIBLE))) == at_once


def test_of_two_that_wait_the_sooner_starts_alone_when_the_first_has_ended() -> None:
    """Tests that the other one starts when that has ended too: later, by a process's time."""
    task = SolveTask(model(1), replace(LIMITS, seconds=300))
    said: list[Message] = []
    tasks = [task, replace(task, after=250.0), replace(task, after=200.0)]
    assert run_tasks(tasks, said.append, lambda: False).note == ""
    first, second, third = (m for m in said if isinstance(m, Bounded))
    assert first.bound == 3000
    # each says what it has left, in tenths of a second
    assert 2997 >= second.bound > third.bound


def test_nothing_is_started_when_the_first_has_found_enough() -> None:
    """Tests that a search that is over starts nothing more."""
    said = heard(200, 300, one_is_enough=True)
    assert [type(message) for message in said] == [Bounded, Ended]


def test_nothing_is_started_when_little_time_is_left() -> None:
    """Tests that less than a second is not worth a process: the first takes 0.3 s of 1.2."""
    said = heard(200, 1.2)
    assert [type(message) for message in said] == [Bounded, Ended]
