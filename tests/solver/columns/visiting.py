"""What ``test_pieces`` checks of a search that leaves a tier and comes back, beside no ortools."""

import time
from dataclasses import dataclass, replace
from functools import partial
from multiprocessing.connection import Connection
from typing import TYPE_CHECKING, cast

import numpy as np
import psutil
import pytest

from nightfloat.domain.result import Limits, Strategy
from nightfloat.solver.columns import tier
from nightfloat.solver.columns.clock import Clock
from nightfloat.solver.columns.goals import firm, goals
from nightfloat.solver.columns.jobs import DIVE, Better, Proved, Timed
from nightfloat.solver.columns.kicks import Kicks
from nightfloat.solver.columns.neighbour import Patch
from nightfloat.solver.columns.patches import Picker
from nightfloat.solver.columns.programmes import Programmes
from nightfloat.solver.columns.roster import Roster
from nightfloat.solver.columns.search import ColumnSearch
from nightfloat.solver.columns.tier import TierSearch
from nightfloat.solver.columns.visits import Visit
from nightfloat.solver.emitter import emit
from nightfloat.solver.evaluate import allowed, costs
from nightfloat.solver.neutral import NeutralModel
from nightfloat.solver.search.forking import forked
from nightfloat.solver.search.message import (
    Bounded,
    Found,
    Known,
    Message,
    SolveTask,
    TierDone,
)
from tests.solver.columns.programs import puzzle
from tests.solver.columns.standings import costs_of, standing_of, worked
from tests.solver.making import made

if TYPE_CHECKING:
    from nightfloat.solver.columns.hands import Hand

LIMITS = Limits(60, 4096, 2, 1)
STEP = 0.01


def better_and_dearer() -> None:
    """Tests that a roster better by tiers is the best, left aside where it costs more in all.

    A day without anybody costs 1, which the problem of the second tier counts four times; a
    person's days beyond four cost 1 there. A and B 4 each: 20 and 0, together 80. A 9: 19 and 5,
    together 81.
    """
    told = list[Message]()
    standing = standing_of(told, 1)
    rows, problem = worked, standing.problem
    standing.take(rows(problem, 4, 4), "greedy")
    assert costs_of(standing, told) == ((20, 0), [(20, 0)], 80)
    standing.take(rows(problem, 9), "hint")
    assert costs_of(standing, told) == ((19, 5), [(20, 0), (19, 5)], 80)
    assert (standing.paid, standing.moves) == ((20, 0), 0)
    best = problem.chosen([row.astype(int) for row in rows(problem, 9)])
    assert standing.chosen == best
    # 20 and 0 once more, on other days: no worse before than the present one; 21 and 0 is
    standing.take(rows(problem, 4, 4, first=1), "hint")
    standing.take(rows(problem, 4, 3), "hint")
    assert (costs_of(standing, told)[0::2], standing.paid) == (((19, 5), 80), (20, 0))
    assert standing.come_back()
    assert (costs_of(standing, told)[2], standing.paid, standing.home) == (81, (19, 5), None)
    standing.take(rows(problem, 4, 4), "hint")
    assert costs_of(standing, told)[0::2] == ((19, 5), 81)
    standing.take(rows(problem, 5, 4), "hint")
    assert costs_of(standing, told)[0::2] == ((19, 1), 77)


def bounded_before() -> None:
    """Tests that a bound is told before a schedule in the first tier, and in no later one.

    What it is above the part of the tiers before is not known.
    """
    for tier_, count in ((0, 1), (1, 0)):
        told = list[Message]()
        standing = standing_of(told, tier_)
        standing.prove(50.0)
        assert len(told) == count
        standing.take(worked(standing.problem, 4, 4), "greedy")
        assert isinstance(told[-1], Found)


def heard_out() -> None:
    """Tests that what a hand has said by the end of the time is taken in: a roster and a bound."""
    told = list[Message]()
    standing = standing_of(told)

    def said(pipe: Connection) -> None:
        pipe.send(Timed(0.0, Better(worked(standing.problem, 4, 4), "greedy")))
        pipe.send(Timed(0.0, Proved(1.0)))
        pipe.recv()

    hand = cast("Hand", forked(said))
    assert hand.pipe.poll(20)
    # it waits for an answer, so it has sent both
    latest = time.monotonic() + 20
    while psutil.Process(hand.pid).status() != psutil.STATUS_SLEEPING:
        assert time.monotonic() < latest
        time.sleep(0.01)
    search = TierSearch(standing, replace(LIMITS, seconds=0), Programmes(None))
    search.run([hand], None, 0.0, Visit(standing.goal))
    hand.end()
    assert [type(one) for one in told] == [Found, Bounded, TierDone]


