"""What ``test_pieces`` checks of the coordination of hands and tiers, beside no ortools."""

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
import pytest

from nightfloat.constraints.emitter import Lit, Row
from nightfloat.domain.result import Limits, Status, Strategy
from nightfloat.solver.columns import visits
from nightfloat.solver.columns.ahead import ahead
from nightfloat.solver.columns.clock import Clock
from nightfloat.solver.columns.goals import goals
from nightfloat.solver.columns.hands import Tools
from nightfloat.solver.columns.jobs import (
    DIVE,
    Better,
    Lesson,
    Proved,
    Report,
    Rooted,
    RootJob,
    StartJob,
    packed,
)
from nightfloat.solver.columns.kinds import MEND, SWEEP, Kind
from nightfloat.solver.columns.neighbour import Patch
from nightfloat.solver.columns.patches import TARGET, Picker
from nightfloat.solver.columns.root import NEAR, Root
from nightfloat.solver.columns.roster import Ledger, Roster
from nightfloat.solver.columns.search import ColumnSearch
from nightfloat.solver.columns.spans import people_of, spans
from nightfloat.solver.emitter import emit
from nightfloat.solver.neutral import Limit, NeutralModel, Price, Tag
from nightfloat.solver.pricing.parts import ForeignError
from nightfloat.solver.pricing.pricer import Pricer
from nightfloat.solver.pricing.rows import Rows
from nightfloat.solver.search.message import Bounded, Ended, Found, Message, SolveTask
from tests.solver.columns.programs import dear, long, puzzle, scarce, week
from tests.solver.columns.small import BEST, free, some_problem, soon
from tests.solver.columns.standings import standing_of, worked
from tests.solver.making import made


def starts() -> None:
    """Tests that a start is one roster, told before the end of the job, and none when too late."""
    problem = some_problem()
    with Pricer(problem) as pricer:
        tool = Tools(problem, pricer)
        told, late = list[Report](), list[Report]()
        tool.start(StartJob(1, soon()), told.append)
        tool.start(StartJob(1, soon(-1)), late.append)
    better, ended = told
    assert isinstance(better, Better)
    assert len(better.roster) == 2
    assert ended == Rooted()
    assert late == [Rooted()]


def bettered() -> None:
    """Tests that best responses better a start that misses little, a day for each of the people.

    A shift costs three and is worth 2.5 to those who begin, a quarter of what a missed one costs.
    """
    for days, lawful in ((2, [False, True]), (3, [False])):
        problem = next(goals(emit(dear(days)))).problem
        with Pricer(problem) as pricer:
            tool, told = Tools(problem, pricer), list[Report]()
            tool.start(StartJob(1, soon()), told.append)
        found = [tool.roster(one.roster) for one in told if isinstance(one, Better)]
        sums = [roster.filled(problem) for roster in found]
        assert [tool.ledger.lawful(one) for one in sums] == lawful
        assert tool.ledger.broken(sums[0]).size == days
        assert told[-1] == Rooted()


def told_again() -> None:
    """Tests that a root tells a lawful roster after a cheaper one that is not, and that no more.

    A is away on the first day, which has to be covered, and costs 11 so, or there on it alone, 27.
    """
    problem, told = standing_of([]).problem, list[Report]()
    with Pricer(problem) as pricer:
        tool = Tools(problem, pricer)
        lacking, lawful = (tool.roster(worked(problem, *days)) for days in ((27, 0, 1), (1,)))
        job = RootJob(1, soon(), soon(), packed(lacking.columns))
        root = Root(job, tool.response, lacking, told.append)
        for roster in (lacking, lawful, lacking, lawful):
            root.hear(roster)
        found = [tool.roster(one.roster) for one in told if isinstance(one, Better)]
        assert list(map(tool.ledger.of, found)) == [11, 27]


def large() -> None:
    """Tests that a large problem is bounded and dived from without a linear programme of it all.

    A and B may work three days each, so that one of seven lacks somebody, at 4.
    """
    problem = some_problem()
    with Pricer(problem) as pricer:
        tool, told = Tools(problem, pricer), list[Report]()
        job = RootJob(1, soon(), soon(), packed(free(problem).columns), large=True)
        tool.root(job, told.append)
    bounds = [one.bound for one in told if isinstance(one, Proved)]
    # the dive begins where the bound is within half a hundredth and a hundredth of a unit
    assert BEST - 0.005 * BEST - NEAR * problem.unit <= max(bounds) <= BEST + 1e-6
    assert sum(isinstance(one, Lesson) for one in told) == 1
    *_, last = (one for one in told if isinstance(one, Better))
    assert (last.strategy, tool.ledger.of(tool.roster(last.roster))) == (DIVE, BEST)
    assert told[-1] == Rooted()


