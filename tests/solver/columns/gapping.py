"""What ``test_pieces`` checks of masters with widened ranges and of the parts of a gap."""

from collections import Counter

import numpy as np
import pytest

from nightfloat.solver.columns import master
from nightfloat.solver.columns.gaps import Gaps
from nightfloat.solver.columns.goals import goals
from nightfloat.solver.columns.master import Master
from nightfloat.solver.columns.patches import Picker
from nightfloat.solver.columns.response import Response
from nightfloat.solver.columns.room import cost, idle
from nightfloat.solver.columns.roster import Ledger, Roster
from nightfloat.solver.emitter import emit
from nightfloat.solver.pricing.columns import Worth
from nightfloat.solver.pricing.pricer import Pricer
from nightfloat.solver.pricing.problem import Problem
from tests.solver.columns.programs import drawn as drawn_program
from tests.solver.columns.programs import puzzle
from tests.solver.columns.small import free, soon, whole_master


def rosters() -> list[tuple[Problem, Roster]]:
    """Return drawn problems, each with the roster of a greedy start."""
    found: list[tuple[Problem, Roster]] = []
    for seed in range(60):
        for goal in goals(emit(drawn_program(seed))):
            roster = _started(goal.problem)
            if roster is not None:
                found.append((goal.problem, roster))
    assert len(found) > 40
    return found


def _started(problem: Problem) -> Roster | None:
    with Pricer(problem) as pricer:
        response = Response(problem, Ledger(problem), pricer, Worth(problem))
        return response.start(np.random.default_rng(1), soon())


def eased() -> None:
    """Tests that a master tells the optimum of the ranges that are asked, and costs as the ledger.

    Its columns are those of a greedy roster and of nobody, and what it may mix from them.
    """
    for problem, roster in rosters():
        told = [_told(problem, roster, ease) for ease in (0.0, master.EASE)]
        assert abs(told[0] - told[1]) < 1e-6 * max(1.0, abs(told[0]))
        room = whole_master(problem).room
        assert cost(room, roster.columns) + idle(room) == Ledger(problem).of(roster)


def _told(problem: Problem, roster: Roster, ease: float) -> float:
    """Return the objective over a roster's columns and those of nobody."""
    programme = _widened(problem, ease)
    programme.add(roster.columns)
    programme.add(free(problem).columns)
    return programme.solve(5).objective


def _widened(problem: Problem, ease: float) -> Master:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(master, "EASE", ease)
        return whole_master(problem)


def parts() -> None:
    """Tests that the parts of a gap are no less than nothing and add up to it, at any duals."""
    draw, compared = np.random.default_rng(3), 0
    for problem, roster in rosters():
        programme, judge = whole_master(problem), Ledger(problem)
        if judge.shared:
            continue
        duals = programme.room.within(draw.normal(0, 3, problem.rows.count))
        with Pricer(problem) as pricer:
            least = pricer.batch(range(len(problem.people))).price(duals, problem.price).costs
        gaps = Gaps(problem.rows, duals, least, programme.room.active)
        filled = roster.filled(problem)
        under, over = judge.dearest
        short, long = problem.rows.low - filled, filled - problem.rows.high
        missed = under * np.maximum(0, short) + over * np.maximum(0, long)
        found = gaps.of_people(roster.columns).sum() + gaps.of_rows(filled, missed).sum()
        bound = programme.room.bound(duals, least) + idle(programme.room)
        assert abs(found - (judge.of(roster) - bound)) < 1e-6
        compared += found > 1
    assert compared > 20


def drawn() -> None:
    """Tests that people with a part in the gap are in more patches than the others.

    Of eight people one has all of it: weighed 9 against 1 in 40 of 100 patches, and no more than
    the others in the rest.
    """
    (problem,) = [goal.problem for goal in goals(emit(puzzle(8)))]
    picker = Picker(problem, Ledger(problem), np.random.default_rng(1))
    nothing = free(problem)
    least = np.array([one.cost for one in nothing.columns])
    least[5] -= 100
    count = problem.rows.count
    gaps = Gaps(problem.rows, np.zeros(count), least, np.arange(count))
    counts: list[Counter[int]] = []
    for known in (None, gaps):
        picker.gaps = known
        patches = [picker.pick(nothing, [])[1].people for _ in range(400)]
        counts.append(Counter(p for people in patches if len(people) < 5 for p in people))
    without, by_gap = (count[5] / max(1, count.total() / 8) for count in counts)
    assert (without < 1.2, by_gap > 1.5) == (True, True), (without, by_gap)