def resumed() -> None:
    """Tests that a search goes on beside another best, and tells what its bound says there.

    65 in all, of which 15 are paid four times before: 5 at least. Beside 14 that is 9.
    """
    told = list[Message]()
    standing = standing_of(told, 1)
    standing.take(worked(standing.problem, 13), "greedy")
    standing.prove(65.0)
    standing.resume((14, 10), roams=False)
    assert (standing.best, standing.chosen, standing.moves) == ((14, 10), None, 1)
    standing.take(worked(standing.problem, 14), "hint")
    assert costs_of(standing, told) == ((14, 10), [(15, 9)], 66)
    bounds = [(one.tier, one.bound, one.within) for one in told if isinstance(one, Bounded)]
    assert bounds == [(1, 5, (15,)), (1, 9, (14,))]
    fresh = list[Message]()
    standing_of(fresh, 1).resume((14, 10), roams=False)
    assert fresh == []


def resumed_beside() -> None:
    """Tests that a search that is come back to goes on from its own roster if that is cheaper.

    Its own is A and B 4 each, 80 in all; the best by now is A 9, 19 and 5, 81 in all.
    """
    told = list[Message]()
    standing = standing_of(told, 1)
    problem = standing.problem
    standing.take(worked(problem, 4, 4), "greedy")
    own = standing.roster
    standing.resume((19, 5), roams=True)
    standing.take(worked(problem, 9), "hint")
    assert (standing.roster, standing.paid, standing.roams) == (own, (20, 0), True)
    assert costs_of(standing, told) == ((19, 5), [(20, 0)], 80)
    assert (standing.come_back(), costs_of(standing, told)[2]) == (True, 81)
    # left while a dearer roster is tried, it goes on from the cheaper one, its own best
    standing = standing_of(told)
    standing.take(worked(problem, 8), "greedy")
    home = standing.roster
    standing.take(worked(problem, 7), DIVE)
    assert standing.roster is not home
    standing.resume((20,), roams=False)
    assert (standing.roster, standing.paid, standing.home) == (home, (20,), None)


def sideways() -> None:
    """Tests that a roster of the same cost is gone on from, and the best by later tiers kept.

    A 8 leaves as many days without anybody as A and B 4 each, and has four more than four.
    """
    told = list[Message]()
    standing = standing_of(told, 0, (28, 0))
    problem = standing.problem
    standing.take(worked(problem, 4, 4), "greedy")
    best = standing.chosen
    standing.take(worked(problem, 8), "greedy")
    assert costs_of(standing, told) == ((20, 0), [(20, 0)], 20)
    assert standing.roster is not None
    present = problem.chosen([one.members for one in standing.roster.columns])
    assert (len(present), standing.chosen) == (8, best)
    assert present != best
    standing.resume((20, 0), roams=False)
    assert standing.chosen is None
    # so is one that is not lawful as long as there is nothing better: nobody on the first day
    standing = standing_of(told)
    for first in (1, 2):
        standing.take(worked(problem, 7, first=first), "greedy")
        assert standing.roster is not None
        assert np.flatnonzero(standing.roster.columns[0].members)[0] == first
    assert (standing.best, standing.chosen) == ((), None)


@dataclass
class Stepping(Clock):
    """A clock that goes on by a step whenever it is read, whatever the machine is doing."""

    reading: float = 0.0

    @property
    def now(self) -> float:
        self.reading += STEP
        return self.reading


def stepping() -> TierSearch:
    """Return a search, whose root is over, by a clock of steps."""
    standing = standing_of([])
    standing.clock = Stepping()
    search = TierSearch(standing, LIMITS, Programmes(None))
    search.rooted = True
    return search


def left() -> None:
    """Tests that a tired visit is left if it has patience, else goes on to the end of its time."""
    for patience in (3.0, None):
        search = stepping()
        standing = search.standing
        rows = worked(standing.problem, 8)
        hint = standing.problem.chosen(list(rows.astype(int)))
        with pytest.MonkeyPatch.context() as changed:
            changed.setattr(Picker, "tired", True)
            changed.setattr(tier, "TICK", 0.0)
            search.run([], hint, 0.5, Visit(standing.goal, patience=patience))
        assert standing.best == (20,)
        assert (standing.clock.now < 0.5) == (patience is not None)


def waited() -> None:
    """Tests that a tired visit waits for a residual, and is left when it is over."""
    search = stepping()
    standing, clock = search.standing, search.standing.clock
    hint = standing.problem.chosen(list(worked(standing.problem, 8).astype(int)))
    with pytest.MonkeyPatch.context() as changed:
        changed.setattr(Picker, "tired", True)
        changed.setattr(tier, "TICK", 0.0)
        changed.setattr(Programmes, "awaited", property(lambda _: clock.now < 0.25))
        search.run([], hint, 0.5, Visit(standing.goal, patience=3.0))
    assert 0.25 <= clock.now < 0.5


