"""Tests that rows say what constraints say, and that what is no row is refused."""

from collections.abc import Callable

import numpy as np
import pytest
from ortools.sat.python import cp_model

from nightfloat.solver.cpsat.boundary import only_if
from nightfloat.solver.cpsat.literals import Literals
from nightfloat.solver.cpsat.lower import Lowered
from nightfloat.solver.cpsat.objective import Objective
from nightfloat.solver.milp.programme import Cost, Programme
from nightfloat.solver.milp.reading import NotLinearError, read
from nightfloat.solver.neutral import NeutralModel, Price

MODEL = NeutralModel(("A",), (("D", 0), ("D", 1), ("D", 2)), 3, (), ("first", "second"), ())


def lowered() -> Lowered:
    """Return the variables of three posts, of which the last is taken beforehand."""
    cp = cp_model.CpModel()
    literals = Literals(MODEL, cp, {2: True})
    for post in (0, 1):
        literals.variable(post)
    return Lowered(MODEL, cp, literals, Objective(2))


def rows(programme: Programme) -> list[tuple[float, dict[int, float], float]]:
    """Return each row as least, factors by column, most."""
    return [
        (
            float(programme.least[n]),
            dict(
                zip(
                    programme.columns[start:end].tolist(),
                    programme.factors[start:end].tolist(),
                    strict=True,
                )
            ),
            float(programme.most[n]),
        )
        for n, (start, end) in enumerate(
            zip(programme.starts[:-1], programme.starts[1:], strict=True)
        )
    ]


def test_sums_and_choices_are_rows() -> None:
    """Tests a sum, a clause (a or not b is a - b >= 0), and both kinds of choice."""
    made = lowered()
    a, b = made.literals.posts.values()
    made.cp.add(2 * a + 3 * b <= 4)
    made.cp.add_bool_or([a, b.negated()])
    made.cp.add_at_most_one([a, b])
    made.cp.add_exactly_one([a.negated(), b])
    assert rows(read(made)) == [
        (-np.inf, {0: 2, 1: 3}, 4),
        (0, {0: 1, 1: -1}, np.inf),
        (-np.inf, {0: 1, 1: 1}, 1),
        (0, {0: -1, 1: 1}, 0),
    ]


def test_an_empty_clause_cannot_hold() -> None:
    """Tests that a clause of nothing is a row of nothing that has to be 1."""
    made = lowered()
    made.cp.add_bool_or([])
    assert rows(read(made)) == [(1, {}, np.inf)]


def test_columns_costs_and_posts() -> None:
    """Tests ranges, costs of each tier with what is paid anyway, and posts back from values."""
    made = lowered()
    a, b = made.literals.posts.values()
    slack = made.cp.new_int_var(0, 7, "")
    made.objective.add(Price(0, 4), 1, a)
    made.objective.add(Price(0, 6), 1, slack)
    made.objective.add(Price(0, 2), 1, a)
    made.objective.constant(Price(0, 1), 5)
    programme = read(made)
    del b
    assert (programme.low.tolist(), programme.high.tolist()) == ([0, 0, 0], [1, 1, 7])
    first, second = programme.costs
    # the two prices of a are one
    assert (first.columns.tolist(), first.factors.tolist(), first.offset) == ([0, 2], [6, 6], 5)
    assert (first.constant, first.unit, first.dense(3).tolist()) == (False, 6, [6, 0, 6])
    assert (second.constant, second.unit, second.offset) == (True, 1, 0)
    assert programme.chosen(np.array([0.0, 1.0, 3.0])) == {1, 2}
    assert programme.chosen(np.array([0.9999999, 1e-9, 0.0])) == {0, 2}


@pytest.mark.parametrize(
    ("bound", "whole"), [(5.0, 5), (5.0005, 5), (5.1, 11), (11.0, 11), (10.9999, 11), (-9.0, 0)]
)
def test_a_bound_is_whole_units_beyond_the_offset(bound: float, whole: int) -> None:
    """Tests costs of 5, 11, 17 and so on: float noise raises nothing, anything more does."""
    cost = Cost(np.array([0]), np.array([6]), 5)
    assert cost.whole(bound) == whole


def _guarded(cp: cp_model.CpModel, a: cp_model.IntVar, b: cp_model.IntVar) -> None:
    only_if(cp.add(a + b >= 1), b)


def _holed(cp: cp_model.CpModel, a: cp_model.IntVar, b: cp_model.IntVar) -> None:
    cp.add_linear_expression_in_domain(a + b, cp_model.Domain.from_values([0, 2]))


def _product(cp: cp_model.CpModel, a: cp_model.IntVar, b: cp_model.IntVar) -> None:
    cp.add_multiplication_equality(a, [a, b])


def _number(cp: cp_model.CpModel, a: cp_model.IntVar, b: cp_model.IntVar) -> None:
    del a, b
    cp.new_int_var_from_domain(cp_model.Domain.from_values([0, 2]), "")


@pytest.mark.parametrize(
    ("write", "reason"),
    [
        (_guarded, "a constraint that holds only if something else does"),
        (_holed, "a sum whose range has holes"),
        (_product, "a constraint that is neither a sum nor a choice"),
        (_number, "a number whose range has holes"),
    ],
)
def test_what_is_no_row_is_refused(
    write: Callable[[cp_model.CpModel, cp_model.IntVar, cp_model.IntVar], None], reason: str
) -> None:
    """Tests that nothing is left out in silence."""
    made = lowered()
    write(made.cp, *made.literals.posts.values())
    with pytest.raises(NotLinearError, match=reason):
        read(made)
