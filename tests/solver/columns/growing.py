"""What ``test_pieces`` checks of the tree over columns, beside no ortools."""

import random
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace

import numpy as np
import pytest

from nightfloat.constraints.base import Constraint
from nightfloat.constraints.cases import Case
from nightfloat.constraints.emitter import Row
from nightfloat.constraints.program import Program
from nightfloat.solver.arrays import Floats
from nightfloat.solver.bounds import least_cost
from nightfloat.solver.columns import root
from nightfloat.solver.columns import tree as branch_and_price
from nightfloat.solver.columns.branching import choices as splitting
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
from nightfloat.solver.columns.room import Room, idle, room
from nightfloat.solver.columns.roster import Column, Ledger, column, in_order
from nightfloat.solver.columns.tree import Node, Tree, score
from nightfloat.solver.columns.turns import FIRST, Turns
from nightfloat.solver.emitter import emit
from nightfloat.solver.neutral import Limit, NeutralModel, Price, Tag
from nightfloat.solver.pricing import making
from nightfloat.solver.pricing.columns import Worth
from nightfloat.solver.pricing.pricer import Pricer
from nightfloat.solver.pricing.problem import Problem
from tests.solver.columns.programs import drawn, tangled
from tests.solver.columns.small import BEST, NOBODY, free, some_problem, soon
from tests.solver.making import made, program


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


def hurries() -> None:
    """Tests that a tree that is late splits every node by its least sure choice and no other."""
    assert _late_nodes(5) == _late_nodes(1) >= 50


def _late_nodes(choices: int) -> int:
    """Return how many nodes trees take that price so many choices, but are late from the start."""
    found = 0
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(branch_and_price, "CHOICES", choices)
        patch.setattr(branch_and_price.Run, "late", True)
        for _, problem in _problems(10, tangled):
            with Pricer(problem) as pricer:
                grown = tree(problem, pricer, problem.price)
                assert grown.run(1000.0, soon(60.0), soon()) is not None
                found += grown.nodes
    return found


def splits() -> None:
    """Tests on drawn problems that the better half of any split costs what the whole does."""
    branched, compared = _compared(_problems(250, drawn), _least)
    # both halves count, and not all roots are whole
    assert (branched >= 2, compared >= 50) == (True, True), (branched, compared)


def tangles() -> None:
    """Tests the same where most roots are in parts, and children are cut off on the way."""
    branched, compared = _compared(_problems(30, tangled), _within)
    assert (branched >= 15, compared >= 15) == (True, True), (branched, compared)


def nearly_whole() -> None:
    """Tests that what is left of a node is searched whose relaxed roster is almost a whole one.

    One person may work 4,800 minutes in all; both days are 4,801, and a day that is missed costs 1.
    Both days are taken 2,400 of 2,401 times, at a cost of 1 in 2,401; one of them is the best.
    """
    minutes = Row(((2401, 0), (2400, 1)), at_most=4800)
    missed = tuple(Row(((1, lit),), at_least=1) for lit in (0, 1))
    items = (
        Limit((minutes,), None, Tag(0, -1, 0, 1)),
        *(Limit((row,), Price(0, 1), Tag(1, 0, 0, 1)) for row in missed),
    )
    problem = making.problem(
        NeutralModel(("P",), (("D", 0), ("D", 1)), 2, (), ("cost",), items), [1]
    )
    assert problem.rows.count == 1
    with Pricer(problem) as pricer:
        grown = tree(problem, pricer, problem.price)
        columns = grown.run(1.0, soon(), soon())
        assert columns is not None
        assert Ledger(problem).of(in_order(columns)) == 1
        assert (grown.done, least_cost(grown.bound)) == (True, 1)
        # where both days are kept nothing is left to split by, though nobody is a part of that
        less = tree(problem, pricer, problem.price)
        assert (less.run(0.5, soon(), soon()), less.done) == (None, True)


def _compared(
    problems: Iterator[tuple[int, Problem]], least: Callable[[Tree, Problem], float]
) -> tuple[int, int]:
    """Return of how many problems the root is in parts, and of how many the halves differ."""
    branched, compared = 0, 0
    for seed, problem in problems:
        draw = random.Random(seed)
        person, day = draw.randrange(len(problem.people)), draw.randrange(problem.length)
        with Pricer(problem) as pricer:
            whole = tree(problem, pricer, problem.price)
            cost = least(whole, problem)
            branched += whole.nodes > 1
            works = np.array([bool(types) for types in problem.members])
            halves: list[float] = []
            for kept in (works, ~works):
                cells = problem.price.copy()
                cells[person, day, ~kept] = np.inf
                halves.append(least(tree(problem, pricer, cells), problem))
        assert min(halves) == cost, seed
        compared += max(halves) > cost
    return branched, compared


def _problems(count: int, written: Callable[[int], Program]) -> Iterator[tuple[int, Problem]]:
    for seed in range(count):
        for goal in goals(emit(written(seed))):
            yield seed, goal.problem


