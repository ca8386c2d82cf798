"""Tests that columns and rows together cost what the solver-free evaluation says."""

from collections.abc import Iterator
from random import Random

import numpy as np
import pytest

from nightfloat.constraints.emitter import Lit
from nightfloat.constraints.program import Program
from nightfloat.constraints.registry import STANDING, registry
from nightfloat.solver.columns.roster import Ledger, Roster, column
from nightfloat.solver.emitter import emit
from nightfloat.solver.evaluate import allowed, costs
from nightfloat.solver.neutral import NeutralModel
from nightfloat.solver.pricing.chains import BARRED
from nightfloat.solver.pricing.columns import Worth
from nightfloat.solver.pricing.making import problem
from nightfloat.solver.pricing.parts import ForeignError
from nightfloat.solver.pricing.problem import Problem
from nightfloat.testing.draw import TIER, vary
from nightfloat.testing.worlds import draw_world
from tests.seeds import seeds
from tests.solver.making import made
from tests.solver.pricing.drawing import drawn

WEIGHTS = [3]


def schedules(model: NeutralModel, seed: int) -> Iterator[frozenset[Lit]]:
    """Yield nothing, and random sets of posts."""
    rng = Random(seed)
    yield frozenset()
    for _ in range(25):
        share = rng.random()
        yield frozenset(lit for lit in range(model.posts) if rng.random() < share)


def roster(at: Problem, chosen: frozenset[Lit]) -> Roster | None:
    """Return the roster that takes exactly these posts, if columns can say it."""
    columns = at.columns(chosen)
    if columns is None:
        return None
    assert at.chosen(columns) == chosen
    worth = Worth(at)
    return Roster(tuple(column(worth, p, members) for p, members in enumerate(columns)))


def agrees(model: NeutralModel, at: Problem, chosen: frozenset[Lit]) -> bool:
    """Check one schedule; returns whether it is lawful."""
    lawful, ledger, found = allowed(model, chosen), Ledger(at), roster(at, chosen)
    if found is None:
        assert not lawful
        return False
    kept = found.own < BARRED and ledger.lawful(found.filled(at))
    assert kept == lawful
    if lawful:
        assert ledger.of(found) == WEIGHTS[0] * costs(model, chosen)[0]
        assert ledger.of(found) % at.unit == 0
    return lawful


@pytest.mark.parametrize("seed", seeds(80))
def test_rosters_of_drawn_models_cost_what_evaluation_says(seed: int) -> None:
    model = drawn(seed)
    at = problem(model, WEIGHTS)
    for chosen in schedules(model, seed):
        agrees(model, at, chosen)


def emitted(seed: int) -> NeutralModel:
    """Return the model of the standing constraints and two others in a tiny world."""
    rng = Random(seed)
    instance = draw_world(rng)
    kinds = [cls for kind, cls in sorted(registry().items()) if kind not in STANDING]
    others = [
        vary(rng.choice([case.constraint(cls) for case in cls.cases]), instance, rng)
        for cls in rng.sample(kinds, 2)
    ]
    standing = [made(kind) for kind in STANDING if rng.random() < 0.5]
    return emit(Program(instance, (*standing, *others), (TIER,)))


@pytest.mark.parametrize(
    "some", [range(8), pytest.param(range(8, 150), marks=[pytest.mark.no_cover])]
)
def test_rosters_of_emitted_programs_cost_what_evaluation_says(some: range) -> None:
    said = lawful = 0
    for seed in some:
        model = emitted(seed)
        try:
            at = problem(model, WEIGHTS)
        except ForeignError:
            continue
        said += 1
        lawful += sum(agrees(model, at, chosen) for chosen in schedules(model, seed))
    assert said > len(some) // 2
    assert lawful > 4 * len(some) // 3


@pytest.mark.parametrize("seed", seeds(20))
def test_columns_and_chosen_posts_are_inverse(seed: int) -> None:
    at = problem(drawn(seed), WEIGHTS)
    rng = np.random.default_rng(seed)
    for _ in range(20):
        columns = [
            np.array([rng.choice(np.flatnonzero(np.isfinite(day))) for day in row])
            for row in at.price
            if np.isfinite(row).any(axis=1).all()
        ]
        if len(columns) < len(at.people):
            return  # somebody's day has no lawful member
        back = at.columns(at.chosen(columns))
        assert back is not None
        assert [c.tolist() for c in back] == [c.tolist() for c in columns]
