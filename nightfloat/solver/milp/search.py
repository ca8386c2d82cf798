"""The strategy of mixed-integer programming: HiGHS on the whole model, runs as networks."""

import os
import threading
from collections.abc import Callable
from dataclasses import dataclass, field

import numpy as np

from nightfloat.constraints.emitter import Lit
from nightfloat.domain.result import Limits, Status, Strategy
from nightfloat.solver.arrays import Floats
from nightfloat.solver.evaluate import allowed
from nightfloat.solver.milp.highs import Effort, Watch, minimise
from nightfloat.solver.milp.lowering import Lowering, NotLinear
from nightfloat.solver.milp.programme import Cost, Programme
from nightfloat.solver.neutral import NeutralModel
from nightfloat.solver.search.engine import DeclinedError, Hear, Outcome
from nightfloat.solver.search.lexicographic import Lexicographic
from nightfloat.solver.search.message import Message, SolveTask

TICK = 0.1
# seconds that HiGHS may go on when it has to stop; less than the watch grants
PATIENCE = 1.0


def milp_search(
    task: SolveTask, tell: Callable[[Message], None], lowering: Lowering
) -> Lexicographic:
    """Return the search of ``task`` by HiGHS, whose programme ``lowering`` is about to say."""
    return Lexicographic(task, Strategy.MILP, tell, _Preparing(task, lowering))


@dataclass
class _Preparing:
    """Makes engines of one programme, which ``lowering`` says once."""

    task: SolveTask
    lowering: Lowering
    programme: Programme | None = None

    def __call__(self, stopped: Callable[[], bool]) -> "HighsEngine | None":
        """Return an engine that keeps nothing, or none when stopped before there is a programme."""
        if self.programme is None:
            self.programme = self._said(stopped)
        if self.programme is None:
            return None
        return HighsEngine(self.task.model, self.programme, self.task.limits)

    def _said(self, stopped: Callable[[], bool]) -> Programme | None:
        try:
            while not self.lowering.pipe.poll(TICK):
                if stopped():
                    return None
            programme = self.lowering.take()
        finally:
            self.lowering.end()
        if isinstance(programme, NotLinear):
            message = f"a mixed-integer programme cannot say {programme.reason}"
            raise DeclinedError(message)
        return programme


@dataclass
class HighsEngine:
    """HiGHS on one programme, a new run for every tier.

    HiGHS works in floats, so a schedule counts only when the solver-free evaluation allows it.
    """

    model: NeutralModel
    programme: Programme
    limits: Limits
    kept: list[tuple[Cost, int]] = field(default_factory=list[tuple[Cost, int]])
    stopped: bool = False
    skipped: int = -1

    def skip(self, tier: int) -> None:
        """End the run of a tier that needs no proof any more, from any thread."""
        self.skipped = max(self.skipped, tier)

    def stop(self) -> None:
        """End as soon as possible, from any thread.

        HiGHS does not ask while it solves the first linear programme. Everything found has been
        told by then, so the process ends if the run does not.
        """
        self.stopped = True
        ending = threading.Timer(PATIENCE, os._exit, (0,))
        ending.daemon = True
        ending.start()

    def constant(self, tier: int) -> bool:
        """Whether nothing that is decided costs anything in the tier."""
        return self.programme.costs[tier].constant

    def keep(self, tier: int, value: int) -> None:
        """Let the tier cost ``value`` at most from now on."""
        self.kept.append((self.programme.costs[tier], value))

    def improve(
        self, tier: int, seconds: float, known: frozenset[Lit] | None, hear: Hear
    ) -> Outcome:
        """Minimise the tier within ``seconds``, from a ``known`` schedule if there is one."""
        cost, told = self.programme.costs[tier], _Told(self, self.programme.costs[tier], hear)
        watch = Watch(told.found, told.proved, lambda: self.stopped or tier <= self.skipped)
        effort = Effort(seconds, self.limits.seed)
        ending = minimise(self.programme, cost, self.kept, self._start(known), effort, watch)
        bound = cost.whole(ending.bound)
        if ending.values is not None:
            told.found(ending.values, ending.bound)
        return Outcome(ending.status, 0 if ending.status is Status.INFEASIBLE else bound)

    def _start(self, known: frozenset[Lit] | None) -> tuple[Floats, Floats] | None:
        """Return the columns of posts and their values in a lawful schedule."""
        if known is None or not allowed(self.model, known):
            return None
        taken = np.isin(self.programme.posts, list(known))
        return self.programme.places.astype(np.float64), taken.astype(np.float64)


@dataclass
class _Told:
    """What is told of one tier: lawful schedules, and bounds in whole units as they rise."""

    engine: HighsEngine
    cost: Cost
    hear: Hear
    bound: int = 0

    def found(self, values: Floats, bound: float) -> None:
        self._raise(bound)
        chosen = self.engine.programme.chosen(values)
        if allowed(self.engine.model, chosen):
            self.hear.found(chosen, self.bound)

    def proved(self, bound: float) -> None:
        if self._raise(bound):
            self.hear.proved(self.bound)

    def _raise(self, bound: float) -> bool:
        whole = self.cost.whole(bound)
        rose = whole > self.bound
        self.bound = max(self.bound, whole)
        return rose
