"""What ``test_pieces`` checks of windows and residuals: asked for, made, searched by HiGHS.

HiGHS is loaded inside the checks: the process that makes programmes is forked before.
"""

from dataclasses import replace
from multiprocessing.connection import Connection
from typing import TYPE_CHECKING, cast

import numpy as np
import pytest

from nightfloat.constraints.emitter import Lit
from nightfloat.solver.emitter import emit
from nightfloat.solver.milp.frozen import Freezer, freezer
from nightfloat.solver.neutral import NeutralModel
from tests.solver.columns.programs import long, week
from tests.solver.making import made

if TYPE_CHECKING:
    from nightfloat.solver.columns.hands import Hand

# A and B may work three days each, so one of seven lacks somebody, at 4
MODEL = emit(week(made("shifts_in_horizon", minimum=0, maximum=3), weight=4))


def windows() -> None:
    """Tests that a patch becomes a job, and that HiGHS improves it, or proves that nothing does."""
    working = freezer(MODEL)
    from nightfloat.solver.columns.goals import goals
    from nightfloat.solver.columns.hands import Tools
    from nightfloat.solver.columns.jobs import Report
    from nightfloat.solver.columns.neighbour import Patch
    from nightfloat.solver.columns.programmes import Programmes
    from nightfloat.solver.pricing.pricer import Pricer
    from tests.solver.columns.small import free

    (goal,) = goals(MODEL)
    problem, asked = goal.problem, Programmes(working)
    roster, patch = free(problem), Patch((0, 1), 0, 7)
    with Pricer(problem) as pricer:
        tool, told = Tools(problem, pricer), list[Report]()
        costs, outcomes = list[float](), list[str]()
        for _ in range(2):
            assert asked.idle
            asked.window(patch, goal, roster, problem.chosen([c.members for c in roster.columns]))
            assert (asked.idle, asked.take()) == (False, None)
            assert working.pipe.poll(30)
            asked.hear(problem.unit, 1)
            taken = asked.take()
            assert taken is not None
            job, slot = taken
            assert (job.most, job.roster) == (tool.ledger.of(roster) - problem.unit, roster)
            assert (slot, slot.taken, asked.idle) == (asked.windows, True, False)  # one at a time
            patched = tool.milp(job, told.append)
            gain = patched.outcome == "found"
            slot.learn(patched.outcome, patched.seconds, gain=gain)
            if gain:
                roster = tool.roster(patched.rows)
            costs.append(tool.ledger.of(roster))
            outcomes.append(patched.outcome)
    assert (costs, outcomes, told) == ([4.0, 4.0], ["found", "bound"], [])
    # an answer that comes after another visit has begun is no job
    for forgets in (asked.forget, asked.begin):
        asked.window(patch, goal, roster, frozenset[Lit]())
        forgets()
        assert not asked.idle  # who makes programmes has not answered yet
        assert working.pipe.poll(30)
        asked.hear(problem.unit, 1)
        assert asked.take() is None
    working.end()


def residuals() -> None:
    """Tests that HiGHS says what is not decided, tells each better roster, or that there is none.

    A works on the first two days and nobody on the third: another day lacks nobody if A works once
    more and B three times, so that of seven days the third lacks somebody, at 4. Where A works on
    no day, B is three times there, and four days lack somebody, at 16.
    """
    working = freezer(MODEL)
    from nightfloat.solver.columns.goals import goals
    from nightfloat.solver.columns.hands import Tools
    from nightfloat.solver.columns.jobs import RESIDUAL, Better, Report
    from nightfloat.solver.columns.programmes import FEW, MOST, Programmes
    from nightfloat.solver.pricing.pricer import Pricer
    from tests.solver.columns.small import free

    (goal,) = goals(MODEL)
    problem, asked, roster = goal.problem, Programmes(working), free(goal.problem)
    works = next(n for n, types in enumerate(problem.members) if types)
    some, none = problem.price.copy(), problem.price.copy()
    some[0, :2, 0] = some[:, 2, works] = none[0, :, works] = np.inf
    # nobody's posts are known but A's of two days, and those of the third
    decided = problem.decided(some)
    assert sorted(decided.values()) == [False, False, True, True]
    both = problem.chosen([np.array([works, works, 0, 0, 0, 0, 0])])
    assert both == {lit for lit, on in decided.items() if on}
    third = problem.chosen([np.array([0, 0, works, 0, 0, 0, 0])] * 2)
    assert third == {lit for lit, on in decided.items() if not on}
    with Pricer(problem) as pricer:
        tool = Tools(problem, pricer)
        for cells, cost in ((some, 4.0), (none, 16.0), (none, None)):
            told = list[Report]()
            assert asked.few == int(asked.residuals.room)
            assert (asked.making, asked.awaited) == (False, False)
            chosen = problem.chosen([c.members for c in roster.columns])
            asked.residual(problem.decided(cells), goal, roster, chosen)
            assert (asked.few, asked.making, asked.awaited) == (0, True, True)
            asked.residual(problem.decided(cells), goal, roster, chosen)  # there is one
            asked.forget()  # of another roster it would be the same
            assert working.pipe.poll(30)
            asked.hear(problem.unit, 1)
            assert (asked.few, asked.making, asked.awaited) == (0, False, True)
            taken = asked.take()
            assert taken is not None
            job, slot = taken
            assert (slot, job.patch.people, job.residual) == (asked.residuals, (0, 1), True)
            assert job.effort.seconds == MOST  # of so few columns
            assert (asked.few, asked.making, asked.awaited) == (0, False, True)
            patched = tool.milp(job, told.append)
            better = [one for one in told if isinstance(one, Better)]
            assert {one.strategy for one in better} == ({RESIDUAL} if cost else set())
            if cost is None:
                assert (patched.outcome, patched.people) == ("bound", ())
            else:
                assert (patched.outcome, patched.people) == ("found", ())
                assert tool.ledger.of(tool.roster(better[-1].roster)) == cost
            slot.learn(patched.outcome, patched.seconds, gain=True)
            if cost == 16.0:
                roster = tool.roster(better[-1].roster)
    # what is proved soon lets the next ones be larger
    assert asked.residuals.room > FEW
    working.end()


