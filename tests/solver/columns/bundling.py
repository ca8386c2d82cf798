"""What ``test_pieces`` checks of bundles and what goes down from them, beside no ortools."""

import time
from dataclasses import replace
from functools import partial

import numpy as np

from nightfloat.constraints.emitter import Row
from nightfloat.solver.arrays import Floats
from nightfloat.solver.columns.bundle import SLOTS, Bundle
from nightfloat.solver.columns.dive import Dive, Style
from nightfloat.solver.columns.generation import Generator
from nightfloat.solver.columns.goals import goals
from nightfloat.solver.columns.hands import Tools
from nightfloat.solver.columns.jobs import Proved, Report, RootJob, packed
from nightfloat.solver.columns.master import Master
from nightfloat.solver.columns.multipliers import PROOFS, approached, followed
from nightfloat.solver.columns.oracle import Oracle
from nightfloat.solver.columns.proximal import Proximal
from nightfloat.solver.columns.relaxed import Effort, fitting, shares_of
from nightfloat.solver.columns.room import idle
from nightfloat.solver.columns.root import NEAR
from nightfloat.solver.columns.roster import Ledger, Roster, column
from nightfloat.solver.neutral import Limit, NeutralModel, Price, Tag
from nightfloat.solver.pricing.boxes import INF
from nightfloat.solver.pricing.columns import Worth
from nightfloat.solver.pricing.pricer import Pricer
from nightfloat.solver.pricing.problem import Problem
from tests.solver.columns.gapping import rosters
from tests.solver.columns.small import BEST, MODEL, free, some_problem, soon, whole_master


def whole_bundle(problem: Problem) -> Bundle:
    """Return a bundle of everybody with everything open, in which nobody works."""
    bundle = Bundle(whole_master(problem).room)
    assert bundle.without == frozenset(range(len(problem.people)))
    bundle.add(free(problem).columns)
    return bundle


def proximal() -> None:
    """Tests that the bound rises, never passes the optimum, and ends there."""
    problem, heard = some_problem(), list[float]()
    bundle, worth = whole_bundle(problem), Worth(problem)
    with Pricer(problem) as pricer:
        batch = pricer.batch(range(len(problem.people)))
        tool = Proximal(Oracle(bundle, batch, worth, problem.price))
        found = tool.run(Effort(soon()), heard=heard.append)
        assert found.converged
        assert heard == sorted(heard)
        assert heard[-1] == found.bound <= BEST + 1e-6
        assert found.objective - found.bound < 1e-3
        # three days each is what a row allows
        assert all((one.members > 0).sum() <= 3 for one in bundle.columns)
        assert all(one.cost == worth.cost(one.person, one.members) for one in bundle.columns)
        once = tool.run(Effort(soon(), rounds=1), found.duals)
        assert (once.rounds <= 2, abs(once.bound - found.bound) < 1e-6) == (True, True)
        late = tool.run(Effort(time.monotonic() - 1))
        assert (late.rounds, late.converged) == (1, False)
        barred = np.full_like(problem.price, np.inf)
        oracle = Oracle(whole_bundle(problem), batch, worth, barred)
        nobody = Proximal(oracle).run(Effort(soon()))
        assert (nobody.bound, nobody.duals) == (INF, None)


def multipliers() -> None:
    """Tests that rows missed pay more until duals are near, and that the best duals are kept.

    Only what everybody's columns prove is a bound.
    """
    problem, heard = some_problem(), list[float]()
    bundle, worth = whole_bundle(problem), Worth(problem)
    nothing = np.zeros(problem.rows.count)
    with Pricer(problem) as pricer:
        oracle = Oracle(bundle, pricer.batch(range(len(problem.people))), worth, problem.price)
        first = oracle.price(nothing)
        for effort in (Effort(time.monotonic() - 1), Effort(soon(), rounds=PROOFS - 1)):
            bound, at = approached(oracle, nothing, first, effort, heard.append)
            assert (bound, at is nothing, heard) == (first, True, [])
        bound, near = approached(oracle, nothing, first, Effort(soon()), heard.append)
        assert first < heard[0] < heard[-1] <= BEST + 1e-6
        assert heard == sorted(heard)
        assert oracle.price(near) == bound == heard[-1]
        # nobody is priced where duals are near at once
        count = len(bundle.columns)
        assert approached(oracle, near, BEST, Effort(soon()), heard.append)[1] is near
        assert len(bundle.columns) == count


