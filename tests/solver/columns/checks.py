"""What ``test_pieces`` checks; imported in a process of its own, beside no ortools."""

import os
import signal
import time
from functools import partial
from multiprocessing import Pipe
from multiprocessing.connection import Connection
from typing import cast

import numpy as np
import pytest

from nightfloat.solver.columns.clock import Clock
from nightfloat.solver.columns.dive import Dive, Style
from nightfloat.solver.columns.generation import Generator
from nightfloat.solver.columns.goals import goals
from nightfloat.solver.columns.hands import Hand, Tools, fork
from nightfloat.solver.columns.jobs import (
    Better,
    Lesson,
    Patched,
    PatchJob,
    Proved,
    Report,
    Rooted,
    RootJob,
    Timed,
    packed,
)
from nightfloat.solver.columns.lp import LinearProgram
from nightfloat.solver.columns.neighbour import Neighbour, Patch
from nightfloat.solver.columns.patches import Picker
from nightfloat.solver.columns.relaxed import Effort, fitting, heaviest, likeliest
from nightfloat.solver.columns.roster import Column, Ledger, column, in_order
from nightfloat.solver.emitter import emit
from nightfloat.solver.evaluate import allowed, costs
from nightfloat.solver.pricing.columns import Worth
from nightfloat.solver.pricing.pricer import Pricer
from nightfloat.solver.search.forking import BrokenForkError, Forked, LostForkError, forked
from nightfloat.solver.search.message import STOP
from tests.solver.columns.programs import puzzle
from tests.solver.columns.small import BEST, MODEL, NOBODY, free, some_problem, soon, whole_master


def lp() -> None:
    """Tests values, duals and reduced costs, and that caps and drops are followed."""
    one, rows = np.ones(1), np.zeros(1, np.int64)
    program = LinearProgram(np.array([1.0]), np.array([np.inf]))
    program.add([3.0, 5.0], [np.inf, np.inf], [(rows, one), (rows, one)])
    found = program.solve(5)
    # the cheaper column covers the row; the other is 5 - 3 too dear
    assert (found.optimal, found.objective) == (True, 3.0)
    assert (found.values.tolist(), found.duals.tolist()) == ([1.0, 0.0], [3.0])
    assert found.reduced.tolist() == [0.0, 2.0]
    program.cap(rows, np.array([0.5]))
    # 0.5 * 3 + 0.5 * 5
    assert program.solve(5).objective == 4.0
    program.drop(rows)
    assert (program.columns, program.solve(5).objective) == (1, 5.0)
    program.add([], [], [])
    program.cap(rows[:0], one[:0])
    program.drop(rows[:0])
    assert program.columns == 1


def ledger() -> None:
    """Tests that rosters cost what the neutral model says, and lawful ones are told apart."""
    problem = some_problem()
    judge, worth = Ledger(problem), Worth(problem)
    nothing = free(problem)
    assert judge.of(nothing) == NOBODY
    assert problem.chosen([c.members for c in nothing.columns]) == frozenset()
    works = int(next(n for n, types in enumerate(problem.members) if types))
    days = np.array([works, works, works, 0, 0, 0, 0])
    half = nothing.with_([column(worth, 0, days)])
    chosen = problem.chosen([c.members for c in half.columns])
    assert (costs(MODEL, chosen), allowed(MODEL, chosen)) == ((16,), True)
    assert judge.of(half) == 16
    assert judge.lawful(half.filled(problem))


def generation() -> None:
    """Tests that the bound rises, never passes the optimum, and ends there."""
    problem, heard = some_problem(), list[float]()
    master = whole_master(problem)
    with Pricer(problem) as pricer:
        everybody = pricer.batch(range(len(problem.people)))
        generator = Generator(master, everybody, Worth(problem), problem.price)
        found = generator.run(Effort(soon()), heard=heard.append)
        again = generator.run(Effort(soon(), rounds=1), found.duals)
        late = Generator(whole_master(problem), everybody, Worth(problem), problem.price)
        cut_off = late.run(Effort(time.monotonic() - 1))
    assert found.converged
    assert heard == sorted(heard)
    assert all(bound <= BEST + 1e-6 for bound in heard)
    assert abs(found.bound - BEST) < 1e-3
    assert found.objective >= found.bound - 1e-6
    assert again.bound <= BEST + 1e-6
    assert cut_off.bound <= BEST + 1e-6


