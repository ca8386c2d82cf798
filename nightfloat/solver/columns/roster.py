"""A roster is one column per person, with what it costs and how full it leaves every row."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from nightfloat.solver.arrays import Floats, Ints
from nightfloat.solver.pricing.columns import Worth
from nightfloat.solver.pricing.problem import Problem
from nightfloat.solver.pricing.rows import Slack

# seconds that it takes to make a column
MADE = 4e-5


@dataclass(frozen=True)
class Column:
    """One person's row: members by day, its own cost, its entries in the master's rows.

    ``rows`` are in order, each once.
    """

    person: int
    members: Ints
    cost: float
    rows: Ints
    factors: Floats

    @property
    def key(self) -> tuple[int, bytes]:
        """Equal for equal columns."""
        return self.person, self.members.tobytes()


def column(worth: Worth, person: int, members: Ints) -> Column:
    """Return the column of a row of members."""
    rows, factors = worth.entries(person, members)
    return Column(person, members.copy(), worth.cost(person, members), rows, factors)


@dataclass(frozen=True)
class Roster:
    """One column for everybody."""

    columns: tuple[Column, ...]

    @cached_property
    def own(self) -> float:
        """What the columns cost by themselves."""
        return sum(c.cost for c in self.columns)

    def filled(self, problem: Problem) -> Floats:
        """Return the sum of each row."""
        return total(problem, self.columns)

    def with_(self, changed: Iterable[Column]) -> "Roster":
        """Return the roster with some people's columns replaced."""
        new = {c.person: c for c in changed}
        return Roster(tuple(new.get(c.person, c) for c in self.columns))


def in_order(columns: Iterable[Column]) -> Roster:
    """Return the roster of everybody's columns, given in any order."""
    return Roster(tuple(sorted(columns, key=lambda one: one.person)))


def total(problem: Problem, columns: Sequence[Column]) -> Floats:
    """Return what columns add to each row."""
    found = np.zeros(problem.rows.count)
    for one in columns:
        found[one.rows] += one.factors
    return found


@dataclass(frozen=True)
class Ledger:
    """Prices how full rows are; the cost of a roster is exact when no requirement is missed."""

    problem: Problem

    @cached_property
    def _sides(self) -> tuple[Floats, Floats]:
        """Cost per unit below and above, for rows with slacks of their own."""
        under, over = np.zeros(self.problem.rows.count), np.zeros(self.problem.rows.count)
        for slack in self.problem.rows.slacks:
            if len(slack.rows) == 1:
                row, factor = slack.rows[0]
                (under if factor > 0 else over)[row] = slack.cost
        return under, over

    @cached_property
    def shared(self) -> tuple[Slack, ...]:
        """The slacks that let several rows be missed by the amount of the worst."""
        return tuple(slack for slack in self.problem.rows.slacks if len(slack.rows) > 1)

    @cached_property
    def links(self) -> tuple[Ints, Ints]:
        """The place of a shared slack and a row that it lets be missed, pair by pair."""
        pairs = [(place, row) for place, slack in enumerate(self.shared) for row, _ in slack.rows]
        slacks, rows = np.array(pairs, np.int64).reshape(-1, 2).T
        return slacks, rows

    @cached_property
    def reach(self) -> Floats:
        """What no sum of a row is beyond, nor what is left of its range."""
        rows = self.problem.rows
        found = np.zeros(rows.count)
        # whole numbers where there is nothing to count
        found += np.bincount(rows.cell_row, np.abs(rows.cell_factor), rows.count)
        found += np.bincount(rows.event_row, np.abs(rows.event_factor), rows.count)
        for side in (rows.low, rows.high):
            found += np.where(np.isfinite(side), np.abs(side), 0.0)
        return found

    @cached_property
    def dearest(self) -> tuple[Floats, Floats]:
        """The most that a unit below and above can cost, shared slacks included: dual bounds."""
        under, over = (side.copy() for side in self._sides)
        for slack in self.shared:
            for row, factor in slack.rows:
                (under if factor > 0 else over)[row] = slack.cost / abs(factor)
        return under, over

    def cost(self, filled: Floats) -> float:
        """Return what rows filled so far cost."""
        return self.missed(self.problem.rows.low - filled, filled - self.problem.rows.high)

    def missed(self, short: Floats, long: Floats) -> float:
        """Return what it costs that rows are short of, or beyond, their ranges (if positive)."""
        short, long = np.maximum(0, short), np.maximum(0, long)
        under, over = self._sides
        found = float((under * short).sum() + (over * long).sum())
        for slack in self.shared:
            found += slack.cost * max(
                float(short[r] if f > 0 else long[r]) / abs(f) for r, f in slack.rows
            )
        return found

    def of(self, roster: Roster) -> float:
        """Return the cost of a roster."""
        return roster.own + self.cost(roster.filled(self.problem))

    def broken(self, filled: Floats) -> Ints:
        """Return the requirements that are missed."""
        rows = self.problem.rows
        missed = (filled < rows.low - 1e-9) | (filled > rows.high + 1e-9)
        return np.flatnonzero(missed & rows.hard)

    def lawful(self, filled: Floats) -> bool:
        """Whether no requirement is missed."""
        return not self.broken(filled).size

    def few(self, broken: Ints) -> bool:
        """Whether no more requirements are missed than there are people: each is soon mended."""
        return broken.size <= len(self.problem.people)

    def marginal(self, filled: Floats) -> Floats:
        """Return what one unit more in each row saves (positive) or costs (negative)."""
        rows = self.problem.rows
        under, over = self.dearest
        return np.where(filled < rows.low, under, 0.0) - np.where(filled >= rows.high, over, 0.0)
