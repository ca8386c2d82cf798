"""What ``test_pieces`` checks of kicks, which leave a roster that no patch improves."""

from collections.abc import Sequence

import numpy as np
import pytest

from nightfloat.domain.result import Limits, Strategy
from nightfloat.solver.arrays import Floats
from nightfloat.solver.columns import dive as dive_module
from nightfloat.solver.columns import patches
from nightfloat.solver.columns.clock import Clock
from nightfloat.solver.columns.dive import Dive, Style
from nightfloat.solver.columns.generation import Generator
from nightfloat.solver.columns.goals import goals
from nightfloat.solver.columns.hands import Tools
from nightfloat.solver.columns.jobs import (
    Better,
    Patched,
    PatchJob,
    Report,
    Residual,
    Rooted,
    RootJob,
    packed,
)
from nightfloat.solver.columns.kicks import Kicks
from nightfloat.solver.columns.kinds import Kind
from nightfloat.solver.columns.neighbour import Neighbour, Patch, style
from nightfloat.solver.columns.patches import KICKED, Picker
from nightfloat.solver.columns.programmes import RESIDUAL_REST, WINDOW_REST, Programmes
from nightfloat.solver.columns.relaxed import Effort
from nightfloat.solver.columns.roster import Ledger, Roster, in_order
from nightfloat.solver.columns.search import ColumnSearch
from nightfloat.solver.columns.slot import LATE
from nightfloat.solver.columns.tier import TierSearch
from nightfloat.solver.columns.visits import TIRED, Visit
from nightfloat.solver.emitter import emit
from nightfloat.solver.evaluate import allowed, costs
from nightfloat.solver.neutral import NeutralModel
from nightfloat.solver.pricing.columns import Worth
from nightfloat.solver.pricing.pricer import Pricer
from nightfloat.solver.search.message import Found, Message, SolveTask
from tests.solver.columns.programs import puzzle
from tests.solver.columns.small import BEST, free, some_problem, soon, whole_master
from tests.solver.columns.standings import costs_of, standing_of, worked

# kicks after which a search has shown what it does
ENOUGH = 3


def _kicks(people: int) -> tuple[Kicks, Roster]:
    problem = next(goals(emit(puzzle(people)))).problem
    rng = np.random.default_rng(1)
    return Kicks(Picker(problem, Ledger(problem), rng)), free(problem)


def kicks() -> None:
    """Tests that kicks open as much as they should, grow when one lands and shrink when none does.

    Of 20 people and 28 days three tenths are 168; each of the two sides is rounded, by half a day
    of 7 at most.
    """
    kicks, roster = _kicks(20)
    opened = [kicks.patch(roster) for _ in range(200)]
    for patch in opened:
        assert 0 <= patch.first < patch.end <= 28
        assert list(patch.people) == sorted(set(patch.people))
        assert len(patch.people) * (patch.end - patch.first) == pytest.approx(168, rel=0.11)
    assert len({len(patch.people) for patch in opened}) > 5
    kicks.learn(opened[0], landed=False)
    assert kicks.share == pytest.approx(0.255)
    kicks.learn(opened[0], landed=True)
    assert kicks.share == pytest.approx(0.2805)
    for _ in range(50):
        kicks.learn(opened[0], landed=True)
    everything = kicks.patch(roster)
    assert (len(everything.people), everything.first, everything.end) == (20, 0, 28)
    for _ in range(50):
        kicks.learn(opened[0], landed=False)
    smallest = [kicks.patch(roster) for _ in range(50)]
    assert min(len(patch.people) for patch in smallest) >= 2
    assert min(patch.end - patch.first for patch in smallest) == 7
    assert all(200 <= kicks.dearer(10_000.0) <= 1_000 for _ in range(50))
    # costs are multiples of 7
    drawn = [kicks.dearer(28.0) for _ in range(200)]
    assert all(7 <= one <= 140 for one in drawn)
    # the middle is the root of one times twenty
    assert np.median(drawn) == pytest.approx(7 * 20**0.5, rel=0.3)
    # what is opened whole as a kick may not cost anything
    assert [kicks.most(everything, cost) for cost in (2_000.0, 28.0)] == [2_200, 168]


def anew() -> None:
    """Tests that every other kick decides everything anew, and any beside another, at any cost."""
    kicks, roster = _kicks(20)
    kicks.begin(starts=True)
    drawn = [kicks.draw(roster, 100.0, alone=alone) for alone in (True, False, True, True, False)]
    assert [kicks.anew(patch) for patch, _ in drawn] == [True, True, False, True, True]
    everything, dearer = drawn[-1]
    assert (len(everything.people), everything.first, everything.end) == (20, 0, 28)
    assert (dearer, kicks.most(everything, 100.0)) == (np.inf, np.inf)
    assert drawn[2][1] <= 140
    share = kicks.share
    kicks.learn(everything, landed=False)
    assert kicks.share == share
    # one that happens to open everything may cost as much as any other
    for _ in range(50):
        kicks.learn(drawn[2][0], landed=True)
    assert kicks.patch(roster) == everything
    assert not kicks.anew(kicks.patch(roster))
    # a visit counts its own kicks, and one that does not start anew never does
    for starts in (True, False):
        kicks.begin(starts=starts)
        assert kicks.anew(kicks.draw(roster, 100.0, alone=True)[0]) == starts
        assert not kicks.anew(kicks.draw(roster, 100.0, alone=True)[0])


