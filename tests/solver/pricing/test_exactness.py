"""Tests that both kernels find the cheapest of all rows."""

from collections import Counter
from collections.abc import Iterator
from random import Random

import numpy as np
import pytest

from nightfloat.constraints.emitter import Border
from nightfloat.solver.arrays import Floats, Ints
from nightfloat.solver.neutral import RunLimit, Tag
from nightfloat.solver.pricing import making
from nightfloat.solver.pricing.boxes import INF
from nightfloat.solver.pricing.chains import BARRED
from nightfloat.solver.pricing.columns import Worth
from nightfloat.solver.pricing.graph import Graph
from nightfloat.solver.pricing.hubs import price_row
from nightfloat.solver.pricing.layers import price_row_by_day
from nightfloat.solver.pricing.making import problem
from nightfloat.solver.pricing.person import by_symbol
from nightfloat.solver.pricing.pricer import Pricer
from nightfloat.solver.pricing.problem import Problem
from nightfloat.solver.pricing.walks import nothing_after
from tests.seeds import seeds
from tests.solver.pricing.drawing import ALL, COUNTED, Draft, Sort, drawn
from tests.solver.pricing.listing import Listing

SEEDS, ROUNDS = 240, 3


def resets(graph: Graph) -> bool:
    """Whether a counter of the graph counts more than one sum."""
    return bool((np.concatenate([graph.fine_reset, graph.coarse_reset]) >= 0).any())


def by_kernel(
    at: Problem, person: int, costs: Floats, events: Floats
) -> Iterator[tuple[float, Ints]]:
    """Yield cost and column of the cheapest row, by each kernel that can say its counters."""
    terms = at.people[person]
    graph, symbols = at.graphs[terms.shape], at.symbols[terms.shape]
    cells, choice = by_symbol(symbols, costs)
    slots = np.zeros((at.length, graph.slots))
    for day, sets in enumerate(at.slots[terms.shape]):
        for slot, happening in enumerate(sets):
            slots[day, slot] = sum(float(events[e]) for e in happening)
    states = graph.off_next.shape[1] + graph.work_arcs.shape[1]
    space = np.full((at.length + 1) * states * terms.final.size, np.nan)
    programme, out = (graph, terms.start, cells, slots, terms.final), np.zeros(at.length, np.int64)
    if not resets(graph):
        cost = price_row(*programme, terms.least, space, out)
        yield cost, choice[np.arange(at.length), out]
    cost = price_row_by_day(*programme, terms.sums, terms.least, nothing_after(graph), space, out)
    yield cost, choice[np.arange(at.length), out]


def event_prices(at: Problem, person: int, duals: Floats) -> Floats:
    """Return what the duals pay for each event of a person, negated."""
    count = max(1, len(at.events))
    found = np.zeros(count)
    for event, row, factor in zip(
        at.rows.event, at.rows.event_row, at.rows.event_factor, strict=True
    ):
        if event // count == person:
            found[event % count] -= factor * duals[row]
    return found


def cell_prices(at: Problem, person: int, duals: Floats, prices: Floats) -> Floats:
    """Return a person's prices less what the duals pay for cells."""
    found, size = prices[person].copy().reshape(-1), prices[person].size
    for cell, row, factor in zip(at.rows.cell, at.rows.cell_row, at.rows.cell_factor, strict=True):
        if cell // size == person:
            found[cell % size] -= factor * duals[row]
    return np.where(np.isinf(found), INF, found).reshape(prices[person].shape)


@pytest.mark.no_cover
@pytest.mark.parametrize("sort", [ALL, COUNTED], ids=["all", "counted"])
@pytest.mark.parametrize("seed", range(SEEDS))
def test_kernels_and_pricer_find_the_cheapest_row(seed: int, sort: Sort) -> None:
    model = drawn(seed, sort)
    at = problem(model, [1])
    rng = np.random.default_rng(seed)
    for person in range(len(model.people)):
        listing = Listing(model, at, person)
        for _ in range(ROUNDS):
            share = rng.random()
            duals = rng.integers(-9, 20, at.rows.count) * (rng.random(at.rows.count) < share)
            extra = np.round(rng.normal(0, rng.choice((0.5, 8)), at.price.shape), 2)
            check(listing, duals.astype(float), extra)


def check(listing: Listing, duals: Floats, extra: Floats) -> None:
    at, person, prices = listing.problem, listing.person, listing.problem.price + extra
    wanted = listing.reduced(duals, extra[person])
    best = min(wanted.values(), default=INF)
    costs = cell_prices(at, person, duals, prices)
    with Pricer(at) as pricer:
        priced = pricer.batch([person]).price(duals, prices)
    found = [
        *by_kernel(at, person, costs, event_prices(at, person, duals)),
        (float(priced.costs[0]), priced.columns[0]),
    ]
    for cost, column in found:
        assert cost == pytest.approx(best, abs=1e-6)
        if wanted:
            assert wanted[column.tobytes()] == pytest.approx(cost, abs=1e-6)
            assert Worth(at).cost(person, column) == listing.lawful[column.tobytes()]