def turns() -> None:
    """Tests that who makes programmes is given one when it has answered, and windows wait."""
    working = freezer(MODEL)
    from nightfloat.solver.columns.goals import goals
    from nightfloat.solver.columns.neighbour import Patch
    from nightfloat.solver.columns.programmes import Programmes
    from tests.solver.columns.small import free

    (goal,) = goals(MODEL)
    problem, roster, asked = goal.problem, free(goal.problem), Programmes(working)
    patch, nobody = Patch((0, 1), 0, 7), frozenset[Lit]()
    for forgotten in (False, True):
        asked.begin()
        asked.window(patch, goal, roster, nobody)
        asked.residual(problem.decided(problem.price), goal, roster, nobody)
        if forgotten:
            asked.forget()
        # what is made first is the window
        assert (asked.making, asked.awaited, asked.few, asked.idle) == (False, True, 0, False)
        made = list[str]()
        for _ in range(2):
            assert working.pipe.poll(30)
            asked.hear(problem.unit, 1)
            taken = asked.take()
            made += [] if taken is None else [taken[1].kind.name]
        assert made == (["residual"] if forgotten else ["window", "residual"])
        assert not working.pipe.poll(0.1)
    working.end()


def _two_tiers() -> NeutralModel:
    """Return the same week, in which working too often costs 1 each time in a later tier."""
    few = made("shifts_in_horizon", minimum=0, maximum=3, tier="rest")
    return emit(replace(week(few, weight=4), tiers=("cost", "rest")))


def wanted() -> None:
    """Tests that residuals are of later tiers, of no large problem, and of one with a schedule."""
    model = _two_tiers()
    working = freezer(model)
    from nightfloat.solver.columns.clock import Clock
    from nightfloat.solver.columns.goals import goals
    from nightfloat.solver.columns.jobs import packed
    from nightfloat.solver.columns.patches import Picker
    from nightfloat.solver.columns.programmes import FEW, Programmes
    from nightfloat.solver.columns.requests import Requests
    from nightfloat.solver.columns.roster import Ledger
    from nightfloat.solver.columns.standing import Standing
    from tests.solver.columns.small import free

    rng, found = np.random.default_rng(1), list[int]()
    for goal in goals(model):
        problem = goal.problem
        standing = Standing(model, goal, problem, list[object]().append, Clock())
        for _ in range(2):
            for large in (True, False):
                picker = Picker(problem, Ledger(problem), rng)
                found.append(Requests(Programmes(working), standing, picker, rng, large=large).few)
            standing.take(packed(free(problem).columns), "greedy")
    assert found == [0, 0, 0, 0, 0, 0, 0, FEW]
    working.end()


def searched() -> None:
    """Tests that a search of a later tier has a dive leave a residual, and HiGHS search that.

    What is found is told at once and gone on from, and what is not better is in vain.
    """
    model = _two_tiers()
    freezers = freezer(model), freezer(model)
    # a day lacks somebody, and A works once too often; three days lack somebody
    better, worse = (4, 2), (4, 0)
    assert _searched(model, freezers[0], better) == ((4, 1), 1, ["greedy", "residual"], [True])
    assert _searched(model, freezers[1], worse) == ((8, 2), 0, ["greedy"], [False])


