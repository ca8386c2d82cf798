"""Every registered kind is proved, leg by leg; a new kind joins by being a file."""

import pytest

from nightfloat.constraints.base import PersonConstraint
from nightfloat.constraints.registry import registry
from nightfloat.testing import (
    prove,
    prove_agreement,
    prove_cases,
    prove_lowerings,
    prove_windows,
)
from nightfloat.testing.cpsat import LOWERINGS

KINDS = tuple(registry())


@pytest.mark.parametrize("kind", KINDS)
def test_cases(kind: str) -> None:
    """Tests that audit and model find the amount of every hand-written case."""
    assert prove_cases(registry()[kind]) >= 2


@pytest.mark.no_cover
@pytest.mark.property
@pytest.mark.parametrize("kind", KINDS)
def test_agreement(kind: str) -> None:
    """Tests that the model allows and prices exactly what the audit passes and charges."""
    assert prove_agreement(registry()[kind]) > 500


@pytest.mark.no_cover
@pytest.mark.property
@pytest.mark.parametrize("kind", KINDS)
def test_windows(kind: str) -> None:
    """Tests that the window around a changed day shows what the whole row shows."""
    cls = registry()[kind]
    # the rows of a team have no windows
    assert (prove_windows(cls) > 90) == issubclass(cls, PersonConstraint)


@pytest.mark.no_cover
@pytest.mark.property
@pytest.mark.parametrize("kind", KINDS)
def test_lowerings(kind: str) -> None:
    """Tests that every lowering finds the cost the neutral model evaluates to."""
    assert prove_lowerings(registry()[kind], LOWERINGS) == 8 * 5 * len(LOWERINGS)


@pytest.mark.no_cover
def test_the_same_seed_gives_the_same_proof() -> None:
    """Tests that a proof is a function of its seed."""
    cls = registry()["max_stretch"]
    one, two = (prove(cls, seed=5, draws=4, lowerings=()) for _ in range(2))
    assert one == two != prove(cls, seed=6, draws=4, lowerings=())
