"""Tests that a row found without its fine counter is the cheapest, or said not to be known."""

from collections import Counter
from itertools import product
from random import Random

import numpy as np
import pytest

from nightfloat.constraints.emitter import Row
from nightfloat.solver.neutral import NeutralModel, Price
from nightfloat.solver.pricing.boxes import INF
from nightfloat.solver.pricing.capped import is_level, price_row_capped
from nightfloat.solver.pricing.chains import BARRED
from nightfloat.solver.pricing.layers import by_day, price_row_by_day, room_inside
from nightfloat.solver.pricing.making import problem
from nightfloat.solver.pricing.person import by_symbol, room_for
from nightfloat.solver.pricing.problem import Person, Problem
from nightfloat.solver.pricing.walks import nothing_after
from tests.solver.pricing.drawing import COUNTED, Draft, drawn, one_a_day, succession

SEEDS, ROUNDS = 240, 3
DAYS, MOST = 6, 40
HOURS = (8, 13, 4)


def weary(seed: int) -> NeutralModel:
    """Return a person of a few shifts in six days, with limits on hours, of A and B if drawn.

    The limit is on all days or on each half.

    Some count of B and C has its price too, and one shift may forbid another on the next day.
    """
    rng = Random(seed)
    draft = Draft(rng, 1, DAYS, [(t, d) for d in range(DAYS) for t in range(3)])
    one_a_day(draft, 0)
    types, halves = rng.choice(({0, 1, 2}, {0, 1})), rng.random() < 0.5
    for days in (range(DAYS // 2), range(DAYS // 2, DAYS)) if halves else (range(DAYS),):
        lits, most = draft.lits(0, types, days), MOST * len(days) // DAYS
        # odd minutes have more values than there are shifts to count
        hours = tuple((HOURS[draft.shifts[lit][0]], lit) for lit in lits)
        draft.limit(0, Row(hours, at_most=rng.randint(most // 2, most)), price=None)
    if rng.random() < 0.7:
        count = tuple((1, lit) for lit in draft.lits(0, {1, 2}, range(DAYS)))
        low, high = sorted(rng.choices(range(DAYS), k=2))
        draft.limit(0, Row(count, low, high), price=Price(0, 5))
    if rng.random() < 0.5:
        succession(draft, 0)
    return draft.model()


def _resets(at: Problem, terms: Person) -> bool:
    return bool((at.graphs[terms.shape].fine_reset >= 0).any())


def priced(at: Problem, person: int, seed: int) -> tuple[float, float, bool]:
    """Return what the cheapest row costs, what it costs without its counter, and if that is it."""
    terms, rng = at.people[person], np.random.default_rng(seed)
    graph = at.graphs[terms.shape]
    costs = at.price[person].copy()
    costs += rng.normal(0, 8, costs.shape).round(2)
    costs[np.isinf(costs)] = INF
    cells, _ = by_symbol(at.symbols[terms.shape], costs)
    slots = rng.normal(0, 2, (at.length, graph.slots)).round(2)
    slots[:, 0] = 0.0
    space = np.full(int(room_inside(graph, terms.final)), np.nan)
    tail, out, row = nothing_after(graph), *np.zeros((2, at.length), np.int64)
    without = graph, terms.start, cells, slots, terms.final, terms.sums, tail, space, out
    found, known = price_row_capped(*without)
    counted = graph, terms.start, cells, slots, terms.final, terms.sums, terms.least
    cheapest = price_row_by_day(*counted, tail, space, row)
    if known and found < INF / 2:
        cells[np.arange(cells.shape[1]) != out[:, None]] = INF
        assert price_row_by_day(*counted, tail, space, row) == pytest.approx(found, abs=1e-6)
    return cheapest, found, known


@pytest.mark.no_cover
def test_a_row_is_the_cheapest_or_not_known_and_no_dearer() -> None:
    met = Counter[tuple[bool, bool, bool]]()
    for seed in range(SEEDS):
        for model in (drawn(seed), drawn(seed, COUNTED), weary(seed)):
            at = problem(model, [1])
            for person, terms in enumerate(at.people):
                for n in range(ROUNDS if terms.capped else 0):
                    cheapest, found, known = priced(at, person, ROUNDS * seed + n)
                    if known:
                        assert found == pytest.approx(cheapest, abs=1e-6)
                    else:
                        assert found < cheapest + 1e-6
                    met[len(set(terms.final[:, 0].tolist())) > 1, known, _resets(at, terms)] += 1
    # with and without a coarse counter that costs something, within limits and beyond one, with one
    # sum and with several
    assert all(met[a, b, c] > SEEDS // 10 for a, b, c in product((False, True), repeat=3)), met


@pytest.mark.parametrize(
    ("final", "expected"),
    [
        ([[0.0, 0.0, 0.0]], True),
        ([[0.0, 0.0], [5.0, 5.0]], True),
        ([[0.0, 5.0]], False),
        ([[0.0, 0.0], [0.0, 5.0]], False),
        ([[0.0, 0.0, BARRED], [5.0, BARRED, BARRED]], True),
        ([[0.0, BARRED, 0.0]], False),
        ([[BARRED, 0.0]], False),
        ([[BARRED, BARRED]], False),
        (np.zeros((0, 3)), True),
    ],
)
def test_costs_are_level_if_they_are_the_same_within_a_limit(
    final: list[list[float]], expected: bool
) -> None:
    assert is_level(np.array(final)) is expected


@pytest.mark.no_cover
@pytest.mark.parametrize("deep", [2, 10_000])
def test_there_is_room_for_the_coarse_counter_alone(deep: int) -> None:
    """Tests that scratch for tables by hubs holds those by day too, which have more states."""
    met = set[bool]()
    for seed in range(SEEDS):
        at = problem(drawn(seed), [1])
        for graph in at.graphs:
            final = np.zeros((3, deep))
            if by_day(graph, final[:, :1].copy()):
                met.add(by_day(graph, final))
                assert room_for(graph, final) >= room_inside(graph, final[:, :1].copy())
    assert (False in met) == (deep > 2)
