"""Linear limits: requirements, priced cells, and slack where neither is enough."""

from dataclasses import dataclass
from math import gcd

from ortools.sat.python import cp_model

from nightfloat.constraints.emitter import Row
from nightfloat.solver.cpsat.boundary import only_if, weighted_sum
from nightfloat.solver.cpsat.literals import Linear, Literals
from nightfloat.solver.cpsat.objective import Objective
from nightfloat.solver.evaluate import row_amount
from nightfloat.solver.neutral import Limit, Price


@dataclass(frozen=True, slots=True)
class _Missed:
    """The steps that a sum should have, and those by which it is short."""

    steps: int
    slack: cp_model.LinearExpr


@dataclass(frozen=True)
class LimitLowering:
    """Writes limits into one CP-SAT model, requirements under a guard if there is one."""

    cp: cp_model.CpModel
    literals: Literals
    objective: Objective

    def write(self, item: Limit, guard: cp_model.IntVar | None = None) -> None:
        """Write a requirement or a priced limit."""
        if item.price is None:
            for row in item.rows:
                self._require(row, guard)
        elif len(item.rows) == 1:
            self._price_row(item.rows[0], item.price)
        else:
            self._price_worst(item, item.price)

    def _require(self, row: Row, guard: cp_model.IntVar | None) -> None:
        sum_ = self.literals.linear(row.terms)
        low = None if row.at_least is None else row.at_least - sum_.constant
        high = None if row.at_most is None else row.at_most - sum_.constant
        if _holds_anyway(sum_, row):
            return
        unit = bool(sum_.terms) and all(factor == 1 for factor, _ in sum_.terms)
        variables = [var for _, var in sum_.terms]
        if unit and high == 1 and low in (None, 0) and guard is None:
            self.cp.add_at_most_one(variables)
            return
        least = sum_.low - sum_.constant if low is None else low
        most = sum_.high - sum_.constant if high is None else high
        if least > most:
            self._refuse(guard)
            return
        added = self.cp.add_linear_constraint(sum_.expression, least, most)
        if guard is not None:
            only_if(added, guard)

    def _refuse(self, guard: cp_model.IntVar | None) -> None:
        """Write that the requirement cannot hold."""
        self.cp.add_bool_or([] if guard is None else [guard.negated()])

    def _price_row(self, row: Row, price: Price) -> None:
        """Charge for what a sum misses, counted in steps of what all its factors are multiples of.

        So every whole number of steps costs what it should, and what lies between two of them no
        less: a relaxation that counts units is free to end where no sum does.
        """
        sum_ = self.literals.linear(row.terms)
        if self._price_cell(sum_, row, price):
            return
        step, base = gcd(*(factor for factor, _ in sum_.terms)), sum_.constant
        count = weighted_sum([(factor // step, var) for factor, var in sum_.terms])
        low = None if row.at_least is None else row.at_least - base
        high = None if row.at_most is None else base - row.at_most
        under = self._missed(low, sum_.low - base, step, row.under, price)
        over = self._missed(high, base - sum_.high, step, row.over, price)
        if under and over and under.steps <= -over.steps:
            balanced = count + under.slack - over.slack
            self.cp.add_linear_constraint(balanced, under.steps, -over.steps)
            return
        if under:
            self.cp.add(count + under.slack >= under.steps)
        if over:
            self.cp.add(over.slack - count >= over.steps)

    def _missed(
        self, asked: int | None, least: int, step: int, weight: int, price: Price
    ) -> _Missed | None:
        """Return how a sum of at least ``least`` may miss what is ``asked``, None if it never does.

        The first step that is missing costs what it is short of, each other one a whole step.
        """
        if asked is None or not weight or asked <= least:
            return None
        steps = -(-asked // step)
        first, most = asked - step * (steps - 1), steps - least // step
        partly = first < step
        rest = self.cp.new_int_var(0, most - partly, "")
        self.objective.add(price, weight * step, rest)
        if not partly:
            return _Missed(steps, rest)
        near = self.cp.new_bool_var("")
        self.objective.add(price, weight * first, near)
        return _Missed(steps, near + rest)

    def _price_cell(self, sum_: Linear, row: Row, price: Price) -> bool:
        """Price a single literal (or a sum of exclusive ones) or nothing at all directly."""
        one = all(f == 1 for f, _ in sum_.terms) and sum_.constant == 0
        if not sum_.terms:
            self.objective.constant(price, row_amount(row, sum_.constant))
        elif one and (len(sum_.terms) == 1 or self._only_one(row)):
            off, on = row_amount(row, 0), row_amount(row, 1)
            self.objective.constant(price, off)
            for _, var in sum_.terms:
                self.objective.add(price, on - off, var)
        else:
            return False
        return True

    def _only_one(self, row: Row) -> bool:
        parts = [part for _, lit in row.terms for part in self.literals.neutral.parts(lit)]
        return self.literals.exclusive([part for part in parts if part not in self.literals.fixed])

    def _price_worst(self, item: Limit, price: Price) -> None:
        sums = [self.literals.linear(row.terms) for row in item.rows]
        worst = max(
            max(row_amount(row, s.low), row_amount(row, s.high))
            for row, s in zip(item.rows, sums, strict=True)
        )
        amount = self.cp.new_int_var(0, worst, "")
        for row, sum_ in zip(item.rows, sums, strict=True):
            if row.at_least is not None:
                short = row.at_least - sum_.constant
                self.cp.add(amount >= row.under * short - row.under * sum_.expression)
            if row.at_most is not None:
                most = row.at_most - sum_.constant
                self.cp.add(amount >= row.over * sum_.expression - row.over * most)
        self.objective.add(price, 1, amount)


def _holds_anyway(sum_: Linear, row: Row) -> bool:
    low_holds = row.at_least is None or sum_.low >= row.at_least
    high_holds = row.at_most is None or sum_.high <= row.at_most
    return low_holds and high_holds