@pytest.mark.no_cover
def test_counters_reset() -> None:
    """Tests that the test above is not vacuous: both counters reset, and shifts are split."""
    met = Counter[str](fine=0, coarse=0, both=0, split=0)
    for seed in range(SEEDS):
        at = problem(drawn(seed, COUNTED), [1])
        for terms in at.people:
            graph = at.graphs[terms.shape]
            met["fine"] += bool((graph.fine_reset >= 0).any())
            met["coarse"] += bool((graph.coarse_reset >= 0).any())
            met["both"] += bool(((graph.fine_reset >= 0) & (graph.coarse_reset >= 0)).any())
            met["split"] += bool((graph.arc_fine_ending + graph.arc_coarse_ending).any())
    assert all(met[what] > SEEDS // 20 for what in met), met


@pytest.mark.parametrize("seed", seeds(12))
def test_counters_whose_tables_are_too_large_do_not_reset(
    seed: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Tests that sums are rows of the master then, at whose duals the cheapest row is found."""
    model, rng = drawn(seed, COUNTED), np.random.default_rng(seed)
    monkeypatch.setattr(making, "MOST_ROOM", 0)
    at = problem(model, [1])
    assert not any(map(resets, at.graphs))
    for person in range(len(model.people)):
        duals = rng.integers(-9, 20, at.rows.count).astype(float)
        check(Listing(model, at, person), duals, np.zeros(at.price.shape))


def hubs(graph: Graph) -> int:
    """Return how many states a row may be in after a free day."""
    return graph.off_next.shape[1]


@pytest.mark.parametrize("values", [1, 6])
def test_counters_have_tables_that_fit_into_memory(
    values: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Tests that where they would not, less is counted, and the rest is rows of the master."""
    fewer = 0
    for seed in range(12):
        model, rng = drawn(seed), np.random.default_rng(seed)
        before = problem(model, [1])
        room = values * (before.length + 1) * max(map(hubs, before.graphs))
        with monkeypatch.context() as patch:
            patch.setattr(making, "MOST_ROOM", room)
            at = problem(model, [1])
        for person, (one, other) in enumerate(zip(at.people, before.people, strict=True)):
            graph = at.graphs[one.shape]
            assert (at.length + 1) * hubs(graph) * one.final.size <= room
            fewer += one.final.size < other.final.size
            duals = rng.integers(-9, 20, at.rows.count).astype(float)
            check(Listing(model, at, person), duals, np.zeros(at.price.shape))
    assert fewer > 0


def test_people_who_differ_by_their_history_share_a_graph() -> None:
    """Tests that each starts where history left them: A has worked no day, B one and C two."""
    draft = Draft(Random(0), 3, 6, [(0, day) for day in range(6)])
    for person in range(3):
        works = tuple(tuple(draft.lits(person, {0}, (day,))) for day in range(6))
        border = Border(on=True, length=person)
        tag = Tag(0, person, 0, 5)
        draft.items.append(RunLimit(works, True, 1, 2, border, frozenset(), None, tag))
    model = draft.model()
    at = problem(model, [1])
    assert len(at.graphs) == 1
    assert len({person.start for person in at.people}) == 3
    for person, allowed in enumerate((True, True, False)):
        listing, worth = Listing(model, at, person), Worth(at)
        for key in listing.sets:
            cost = worth.cost(person, np.frombuffer(key, np.int64))
            assert cost == listing.lawful.get(key, BARRED)
        first = worked_on(at, 0)
        assert (worth.cost(person, first) < BARRED) == allowed


def worked_on(at: Problem, day: int) -> Ints:
    """Return the column that works on one day."""
    row = np.zeros(at.length, np.int64)
    row[day] = next(n for n, types in enumerate(at.members) if types)
    return row


@pytest.mark.parametrize("sort", [ALL, COUNTED], ids=["all", "counted"])
@pytest.mark.parametrize("seed", seeds(40))
def test_a_column_is_worth_what_evaluation_says(seed: int, sort: Sort) -> None:
    model = drawn(seed, sort)
    at = problem(model, [1])
    worth, rng = Worth(at), np.random.default_rng(seed)
    person = seed % len(model.people)
    listing = Listing(model, at, person)
    keys = list(listing.sets)
    for place in rng.integers(0, len(keys), 60):
        key = keys[int(place)]
        cost = worth.cost(person, np.frombuffer(key, np.int64))
        assert cost == listing.lawful.get(key, BARRED)
