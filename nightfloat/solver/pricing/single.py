"""The cheapest row of one person by CP-SAT, for what no pricing programme can say.

Prices are whole numbers to CP-SAT, so they are scaled and rounded; its bound is lowered by the most
that rounding can have changed. Only imported where nothing has loaded highspy.
"""

from dataclasses import dataclass

import numpy as np
from ortools.sat.python import cp_model

from nightfloat.constraints.emitter import Lit
from nightfloat.domain.result import Limits
from nightfloat.solver.arrays import Floats
from nightfloat.solver.cpsat.boundary import new_solver, reach, shut, weighted_sum
from nightfloat.solver.cpsat.lower import lower
from nightfloat.solver.pricing.boxes import INF
from nightfloat.solver.pricing.modelled import Modelled
from nightfloat.solver.pricing.modeller import Cheapest

# a unit of cost is so many of CP-SAT at most, and all that a row can cost this many
FINE, MOST = 1e6, 2.0**52
# one thread: other people are priced beside
LIMITS = Limits(seconds=2.0, memory_mb=0, workers=1, seed=0)
# the linearization level of CP-SAT at which a row takes two thirds of the time of the default
LINEAR = 2


@dataclass
class Single:
    """One person's CP-SAT model, minimised at prices that change."""

    asked: Modelled

    def __post_init__(self) -> None:
        self._decided = self._settled()
        self._lowered = lower(self.asked.model, self._decided)
        cp = self._lowered.cp
        self._own = self._lowered.objective.expression(0)
        cp.minimize(self._own)
        self._reach = reach(cp)
        self._takes: dict[tuple[int, int], cp_model.IntVar] = {}
        for day in range(len(self.asked.open_)):
            self._link(day)

    def price(self, cells: Floats, seconds: float = LIMITS.seconds) -> Cheapest:
        """Return the cheapest row at prices by day and member, ``INF`` where it is forbidden."""
        most = np.where(cells < INF / 2, np.abs(cells), 0.0).max(axis=1, initial=0.0).sum()
        scale = max(1, int(min(FINE, MOST / (1.0 + self._reach + float(most)))))
        terms = list[tuple[int, cp_model.IntVar]]()
        for (day, member), var in self._takes.items():
            barred = bool(cells[day, member] >= INF / 2)
            shut(self._lowered.cp, var, barred=barred)
            if not barred:
                terms.append((round(scale * cells[day, member]), var))
        self._lowered.cp.minimize(weighted_sum(terms) + scale * self._own)
        return self._solved(cells, scale, seconds)

    def _solved(self, cells: Floats, scale: int, seconds: float) -> Cheapest:
        solver = new_solver(LIMITS, seconds)
        solver.parameters.linearization_level = LINEAR
        status = solver.solve(self._lowered.cp)
        if status == cp_model.INFEASIBLE:
            return Cheapest(None, np.inf)
        if status == cp_model.UNKNOWN:
            return Cheapest(None, -np.inf)
        bound = (solver.best_objective_bound - len(cells)) / scale + self._certain(cells)
        column = self.asked.open_.argmax(axis=1)
        for (day, member), var in self._takes.items():
            if solver.value(var):
                column[day] = member
        return Cheapest(column.astype(np.int64), bound)

    def _certain(self, cells: Floats) -> float:
        """Return what the days cost that can be one member only."""
        days = np.flatnonzero(self.asked.open_.sum(axis=1) == 1)
        return float(cells[days, self.asked.open_[days].argmax(axis=1)].sum())

    def _settled(self) -> dict[Lit, bool]:
        """Return the posts that all of a day's members take, or none."""
        found: dict[Lit, bool] = {}
        for day, open_ in enumerate(self.asked.open_):
            for type_, shift in enumerate(self.asked.shift_at[day]):
                taken = [type_ in self.asked.members[int(m)] for m in np.flatnonzero(open_)]
                if shift >= 0 and taken and all(one == taken[0] for one in taken):
                    found[int(shift)] = taken[0]
        return found

    def _link(self, day: int) -> None:
        """Write that a day is one of its members, which take the day's posts."""
        members = [int(m) for m in np.flatnonzero(self.asked.open_[day])]
        if len(members) < 2:
            return
        cp, literals = self._lowered.cp, self._lowered.literals
        takes = {member: cp.new_bool_var("") for member in members}
        cp.add_exactly_one(takes.values())
        for type_, shift in enumerate(self.asked.shift_at[day]):
            if shift >= 0 and int(shift) not in self._decided:
                post = literals.linear([(1, int(shift))])
                taking = [(1, var) for m, var in takes.items() if type_ in self.asked.members[m]]
                cp.add(weighted_sum(taking) == post.expression + post.constant)
        self._takes |= {(day, member): var for member, var in takes.items()}
