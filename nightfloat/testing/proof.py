"""A constraint is proved by four legs that fail differently."""

from collections.abc import Iterable
from dataclasses import dataclass

from nightfloat.constraints.base import Constraint
from nightfloat.domain.instance import Instance
from nightfloat.testing.agreement import prove_agreement
from nightfloat.testing.case_leg import prove_cases
from nightfloat.testing.cpsat import LOWERINGS
from nightfloat.testing.lowering import Lowering, prove_lowerings
from nightfloat.testing.windows import prove_windows


@dataclass(frozen=True, slots=True)
class Proof:
    """What was checked, and found equal.

    Parameters
    ----------
    cases, schedules, changes, solves
        How many hand-written cases, schedules judged twice, windowed re-audits, lowered solves.
    """

    kind: str
    cases: int
    schedules: int
    changes: int
    solves: int


def prove(
    cls: type[Constraint],
    *,
    seed: int = 0,
    draws: int = 24,
    worlds: Iterable[Instance] = (),
    lowerings: Iterable[Lowering] = LOWERINGS,
) -> Proof:
    """Prove a constraint kind, yours or a built-in one.

    Parameters
    ----------
    seed
        The same seed draws the same worlds, parameters and schedules.
    draws
        How many worlds to draw for the agreement leg, half as many for the windows.
    worlds
        Instances of your own to judge as well; up to 10 posts they are enumerated.
    lowerings
        Solvers of the neutral model to hold against its evaluation.

    Raises
    ------
    Disproof
        With the first counterexample.
    """
    asked = tuple(lowerings)
    return Proof(
        kind=cls.kind_name(),
        cases=prove_cases(cls),
        schedules=prove_agreement(cls, seed=seed, draws=draws, worlds=worlds),
        changes=prove_windows(cls, seed=seed, draws=(draws + 1) // 2),
        solves=prove_lowerings(cls, asked, seed=seed) if asked else 0,
    )
