"""What ``test_pieces`` checks of patches about gaps and of those that HiGHS searches.

HiGHS is loaded inside the checks: the process that makes programmes is forked before.
"""

import os
import signal
from multiprocessing.connection import Connection
from types import SimpleNamespace

import numpy as np
import pytest

from nightfloat.constraints.emitter import Lit
from nightfloat.solver.emitter import emit
from nightfloat.solver.milp.frozen import Freezer, freezer
from nightfloat.solver.milp.lowering import NotLinear
from nightfloat.solver.search.forking import forked
from tests.solver.columns.programs import long, week
from tests.solver.making import made


def gap_rows() -> None:
    """Tests that patches are about the row that makes the gap, and that without one there is none.

    Seven covers at 4 a day; duals of 4 say of six days that missing them costs what it has to.
    """
    from nightfloat.solver.columns.gaps import Gaps
    from nightfloat.solver.columns.patches import Picker
    from nightfloat.solver.columns.roster import Ledger
    from nightfloat.solver.columns.spans import spans
    from tests.solver.columns.small import free, some_problem

    problem = some_problem()
    picker = Picker(problem, Ledger(problem), np.random.default_rng(1))
    nothing = free(problem)
    assert picker.gap(nothing, 1, 2, []) is None  # no duals are known
    covers = np.flatnonzero(~problem.rows.hard & np.isfinite(problem.rows.low))
    assert len(covers) == 7
    duals = np.zeros(problem.rows.count)
    duals[covers] = 4.0
    picker.gaps = Gaps(problem.rows, duals, np.zeros(2), np.arange(problem.rows.count))
    assert picker.gap(nothing, 1, 2, []) is None
    duals[covers[5]] = 0.0
    day = int(spans(problem).first[covers[5]])
    for _ in range(20):
        patch = picker.gap(nothing, 1, 2, [])
        assert patch is not None
        assert patch.first <= day < patch.end
        assert (patch.end - patch.first, len(patch.people)) == (2, 1)


def programmes() -> None:
    """Tests that a patch becomes a job, and that HiGHS improves it, or proves that nothing does.

    A and B may work three days each, so at least one of seven lacks somebody, at 4.
    """
    model = emit(week(made("shifts_in_horizon", minimum=0, maximum=3), weight=4))
    working = freezer(model)
    from nightfloat.solver.columns.goals import goals
    from nightfloat.solver.columns.hands import Tools
    from nightfloat.solver.columns.neighbour import Patch
    from nightfloat.solver.columns.programmes import Programmes
    from nightfloat.solver.pricing.pricer import Pricer
    from tests.solver.columns.small import free

    (goal,) = goals(model)
    problem, asked = goal.problem, Programmes(working)
    roster, patch = free(problem), Patch((0, 1), 0, 7)
    with Pricer(problem) as pricer:
        tool = Tools(problem, pricer)
        costs, outcomes = list[float](), list[str]()
        for _ in range(2):
            assert asked.idle
            asked.ask(patch, goal, roster, problem.chosen([c.members for c in roster.columns]))
            assert (asked.idle, asked.take()) == (False, None)
            assert working.pipe.poll(30)
            asked.hear(problem.unit, 1)
            job = asked.take()
            assert job is not None
            assert (job.most, job.roster) == (tool.ledger.of(roster) - problem.unit, roster)
            assert not asked.idle  # one at a time
            patched = tool.milp(job)
            gain = patched.outcome == "found"
            asked.learn(patched.outcome, patched.seconds, gain=gain, searched=True)
            if gain:
                roster = tool.roster(patched.rows)
            costs.append(tool.ledger.of(roster))
            outcomes.append(patched.outcome)
    assert (costs, outcomes) == ([4.0, 4.0], ["found", "bound"])
    # an answer that comes after another tier has begun is no job
    asked.ask(patch, goal, roster, frozenset[Lit]())
    asked.forget()
    assert working.pipe.poll(30)
    asked.hear(problem.unit, 1)
    assert asked.take() is None
    working.end()