def following() -> None:
    """Tests that weights follow to where the linear programme is when a cell has been shut."""
    problem = some_problem()
    bundle, worth = whole_bundle(problem), Worth(problem)
    cells = problem.price.copy()
    cells[0, 0, 0] = np.inf  # A works on Monday
    with Pricer(problem) as pricer:
        batch = pricer.batch(range(len(problem.people)))
        oracle = Oracle(bundle, batch, worth, problem.price)
        before = Proximal(oracle).run(Effort(soon()))
        found = followed(oracle, cells, Effort(soon(), rounds=100), before.duals)
        late = followed(oracle, cells, Effort(time.monotonic() - 1), before.duals)
        exact = Generator(Master(replace(bundle.room, cells=cells)), batch, worth, cells)
        best = exact.run(Effort(soon())).objective
    assert (found.bound, found.rounds, found.converged) == (-np.inf, 100, False)
    assert late.rounds == 0
    assert fitting(bundle.columns, cells).all()
    assert abs(found.objective - best) < 0.01 * best


def nearness() -> None:
    """Tests that a bundle comes to where the linear programme does, on drawn programs and a last.

    In that one a rule asks for five in each half of the week, and the worse half is paid for.
    """
    found = rosters()
    worse = next(goals(_halved())).problem
    assert Ledger(worse).shared
    for problem, roster in [*found, (worse, free(worse))]:
        bundle, worth = Bundle(whole_master(problem).room), Worth(problem)
        bundle.add(roster.columns)
        with Pricer(problem) as pricer:
            batch = pricer.batch(range(len(problem.people)))
            exact = Generator(whole_master(problem), batch, worth, problem.price)
            best = exact.run(Effort(soon())).bound
            come = Proximal(Oracle(bundle, batch, worth, problem.price)).run(
                Effort(soon(), rounds=300), heard=lambda bound, best=best: _holds(bound, best)
            )
        assert come.objective >= best - 1e-3 * max(1.0, abs(best))
        assert best - come.bound <= 0.02 * max(1.0, abs(best)), (best, come)


def paid() -> None:
    """Tests that a bound is as near as what others leave asks, not as all that is paid.

    With everything paid by others it is near by units; beside nothing paid a hundredth of all is.
    """
    found = [[_short(*one, paid=paid) for one in rosters()] for paid in (False, True)]
    assert [max(units) > NEAR for units in found] == [True, False], found


def _short(problem: Problem, roster: Roster, *, paid: bool) -> float:
    """Return by how many units a large root's bound is short of what can be proved."""
    told, worth, master = list[Report](), Worth(problem), whole_master(problem)
    with Pricer(problem) as pricer:
        batch = pricer.batch(range(len(problem.people)))
        exact = Generator(master, batch, worth, problem.price).run(Effort(soon(), gap=0.0))
        best = exact.bound + idle(master.room)
        job = RootJob(1, soon(), soon(), packed(roster.columns), large=True)
        Tools(problem, pricer).root(replace(job, paid=best if paid else 0.0), told.append)
    bounds = [one.bound for one in told if isinstance(one, Proved)]
    return (best - max(bounds)) / problem.unit


def effort() -> None:
    """Tests when bound and objective are close: within the share of what counts, and a bit."""
    some = Effort(0.0, gap=0.01, near=0.5)
    # a hundredth of 1,000, of what 1,000 is beyond 950, of nothing where more is paid in the best
    for paid, within in ((-50, 10.5), (0, 10.5), (950, 1.0), (1000, 0.5), (3000, 0.5)):
        effort = replace(some, paid=paid)
        assert effort.met(1000 - within + 1e-6, 1000)
        assert not effort.met(1000 - within - 1e-6, 1000)


def _halved() -> NeutralModel:
    halves = [
        Row(tuple((1, person * 7 + day) for person in range(2) for day in days), 5)
        for days in (range(3), range(4, 7))
    ]
    rule = Limit(tuple(halves), Price(0, 3), Tag(0, -1, 0, 6))
    return replace(MODEL, items=(*MODEL.items, rule))


def _holds(bound: float, best: float) -> None:
    assert bound <= best + 1e-5 * max(1.0, abs(best))


def stalls() -> None:
    """Tests that a bundle gives up when rounds bring it no nearer, and goes on while they do."""
    problem = some_problem()
    with Pricer(problem) as pricer:
        batch = pricer.batch(range(len(problem.people)))
        oracle = Oracle(whole_bundle(problem), batch, Worth(problem), problem.price)
        tool = Proximal(oracle)
        done = tool.run(Effort(soon()))
        # nothing is to be gained after the end
        again = tool.run(Effort(soon(), gap=-1.0, near=0.0, stall=5), done.duals)
    assert done.converged
    assert (again.converged, 5 < again.rounds < 50) == (False, True)


