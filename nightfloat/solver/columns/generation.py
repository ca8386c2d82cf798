"""Column generation: solve the master, price everybody at smoothed duals, add what improves.

Wentges smoothing (1997): prices are taken between the best duals so far and the present ones, and
move towards the present ones when they bring nothing.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from nightfloat.solver.arrays import Floats
from nightfloat.solver.columns.master import Master
from nightfloat.solver.columns.relaxed import Effort, Generated
from nightfloat.solver.columns.roster import MADE, Column
from nightfloat.solver.pricing.boxes import INF
from nightfloat.solver.pricing.columns import Worth
from nightfloat.solver.pricing.pricer import Batch

IMPROVES = -1e-6
# up to what size of its reduced cost a row's own, which is whole, follows from it
SURE = 1e8
TRIES = 4


@dataclass
class Generator:
    """Generates columns for one master, whose people are the batch."""

    master: Master
    batch: Batch
    worth: Worth
    cells: Floats

    def run(
        self,
        effort: Effort,
        duals: Floats | None = None,
        heard: Callable[[float], None] = lambda _: None,
    ) -> Generated:
        """Generate until the effort is spent or nothing improves; ``heard`` gets better bounds."""
        best, centre, rounds, timer = -np.inf, duals, 0, self.batch.pricer.timer
        while True:
            left = effort.deadline - timer.now
            if rounds and left <= 0:
                return Generated(best, self._objective, centre, rounds, converged=False)
            solved = self.master.solve(left, counted=timer.counts)
            timer.spend(solved.work)
            rounds += 1
            added, bound, at = self._round(effort, centre)
            if bound > best:
                best, centre = bound, at
                heard(best)
            near = effort.met(best, self._objective)
            if added == 0 or near or rounds >= effort.rounds or best > effort.cut:
                ended = near or (solved.optimal and not added)
                return Generated(best, self._objective, centre, rounds, converged=ended)
            self.master.trim(effort.keep)

    def again(self, cells: Floats, effort: Effort, duals: Floats | None) -> Generated:
        """Generate where only ``cells`` are open; columns that these shut are left."""
        self.master.keep(cells)
        found = replace(self, cells=cells).run(effort, duals)
        self.master.drop_shut()
        return found

    @property
    def _objective(self) -> float:
        solution = self.master.solution
        return np.inf if solution is None else solution.objective

    def _round(self, effort: Effort, centre: Floats | None) -> tuple[int, float, Floats | None]:
        """Price until something improves; returns columns added, and the best bound with duals."""
        now, people = self.master.duals()
        best, at = -np.inf, centre
        share = 0.0 if centre is None else effort.smoothing
        for _ in range(TRIES):
            smooth = now if centre is None or share == 0.0 else share * centre + (1 - share) * now
            smooth = self.master.room.within(smooth)
            found = self.batch.price(smooth, self.cells)
            bound = self.master.room.bound(smooth, found.bounds)
            if bound > best:
                best, at = bound, smooth
            fresh = [
                self._column(person, found.columns[n], found.costs[n], smooth)
                for n, person in enumerate(self.master.room.people)
                if found.costs[n] < INF / 2
            ]
            self.batch.pricer.timer.spend(MADE * len(fresh))
            good = [c for c in fresh if self._reduced(c, now, people) < IMPROVES]
            added = self.master.add(good)
            if added or share < 0.05:
                return added, best, at
            share = share * 0.5 if share > 0.2 else 0.0
        return 0, best, at

    def _column(
        self, person: int, members: NDArray[np.int64], reduced: float, duals: Floats
    ) -> Column:
        rows, factors = self.worth.entries(person, members)
        if abs(reduced) > SURE:
            cost = self.worth.cost(person, members)
        else:
            cost = float(np.rint(reduced + float((factors * duals[rows]).sum())))
        return Column(person, members.copy(), cost, rows, factors)

    def _reduced(self, one: Column, duals: Floats, people: Floats) -> float:
        place = self.master.room.places[one.person]
        return one.cost - float((one.factors * duals[one.rows]).sum()) - float(people[place])
