"""The calls into OR-Tools whose stubs are partly untyped, each given a full type here."""

# pyright: reportUnknownMemberType=false, reportUnknownVariableType=false
# pyright: reportUnknownArgumentType=false, reportAttributeAccessIssue=false

from collections.abc import Mapping, Sequence

from ortools.sat.python import cp_model

from nightfloat.domain.result import SEEDS, Limits


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
    parameters.random_seed = limits.seed % SEEDS
    return solver


def suggest(model: cp_model.CpModel, values: Mapping[int, int]) -> None:
    """Let a solver begin with these values of variables, given by index."""
    model.clear_hints()
    hint = model.proto.solution_hint
    hint.vars.extend(list(values))
    hint.values.extend(list(values.values()))


def finisher(limits: Limits, seconds: float) -> cp_model.CpSolver:
    """Return a solver that takes what is suggested as given and finds all the other values."""
    solver = new_solver(limits, seconds)
    solver.parameters.num_workers = 1
    solver.parameters.fix_variables_to_their_hinted_value = True
    return solver


def found(solver: cp_model.CpSolver) -> dict[int, int]:
    """Return the value of each variable, by index, in what a solver has found."""
    return dict(enumerate(map(int, solver.response_proto.solution)))


def took(solver: cp_model.CpSolver, limits: Limits) -> float:
    """Return the seconds that a run took of those that it was limited to."""
    if limits.reproducible:
        return solver.response_proto.deterministic_time
    return solver.wall_time


def shut(model: cp_model.CpModel, var: cp_model.IntVar, *, barred: bool) -> None:
    """Let a literal hold or not, or never if ``barred``."""
    model.proto.variables[var.index].domain[1] = 0 if barred else 1


def reach(model: cp_model.CpModel) -> int:
    """Return a number that the objective never passes, below zero or above."""
    objective, variables = model.proto.objective, model.proto.variables
    pairs = zip(objective.vars, objective.coeffs, strict=True)
    sizes = (abs(factor) * max(map(abs, variables[var].domain)) for var, factor in pairs)
    return round(abs(objective.offset)) + sum(sizes)
