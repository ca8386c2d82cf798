"""What ``test_pieces`` checks of patches about gaps and of those that HiGHS searches.

HiGHS is loaded inside the checks: the process that makes programmes is forked before.
"""

import os
import signal
from multiprocessing.connection import Connection
from types import SimpleNamespace
from typing import TYPE_CHECKING

import numpy as np
import pytest

from nightfloat.solver.emitter import emit
from nightfloat.solver.milp.lowering import NotLinear
from nightfloat.solver.search.forking import forked
from tests.solver.columns.programs import long

if TYPE_CHECKING:
    from nightfloat.solver.milp.frozen import Freezer


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
    asked.window(Patch((0,), 0, 3), goal, free(goal.problem), frozenset())
    assert working.pipe.poll(30)
    asked.hear(1, 1)
    assert (asked.freezer, asked.pipes, asked.idle, asked.take()) == (None, [], False, None)
    asked.window(Patch((0,), 0, 3), goal, free(goal.problem), frozenset())
    asked.hear(1, 1)
    assert asked.take() is None
    assert (asked.few, asked.making, asked.awaited) == (0, False, False)
    working.end()
    # one that is gone is no loss
    gone: Freezer = forked(refuse)
    os.kill(gone.pid, signal.SIGKILL)
    assert gone.pipe.poll(30)
    missing = Programmes(gone)
    missing.window(Patch((0,), 0, 3), goal, free(goal.problem), frozenset())
    missing.hear(1, 1)
    assert (missing.freezer, missing.pipes, missing.idle) == (None, [], False)
    gone.end()


def patience() -> None:
    """Tests that HiGHS goes on as long again as it took to find the first, or the last if renewed.

    Each is said.
    """
    from nightfloat.solver.columns import hands

    said = list[float]()
    for renewed, end in ((False, 110.0), (True, 128.0)):
        now = 100.0
        with pytest.MonkeyPatch.context() as changed:
            changed.setattr(hands, "time", SimpleNamespace(monotonic=lambda: now))  # noqa: B023
            run = hands.Patience(lambda values: said.append(values[0]), renewed, started=90.0)
            assert not run.stopped()
            run.proved(3.0)
            run.found(np.ones(1), 0.0)
            assert (run.end, run.stopped()) == (110.0, False)
            now = 109.0
            run.found(2 * np.ones(1), 0.0)
            assert (run.end, run.stopped()) == (end, False)
            now = end + 0.5
            assert run.stopped()
    assert said == [1.0, 2.0] * 2


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
