"""The exact strategy: CP-SAT on the whole model."""

import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import partial

from ortools.sat.python import cp_model

from nightfloat.constraints.emitter import Lit
from nightfloat.domain.result import Limits, Status, Strategy
from nightfloat.solver.bounds import least_cost
from nightfloat.solver.cpsat.boundary import finisher, found, new_solver, suggest, took
from nightfloat.solver.cpsat.lower import Lowered, lower
from nightfloat.solver.search.engine import Hear, Outcome
from nightfloat.solver.search.lexicographic import Lexicographic
from nightfloat.solver.search.message import Message, SolveTask

STATUSES = {
    cp_model.OPTIMAL: Status.OPTIMAL,
    cp_model.FEASIBLE: Status.FEASIBLE,
    cp_model.INFEASIBLE: Status.INFEASIBLE,
    cp_model.UNKNOWN: Status.UNKNOWN,
}

# of the time for a tier, what the values that follow from a known schedule may take
FINISH_SHARE = 0.1


def exact_search(task: SolveTask, tell: Callable[[Message], None]) -> Lexicographic:
    """Return the search of ``task`` by CP-SAT."""
    return Lexicographic(task, Strategy.EXACT, tell, partial(_prepare, task))


class _StoppedError(Exception):
    """The search was told to stop before the model was written."""


def _prepare(task: SolveTask, stopped: Callable[[], bool]) -> "CpSatEngine | None":
    """Return the engine, or none when stopped before the model is written."""

    def heed() -> None:
        if stopped():
            raise _StoppedError

    try:
        return CpSatEngine(lower(task.model, heed=heed), task.limits)
    except _StoppedError:
        return None


@dataclass
class CpSatEngine:
    """CP-SAT on one lowered model, whose objective changes from tier to tier."""

    lowered: Lowered
    limits: Limits
    solver: cp_model.CpSolver | None = None
    stopped: bool = False
    tier: int = -1
    skipped: int = -1
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def stop(self) -> None:
        """End as soon as possible, from any thread."""
        self.stopped = True
        if self.solver is not None:
            self.solver.stop_search()

    def skip(self, tier: int) -> None:
        """End the run of a tier that needs no proof any more, from any thread."""
        with self._lock:
            self.skipped = max(self.skipped, tier)
            if self.solver is not None and self.tier <= tier:
                self.solver.stop_search()

    def constant(self, tier: int) -> bool:
        """Whether nothing that is decided costs anything in the tier."""
        return self.lowered.objective.is_constant(tier)

    def keep(self, tier: int, value: int) -> None:
        """Let the tier cost ``value`` at most from now on."""
        self.lowered.cp.add(self.lowered.objective.expression(tier) <= value)

    def improve(
        self, tier: int, seconds: float, known: frozenset[Lit] | None, hear: Hear
    ) -> Outcome:
        """Minimise the tier within ``seconds``, from a ``known`` schedule if there is one."""
        cp = self.lowered.cp
        cp.minimize(self.lowered.objective.expression(tier))
        before = 0.0 if known is None else self._suggest(tier, known, seconds)
        solver = self._solver(tier, new_solver(self.limits, max(0.0, seconds - before)))
        solver.best_bound_callback = lambda bound: hear.proved(least_cost(bound))
        if self._ended(tier):
            return Outcome(Status.UNKNOWN, 0)
        code = solver.solve(cp, _Watch(self.lowered, hear, lambda: self._late(tier)))
        if code not in STATUSES:
            message = f"CP-SAT refused the model: {cp.validate()}"
            raise RuntimeError(message)
        status, work = STATUSES[code], before + took(solver, self.limits)
        bound = 0 if status is Status.INFEASIBLE else least_cost(solver.best_objective_bound)
        return Outcome(status, bound, work)

    def _ended(self, tier: int) -> bool:
        return self.stopped or tier <= self.skipped

    def _late(self, tier: int) -> bool:
        """Whether a run goes on that was ended before its solver could hear of it.

        One that interleaves its workers would abort when it is ended from inside.
        """
        return self._ended(tier) and not self.limits.reproducible

    def _solver(self, tier: int, solver: cp_model.CpSolver) -> cp_model.CpSolver:
        """Return a solver that works at a tier from now on, as others may end it."""
        with self._lock:
            self.tier, self.solver = tier, solver
        return solver

    def _suggest(self, tier: int, known: frozenset[Lit], seconds: float) -> float:
        """Let the run begin with a known schedule and all that follows from it.

        CP-SAT betters nothing until every variable has a value, and from posts alone it finds those
        of the networks no sooner than a schedule of its own. Returns the seconds that this took.
        """
        posts = self.lowered.literals.posts
        suggest(self.lowered.cp, {var.index: lit in known for lit, var in posts.items()})
        solver = self._solver(tier, finisher(self.limits, FINISH_SHARE * seconds))
        if self._ended(tier):
            return 0.0
        if solver.solve(self.lowered.cp) in (cp_model.OPTIMAL, cp_model.FEASIBLE):
            suggest(self.lowered.cp, found(solver))
        return took(solver, self.limits)


class _Watch(cp_model.CpSolverSolutionCallback):
    """Passes on every better schedule."""

    def __init__(self, lowered: Lowered, hear: Hear, ended: Callable[[], bool]) -> None:
        super().__init__()
        self._lowered, self._hear, self._ended = lowered, hear, ended

    def on_solution_callback(self) -> None:
        if self._ended():
            self.stop_search()
        self._hear.found(self._lowered.chosen(self.value), least_cost(self.best_objective_bound))
