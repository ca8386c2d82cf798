"""Best response: one person at a time takes the cheapest row beside everybody else's."""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from nightfloat.solver.arrays import Floats, Ints
from nightfloat.solver.columns.push import FIRST, Push
from nightfloat.solver.columns.roster import Column, Ledger, Roster, column, total
from nightfloat.solver.pricing.boxes import INF
from nightfloat.solver.pricing.chains import BARRED
from nightfloat.solver.pricing.columns import Worth
from nightfloat.solver.pricing.pricer import Batch, Pricer
from nightfloat.solver.pricing.problem import Problem

PASSES = 5
# how near a row comes to the least that the charges allow, as a share
NEAR = 0.01


@dataclass
class Response:
    """Best responses of people to the rows left by the others.

    What a person adds beyond one unit per row is priced at the first unit's price, so a response
    is kept only when the roster really costs less.
    """

    problem: Problem
    ledger: Ledger
    pricer: Pricer
    worth: Worth

    def start(self, rng: np.random.Generator, deadline: float) -> Roster | None:
        """Return a first roster: everybody in turn, fullest rows last; None without time or row."""
        filled = np.zeros(self.problem.rows.count)
        found: dict[int, Column] = {}
        for person in rng.permutation(len(self.problem.people)):
            best = self._best(int(person), self._eager(filled), filled)
            if best is None or self.pricer.timer.now > deadline:
                return None
            found[int(person)] = best
            filled[best.rows] += best.factors
        return Roster(tuple(found[p] for p in range(len(self.problem.people))))

    def improve(self, roster: Roster, rng: np.random.Generator, deadline: float) -> Roster:
        """Return a roster no worse, in which nobody found a better row in the last pass."""
        for better in self.passes(roster, rng, deadline):
            roster = better
        return roster

    def passes(self, roster: Roster, rng: np.random.Generator, deadline: float) -> Iterator[Roster]:
        """Yield what each pass over everybody has made of a roster, until one brings nothing."""
        filled, columns = roster.filled(self.problem), list(roster.columns)
        for _ in range(PASSES):
            better = False
            for person in map(int, rng.permutation(len(columns))):
                if self.pricer.timer.now > deadline:
                    break
                better |= self._reply(person, columns, filled)
            if not better:
                return
            yield Roster(tuple(columns))

    def _reply(self, person: int, columns: list[Column], filled: Floats) -> bool:
        """Let one person choose again; whether that made the roster cheaper."""
        old = columns[person]
        before = old.cost + self.ledger.cost(filled)
        filled[old.rows] -= old.factors
        new = self._best(person, self.ledger.marginal(filled), filled)
        chosen = old
        if new is not None:
            trial = filled.copy()
            trial[new.rows] += new.factors
            if new.cost + self.ledger.cost(trial) < before - 1e-6:
                chosen = new
        columns[person] = chosen
        filled[chosen.rows] += chosen.factors
        return chosen is not old

    def _eager(self, filled: Floats) -> Floats:
        """Return what a unit is worth when nobody knows yet who will fill what is left."""
        rows = self.problem.rows
        under, over = self.ledger.dearest
        wanted = np.where(np.isfinite(rows.low), np.maximum(1.0, rows.low), 1.0)
        left = np.clip((rows.low - filled) / wanted, 0.0, 1.0)
        price = np.minimum(under, 0.05 * under + 0.2 * under * left)
        return np.where(filled < rows.low, price, 0.0) - np.where(filled >= rows.high, over, 0.0)

    def _best(self, person: int, prices: Floats, filled: Floats) -> Column | None:
        """Return the cheapest row found at ``prices`` that keeps the person's own requirements.

        Those that the programme does not count are charged for; when they never hold, the last row
        found is returned.
        """
        rows = self.problem.rows
        own = np.flatnonzero(rows.owner == person)
        prices = prices.copy()
        prices[own] = np.maximum(0.0, prices[own])
        step = max(self.problem.unit, FIRST * float(prices.max(initial=0.0)))
        push = Push(rows.high[own] - filled[own], step)
        best, last, least, bound = None, None, np.inf, -np.inf
        batch = self.pricer.batch([person])
        while not push.tired:
            tried = self._row(batch, prices, own, push.at)
            if tried is None:
                break
            last, reduced = tried
            sums = total(self.problem, [last])
            passed, bound = push.passed(sums[own]), max(bound, push.bound(reduced))
            value = last.cost - float(prices @ sums)
            if not passed.any() and value < least:
                best, least = last, value
            if least <= bound + NEAR * abs(bound):
                break
            push.learn(passed)
        return last if best is None else best

    def _row(
        self, batch: Batch, prices: Floats, own: Ints, charges: Floats
    ) -> tuple[Column, float] | None:
        """Return one person's cheapest row and a bound on all of them; None if there is none."""
        now = prices.copy()
        now[own] -= charges
        found = batch.price(now, self.problem.price)
        if found.costs[0] >= INF / 2:
            return None
        one = column(self.worth, batch.people[0], found.columns[0])
        return None if one.cost >= BARRED else (one, float(found.bounds[0]))
