"""The relaxation of a model: what is chosen may be chosen in part."""

# pyright: reportUnknownMemberType=false, reportUnknownVariableType=false
# pyright: reportUnknownArgumentType=false

from ortools.linear_solver.python import model_builder

from nightfloat.solver.cpsat.lower import lower
from nightfloat.solver.milp.reading import read
from nightfloat.solver.neutral import NeutralModel


def relaxed(model: NeutralModel) -> float:
    """Return the least cost when posts and all else may be taken in part."""
    said = read(lower(model))
    linear, (cost,) = model_builder.Model(), said.costs
    taken = [linear.new_num_var(*ends, "") for ends in zip(said.low, said.high, strict=True)]
    for row, ends in enumerate(zip(said.least, said.most, strict=True)):
        inside = range(said.starts[row], said.starts[row + 1])
        terms = [said.factors[n] * taken[said.columns[n]] for n in inside]
        linear.add_linear_constraint(model_builder.LinearExpr.sum(terms), *ends)
    terms = [factor * taken[n] for factor, n in zip(cost.factors, cost.columns, strict=True)]
    linear.minimize(model_builder.LinearExpr.sum(terms) + cost.offset)
    solver = model_builder.Solver("glop")
    solver.solve(linear)
    return solver.objective_value
