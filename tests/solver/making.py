"""Small programs for solver tests."""

from collections.abc import Iterable

from nightfloat.constraints.base import Constraint
from nightfloat.constraints.cases import Case
from nightfloat.constraints.program import Program
from nightfloat.constraints.registry import STANDING, registry
from nightfloat.domain.result import Limits

LIMITS = Limits(seconds=20, memory_mb=4096, workers=2, seed=1)


def made(kind: str, **parameters: object) -> Constraint:
    """Return a constraint of the registry."""
    return registry()[kind].model_validate(parameters)


def program(
    case: Case, constraints: Iterable[Constraint] = (), tiers: tuple[str, ...] = ("cost",)
) -> Program:
    """Return the case's instance under the standing constraints and these."""
    instance, _ = case.build()
    standing = [made(kind) for kind in STANDING]
    return Program(instance, (*standing, *constraints), tiers)
