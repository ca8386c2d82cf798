"""Linear limits: requirements, priced cells, and slack where neither is enough."""

from dataclasses import dataclass, replace
from math import gcd

from ortools.sat.python import cp_model

from nightfloat.constraints.emitter import Row
from nightfloat.solver.cpsat.boundary import only_if
from nightfloat.solver.cpsat.literals import Linear, Literals
from nightfloat.solver.cpsat.objective import Objective
from nightfloat.solver.evaluate import row_amount
from nightfloat.solver.neutral import Limit, Price
from nightfloat.solver.steps import in_steps


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
        if _holds_anyway(sum_, row):
            return
        asked = _less(row, sum_.constant)
        low, high = asked.at_least, asked.at_most
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
        sum_ = self.literals.linear(row.terms)
        if self._price_cell(sum_, row, price):
            return
        step = gcd(*(factor for factor, _ in sum_.terms))
        steps = Linear(tuple((factor // step, var) for factor, var in sum_.terms), 0)
        for one in in_steps(_less(row, sum_.constant), step):
            self._price_steps(steps, one, price)

    def _price_steps(self, sum_: Linear, row: Row, price: Price) -> None:
        """Price a sum on the sides that the row has, which all cost something."""
        missing = 0 if row.at_least is None else max(0, row.at_least - sum_.low)
        excess = 0 if row.at_most is None else max(0, sum_.high - row.at_most)
        if not (missing or excess):
            return
        under = self.cp.new_int_var(0, missing, "")
        over = self.cp.new_int_var(0, excess, "")
        balanced = sum_.expression + under - over
        low = sum_.low - excess if row.at_least is None else row.at_least
        high = sum_.high + missing if row.at_most is None else row.at_most
        self.cp.add_linear_constraint(balanced, low, high)
        self.objective.add(price, row.under, under)
        self.objective.add(price, row.over, over)

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


def _less(row: Row, constant: int) -> Row:
    """Return what a row asks of the rest of its sum."""
    low = None if row.at_least is None else row.at_least - constant
    high = None if row.at_most is None else row.at_most - constant
    return replace(row, at_least=low, at_most=high)


def _holds_anyway(sum_: Linear, row: Row) -> bool:
    low_holds = row.at_least is None or sum_.low >= row.at_least
    high_holds = row.at_most is None or sum_.high <= row.at_most
    return low_holds and high_holds
