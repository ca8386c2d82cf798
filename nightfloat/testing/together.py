"""Constraints that hold alone hold together: programs of several, against solvers and audit.

Run networks, disjunctions and cliques are shared among constraints only when lowered together.
"""

from collections.abc import Iterable, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from random import Random
from typing import Protocol

from nightfloat.constraints.base import Constraint
from nightfloat.constraints.emitter import Lit
from nightfloat.constraints.program import Program
from nightfloat.domain.instance import Instance
from nightfloat.domain.schedule import Schedule
from nightfloat.engine.audit import audit
from nightfloat.errors import DisagreementError
from nightfloat.solver.emitter import emit
from nightfloat.solver.evaluate import allowed, costs
from nightfloat.solver.extract import posts_of
from nightfloat.solver.neutral import NeutralModel
from nightfloat.testing.disproof import describe
from nightfloat.testing.draw import draw
from nightfloat.testing.schedules import every
from nightfloat.testing.worlds import draw_world

TIERS = ("first", "second")


class Optimum(Protocol):
    """Solves a neutral model, lexicographically, with nothing fixed."""

    def __call__(self, model: NeutralModel, /) -> tuple[int, ...] | None:
        """Return the least costs, or None when nothing satisfies the model."""
        ...


@dataclass(frozen=True, slots=True)
class Landscape:
    """What audit and model say about every schedule of a tiny program."""

    program: Program
    model: NeutralModel
    lawful: tuple[tuple[tuple[int, ...], frozenset[Lit]], ...]
    unlawful: tuple[frozenset[Lit], ...]

    @property
    def best(self) -> tuple[int, ...] | None:
        """The least costs in order of tiers."""
        return min((cost for cost, _ in self.lawful), default=None)


def prove_together(
    kinds: Sequence[type[Constraint]],
    optima: Iterable[Optimum],
    *,
    seed: int = 0,
    draws: int = 20,
    most: int = 5,
) -> int:
    """Check optima of drawn programs of up to ``most`` constraints against all schedules.

    Returns the number of schedules judged.

    Raises
    ------
    DisagreementError
        If the audit and the model differ about a schedule, or a solver about the optimum.
    """
    rng, asked = Random(f"{seed} together"), tuple(optima)
    found = 0
    for _ in range(draws):
        program = draw_program(kinds, draw_world(rng), rng, most)
        land = survey(program)
        found += len(land.lawful) + len(land.unlawful)
        for optimum in asked:
            value = optimum(land.model)
            if value != land.best:
                raise DisagreementError(_tell(program, Schedule(), f"{value} is not {land.best}"))
    return found


def draw_program(
    kinds: Sequence[type[Constraint]], instance: Instance, rng: Random, most: int
) -> Program:
    """Return a program of 2 to ``most`` constraints in two tiers."""
    constraints: list[Constraint] = []
    for _ in range(rng.randint(2, most)):
        drawn = draw(rng.choice(kinds), instance, rng)
        instance = drawn.instance
        tier = {"tier": rng.choice(TIERS)} if drawn.constraint.tier else dict[str, str]()
        constraints.append(drawn.constraint.model_copy(update=tier))
    return Program(instance, tuple(constraints), TIERS)


def survey(program: Program) -> Landscape:
    """Return the verdicts on every schedule; audit and model must agree on each."""
    model = emit(program)
    lawful: list[tuple[tuple[int, ...], frozenset[Lit]]] = []
    unlawful: list[frozenset[Lit]] = []
    for schedule in every(program.instance):
        chosen = frozenset(posts_of(program.instance, model, schedule))
        if _agreed(program, model, schedule, chosen):
            lawful.append((costs(model, chosen), chosen))
        else:
            unlawful.append(chosen)
    return Landscape(program, model, tuple(lawful), tuple(unlawful))


def _agreed(
    program: Program, model: NeutralModel, schedule: Schedule, chosen: AbstractSet[Lit]
) -> bool:
    judged = audit(program, schedule)
    audited = not judged.hard, tuple(judged.values.values())
    modelled = allowed(model, chosen), costs(model, chosen)
    if audited != modelled:
        raise DisagreementError(_tell(program, schedule, f"audit {audited}, model {modelled}"))
    return audited[0]


def _tell(program: Program, schedule: Schedule, says: str) -> str:
    rules = (
        f"  {c.kind} {c.model_dump(exclude_defaults=True, exclude={'kind'})}"
        for c in program.constraints
    )
    return "\n".join((says, *rules, *describe(program.instance, schedule)))