def slots() -> None:
    """Tests that weights sum to one, and that columns in use stay when slots are short."""
    problem = some_problem()
    bundle, worth = whole_bundle(problem), Worth(problem)
    nothing = free(problem).columns
    assert (bundle.add(nothing), bundle.without) == (0, frozenset())
    assert bundle.weights.tolist() == [1.0, 1.0]
    works = int(next(n for n, types in enumerate(problem.members) if types))
    chosen = [tuple(map(int, np.binary_repr(n, problem.length))) for n in range(1, 128)]
    few = [np.array(days) * works for days in chosen if sum(days) <= 3]
    # 7 + 21 + 35 of at most three days
    assert len(few) == 63 > SLOTS
    for days in few:
        bundle.add([column(worth, 0, days)])
    assert len(bundle.columns) == SLOTS + 1
    assert bundle.columns[0].key == nothing[0].key
    bundle.settle(np.zeros(problem.rows.count))
    sums = [bundle.weights[:SLOTS].sum(), bundle.weights[SLOTS:].sum()]
    assert np.allclose(sums, 1.0)
    # seven days, of which three are taken, at 4 each
    assert abs(bundle.objective - 16) < 0.5
    assert bundle.model <= bundle.objective + 1e-6
    cells = problem.price.copy()
    cells[0, 0, 0] = np.inf  # A works on Monday
    bundle.keep(cells)
    left = [one for one in bundle.columns if one.person == 0]
    assert left
    assert fitting(left, cells).all()
    assert np.allclose(bundle.weights[: len(left)].sum(), 1.0)
    cells[1] = np.inf
    bundle.keep(cells)
    assert bundle.without == frozenset({1})
    assert abs(shares_of(bundle)[0].sum() - problem.length) < 1e-6


def narrowed() -> None:
    """Tests that a dive leaves a share of cells open, with a roster among them."""
    problem = some_problem()
    bundle, worth = whole_bundle(problem), Worth(problem)
    with Pricer(problem) as pricer:
        batch = pricer.batch(range(len(problem.people)))
        oracle = Oracle(bundle, batch, worth, problem.price)
        few, again = Proximal(oracle).run(Effort(soon(), rounds=4)), partial(followed, oracle)
        late = Dive(bundle, again, problem.price, Style(), time.monotonic() - 1)
        # after so few rounds nothing is decided
        assert (shares_of(bundle).max(axis=2) < 0.9).any()
        assert late.narrow(0.0) is None
        dive = Dive(bundle, again, problem.price, Style(), soon(), duals=few.duals)
        left = dive.narrow(0.5)
        assert left is not None
        one = np.isfinite(left).sum(axis=2)
        assert (one.min(), (one == 1).sum() >= 7) == (1, True)
        assert fitting(bundle.columns, left).any()


def exchanged() -> None:
    """Tests that weights that are exchanged leave every row its dual, and come to rest.

    At rest nobody has a column in use that costs more than the cheapest at these duals.
    """
    rng, moved, worse = np.random.default_rng(3), 0, next(goals(_halved())).problem
    for problem, roster in [*rosters(), (worse, free(worse))]:
        bundle, worth = whole_bundle(problem), Worth(problem)
        bundle.add(roster.columns)
        with Pricer(problem) as pricer:
            batch = pricer.batch(range(len(problem.people)))
            for _ in range(6):
                duals = rng.normal(0, 3, problem.rows.count) * problem.unit
                found = batch.price(duals, problem.price)
                bundle.add(column(worth, p, row) for p, row in enumerate(found.columns))
        centre = rng.normal(0, 1, problem.rows.count) * problem.unit
        bundle.settle(centre, 0)
        before, unrest = bundle.weights.copy(), _unrest(bundle)
        for _ in range(20):
            bundle.settle(centre, 50)
        moved += not np.allclose(before, bundle.weights)
        assert _unrest(bundle) <= 1e-2 * max(unrest, problem.unit)
        if not Ledger(problem).shared:
            assert np.allclose(bundle.duals, _duals(bundle, centre), atol=1e-6)
    assert moved > 3


def _unrest(bundle: Bundle) -> float:
    """Return what the columns in use cost more than everybody's cheapest."""
    people, least = [one.person for one in bundle.columns], dict[int, float]()
    for person, reduced in zip(people, bundle.reduced, strict=True):
        least[person] = min(reduced, least.get(person, np.inf))
    cheapest = np.array([least[person] for person in people])
    return float(bundle.weights @ (bundle.reduced - cheapest))


def _duals(bundle: Bundle, centre: Floats) -> Floats:
    """Return what rows pay that leave a centre by the pull for each unit missed, to a limit."""
    room, rows = bundle.room, bundle.room.problem.rows
    filled, largest = np.zeros(rows.count), np.ones(rows.count)
    for one, weight in zip(bundle.columns, bundle.weights, strict=True):
        filled[one.rows] += weight * one.factors
    np.maximum.at(largest, rows.cell_row, np.abs(rows.cell_factor))
    np.maximum.at(largest, rows.event_row, np.abs(rows.event_factor))
    at, found = room.active, np.zeros(rows.count)
    pull = bundle.pull / largest[at] ** 2
    up = centre[at] + pull * (room.low - filled[at])
    down = centre[at] + pull * (room.high - filled[at])
    under, over = (side[at] for side in room.ledger.dearest)
    found[at] = np.maximum(0, np.minimum(under, up)) + np.minimum(0, np.maximum(-over, down))
    return found
