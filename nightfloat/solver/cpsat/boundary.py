"""The calls into OR-Tools whose stubs are partly untyped, each given a full type here."""

# pyright: reportUnknownMemberType=false, reportUnknownVariableType=false
# pyright: reportUnknownArgumentType=false, reportAttributeAccessIssue=false

from collections.abc import Sequence

from ortools.sat.python import cp_model

from nightfloat.domain.result import Limits


def weighted_sum(terms: Sequence[tuple[int, cp_model.IntVar]]) -> cp_model.LinearExpr:
    """Return the sum of factor times variable."""
    return cp_model.LinearExpr.weighted_sum([var for _, var in terms], [f for f, _ in terms])


def only_if(constraint: cp_model.Constraint, guard: cp_model.IntVar) -> None:
    """Enforce ``constraint`` when ``guard`` holds."""
    constraint.only_enforce_if(guard)


def total(parts: Sequence[cp_model.LinearExpr]) -> cp_model.LinearExpr:
    """Return the sum of expressions."""
    return cp_model.LinearExpr.sum(list(parts))


def new_solver(limits: Limits, seconds: float) -> cp_model.CpSolver:
    """Return a solver with explicit limits; a reproducible one knows no wall clock."""
    solver = cp_model.CpSolver()
    parameters = solver.parameters
    if limits.reproducible:
        parameters.max_deterministic_time = seconds
        parameters.interleave_search = True
    else:
        parameters.max_time_in_seconds = seconds
    parameters.num_workers = limits.workers
    parameters.random_seed = limits.seed
    return solver


def shut(model: cp_model.CpModel, var: cp_model.IntVar, *, barred: bool) -> None:
    """Let a literal hold or not, or never if ``barred``."""
    model.proto.variables[var.index].domain[1] = 0 if barred else 1


def reach(model: cp_model.CpModel) -> int:
    """Return a number that the objective never passes, below zero or above."""
    objective, variables = model.proto.objective, model.proto.variables
    pairs = zip(objective.vars, objective.coeffs, strict=True)
    sizes = (abs(factor) * max(map(abs, variables[var].domain)) for var, factor in pairs)
    return round(abs(objective.offset)) + sum(sizes)