def searched_large() -> None:
    """Tests that nothing is tried beside the root of a large problem, from whatever it begins.

    A and B may work 40 of 101 days each, so that 21 lack somebody, at 4. One search begins with
    nothing. Two begin with nobody at work, one of them where that is against the law.
    """
    nobody: frozenset[Lit] = frozenset()
    law = made("shifts_in_horizon", minimum=1, maximum=101)
    cases = (
        ((), None, {"greedy"}),
        ((), nobody, {"hint", DIVE}),
        ((law,), nobody, {DIVE}),
    )
    for rules, hint, strategies in cases:
        told, patches = _searched(emit(scarce(101, 40, *rules)), hint)
        assert told[-1] == Ended(Status.OPTIMAL)
        bounds = [one.bound for one in told if isinstance(one, Bounded)]
        found = [one for one in told if isinstance(one, Found)]
        assert (max(bounds), found[-1].costs) == (84, (84,))
        assert {one.strategy for one in found} == strategies
        assert patches == []


def _searched(
    model: NeutralModel, hint: frozenset[Lit] | None
) -> tuple[list[Message], list[Patch]]:
    """Return what a search tells that takes 101 days for many, and patches before the dive."""
    told, patches = list[Message](), list[Patch]()
    pick = Picker.pick

    def picked(self: Picker, roster: Roster, busy: Sequence[Patch]) -> tuple[Kind, Patch]:
        kind, one = pick(self, roster, busy)
        if not any(isinstance(one, Found) and one.strategy == DIVE for one in told):
            patches.append(one)
        return kind, one

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(visits, "LARGE", 100)
        patch.setattr(Picker, "pick", picked)
        task = SolveTask(model, Limits(60, 4096, 2, 1), hint, Strategy.COLUMNS)
        ColumnSearch(task, told.append, Clock()).run()
    return told, patches


def sweeps() -> None:
    """Tests that a long roster is swept while it is not lawful, and one of 100 days never."""
    for days, swept in ((101, True), (100, False)):
        problem = next(goals(emit(long(days)))).problem
        picker = Picker(problem, Ledger(problem), np.random.default_rng(1))
        kind, patch = picker.pick(free(problem), [])
        assert kind.sweeps == swept
        if swept:
            assert (patch.people, patch.first, patch.end) == ((0, 1), 0, 28)
        with Pricer(problem) as pricer:
            told = list[Report]()
            tool = Tools(problem, pricer)
            tool.start(StartJob(1, soon()), told.append)
            *_, roster = (tool.roster(one.roster) for one in told if isinstance(one, Better))
        assert tool.ledger.lawful(roster.filled(problem))
        assert not picker.pick(roster, [])[0].sweeps


def sweeps_again() -> None:
    """Tests that a lawful roster is swept once drawn patches have brought nothing for long.

    Windows of 28 of 101 days, and again shifted by 14: four and five. Then patches are drawn.
    """
    problem = next(goals(emit(long(101)))).problem
    with Pricer(problem) as pricer:
        tool = Tools(problem, pricer)
        roster = tool.response.start(np.random.default_rng(1), soon())
    assert roster is not None
    picker = Picker(problem, tool.ledger, np.random.default_rng(1))
    assert not picker.pick(roster, [])[0].sweeps
    _bore(picker, 20)
    target = picker.target
    found = [picker.pick(roster, []) for _ in range(8)]
    picker.learn(found[0][0], "bound", 0.1, gain=True)
    assert (picker.stuck, picker.target) == (True, target)
    found.append(picker.pick(roster, []))
    assert all(kind.sweeps for kind, _ in found)
    assert [patch.first for _, patch in found] == [0, 56, 28, 84, 0, 42, 98, 14, 70]
    assert picker.target == TARGET
    assert not picker.pick(roster, [])[0].sweeps
    _bore(picker, 20)
    # the window of before took a tenth of a second: wider ones, of 42
    _, patch = picker.pick(roster, [])
    assert (patch.first, patch.end) == (0, 42)


def waits() -> None:
    """Tests that patches may take a sixtieth of the time, from 5 s on, and at most twice that."""
    picker = Picker(some_problem(), Ledger(some_problem()), np.random.default_rng(1))
    for time, most, window in ((299, 10.0, 30.0), (600, 20.0, 30.0), (1800, 60.0, 60.0)):
        picker.wait(time)
        found = picker.seconds(large=False), picker.seconds(large=True)
        assert found == pytest.approx((most, window))
        _bore(picker, 200)
        assert picker.target == pytest.approx(most / 2)