def _least(grown: Tree, problem: Problem) -> float:
    """Return the least cost, proved; infinite when nothing is lawful."""
    cost = _found(grown, problem, np.inf)
    assert cost == np.inf or abs(grown.bound + idle(grown.master.room) - cost) < 1e-3
    return cost


def _within(grown: Tree, problem: Problem) -> float:
    """Return the least cost up to 1,000, proved to the unit; infinite when there is none."""
    cost = _found(grown, problem, 1000.0)
    unit = problem.unit
    assert cost == np.inf or cost - unit < grown.bound + idle(grown.master.room) < cost + 1e-3
    return cost


def _found(grown: Tree, problem: Problem, cut: float) -> float:
    columns = grown.run(cut, soon(), soon())
    assert grown.done
    return np.inf if columns is None else Ledger(problem).of(in_order(columns))


@dataclass(frozen=True)
class _Weighed:
    """A relaxed roster by hand."""

    room: Room
    columns: list[Column]
    weights: Floats
    reduced: Floats = field(default_factory=lambda: np.zeros(0))
    without: frozenset[int] = frozenset()


def _days(*rules: Constraint) -> Problem:
    """Return three days on which A and B may work by day, by night or both."""
    rows = {person: ". . ." for person in "AB"}
    cover = tuple(f"{shift} {day} 0 1 -" for shift in "DN" for day in range(3))
    case = Case(says="", rows=rows, cover=cover, amount=0)
    asked = program(case, (made("cover_target", tier="cost", weight=2), *rules))
    (goal,) = goals(emit(asked))
    return goal.problem


def _members(problem: Problem) -> str:
    """Return a letter for each member: free, by day, by night, both."""
    letters = {frozenset[int](): "-", frozenset({0}): "D", frozenset({1}): "N"}
    return "".join(letters.get(types, "B") for types in problem.members)


def _weighed(problem: Problem, *rows: tuple[int, str, float]) -> _Weighed:
    """Return parts of rows of people, each day by its letter."""
    worth, letters = Worth(problem), _members(problem)
    columns = [column(worth, p, np.array([letters.index(d) for d in row])) for p, row, _ in rows]
    open_ = room(problem, Ledger(problem), range(len(problem.people)), problem.price)
    return _Weighed(open_, columns, np.array([weight for _, _, weight in rows]))


def _choices(relaxed: _Weighed, most: int) -> list[tuple[int, int, str]]:
    """Return person, day and letters of what may split a relaxed roster."""
    problem = relaxed.room.problem
    letters = np.array(list(_members(problem)))
    found = splitting(relaxed, most)
    return [(one.person, one.day, "".join(letters[one.members])) for one in found]


def choices() -> None:
    """Tests what a roster in parts may be split by, and in which order."""
    apart = _days(made("forbidden_succession", earlier="N", later=["D"]))
    parts = _weighed(apart, (0, "D--", 0.6), (0, "-ND", 0.4), (1, "D-N", 0.75), (1, "N-D", 0.25))
    # B surely works on the first and last day; being free is the other side of work
    work = [(0, 0, "DNB"), (0, 1, "DNB"), (0, 2, "DNB")]
    symbols = [(0, 0, "D"), (0, 2, "D"), (0, 1, "N")]
    surer = [(1, 0, "D"), (1, 2, "D"), (1, 0, "N"), (1, 2, "N")]
    assert _choices(parts, 20) == [*work, *symbols, *surer]
    assert _choices(parts, 4) == [*work, symbols[0]]
    # where no rule tells day and night apart they are one symbol, and members are left
    alike = _days(made("max_shifts", maximum=2))
    unsure = _weighed(alike, (0, "---", 1.0), (1, "D-N", 0.75), (1, "N-D", 0.25))
    assert _choices(unsure, 20) == surer
    barely = _weighed(alike, (0, "---", 1.0), (1, "D-N", 0.9985), (1, "N-D", 0.0015))
    assert sorted(_choices(barely, 20)) == sorted(surer)
    whole = _weighed(alike, (0, "---", 1.0), (1, "D-N", 0.9995), (1, "N-D", 0.0005))
    assert _choices(whole, 20) == []


def scores() -> None:
    """Tests that the better split is the one whose worse child gains, up to the cut."""
    node = Node(10.0, ())

    def of(*bounds: float) -> float:
        return score(node, tuple(Node(bound, ()) for bound in bounds), 20.0)

    # room is 10, of which a thousandth is 0.01
    assert abs(of(12.0, 13.0) - 2.01 * 3.01) < 1e-9
    assert of(14.0, 14.0) > of(13.0, 15.0) > of(10.0, 20.0) > of(10.0, 10.0) > 0
    assert of(20.0, 20.0) == of(25.0, 30.0) > of(19.0, 30.0)
    # what was found meanwhile costs less than the node's bound: any split will do
    assert score(node, (Node(12.0, ()), Node(13.0, ())), 9.0) == 0.0


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
