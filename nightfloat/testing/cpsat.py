"""The CP-SAT lowerings, each asked for the least cost when exactly some posts are taken."""

from collections.abc import Callable, Hashable, Mapping
from collections.abc import Set as AbstractSet

from ortools.sat.python import cp_model

from nightfloat.constraints.emitter import Lit
from nightfloat.domain.result import Limits
from nightfloat.solver.cpsat.boundary import new_solver
from nightfloat.solver.cpsat.lower import Lowered, explain, lower
from nightfloat.solver.evaluate import costs
from nightfloat.solver.neutral import Item, NeutralModel

LIMITS = Limits(seconds=20, memory_mb=1000, workers=1, seed=0)


def solved(model: NeutralModel, chosen: AbstractSet[Lit]) -> tuple[int, ...] | None:
    """Fix every post by a constraint: forbidden posts have no variable, networks do the rest."""
    return _least(lower(model), chosen)


def half_frozen(model: NeutralModel, chosen: AbstractSet[Lit]) -> tuple[int, ...] | None:
    """Freeze every other post by mask, as neighbourhoods do, and fix the rest by constraint."""
    frozen = {lit: lit in chosen for lit in range(0, model.posts, 2)}
    return _least(lower(model, frozen), chosen)


def all_frozen(model: NeutralModel, chosen: AbstractSet[Lit]) -> tuple[int, ...] | None:
    """Freeze every post: nothing but constants is left."""
    return _least(lower(model, {lit: lit in chosen for lit in range(model.posts)}), chosen)


def explained(model: NeutralModel, chosen: AbstractSet[Lit]) -> tuple[int, ...] | None:
    """Assume every guard of the explain form, which knows requirements only, not costs."""
    form = explain(model, _own_group)
    for guard in form.guards.values():
        form.lowered.cp.add(guard == 1)
    feasible = _fix(form.lowered, chosen) and _minimum(form.lowered.cp) is not None
    return costs(model, chosen) if feasible else None


def optimum(model: NeutralModel) -> tuple[int, ...] | None:
    """Fix nothing and solve the tiers one after the other."""
    return _tiers(lower(model))


def possible(model: NeutralModel) -> tuple[int, ...] | None:
    """Ask the explain form for any schedule, and the solve form for what the best costs."""
    form = explain(model, _own_group)
    for guard in form.guards.values():
        form.lowered.cp.add(guard == 1)
    return None if _minimum(form.lowered.cp) is None else optimum(model)


type Solves = Callable[[NeutralModel, AbstractSet[Lit]], tuple[int, ...] | None]

LOWERINGS: tuple[Solves, ...] = (solved, half_frozen, all_frozen, explained)


def _own_group(item: Item) -> Hashable:
    return item.tag


def _least(lowered: Lowered, chosen: AbstractSet[Lit]) -> tuple[int, ...] | None:
    return _tiers(lowered) if _fix(lowered, chosen) else None


def _tiers(lowered: Lowered) -> tuple[int, ...] | None:
    """Return the least cost of each tier, each minimized under those before it."""
    found: list[int] = []
    for tier in range(len(lowered.neutral.tiers)):
        cost = lowered.objective.expression(tier)
        lowered.cp.minimize(cost)
        value = _minimum(lowered.cp)
        if value is None:
            return None
        lowered.cp.add(cost <= value)
        found.append(value)
    return tuple(found) if found or _minimum(lowered.cp) is not None else None


def _fix(lowered: Lowered, chosen: AbstractSet[Lit]) -> bool:
    """Fix all posts; False when one was decided the other way."""
    decided: Mapping[Lit, bool] = lowered.literals.fixed
    if any(on != (lit in chosen) for lit, on in decided.items()):
        return False
    for lit, var in lowered.literals.posts.items():
        lowered.cp.add(var == (1 if lit in chosen else 0))
    return True


def _minimum(cp: cp_model.CpModel) -> int | None:
    """Return the least objective value, None when infeasible."""
    solver = new_solver(LIMITS, LIMITS.seconds)
    match solver.solve(cp):
        case cp_model.OPTIMAL:
            return round(solver.objective_value)
        case cp_model.INFEASIBLE:
            return None
        case status:
            message = f"CP-SAT ended a tiny model with {status}: {cp.validate()}"
            raise RuntimeError(message)
