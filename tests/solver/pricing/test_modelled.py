"""Tests that rows which no pricing programme can say are priced right by a model of the person."""

import numpy as np
import pytest

from nightfloat.constraints.emitter import Row
from nightfloat.solver.arrays import Floats
from nightfloat.solver.neutral import Limit, NeutralModel, Price, Tag
from nightfloat.solver.pricing.boxes import INF
from nightfloat.solver.pricing.columns import Worth
from nightfloat.solver.pricing.making import problem
from nightfloat.solver.pricing.modeller import Cheapest
from nightfloat.solver.pricing.pricer import Pricer
from nightfloat.solver.pricing.problem import Problem
from nightfloat.solver.pricing.single import Single
from nightfloat.solver.search.forking import BrokenForkError
from tests.solver.pricing.listing import Listing
from tests.solver.pricing.strange import since, strange
from tests.solver.pricing.test_cpsat_agrees import cheapest
from tests.solver.pricing.test_exactness import cell_prices
from tests.solver.pricing.test_rosters import agrees, schedules

ROUNDS = 3
# what a bound may be lower by: prices are rounded to a millionth, once a day
CLOSE = 1e-4


def prices(at: Problem, rng: np.random.Generator) -> tuple[Floats, Floats]:
    """Return random duals of the master's rows, and an extra price by person, day and member."""
    duals = rng.integers(-9, 20, at.rows.count) * (rng.random(at.rows.count) < rng.random())
    return duals.astype(float), np.round(rng.normal(0, rng.choice((0.5, 8)), at.price.shape), 2)


def is_cheapest(listing: Listing, wanted: dict[bytes, float], cost: float, column: bytes) -> None:
    """Check the cost of a row against all rows there are."""
    assert cost == pytest.approx(min(wanted.values()), abs=1e-6)
    assert wanted[column] == pytest.approx(cost, abs=1e-6)
    worth = Worth(listing.problem)
    assert worth.cost(listing.person, np.frombuffer(column, np.int64)) == listing.lawful[column]


def check(listing: Listing, cells: Floats, wanted: dict[bytes, float], found: Cheapest) -> None:
    """Check the answer of a model by itself against all rows there are."""
    if not wanted:
        assert (found.column, found.bound) == (None, np.inf)
        return
    assert found.column is not None
    asked = listing.problem.modelled[listing.person]
    cost = asked.cost(found.column, cells)
    is_cheapest(listing, wanted, cost, found.column.tobytes())
    assert cost - CLOSE <= found.bound <= cost


@pytest.mark.no_cover
@pytest.mark.parametrize("seed", range(120))
def test_a_model_finds_the_cheapest_row(seed: int) -> None:
    model = strange(seed)
    at = problem(model, [1])
    rng = np.random.default_rng(seed)
    for person, asked in at.modelled.items():
        listing, one = Listing(model, at, person), Single(asked)
        for _ in range(ROUNDS):
            duals, extra = prices(at, rng)
            cells = cell_prices(at, person, duals, at.price + extra)
            if np.isfinite(at.price[person]).any(axis=1).all():
                check(listing, cells, listing.reduced(duals, extra[person]), one.price(cells))


@pytest.mark.parametrize("seed", range(6))
def test_the_pricer_asks_a_model_where_its_programme_is_not_enough(seed: int) -> None:
    model = strange(seed)
    at = problem(model, [1])
    rng = np.random.default_rng(seed)
    with Pricer(at, threads=2) as pricer:
        batch = pricer.batch(range(len(at.people)))
        for _ in range(4 * ROUNDS):
            duals, extra = prices(at, rng)
            found = batch.price(duals, at.price + extra)
            for person in batch.people:
                listing = Listing(model, at, person)
                wanted = listing.reduced(duals, extra[person])
                cost, bound = float(found.costs[person]), float(found.bounds[person])
                if wanted:
                    is_cheapest(listing, wanted, cost, found.columns[person].tobytes())
                    assert cost - CLOSE <= bound <= cost
                else:
                    assert (cost, bound) == (INF, INF)


def test_most_strange_models_are_strange() -> None:
    found = [problem(strange(seed), [1]).modelled for seed in range(120)]
    assert sum(map(bool, found)) > 100


@pytest.mark.parametrize("seed", range(60))
def test_rosters_of_strange_models_cost_what_evaluation_says(seed: int) -> None:
    model = strange(seed)
    at = problem(model, [3])
    for chosen in schedules(model, seed):
        agrees(model, at, chosen)


@pytest.mark.no_cover
@pytest.mark.parametrize("cells", ["fewer", "one"])
def test_fewer_cells_may_be_allowed_each_time(cells: str) -> None:
    """Tests prices that forbid what the problem allows, and then allow it again."""
    for seed in range(30):
        model = strange(seed)
        at = problem(model, [1])
        rng = np.random.default_rng(seed)
        for person, asked in at.modelled.items():
            listing, one = Listing(model, at, person), Single(asked)
            price = np.where(np.isinf(at.price[person]), INF, at.price[person])
            if (price >= INF).all(axis=1).any():
                continue
            days = rng.permutation(len(price))[: len(price) if cells == "one" else 2]
            shut = price.copy()
            for day in days:
                kept = rng.choice(np.flatnonzero(price[day] < INF))
                shut[day, np.arange(price.shape[1]) != kept] = INF
            for now in (shut, price):
                found, wanted = one.price(now), _wanted(listing, now)
                check(listing, now, wanted, found)


def _wanted(listing: Listing, cells: Floats) -> dict[bytes, float]:
    days = np.arange(len(cells))
    return {
        key: cost
        for key, cost in listing.lawful.items()
        if (cells[days, np.frombuffer(key, np.int64)] < INF).all()
    }


def test_a_row_with_too_many_states_is_left_to_a_model() -> None:
    """Tests twelve days of six types: when each was taken last is too much to be remembered."""
    model = since(12)
    at = problem(model, [1])
    assert list(at.modelled) == [0]
    with Pricer(at) as pricer:
        found = pricer.batch([0]).price(np.zeros(at.rows.count), at.price)
    assert float(found.costs[0]) == cheapest(model)


def test_a_process_that_is_gone_is_named() -> None:
    """Tests one that has been ended, which starts again, and one that was killed."""
    # a day saves 9 and costs 10, both first ones together cost 10, all three 20: two save most, 8
    rows = tuple(Row(((2, lit), (2, 2)), at_most=0) for lit in (0, 1))
    worst = Limit(rows, Price(0, 5), Tag(0, 0, 0, 2))
    shifts = tuple(("A", day) for day in range(3))
    at = problem(NeutralModel(("P",), shifts, 3, (), ("cost",), (worst,)), [1])
    wishes = at.price - 9.0 * np.array([0.0, 1.0])
    with Pricer(at) as pricer:
        batch, modeller = pricer.batch([0]), pricer.modellers[0]
        for _ in range(2):
            assert batch.price(np.zeros(0), wishes).costs.tolist() == [-8.0]
            assert modeller.process is not None
            modeller.end()
        batch.price(np.zeros(0), wishes)
        assert modeller.process is not None
        modeller.process.kill()
        modeller.process.wait()
        with pytest.raises(BrokenForkError, match="gone"):
            batch.price(np.zeros(0), wishes)