def master() -> None:
    """Tests who is without a column, that columns are known once, and that they can be shut."""
    problem = some_problem()
    programme, nothing = whole_master(problem), free(problem)
    programme.solve(5)
    assert (programme.without, heaviest(programme)) == (frozenset({0, 1}), None)
    assert (programme.add(nothing.columns), programme.add(nothing.columns)) == (2, 0)
    assert abs(programme.solve(5).objective - NOBODY) < 1e-6
    assert programme.without == frozenset()
    assert heaviest(programme) == list(nothing.columns)
    cells = problem.price.copy()
    cells[0, 0, 0] = np.inf  # A works on Monday
    assert fitting(programme.columns, cells).tolist() == [False, True]
    programme.keep(cells)
    programme.solve(5)
    assert programme.without == frozenset({0})
    programme.keep(problem.price)
    programme.solve(5)
    assert likeliest(programme) is not None
    programme.trim(0)
    # columns that are in use are never dropped
    assert len(programme.columns) == 2
    assert abs(programme.solve(5).objective - NOBODY) < 1e-6


def trimming() -> None:
    """Tests that what is dropped was not in use, and that the optimum and its basis stay."""
    problem = some_problem()
    programme, worth = whole_master(problem), Worth(problem)
    works = int(next(n for n, types in enumerate(problem.members) if types))
    days = np.eye(problem.length, dtype=np.int64) * works
    programme.add(free(problem).columns)
    # A may work any one day; B none
    programme.add(column(worth, 0, day) for day in days)
    before = programme.solve(5).objective
    # six of seven days are uncovered, at 4 each
    assert abs(before - 24) < 1e-6
    cells = problem.price.copy()
    cells[0, :, works] = np.inf
    programme.keep(cells)
    assert abs(programme.solve(5).objective - NOBODY) < 1e-6
    programme.drop_shut()
    # each would have saved 4
    assert [c.key for c in programme.columns] == [c.key for c in free(problem).columns]
    assert abs(programme.solve(5).objective - NOBODY) < 1e-6
    count = len(programme.columns)
    assert programme.add(column(worth, 0, day) for day in days[:1]) == 1
    # the column is not known to the last solution: it is kept, and has no weight
    programme.trim(0)
    assert programme.reduced[-1] == np.inf
    assert programme.weights[-1] == 0
    assert len(programme.columns) <= count + 1


def dive() -> None:
    """Tests that a dive ends in one column each, lawful together, and gives up in time."""
    problem = some_problem()
    with Pricer(problem) as pricer:
        programme, worth = whole_master(problem), Worth(problem)
        batch = pricer.batch(range(len(problem.people)))
        generator = Generator(programme, batch, worth, problem.price)
        found = generator.run(Effort(soon()))
        begun = Dive(programme, generator.again, problem.price, Style(), soon(), duals=found.duals)
        columns = begun.run()
        assert columns is not None
        roster = in_order(columns)
        assert Ledger(problem).lawful(roster.filled(problem))
        assert BEST <= Ledger(problem).of(roster) <= NOBODY
        # nothing below the optimum is to be had
        other = whole_master(problem)
        other.add(free(problem).columns)
        below = Generator(other, batch, worth, problem.price).run(Effort(soon(), cut=BEST - 1))
        assert below.bound > BEST - 1


def neighbour() -> None:
    """Tests that a patch changes nobody and no day outside, and says when there is no better."""
    problem = some_problem()
    judge, style = Ledger(problem), Style(gap=0.0, near=0.2 * problem.unit)
    with Pricer(problem) as pricer:
        tool = Neighbour(problem, judge, pricer, Worth(problem))
        nothing = free(problem)
        tried = tool.improve(nothing, Patch((1,), 2, 4), style, soon(), -problem.unit)
        assert tried.outcome == "found"
        (only,) = tried.columns
        assert only.person == 1
        assert [day for day, member in enumerate(only.members) if member] == [2, 3]
        # two days of seven are covered
        assert judge.of(nothing.with_(tried.columns)) == 20
        everything = Patch((0, 1), 0, problem.length)
        best = nothing.with_(
            tool.improve(nothing, everything, style, soon(), -problem.unit).columns
        )
        assert judge.of(best) == BEST
        done = tool.improve(best, everything, style, soon(), -problem.unit)
        assert (done.columns, done.outcome) == ((), "bound")


