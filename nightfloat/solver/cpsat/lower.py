"""Two lowerings of one neutral model: to solve it, and to explain why it cannot be solved.

The solve form takes every requirement as given, never creates forbidden posts, and holds run rules
in networks. The explain form keeps everything, eligibility, leave and pins included, each
requirement under the guard of its group.
"""

from collections.abc import Callable, Hashable, Mapping
from dataclasses import dataclass

from ortools.sat.python import cp_model

from nightfloat.constraints.emitter import Lit
from nightfloat.solver.cpsat.limits import LimitLowering
from nightfloat.solver.cpsat.literals import Literals
from nightfloat.solver.cpsat.objective import Objective
from nightfloat.solver.cpsat.rest import RestLowering
from nightfloat.solver.cpsat.runs import RunLowering
from nightfloat.solver.decided import decided
from nightfloat.solver.neutral import Item, Limit, NeutralModel, RestPeriods, RunLimit


@dataclass(frozen=True)
class Lowered:
    """A CP-SAT model with what is needed to read a schedule and costs out of it."""

    neutral: NeutralModel
    cp: cp_model.CpModel
    literals: Literals
    objective: Objective

    def chosen(self, value: Callable[[cp_model.IntVar], int]) -> frozenset[Lit]:
        """Return the posts taken, given the value of each variable."""
        fixed = {lit for lit, on in self.literals.fixed.items() if on}
        return frozenset(fixed | {lit for lit, var in self.literals.posts.items() if value(var)})


@dataclass(frozen=True)
class Explained:
    """A model without objective whose guards, taken together, ask for every requirement."""

    lowered: Lowered
    guards: Mapping[Hashable, cp_model.IntVar]


def unhurried() -> None:
    """Let a model be written to its end."""


def lower(
    neutral: NeutralModel,
    frozen: Mapping[Lit, bool] | None = None,
    heed: Callable[[], None] = unhurried,
) -> Lowered:
    """Return the solve form; ``frozen`` posts become constants.

    ``heed`` is called before each item and each network; what it raises ends the writing.
    """
    fixed = decided(neutral) | dict(frozen or {})
    lowered = _empty(neutral, fixed)
    limits, runs, rest = _writers(lowered)
    for item in neutral.items:
        heed()
        match item:
            case Limit():
                limits.write(item)
            case RestPeriods():
                rest.write(item)
            case RunLimit():
                pass
    runs.networks((item for item in neutral.items if isinstance(item, RunLimit)), heed)
    for lit in range(neutral.posts):
        if lit not in fixed:
            lowered.literals.variable(lit)
    return lowered


def explain(
    neutral: NeutralModel,
    group: Callable[[Item], Hashable | None],
    heed: Callable[[], None] = unhurried,
) -> Explained:
    """Return the explain form; ``group`` names the guard of a requirement, None leaves it out.

    ``heed`` is called before each item; what it raises ends the writing.
    """
    lowered = _empty(neutral, {}, given=False)
    limits, runs, rest = _writers(lowered)
    guards: dict[Hashable, cp_model.IntVar] = {}
    for item in neutral.items:
        heed()
        key = group(item) if item.price is None else None
        if key is None:
            continue
        guard = guards.setdefault(key, lowered.cp.new_bool_var(""))
        match item:
            case Limit():
                limits.write(item, guard)
            case RestPeriods():
                rest.write(item, guard)
            case RunLimit():
                runs.clauses(item, guard)
    for lit in range(neutral.posts):
        lowered.literals.variable(lit)
    return Explained(lowered, guards)


def _empty(neutral: NeutralModel, fixed: Mapping[Lit, bool], *, given: bool = True) -> Lowered:
    cp = cp_model.CpModel()
    literals = Literals(neutral, cp, fixed, given)
    return Lowered(neutral, cp, literals, Objective(len(neutral.tiers)))


def _writers(lowered: Lowered) -> tuple[LimitLowering, RunLowering, RestLowering]:
    parts = (lowered.cp, lowered.literals, lowered.objective)
    return LimitLowering(*parts), RunLowering(*parts), RestLowering(*parts)