def _bore(picker: Picker, patches: int) -> None:
    """Let patches bring nothing."""
    for _ in range(patches):
        picker.learn(picker.kinds[0], "bound", 0.1, gain=False)


def mends() -> None:
    """Tests that patches hold the days of what is missed, a week about it, and who can change it.

    Of 12 people on 28 days the fourth has to work once on the days 10 to 12, the sixth in an event
    of the days 20 and 21; a third row has nobody and no day.
    """
    whole = next(goals(emit(puzzle(12)))).problem
    member = next(n for n, types in enumerate(whole.members) if types)
    types = whole.members[member]
    days = np.array([10, 11, 12])
    problem = replace(
        whole,
        events=(((20, types), (21, types)),),
        rows=Rows(
            low=np.array([1.0, 1.0, 0.0]),
            high=np.full(3, np.inf),
            owner=np.array([3, 5, -1]),
            hard=np.full(3, True),
            slacks=(),
            cell=(3 * whole.length + days) * len(whole.members) + member,
            cell_row=np.zeros(3, np.int64),
            cell_factor=np.ones(3),
            event=np.array([5]),
            event_row=np.array([1]),
            event_factor=np.ones(1),
        ),
    )
    where = spans(problem)
    assert (where.first.tolist(), where.end.tolist()) == ([10, 20, 27], [13, 22, 28])
    assert [people_of(problem, row).tolist() for row in range(3)] == [[3], [5], []]
    picker = Picker(problem, Ledger(problem), np.random.default_rng(1))
    picker.mend.people = 0.2
    patches = [patch for kind, patch in _picks(picker, free(problem)) if kind is picker.mend]
    assert {(patch.first, patch.end) for patch in patches} == {(3, 20), (13, 28)}
    for patch in patches:
        assert (3 if patch.first == 3 else 5) in patch.people
        # a fifth of twelve, and the one it is about
        assert len(patch.people) in {2, 3}
    # three of four patches are about what is missed: 0.75 of 60 is 45
    assert 35 <= len(patches) <= 55
    assert not picker.ledger.broken(np.array([1.0, 1.0, 0.0])).size


def mends_few() -> None:
    """Tests that a long roster that misses little is mended first, and swept where that is in vain.

    Little is a day for each of the two people: one, two and three of 101 have nobody.
    """
    problem = next(goals(emit(long(101)))).problem
    with Pricer(problem) as pricer:
        tool = Tools(problem, pricer)
        whole = tool.response.start(np.random.default_rng(1), soon())
        assert whole is not None
        for days, mended in (([50], True), ([30, 50], True), ([30, 50, 70], False)):
            rows = packed(whole.columns)
            rows[:, days] = 0
            roster = tool.roster(rows)
            picker = Picker(problem, tool.ledger, np.random.default_rng(1))
            assert picker.ledger.broken(roster.filled(problem)).size == len(days)
            assert picker.pick(roster, [])[0].sweeps != mended
            if mended:
                names = {kind.name for kind, _ in _picks(picker, roster)}
                assert MEND in names
                assert SWEEP not in names
            _bore(picker, 30)
            assert picker.tired
            assert picker.pick(roster, [])[0].sweeps


def _picks(picker: Picker, roster: Roster) -> list[tuple[Kind, Patch]]:
    return [picker.pick(roster, []) for _ in range(60)]


def building() -> None:
    """Tests that problems come in order, one may be passed over, and a foreign one is named."""
    rules = (made("shifts_in_horizon", minimum=0, maximum=2, tier="rest", weight=2),)
    found = list(goals(emit(week(*rules, tiers=("cost", "rest")))))
    assert len(found) == 2
    with ahead(found) as problems:
        last = problems.take(found[1], Clock())
    assert last is not None
    assert last.rows.count == found[1].problem.rows.count
    with ahead(found) as problems:
        assert problems.take(found[0], Clock()) is not None
    model = emit(week(tiers=("cost", "rest")))
    weekend = Limit((Row(((1, model.posts),), at_least=1),), Price(1, 1), Tag(0, -1, 0, 4))
    items = (*model.items, weekend)
    found = list(goals(replace(model, any_of=((5, 6),), items=items)))
    with ahead(found) as problems:
        assert problems.take(found[0], Clock()) is not None
        with pytest.raises(ForeignError):
            problems.take(found[1], Clock())