def sizes() -> None:
    """Tests what size patches have and how it is learnt."""
    working = freezer(emit(long(6)))
    from nightfloat.solver.columns.neighbour import Patch
    from nightfloat.solver.columns.programmes import FEWEST, MOST_DAYS, PAUSE, ROOM, Programmes

    rng = np.random.default_rng(1)
    none = Programmes(None)
    assert (none.idle, none.pipes) == (False, [])
    assert not none.fits(Patch((0,), 0, 7), 100.0)
    free = Programmes(working)
    for people, days in ((45, 42), (5, 28), (400, 28), (3, 4)):
        crew, length = free.size(people, days, rng)
        assert 1 <= length <= min(days, max(MOST_DAYS, ROOM / people))
        assert length >= min(FEWEST, days) or length == days
        assert crew <= people
        assert crew * length <= ROOM + max(crew, length)
        # longer ones are never asked for
        assert length <= MOST_DAYS
    # what promises less than others have is left, and so is what is too large
    assert free.fits(Patch((0, 1), 0, 7), 50.0)
    assert not free.fits(Patch((0, 1), 0, 7), 1.0)
    assert not free.fits(Patch(tuple(range(100)), 0, 7), 500.0)
    assert not free.fits(Patch((0,), 0, 28), 500.0)
    free.learn("late", 20.0, gain=False, searched=True)
    assert free.room < ROOM
    # it rests, the longer the more brought nothing, and goes on at once after a gain
    assert (free.idle, free.pause) == (False, 2 * PAUSE)
    free.learn("late", 20.0, gain=False, searched=True)
    assert free.pause == 4 * PAUSE
    free.learn("found", 5.0, gain=True, searched=True)
    assert (free.idle, free.pause) == (True, PAUSE)
    free.learn("late", 20.0, gain=False, searched=True)
    free.begin()
    assert (free.idle, free.pause) == (True, PAUSE)
    less = free.room
    free.learn("bound", 1.0, gain=False, searched=False)
    assert free.room == less
    free.learn("bound", 1.0, gain=False, searched=True)
    assert free.room > less
    working.end()


def refusals() -> None:
    """Tests that nothing more is asked for when there are no programmes at all."""

    def refuse(pipe: Connection) -> None:
        pipe.recv()
        pipe.send(NotLinear("something"))

    working: Freezer = forked(refuse)
    model = emit(long(6))
    from nightfloat.solver.columns.goals import goals
    from nightfloat.solver.columns.neighbour import Patch
    from nightfloat.solver.columns.programmes import Programmes
    from tests.solver.columns.small import free

    goal, asked = next(goals(model)), Programmes(working)
    asked.ask(Patch((0,), 0, 3), goal, free(goal.problem), frozenset())
    assert working.pipe.poll(30)
    asked.hear(1, 1)
    assert (asked.freezer, asked.pipes, asked.idle, asked.take()) == (None, [], False, None)
    asked.ask(Patch((0,), 0, 3), goal, free(goal.problem), frozenset())
    asked.hear(1, 1)
    assert asked.take() is None
    working.end()
    # one that is gone is no loss
    gone: Freezer = forked(refuse)
    os.kill(gone.pid, signal.SIGKILL)
    assert gone.pipe.poll(30)
    missing = Programmes(gone)
    missing.ask(Patch((0,), 0, 3), goal, free(goal.problem), frozenset())
    missing.hear(1, 1)
    assert (missing.freezer, missing.pipes, missing.idle) == (None, [], False)
    gone.end()


def patience() -> None:
    """Tests that HiGHS goes on as long again as it took to find something, and no longer."""
    from nightfloat.solver.columns import hands

    now = 100.0
    with pytest.MonkeyPatch.context() as changed:
        changed.setattr(hands, "time", SimpleNamespace(monotonic=lambda: now))
        run = hands.Patience(started=90.0)
        assert not run.stopped()
        run.proved(3.0)
        run.found(np.zeros(1), 0.0)
        assert (run.end, run.stopped()) == (110.0, False)
        now = 109.0
        run.found(np.zeros(1), 0.0)  # what comes later does not prolong it
        assert (run.end, run.stopped()) == (110.0, False)
        now = 110.5
        assert run.stopped()


def shut_again() -> None:
    """Tests that a column added and shut since the last solution does not end the search."""
    from nightfloat.solver.columns.roster import column
    from nightfloat.solver.pricing.columns import Worth
    from tests.solver.columns.small import free, some_problem, whole_master

    problem = some_problem()
    programme, worth = whole_master(problem), Worth(problem)
    programme.add(free(problem).columns)
    programme.solve(5)
    works = int(next(n for n, types in enumerate(problem.members) if types))
    day = np.eye(problem.length, dtype=np.int64)[0] * works
    programme.add([column(worth, 0, day)])
    cells = problem.price.copy()
    cells[0, 0, works] = np.inf
    programme.keep(cells)
    programme.drop_shut()
    assert len(programme.columns) == 3
