"""What ``test_pieces`` checks of the tree over columns, beside no ortools."""

import random
import time
from collections.abc import Iterator
from dataclasses import replace

import numpy as np
import pytest

from nightfloat.solver.columns import root
from nightfloat.solver.columns.goals import goals
from nightfloat.solver.columns.hands import Tools
from nightfloat.solver.columns.jobs import (
    Better,
    Grown,
    Lesson,
    Proved,
    Report,
    Rooted,
    RootJob,
    TreeJob,
    packed,
)
from nightfloat.solver.columns.master import Master
from nightfloat.solver.columns.room import idle, room
from nightfloat.solver.columns.roster import Ledger, in_order
from nightfloat.solver.columns.tree import Floats, Tree
from nightfloat.solver.columns.turns import FIRST, Turns
from nightfloat.solver.emitter import emit
from nightfloat.solver.pricing.columns import Worth
from nightfloat.solver.pricing.pricer import Pricer
from nightfloat.solver.pricing.problem import Problem
from tests.solver.columns.programs import drawn
from tests.solver.columns.small import BEST, NOBODY, free, some_problem, soon


def tree(problem: Problem, pricer: Pricer, cells: Floats) -> Tree:
    """Return a tree that has not grown, whose master knows the roster in which nobody works."""
    everybody = range(len(problem.people))
    master = Master(room(problem, Ledger(problem), everybody, problem.price))
    master.add(free(problem).columns)
    found = Tree(master, pricer.batch(everybody), Worth(problem), cells, problem.unit)
    found.begin(0.0, np.zeros(problem.rows.count))
    return found


def proofs() -> None:
    """Tests that a tree finds the optimum and proves it, and nothing when asked for less."""
    problem = some_problem()
    with Pricer(problem) as pricer:
        grown = tree(problem, pricer, problem.price)
        columns = grown.run(NOBODY - 1, soon(), soon())
        assert columns is not None
        roster = in_order(columns)
        assert Ledger(problem).of(roster) == BEST
        assert (grown.done, abs(grown.bound - BEST) < 1e-3) == (True, True)
        less = tree(problem, pricer, problem.price)
        assert less.run(BEST - problem.unit + 1e-4, soon(), soon()) is None
        assert (less.done, less.bound > BEST - problem.unit + 1e-4) == (True, True)


def pauses() -> None:
    """Tests that a tree goes on after a pause, and that a node out of time is not lost."""
    problem = some_problem()
    with Pricer(problem) as pricer:
        grown = tree(problem, pricer, problem.price)
        assert grown.run(NOBODY - 1, time.monotonic(), soon()) is None
        assert (grown.done, grown.nodes, grown.bound) == (False, 0, 0.0)
        # no node has time for a second round, so that each comes back until it is whole
        assert grown.run(NOBODY - 1, soon(), time.monotonic()) is not None
        assert (grown.done, abs(grown.bound - BEST) < 1e-3) == (True, True)


def splits() -> None:
    """Tests on drawn problems that the better half of any split costs what the whole does."""
    branched, compared = 0, 0
    for seed, problem in _problems():
        draw = random.Random(seed)
        person, day = draw.randrange(len(problem.people)), draw.randrange(problem.length)
        with Pricer(problem) as pricer:
            whole = tree(problem, pricer, problem.price)
            cost = _least(whole, problem)
            branched += whole.nodes > 1
            works = np.array([bool(types) for types in problem.members])
            halves: list[float] = []
            for kept in (works, ~works):
                cells = problem.price.copy()
                cells[person, day, ~kept] = np.inf
                halves.append(_least(tree(problem, pricer, cells), problem))
        assert min(halves) == cost, seed
        compared += max(halves) > cost
    # both halves count, and not all roots are whole
    assert (branched >= 2, compared >= 50) == (True, True), (branched, compared)


def _problems() -> Iterator[tuple[int, Problem]]:
    for seed in range(250):
        for goal in goals(emit(drawn(seed))):
            yield seed, goal.problem


def _least(grown: Tree, problem: Problem) -> float:
    """Return the least cost, proved; infinite when nothing is lawful."""
    judge = Ledger(problem)
    columns = grown.run(np.inf, soon(), soon())
    assert grown.done
    if columns is None:
        return np.inf
    roster = in_order(columns)
    cost = judge.of(roster)
    assert abs(grown.bound + idle(grown.master.room) - cost) < 1e-3
    return cost


def jobs() -> None:
    """Tests that a hand grows the tree of its root, and has none before."""
    problem, told = some_problem(), list[Report]()
    with Pricer(problem) as pricer:
        tool = Tools(problem, pricer)
        job = TreeJob(NOBODY - problem.unit, soon(), soon())
        tool.grow(job, told.append)
        assert told == [Grown(0, 0.0, done=True)]
        tool.root(RootJob(1, soon(), soon(), packed(free(problem).columns)), told.append)
        assert isinstance(told[-1], Rooted)
        told.clear()
        tool.grow(job, told.append)
    better, proved, grown = told
    assert isinstance(better, Better)
    assert (better.strategy, tool.ledger.of(tool.roster(better.roster))) == ("tree", BEST)
    assert isinstance(proved, Proved)
    assert abs(proved.bound - BEST) < 1e-3
    assert isinstance(grown, Grown)
    assert (grown.nodes > 0, grown.done) == (True, True)


def slow_roots() -> None:
    """Tests that a root that took long has no tree, but a lesson all the same."""
    problem, told = some_problem(), list[Report]()
    with Pricer(problem) as pricer, pytest.MonkeyPatch.context() as patch:
        patch.setattr(root, "ROOT_SECONDS", 0.0)
        tool = Tools(problem, pricer)
        tool.root(RootJob(1, soon(), soon(), packed(free(problem).columns)), told.append)
        assert [type(one) for one in told if isinstance(one, Lesson | Rooted)] == [Lesson, Rooted]
        told.clear()
        tool.grow(TreeJob(NOBODY, soon(), soon()), told.append)
    assert told == [Grown(0, 0.0, done=True)]


def turns() -> None:
    """Tests whose turn it is, on both sides of every edge."""
    fresh = Turns(10)
    assert not fresh.due(300, 0.0)
    fresh.ready = True
    assert fresh.due(300, 1.0)
    # where no seconds are spared for it, only a bound that is near
    spared = replace(fresh, first=0.0)
    assert (spared.due(300, 0.02), spared.due(300, 0.021)) == (True, False)
    # ten people need 40 nodes, at 0.1 s each
    quick = replace(fresh, tree=FIRST, nodes=int(10 * FIRST), others=FIRST)
    assert quick.due(4.0, 0.02)
    assert not quick.due(3.9, 0.02)
    assert not quick.due(4.0, 0.021)
    ahead = replace(quick, others=FIRST - 0.1)
    assert not ahead.due(4.0, 0.02)
    ahead.grown(3, 1.0, done=False)
    assert (ahead.nodes, ahead.tree, ahead.ready) == (int(10 * FIRST) + 3, FIRST + 1, True)
    ahead.grown(0, 0.0, done=True)
    assert not ahead.due(4.0, 0.0)