def dearer() -> None:
    """Tests that a patch which may be dearer comes to rows within its limit, again and again.

    The best costs 4, one day of seven that lacks somebody; two that do cost 8.
    """
    problem = some_problem()
    judge, everything = Ledger(problem), Patch((0, 1), 0, problem.length)
    with Pricer(problem) as pricer:
        tool = Neighbour(problem, judge, pricer, Worth(problem))
        best = free(problem)
        for _ in range(2):
            tried = tool.improve(best, everything, Style(gap=0.0), soon(), 4.0)
            assert tried.outcome == "found"
            best = best.with_(tried.columns)
        assert BEST <= judge.of(best) <= BEST + 4
        assert tool.improve(best, everything, Style(gap=0.0), soon(), -4.0 * 2).outcome == "bound"


def polished() -> None:
    """Tests that what may cost anything is bettered by best responses, and ends in time.

    Of seven days A and B may work three each, so that one at least lacks somebody, at 4.
    """
    problem = some_problem()
    everything = Patch((0, 1), 0, problem.length)
    rng = np.random.default_rng(1)
    with Pricer(problem) as pricer:
        tool, roster, told = Tools(problem, pricer), free(problem), list[Report]()
        manner = style(rng, problem.unit, sweeps=False, anew=True)
        for end in (soon(), soon(0.0)):
            job = PatchJob(packed(roster.columns), everything, manner, end, np.inf)
            done = tool.patch(job, told.append)
            if done.people:
                assert done.people == (0, 1)
                assert tool.ledger.of(tool.roster(done.rows)) == BEST
            assert (done.outcome == "found") == (end > soon(1.0) or bool(done.people))
            assert done.seconds < 10
        assert not told


def left_open() -> None:
    """Tests that a dive that has fixed some says what is open once few cells are not whole.

    Then it ends. None are as few as nothing; what is said earlier decides less.
    """
    problem = next(goals(emit(puzzle(12)))).problem
    everything = Patch(tuple(range(12)), 0, problem.length)
    rng = np.random.default_rng(1)
    with Pricer(problem) as pricer:
        tool, roster = Tools(problem, pricer), free(problem)
        sizes = list[int]()
        for few in (0, 100, 10_000):
            told = list[Report]()
            manner = style(rng, problem.unit, sweeps=False, anew=True, few=few)
            job = PatchJob(packed(roster.columns), everything, manner, soon(), np.inf)
            done = tool.patch(job, told.append)
            sizes += [len(one.decided) for one in told if isinstance(one, Residual)]
            assert len(told) == (few > 0)
            assert (done.outcome, len(done.people)) == (("dive", 0) if few else ("found", 12))
        # a root's dive says so too, and goes on
        for few in (0, 10_000):
            told = list[Report]()
            tool.root(RootJob(1, soon(), soon(), packed(roster.columns), few=few), told.append)
            said = [type(one) for one in told if isinstance(one, Residual | Rooted)]
            assert said == [Residual, Rooted][few == 0 :]
            after = told[told.index(next(one for one in told if type(one) is said[0])) :]
            assert any(isinstance(one, Better) for one in after) == (few > 0)
    before = len(problem.decided(problem.price))
    assert before < sizes[1] < sizes[0]


def wide() -> None:
    """Tests that a dive with much that is not fixed says whole cells too, and keeps them open."""
    problem, found = next(goals(emit(puzzle(12)))).problem, list[int]()
    for width in (dive_module.WIDE, 0):
        told = list[int]()

        def left(cells: Floats, told: list[int] = told) -> bool:
            told.append(int(np.isfinite(cells).sum()))
            return True

        with Pricer(problem) as pricer, pytest.MonkeyPatch.context() as changed:
            changed.setattr(dive_module, "WIDE", width)
            master, batch = whole_master(problem), pricer.batch(range(12))
            generator = Generator(master, batch, Worth(problem), problem.price)
            duals = generator.run(Effort(soon())).duals
            manner, again = Style(few=100), generator.again
            dive = Dive(master, again, problem.price, manner, soon(), duals=duals, left=left)
            columns = dive.run()
        assert columns is not None
        found += [*told, int(Ledger(problem).of(in_order(columns)))]
    assert len(found) == 4
    assert found[2] < found[0]
    assert found[3] == found[1]