def _searched(model: NeutralModel, working: Freezer, shifts: tuple[int, int]) -> tuple[object, ...]:
    """Return the best, moves, what found rosters, and what was gained, when HiGHS finds one.

    In that A and B work so often, in the first one A five times.
    """
    from nightfloat.domain.result import Limits
    from nightfloat.solver.columns.clock import Clock
    from nightfloat.solver.columns.goals import goals
    from nightfloat.solver.columns.jobs import (
        RESIDUAL,
        Better,
        MilpJob,
        Patched,
        PatchJob,
        Residual,
        Timed,
        packed,
    )
    from nightfloat.solver.columns.programmes import FEW, Programmes
    from nightfloat.solver.columns.slot import LATE, SHRINK, Slot
    from nightfloat.solver.columns.standing import Standing
    from nightfloat.solver.columns.tier import TierSearch
    from nightfloat.solver.columns.visits import Visit
    from nightfloat.solver.search.forking import forked
    from nightfloat.solver.search.message import Found, Message
    from tests.solver.columns.small import free

    *_, last = goals(model)
    problem, told, clock = last.problem, list[Message](), Clock()
    works = next(n for n, types in enumerate(problem.members) if types)
    first, other = packed(free(problem).columns), packed(free(problem).columns)
    first[0, :5] = other[0, : shifts[0]] = other[1, shifts[0] : sum(shifts)] = works

    def serve(pipe: Connection) -> None:
        nothing = packed(())
        while True:
            match pipe.recv().what:
                case PatchJob() as job if job.style.few:
                    pipe.send(Timed(0.0, Residual(problem.decided(problem.price))))
                    pipe.send(Timed(0.0, Patched((), nothing, "dive", 0.1)))
                case MilpJob():
                    pipe.send(Timed(0.0, Better(other, RESIDUAL)))
                    pipe.send(Timed(0.0, Patched((), nothing, LATE, 30.0)))
                case _:
                    pipe.send(Timed(0.0, Patched((), nothing, "bound", 0.01)))

    def learnt(self: Slot, outcome: str, seconds: float, *, gain: bool) -> None:
        learn(self, outcome, seconds, gain=gain)
        gains.append(gain)
        clock.stopped = True

    learn, gains = Slot.learn, list[bool]()
    standing = Standing(model, last, problem, told.append, clock)
    standing.take(first, "greedy")
    assert standing.best == (8, 2)
    programmes = Programmes(working)
    search = TierSearch(standing, Limits(60, 4096, 1, 1), programmes)
    search.rooted = True
    hand = cast("Hand", forked(serve))
    with pytest.MonkeyPatch.context() as changed:
        changed.setattr(Slot, "learn", learnt)
        search.run([hand], None, 60.0, Visit(last))
    hand.end()
    working.end()
    assert (programmes.residuals.taken, programmes.residuals.room) == (False, FEW * SHRINK)
    found = [one.strategy for one in told if isinstance(one, Found)]
    return standing.best, standing.moves, found, gains


def sizes() -> None:
    """Tests what size windows have, and which patches fit."""
    working = freezer(emit(long(6)))
    from nightfloat.solver.columns.neighbour import Patch
    from nightfloat.solver.columns.programmes import FEWEST, MOST_DAYS, ROOM, Programmes

    rng = np.random.default_rng(1)
    none = Programmes(None)
    assert (none.idle, none.few, none.making, none.awaited) == (False, 0, False, False)
    assert none.pipes == []
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
    working.end()


def slots() -> None:
    """Tests that one rests, the longer the more were in vain, and how large the next one is.

    One that is not ended is 0.85 times as large, one that is closed in a quarter of 20 s 1.1 times.
    """
    from nightfloat.solver.columns.kinds import Kind
    from nightfloat.solver.columns.slot import LATE, Slot

    slot = Slot(Kind("window", None, None), 100.0, 5.0, 15.0, 20.0, taken=True)
    assert not slot.free
    slot.learn(LATE, 20.0, gain=False)
    assert (slot.free, slot.pause, slot.taken, slot.room) == (False, 10.0, False, 85.0)
    slot.learn(LATE, 20.0, gain=False)
    assert slot.pause == 15.0  # no longer than that
    slot.learn("found", 5.0, gain=True)
    assert (slot.free, slot.pause) == (True, 5.0)
    slot.learn("bound", 5.0, gain=False)
    assert (slot.free, slot.room) == (False, 85.0 * 0.85)
    slot.begin()
    assert (slot.free, slot.pause, slot.room) == (True, 5.0, 85.0 * 0.85)
    slot.learn("bound", 4.9, gain=False)
    assert slot.room == 85.0 * 0.85 * 1.1