def came_late() -> None:
    """Tests that a tier has its part of the time from a first schedule on that comes after its end.

    The part is a fortieth of 60 seconds. An end that is still to come stays.
    """
    for late, end in ((-1.0, 1.5), (0.2, 0.2)):
        search = stepping()
        standing = search.standing
        chosen = standing.problem.chosen(list(worked(standing.problem, 8).astype(int)))
        standing.clock.known = Known(chosen, (20,))
        with pytest.MonkeyPatch.context() as changed:
            changed.setattr(tier, "TICK", 0.0)
            search.run([], None, late, Visit(standing.goal, share=0.025))
        assert standing.best == (20,)
        assert search.until == pytest.approx(end, abs=10 * STEP)
        assert standing.clock.now >= search.until


def visited() -> None:
    """Tests that three tiers are searched as they are visited, with one root for each problem.

    Searches are tired at once; that of the last tier is ended by a kick if nothing else does.
    """
    told, rooted, clock = list[Message](), list[tuple[int, bool, tuple[int, ...]]](), Clock()
    opened = list[int]()
    job, draw = tier.root_job, Kicks.draw

    def over() -> int:
        return sum(isinstance(one, TierDone) for one in told)

    def begun(*about: object, large: bool, dives: bool, paid: float, few: int) -> object:
        best = next((one.costs for one in reversed(told) if isinstance(one, Found)), ())
        assert paid == searched[len(rooted)].paid(best)
        rooted.append((over(), dives, best))
        return partial(job, *about, large=large, dives=dives, paid=paid, few=few)()

    def kicked(self: Kicks, roster: Roster, cost: float, *, alone: bool) -> tuple[Patch, float]:
        opened.append(over())
        clock.stopped = over() >= 5
        return draw(self, roster, cost, alone=alone)

    model = three_tiers()
    first, between, last = goals(model)
    searched = [first, firm(last), between, last]
    with pytest.MonkeyPatch.context() as changed:
        changed.setattr(tier, "root_job", begun)
        changed.setattr(Kicks, "draw", kicked)
        changed.setattr(Picker, "tired", True)
        ColumnSearch(SolveTask(model, LIMITS, None, Strategy.COLUMNS), told.append, clock).run()
    assert [one.tier for one in told if isinstance(one, TierDone)] == [0, 2, 1, 2, 1, 2]
    # nothing is tried before the bound of the tier between, nor when it or the last is come back to
    assert {0, 1, 5} == set(opened)
    # visits that have had a root need none, so they had waited for it; all but that between dive
    assert [one[:2] for one in rooted] == [(0, True), (1, True), (2, False), (5, True)]
    assert last.paid(rooted[-1][-1]) > 0
    found = [one for one in told if isinstance(one, Found)]
    assert all(allowed(model, one.chosen) for one in found)
    values = [one.costs for one in found]
    assert [costs(model, one.chosen) for one in found] == values
    assert values == sorted(set(values), reverse=True)


def begun() -> None:
    """Tests that a first tier that others have closed is not searched, and what follows is alike.

    What they have found is gone on from, and never given up.
    """
    told, clock, model = list[Message](), Clock(), three_tiers()
    draw = Kicks.draw

    def over() -> list[int]:
        return [one.tier for one in told if isinstance(one, TierDone)]

    def kicked(self: Kicks, roster: Roster, cost: float, *, alone: bool) -> tuple[Patch, float]:
        clock.stopped = len(over()) >= most
        return draw(self, roster, cost, alone=alone)

    with pytest.MonkeyPatch.context() as changed:
        changed.setattr(Kicks, "draw", kicked)
        changed.setattr(Picker, "tired", True)
        most = 3
        ColumnSearch(SolveTask(model, LIMITS, None, Strategy.COLUMNS), told.append, clock).run()
        best = next(one for one in reversed(told) if isinstance(one, Found))
        told.clear()
        clock, most = Clock(known=Known(best.chosen, best.costs, best.costs[:1])), 4
        ColumnSearch(SolveTask(model, LIMITS, None, Strategy.COLUMNS), told.append, clock).run()
    assert over() == [2, 1, 2, 1, 2]
    assert all(one.costs < best.costs for one in told if isinstance(one, Found))


def three_tiers() -> NeutralModel:
    """Return a puzzle in which nights are to be few and then shifts."""
    asked = puzzle(8)
    nights = made("max_shifts", maximum=4, scope={"shifts": ["night"]}, tier="nights", weight=1)
    rest = made("shifts_in_horizon", minimum=0, maximum=10, tier="rest", weight=2)
    rules = (*asked.constraints, nights, rest)
    return emit(replace(asked, constraints=rules, tiers=("cost", "nights", "rest")))
