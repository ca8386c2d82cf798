"""What ``test_pieces`` checks of rows that are missed together, by the amount of the worst."""

import random

import numpy as np

from nightfloat.constraints.cases import Case
from nightfloat.domain.people import Person
from nightfloat.solver.columns.goals import goals
from nightfloat.solver.columns.hands import Tools
from nightfloat.solver.columns.jobs import Better, Proved, Report, RootJob, packed
from nightfloat.solver.columns.room import cost, idle, room
from nightfloat.solver.columns.roster import Ledger, in_order
from nightfloat.solver.emitter import emit
from nightfloat.solver.pricing.pricer import Pricer
from nightfloat.solver.pricing.problem import Problem
from tests.solver.columns.growing import tree
from tests.solver.columns.programs import DAYS
from tests.solver.columns.small import free, soon
from tests.solver.making import made, program

SKILLS = "lead", "echo", "scope"


def _problem(case: Case) -> Problem:
    """Return the problem of people who may work twice, where an empty place costs 1."""
    rules = (
        made("cover_target", tier="cost", weight=1),
        made("shifts_in_horizon", minimum=0, maximum=2),
    )
    (goal,) = goals(emit(program(case, rules)))
    return goal.problem


def _drawn(seed: int) -> Problem:
    """Return three days whose places ask for skills, of which people have few or are on leave."""
    draw = random.Random(seed)
    people = tuple(
        Person(id_, skills=frozenset(draw.sample(SKILLS, draw.randint(0, 2)))) for id_ in "ABCD"
    )
    away = (f"{p.id} {day} {day}" for p in people for day in range(3))
    return _problem(
        Case(
            says="",
            rows={person.id: ". . ." for person in people},
            shifts=DAYS,
            people=people,
            leave=tuple(line for line in away if draw.random() < 0.4),
            cover=tuple(f"D {d} 0 {draw.randint(0, 2)} - {s}" for d in range(3) for s in SKILLS),
            exclusive=True,
            amount=0,
        )
    )


def half_idle() -> None:
    """Tests two places for leads, of whom there are none, and one for echo, which two people have.

    Both work: two of three places are empty by the first row, one by the row of both parts, and
    what is missed together costs its worst row, 2.
    """
    echoes = tuple(Person(id_, skills=frozenset({"echo"})) for id_ in "AB")
    cover = ("D 0 0 2 - lead", "D 0 0 1 - echo")
    rows = {"A": ".", "B": "."}
    problem = _problem(
        Case(says="", rows=rows, shifts=DAYS, people=echoes, cover=cover, exclusive=True, amount=0)
    )
    told: list[Report] = []
    with Pricer(problem) as pricer:
        tools = Tools(problem, pricer)
        tools.root(RootJob(1, soon(), soon(), packed(free(problem).columns)), told.append)
        rosters = [tools.roster(one.roster) for one in told if isinstance(one, Better)]
        best = min(map(tools.ledger.of, rosters))
    bound = max(one.bound for one in told if isinstance(one, Proved))
    assert (best, abs(bound - 2) < 1e-3) == (2, True), (best, bound)


def proved() -> None:
    """Tests on drawn problems that what a tree proves, with what is idle, is what its leaf costs.

    Most have a row that nobody can change beside one of the same places that somebody can.
    """
    mixed = 0
    for seed in range(60):
        problem = _drawn(seed)
        with Pricer(problem) as pricer:
            grown = tree(problem, pricer, problem.price)
            columns = grown.run(np.inf, soon(), soon())
        assert columns is not None
        assert grown.done
        least = Ledger(problem).of(in_order(columns))
        assert abs(grown.bound + idle(grown.master.room) - least) < 1e-3, seed
        mixed += _mixed(problem)
    assert mixed >= 20, mixed


def _mixed(problem: Problem) -> bool:
    """Whether some places have rows that can change and rows that cannot."""
    reached = np.zeros(problem.rows.count, np.bool_)
    count = len(problem.members)
    open_ = np.isfinite(problem.price).reshape(-1)
    for cell, row in zip(problem.rows.cell, problem.rows.cell_row, strict=True):
        reached[row] |= open_[cell] and cell % count > 0
    return any(
        len({bool(reached[row]) for row, _ in slack.rows}) == 2 for slack in Ledger(problem).shared
    )


def patched() -> None:
    """Tests on drawn problems that what A and B gain on two days is what the whole roster gains.

    C and D have rows that are cheapest at prices drawn by chance; A and B go from nothing to such.
    """
    compared = 0
    for seed in range(60):
        problem, nobody = _drawn(seed), free(_drawn(seed))
        judge, cells = Ledger(problem), problem.price.copy()
        cells[:2, 2, 1:] = np.inf
        duals = np.random.default_rng(seed).normal(0, 3, problem.rows.count)
        with Pricer(problem) as pricer:
            rows = pricer.batch(range(4)).price(duals, cells).columns
            after = Tools(problem, pricer).roster(rows.astype(np.int16))
        before = after.with_(nobody.columns[:2])
        open_ = room(problem, judge, (0, 1), cells, after.columns[2:])
        gain = cost(open_, before.columns[:2]) - cost(open_, after.columns[:2])
        assert gain == judge.of(before) - judge.of(after), seed
        compared += gain != 0
    assert compared >= 20, compared
