"""A lowering that loses something is caught, and so is one that is only wrong together."""

from collections.abc import Set as AbstractSet
from dataclasses import replace

import pytest

from nightfloat.constraints.cover_target import CoverTarget
from nightfloat.constraints.emitter import Lit
from nightfloat.constraints.max_stretch import MaxStretch
from nightfloat.constraints.min_rest import MinRest
from nightfloat.constraints.registry import registry
from nightfloat.constraints.requests import Requests
from nightfloat.errors import DisagreementError
from nightfloat.solver.evaluate import allowed, costs
from nightfloat.solver.neutral import NeutralModel, Price, RunLimit
from nightfloat.testing import Disproof, prove_lowerings
from nightfloat.testing.cpsat import LOWERINGS, optimum, possible
from nightfloat.testing.lowering import Lowering
from nightfloat.testing.together import prove_together

RUNS = (
    "max_stretch",
    "min_stretch",
    "min_days_off",
    "max_weekends",
    "no_overlap",
    "forbidden_succession",
    "requests",
)
SUMS = ("days_off_averaged", "max_frequency", "fair_share", "cover", "cover_target", "no_overlap")


def evaluated(model: NeutralModel, chosen: AbstractSet[Lit]) -> tuple[int, ...] | None:
    return costs(model, chosen) if allowed(model, chosen) else None


def capped(model: NeutralModel, chosen: AbstractSet[Lit]) -> tuple[int, ...] | None:
    """Makes what costs more than one unit infeasible."""
    found = evaluated(_repriced(model), chosen)
    return None if found is None or max(found) > 1 else evaluated(model, chosen)


def weightless(model: NeutralModel, chosen: AbstractSet[Lit]) -> tuple[int, ...] | None:
    """Loses every weight."""
    return evaluated(_repriced(model), chosen)


def runless(model: NeutralModel, chosen: AbstractSet[Lit]) -> tuple[int, ...] | None:
    """Forgets the rules on runs."""
    items = tuple(item for item in model.items if not isinstance(item, RunLimit))
    return evaluated(replace(model, items=items), chosen)


def _repriced(model: NeutralModel) -> NeutralModel:
    items = (
        item if item.price is None else replace(item, price=Price(item.price.tier, 1))
        for item in model.items
    )
    return replace(model, items=tuple(items))


def test_the_evaluation_itself_passes() -> None:
    """Tests that the leg finds no fault in what it compares with, and counts its solves."""
    assert prove_lowerings(MinRest, (evaluated,), draws=3, schedules=4) == 12


@pytest.mark.parametrize("lowering", [capped, weightless, runless])
def test_a_lowering_that_loses_something_is_caught(lowering: Lowering) -> None:
    """Tests a cap on costs, weights dropped and a whole kind of item dropped."""
    with pytest.raises(Disproof) as found:
        prove_lowerings(MaxStretch, (lowering,))
    assert found.value.leg == "lowerings"


@pytest.mark.parametrize(
    "kinds",
    [
        pytest.param(tuple(registry()), id="all", marks=pytest.mark.no_cover),
        pytest.param(RUNS, id="runs", marks=pytest.mark.no_cover),
        pytest.param(SUMS, id="sums"),
    ],
)
def test_constraints_hold_together(kinds: tuple[str, ...]) -> None:
    """Tests that the best of all schedules is what CP-SAT proves for programs of several kinds."""
    classes = [registry()[kind] for kind in kinds]
    assert prove_together(classes, (optimum, possible), draws=30) > 1000


def test_a_wrong_optimum_is_caught() -> None:
    """Tests that a solver that claims no cost at all is refused."""
    with pytest.raises(DisagreementError, match="is not"):
        prove_together([Requests, CoverTarget], (lambda model: (0,) * len(model.tiers),))


def test_the_built_in_lowerings_are_those_of_cpsat() -> None:
    """Tests that ``prove`` asks the solve form, both masks and the explain form by default."""
    assert len(LOWERINGS) == 4