def patches() -> None:
    """Tests that patches are inside, apart from busy ones if they can, and kinds that pay win."""
    problem = next(goals(emit(puzzle(12)))).problem
    picker = Picker(problem, Ledger(problem), np.random.default_rng(3))
    # two of the twelve are at work on the first half of the 28 days
    roster, busy = free(problem), Patch((0, 5), 0, 14)
    kinds = set[str]()
    for _ in range(60):
        kind, patch = picker.pick(roster, [busy])
        kinds.add(kind.name)
        if patch.first < busy.end:
            # ten of the twelve are idle
            assert set(busy.people).isdisjoint(patch.people) == (len(patch.people) <= 10)
        assert list(patch.people) == sorted(set(patch.people))
        assert 0 <= patch.first < patch.end <= problem.length
    assert kinds == {kind.name for kind in picker.kinds}
    kind = picker.kinds[0]
    merit = kind.merit
    kind.learn("found", 0.1, 1.0, 0.2, gain=False)
    assert kind.merit < merit
    before = kind.merit
    kind.learn("found", 0.1, 1.0, 0.2, gain=True)
    assert kind.merit > before


def tools() -> None:
    """Tests that a root job tells rosters and bounds as it goes, and its lesson is of use."""
    problem, told = some_problem(), list[Report]()
    with Pricer(problem) as pricer:
        tool = Tools(problem, pricer)
        tool.root(RootJob(1, soon(), soon(), packed(free(problem).columns)), told.append)
        bounds = [one.bound for one in told if isinstance(one, Proved)]
        rosters = [tool.roster(one.roster) for one in told if isinstance(one, Better)]
        (lesson,) = (one for one in told if isinstance(one, Lesson))
        assert abs(max(bounds) - BEST) < 1e-3
        assert min(map(tool.ledger.of, rosters)) >= BEST
        assert {one.strategy for one in told if isinstance(one, Better)} <= {"greedy", "dive"}
        assert told[-1] == Rooted()
        tool.learn(lesson)
        everything = Patch((0, 1), 0, problem.length)
        job = PatchJob(
            packed(free(problem).columns), everything, Style(gap=0.0), soon(), -problem.unit
        )
        patched = tool.patch(job, told.append)
        assert patched.people == (0, 1)
        assert tool.ledger.of(tool.roster(patched.rows)) == BEST
    assert packed(tuple[Column, ...]()).shape == (0, 0)


def hands() -> None:
    """Tests that a forked hand does a job and is gone when ended."""
    problem = some_problem()
    hand = fork(problem, 1)
    everything = Patch((0, 1), 0, problem.length)
    nobody = packed(free(problem).columns)
    hand.give(Timed(0.0, PatchJob(nobody, everything, Style(gap=0.0), soon(), -problem.unit)))
    report = hand.take().what
    hand.end()
    assert isinstance(report, Patched)
    assert report.people == (0, 1)


def broken_hands() -> None:
    """Tests that a hand that meets a defect says so, and one that dies is missed."""
    problem = some_problem()
    nobody = packed(free(problem).columns)
    hand = fork(problem, 1)
    # there is no person 7
    hand.give(Timed(0.0, PatchJob(nobody, Patch((7,), 0, 3), Style(), soon(), -problem.unit)))
    assert "IndexError" in _reason(hand)
    hand.end()
    hand = fork(problem, 1)
    os.kill(hand.pid, signal.SIGKILL)
    assert _reason(hand) == "a process that takes part in the search is gone"
    with pytest.raises(LostForkError, match="gone"):
        hand.give(Timed(0.0, PatchJob(nobody, Patch((0,), 0, 3), Style(), soon(), -problem.unit)))
    hand.end()
    # want of memory is no defect: what was found by then counts
    for want in (MemoryError(), LostForkError("gone")):
        starved: Forked[object, object] = forked(partial(_starving, want))
        with pytest.raises(LostForkError, match="gone"):
            starved.take()
        starved.end()


def _starving(want: Exception, pipe: Connection) -> None:
    del pipe
    raise want


def _reason(hand: Hand) -> str:
    try:
        report = hand.take()
    except BrokenForkError as error:
        return str(error)
    message = f"the hand reported {report}"
    raise AssertionError(message)


def clock() -> None:
    """Tests that a wish to stop is noted and nothing else is."""
    ours, theirs = Pipe()
    with ours, theirs:
        heeding = Clock(cast("Connection", theirs))
        heeding.heed()
        ours.send("something else")
        heeding.heed()
        assert not heeding.stopped
        ours.send(STOP)
        heeding.heed()
        assert heeding.stopped
        assert heeding.moment(5.0) - heeding.started == 5.0
        assert heeding.now >= 0
