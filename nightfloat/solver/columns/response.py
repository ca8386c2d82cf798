"""Best response: one person at a time takes the cheapest row beside everybody else's."""

import time
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from nightfloat.solver.columns.roster import Column, Ledger, Roster, column
from nightfloat.solver.pricing.boxes import INF
from nightfloat.solver.pricing.columns import Worth
from nightfloat.solver.pricing.counters import BARRED
from nightfloat.solver.pricing.pricer import Pricer
from nightfloat.solver.pricing.problem import Problem

type Floats = NDArray[np.float64]

PUSHES = 25


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
            if best is None or time.monotonic() > deadline:
                return None
            found[int(person)] = best
            filled[best.rows] += best.factors
        return Roster(tuple(found[p] for p in range(len(self.problem.people))))

    def improve(
        self, roster: Roster, rng: np.random.Generator, deadline: float, passes: int = 5
    ) -> Roster:
        """Return a roster no worse, in which nobody found a better row in the last pass."""
        filled, columns = roster.filled(self.problem), list(roster.columns)
        for _ in range(passes):
            better = False
            for person in map(int, rng.permutation(len(columns))):
                if time.monotonic() > deadline:
                    return Roster(tuple(columns))
                better |= self._reply(person, columns, filled)
            if not better:
                break
        return Roster(tuple(columns))

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
        """Return the cheapest row at ``prices`` that keeps the person's own requirements.

        Requirements that the programme does not count are priced up until they hold.
        """
        own = np.flatnonzero(self.problem.rows.owner == person)
        prices = prices.copy()
        prices[own] = np.maximum(0.0, prices[own])
        best: Column | None = None
        batch = self.pricer.batch([person])
        for push in range(PUSHES):
            found = batch.price(prices, self.problem.price)
            if found.costs[0] >= INF / 2:
                return best
            one = column(self.worth, person, found.columns[0])
            if one.cost >= BARRED:
                return best
            passed = self._passed(one, own, filled)
            if not len(passed):
                return one
            best = one
            prices[passed] -= 1.0 + push * push
        return best

    def _passed(
        self, one: Column, own: Sequence[int] | NDArray[np.int64], filled: Floats
    ) -> NDArray[np.int64]:
        """Return the person's rows that the column fills beyond their range."""
        total = np.zeros(self.problem.rows.count)
        total[one.rows] = one.factors
        own = np.asarray(own)
        return own[(filled + total)[own] > self.problem.rows.high[own] + 1e-9]