def landed() -> None:
    """Tests that a kick's roster is kept when cheaper and gone on from where it costs 22 at most.

    A works some days of 28 that want one each, at 1: who misses two more costs 22 instead of 20.
    """
    told = list[Message]()
    standing = standing_of(told)
    problem = standing.problem
    standing.take(worked(problem, 8), "greedy")
    home = standing.roster
    assert home is not None

    def kicked(days: int) -> bool:
        patched = Patched((0,), worked(problem, days)[:1], "found", 1.0)
        return standing.kick(patched, Patch((0,), 0, problem.length), home, 22)

    assert not kicked(5)  # 23
    assert not kicked(8)  # the same
    assert (standing.roster, standing.home, standing.moves) == (home, None, 0)
    assert kicked(6)  # 22
    assert costs_of(standing, told) == ((20,), [(20,)], 22)
    assert (standing.home, standing.moves) == (home, 1)
    assert kicked(9)  # 19
    assert costs_of(standing, told) == ((19,), [(20,), (19,)], 19)
    assert (standing.home, standing.moves) == (None, 1)


def roamed() -> None:
    """Tests that only a roster of its own may cost more in a tier before, until it is left.

    A works eight days of 28 at best, and five then: 20 and 23 in the first of two tiers.
    """
    standing = standing_of([], 1)
    problem = standing.problem
    standing.take(worked(problem, 8), "greedy")
    home = standing.roster
    assert home is not None
    patched = Patched((0,), worked(problem, 5)[:1], "found", 1.0)
    patch = Patch((0,), 0, problem.length)
    assert not standing.kick(patched, patch, home, np.inf)
    assert (standing.roams, standing.home) == (False, None)
    assert standing.kick(patched, patch, home, np.inf, roams=True)
    assert (standing.roams, standing.home, standing.paid[0]) == (True, home, 23)
    assert standing.come_back()
    assert (standing.roams, standing.roster) == (False, home)
    # what is the same is not gone on from, and nothing roams after
    same = Patched((0,), worked(problem, 8)[:1], "found", 1.0)
    assert not standing.kick(same, patch, home, np.inf, roams=True)
    assert not standing.roams


def patience() -> None:
    """Tests that a roster that a kick came to is given up sooner than another."""
    picker = _kicks(12)[0].picker
    for patience in (TIRED, KICKED):
        picker.restart(patience)
        picker.target = patience - 0.01
        assert not picker.tired
        picker.target = patience
        assert picker.tired
    assert KICKED < TIRED


def rested() -> None:
    """Tests that HiGHS does not rest in a tier for what it came to in the one before."""
    standing = standing_of([])
    standing.clock.stopped = True
    programmes = Programmes(None)
    for slot in (programmes.windows, programmes.residuals):
        slot.learn(LATE, 1.0, gain=False)
    assert programmes.windows.pause == 2 * WINDOW_REST[0]
    search = TierSearch(standing, Limits(1, 4096, 1, 1), programmes)
    search.run([], None, 1.0, Visit(standing.goal))
    assert (programmes.windows.pause, programmes.windows.free) == (WINDOW_REST[0], True)
    assert (programmes.residuals.pause, programmes.residuals.free) == (RESIDUAL_REST[0], True)


def searched() -> None:
    """Tests that a search at rest kicks, and tells lawful and better rosters only.

    One whose rosters are swept, as those of more than SHORT days are, does not.
    """
    model = emit(puzzle(16))
    found, count = _searched(model, 100, 100_000)
    assert (len(found) > 0, count) == (True, ENOUGH)
    assert all(allowed(model, one.chosen) for one in found)
    values = [one.costs for one in found]
    assert [costs(model, one.chosen) for one in found] == values
    assert values == sorted(set(values), reverse=True)
    swept, count = _searched(model, 20, 30)
    assert (len(swept) > 0, count) == (True, 0)


def _searched(model: NeutralModel, short: int, most: int) -> tuple[list[Found], int]:
    """Return what a search finds that is tired at once, and its kicks.

    Enough of them end it, or else so many other patches of lawful rosters.
    """
    told, drawn, clock = list[Message](), list[Patch](), Clock()
    patch, pick, picked = Kicks.patch, Picker.pick, list[Patch]()

    def other(self: Picker, roster: Roster, busy: Sequence[Patch]) -> tuple[Kind, Patch]:
        kind, patch = pick(self, roster, busy)
        picked.extend([patch] if any(isinstance(one, Found) for one in told) else [])
        clock.stopped = clock.stopped or len(picked) >= most
        return kind, patch

    def kicked(self: Kicks, roster: Roster) -> Patch:
        drawn.append(patch(self, roster))
        clock.stopped = len(drawn) >= ENOUGH
        return drawn[-1]

    with pytest.MonkeyPatch.context() as changed:
        changed.setattr(Kicks, "patch", kicked)
        changed.setattr(Picker, "pick", other)
        changed.setattr(Picker, "tired", True)
        changed.setattr(patches, "SHORT", short)
        task = SolveTask(model, Limits(60, 4096, 2, 1), None, Strategy.COLUMNS)
        ColumnSearch(task, told.append, clock).run()
    return [one for one in told if isinstance(one, Found)], len(drawn)
