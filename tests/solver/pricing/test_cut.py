"""Tests that a programme cut down to some days finds what the whole one does."""

import numpy as np
import pytest

from nightfloat.solver.pricing.chains import BARRED
from nightfloat.solver.pricing.columns import Worth
from nightfloat.solver.pricing.cut import Cut, Kept, cut
from nightfloat.solver.pricing.making import problem
from nightfloat.solver.pricing.pricer import Pricer
from nightfloat.solver.pricing.problem import Problem
from tests.seeds import seeds
from tests.solver.pricing.drawing import ALL, COUNTED, Sort, drawn

SEEDS = 240


def cut_down(at: Problem, person: int, members: np.ndarray, first: int, end: int) -> Cut | None:
    """Return the programme of a person who keeps ``members`` outside some days."""
    worth = Worth(at)
    symbols = at.symbols[at.people[person].shape][members]
    kept = Kept(members, symbols, worth.cost(person, members), *worth.entries(person, members))
    return cut(at, person, kept, first, end)


@pytest.mark.parametrize("sort", [ALL, COUNTED], ids=["all", "counted"])
@pytest.mark.parametrize("seed", seeds(SEEDS))
def test_a_cut_prices_as_the_whole(seed: int, sort: Sort) -> None:
    """Tests cost and column against the whole programme with all other days fixed."""
    rng = np.random.default_rng(seed)
    at = problem(drawn(seed, sort), [1])
    with Pricer(at) as pricer:
        for person in range(len(at.people)):
            start = pricer.batch([person]).price(rng.normal(0, 9, at.rows.count), at.price)
            if start.costs[0] >= 1e14:
                continue
            members = start.columns[0]
            first = int(rng.integers(0, at.length))
            end = int(rng.integers(first + 1, at.length + 1))
            one = cut_down(at, person, members, first, end)
            if one is None:
                continue
            assert (one.first, one.end) == (first, end)
            cells = at.price.copy()
            for day in {*range(at.length)} - {*range(first, end)}:
                kept = cells[person, day, members[day]]
                cells[person, day] = np.inf
                cells[person, day, members[day]] = kept
            for _ in range(3):
                duals = rng.integers(-9, 20, at.rows.count).astype(float)
                inside = pricer.batch([person], [one]).price(duals, cells)
                whole = pricer.batch([person]).price(duals, cells)
                assert inside.costs[0] == pytest.approx(whole.costs[0], abs=1e-6)
                if whole.costs[0] < BARRED:
                    column = inside.columns[0]
                    worth, kept = Worth(at), np.r_[0:first, end : at.length]
                    rows, factors = worth.entries(person, column)
                    cost = worth.cost(person, column) - duals[rows] @ factors
                    assert cost == pytest.approx(inside.costs[0], abs=1e-6)
                    assert (column[kept] == members[kept]).all()


@pytest.mark.no_cover
def test_cuts_begin_within_stretches_and_price_events_after_them() -> None:
    """Tests that the test above is not vacuous: both sorts of border are met often enough."""
    within = events = 0
    for seed in range(SEEDS):
        at = problem(drawn(seed), [1])
        with Pricer(at) as pricer:
            found = pricer.batch([0]).price(np.zeros(at.rows.count), at.price)
        one = None if found.costs[0] > 1e14 else cut_down(at, 0, found.columns[0], 1, 2)
        if one is not None:
            within += one.start >= one.graph.off_next.shape[1]
            day, _, _ = at.slot_events[at.people[0].shape]
            events += bool((day >= 2).any())
    assert within >= SEEDS // 10
    assert events >= SEEDS // 10
