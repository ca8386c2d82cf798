"""A CP-SAT model read off as arrays: clauses and choices become rows, nothing is relaxed."""

# pyright: reportUnknownMemberType=false, reportUnknownVariableType=false
# pyright: reportUnknownArgumentType=false, reportAttributeAccessIssue=false

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

import numpy as np
from ortools.sat.python import cp_model
from ortools.sat.python.cp_model_helper import ConstraintProto, LinearConstraintProto

from nightfloat.solver.arrays import Floats, Ints
from nightfloat.solver.cpsat.lower import Lowered
from nightfloat.solver.milp.programme import Cost, Programme

# a CP-SAT bound at or beyond this is no bound
ENDLESS = 1 << 62


class NotLinearError(Exception):
    """A constraint is no row; the message says which kind."""


@dataclass
class Reading:
    """Rows that grow while constraints are read."""

    starts: list[int] = field(default_factory=lambda: [0])
    columns: list[int] = field(default_factory=list[int])
    factors: list[int] = field(default_factory=list[int])
    least: list[float] = field(default_factory=list[float])
    most: list[float] = field(default_factory=list[float])

    def constraint(self, one: ConstraintProto) -> None:
        """Read one constraint.

        A field is only touched when it is there: looking at one that is not makes it be.

        Raises
        ------
        NotLinearError
            If it holds only sometimes, or is of a kind that is no row.
        """
        if len(one.enforcement_literal):
            message = "a constraint that holds only if something else does"
            raise NotLinearError(message)
        if one.has_linear():
            self._linear(one.linear)
        elif one.has_bool_or():
            self._literals(one.bool_or.literals, 1, np.inf)
        elif one.has_at_most_one():
            self._literals(one.at_most_one.literals, -np.inf, 1)
        elif one.has_exactly_one():
            self._literals(one.exactly_one.literals, 1, 1)
        else:
            message = "a constraint that is neither a sum nor a choice"
            raise NotLinearError(message)

    def _linear(self, linear: LinearConstraintProto) -> None:
        domain = list(linear.domain)
        if len(domain) != 2:
            message = "a sum whose range has holes"
            raise NotLinearError(message)
        low, high = (_bound(value) for value in domain)
        self._row(linear.vars, linear.coeffs, low, high)

    def _literals(self, literals: Iterable[int], least: float, most: float) -> None:
        """Write a sum of literals; a negated one is 1 less its variable."""
        said = list(literals)
        negated = sum(lit < 0 for lit in said)
        columns = [-lit - 1 if lit < 0 else lit for lit in said]
        factors = [-1 if lit < 0 else 1 for lit in said]
        self._row(columns, factors, least - negated, most - negated)

    def _row(
        self, columns: Iterable[int], factors: Iterable[int], least: float, most: float
    ) -> None:
        # a solver of matrices takes each column once in a row
        entries: dict[int, int] = {}
        for column, factor in zip(columns, factors, strict=True):
            entries[column] = entries.get(column, 0) + factor
        self.columns += entries
        self.factors += entries.values()
        self.starts.append(len(self.columns))
        self.least.append(least)
        self.most.append(most)


def read(lowered: Lowered) -> Programme:
    """Return the programme that allows and charges exactly what ``lowered`` does.

    Raises
    ------
    NotLinearError
        If a constraint is no row.
    """
    rows = Reading()
    for one in lowered.cp.proto.constraints:
        rows.constraint(one)
    low, high = _domains(lowered.cp)
    posts = lowered.literals.posts
    return Programme(
        low=low,
        high=high,
        least=np.array(rows.least, np.float64),
        most=np.array(rows.most, np.float64),
        starts=np.array(rows.starts, np.int64),
        columns=np.array(rows.columns, np.int64),
        factors=np.array(rows.factors, np.float64),
        posts=np.array(list(posts), np.int64),
        places=np.array([var.index for var in posts.values()], np.int64),
        taken=frozenset(lit for lit, on in lowered.literals.fixed.items() if on),
        costs=tuple(_cost(lowered, tier) for tier in range(len(lowered.neutral.tiers))),
    )


def _bound(value: int) -> float:
    return float(value) if abs(value) < ENDLESS else np.copysign(np.inf, value)


def _domains(cp: cp_model.CpModel) -> tuple[Floats, Floats]:
    domains: list[Sequence[int]] = [list(variable.domain) for variable in cp.proto.variables]
    if any(len(domain) != 2 for domain in domains):
        message = "a number whose range has holes"
        raise NotLinearError(message)
    low, high = (np.array([domain[side] for domain in domains], np.float64) for side in (0, 1))
    return low, high


def _cost(lowered: Lowered, tier: int) -> Cost:
    lowered.cp.minimize(lowered.objective.expression(tier))
    said = lowered.cp.proto.objective
    entries: dict[int, int] = {}
    for column, factor in zip(said.vars, said.coeffs, strict=True):
        entries[column] = entries.get(column, 0) + factor
    columns: Ints = np.array([c for c, factor in entries.items() if factor], np.int64)
    factors: Ints = np.array([factor for factor in entries.values() if factor], np.int64)
    return Cost(columns, factors, round(said.offset))
