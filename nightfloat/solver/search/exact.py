"""The exact strategy: CP-SAT on the whole model, one tier after the other.

A tier that is done is kept at its value while the next one is improved. Costs are those of the
solver-free evaluation, so slack that the solver left loose is never believed.
"""

import time
from collections.abc import Callable
from dataclasses import dataclass, field

from ortools.sat.python import cp_model

from nightfloat.constraints.emitter import Lit
from nightfloat.domain.result import Status
from nightfloat.solver.cpsat.boundary import new_solver
from nightfloat.solver.cpsat.lower import Lowered, lower
from nightfloat.solver.evaluate import allowed, costs
from nightfloat.solver.search.message import Bounded, Ended, Found, Message, SolveTask, TierDone

SHARE = 0.5
EXACT = "exact"


@dataclass
class Exact:
    """One lexicographic search; ``tell`` receives everything found, at once."""

    task: SolveTask
    tell: Callable[[Message], None]
    started: float = field(default_factory=time.monotonic)
    best: frozenset[Lit] | None = None
    best_costs: tuple[int, ...] = ()
    solver: cp_model.CpSolver | None = None
    stopped: bool = False
    # the values at which tiers done are kept: bounds of later ones hold within them
    kept: tuple[int, ...] = ()
    # deterministic time used so far; the only clock a reproducible search has
    used: float = 0.0

    @property
    def seconds(self) -> float:
        """Seconds since the search started."""
        return time.monotonic() - self.started

    def stop(self) -> None:
        """End as soon as possible, from any thread."""
        self.stopped = True
        if self.solver is not None:
            self.solver.stop_search()

    def run(self) -> None:
        """Solve every tier within the limits."""
        lowered = lower(self.task.model)
        self._start()
        statuses: list[Status] = []
        for tier in range(len(self.task.model.tiers)):
            status = self._tier(lowered, tier)
            statuses.append(status)
            if status in (Status.INFEASIBLE, Status.UNKNOWN):
                break
        self.tell(Ended(_overall(statuses)))

    def _start(self) -> None:
        """Take the hint as the first schedule if it is lawful."""
        hint = self.task.hint
        if hint is not None and allowed(self.task.model, hint):
            self.take(hint, 0, 0)

    def take(self, chosen: frozenset[Lit], tier: int, bound: int) -> None:
        """Keep and tell a schedule that is better than the best so far."""
        found = costs(self.task.model, chosen)
        if self.best is None or found < self.best_costs:
            self.best, self.best_costs = chosen, found
            self.tell(Found(self.seconds, tier, chosen, found, bound, EXACT, self.kept))

    def _tier(self, lowered: Lowered, tier: int) -> Status:
        """Improve one tier, keep its value, and say how it ended."""
        constant = lowered.objective.is_constant(tier)
        if self.best is not None and constant:
            self.tell(TierDone(tier, Status.OPTIMAL, self.best_costs[tier], self.kept))
            self.kept += (self.best_costs[tier],)
            return Status.OPTIMAL
        if self.stopped or self._left() <= 0:
            return self._unproved(tier, None)
        lowered.cp.minimize(lowered.objective.expression(tier))
        self._hint(lowered)
        status, bound = self._solve(lowered, tier)
        within = self.kept
        if self.best is not None:
            lowered.cp.add(lowered.objective.expression(tier) <= self.best_costs[tier])
            self.kept += (self.best_costs[tier],)
        if status is Status.INFEASIBLE:
            self.tell(TierDone(tier, status, 0, within))
            return status
        # the best may have won an earlier tier meanwhile and cost more here than the optimum did
        if status is Status.OPTIMAL and bound >= self.best_costs[tier]:
            self.tell(TierDone(tier, status, bound, within))
            return status
        return self._unproved(tier, bound, within)

    def _unproved(self, tier: int, bound: int | None, within: tuple[int, ...] = ()) -> Status:
        status = Status.UNKNOWN if self.best is None else Status.FEASIBLE
        if bound is not None:
            self.tell(TierDone(tier, status, bound, within))
        return status

    def _hint(self, lowered: Lowered) -> None:
        lowered.cp.clear_hints()
        known = self.task.hint if self.best is None else self.best
        if known is not None:
            for lit, var in lowered.literals.posts.items():
                lowered.cp.add_hint(var, lit in known)

    def _solve(self, lowered: Lowered, tier: int) -> tuple[Status, int]:
        limits = self.task.limits
        last = all(lowered.objective.is_constant(t) for t in range(tier + 1, self._tiers))
        seconds = self._left() * (1.0 if last else SHARE)
        self.solver = new_solver(limits, seconds)
        watch = _Watch(self, lowered, tier)
        self.solver.best_bound_callback = watch.on_bound
        if self.stopped:
            return Status.UNKNOWN, 0
        code = self.solver.solve(lowered.cp, watch)
        self.used += self.solver.response_proto.deterministic_time
        bound = round_up(self.solver.best_objective_bound)
        match code:
            case cp_model.OPTIMAL:
                return Status.OPTIMAL, bound
            case cp_model.FEASIBLE:
                return Status.FEASIBLE, bound
            case cp_model.INFEASIBLE:
                return Status.INFEASIBLE, bound
            case cp_model.UNKNOWN:
                return Status.UNKNOWN, bound
            case _:
                message = f"CP-SAT refused the model: {lowered.cp.validate()}"
                raise RuntimeError(message)

    @property
    def _tiers(self) -> int:
        return len(self.task.model.tiers)

    def _left(self) -> float:
        limits = self.task.limits
        return limits.seconds - (self.used if limits.reproducible else self.seconds)


class _Watch(cp_model.CpSolverSolutionCallback):
    """Tells every better schedule and every better bound."""

    def __init__(self, search: Exact, lowered: Lowered, tier: int) -> None:
        super().__init__()
        self._search = search
        self._lowered = lowered
        self._tier = tier

    def on_solution_callback(self) -> None:
        bound = round_up(self.best_objective_bound)
        self._search.take(self._lowered.chosen(self.value), self._tier, bound)

    def on_bound(self, bound: float) -> None:
        """Tell a proved bound."""
        search = self._search
        search.tell(Bounded(search.seconds, self._tier, round_up(bound), EXACT, search.kept))


def round_up(bound: float) -> int:
    """Return the least integer that a proved bound allows, safe against float noise."""
    return -int(-(bound - 1e-6) // 1)


def _overall(statuses: list[Status]) -> Status:
    if all(status is Status.OPTIMAL for status in statuses):
        return Status.OPTIMAL
    first = statuses[0]
    return Status.FEASIBLE if first is Status.OPTIMAL else first
