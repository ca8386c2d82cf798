"""The strategy of columns: bound and dive in one process, neighbourhoods in the others.

The searching process only coordinates. Each visit to a tier has hands of its own, forked while
there is one thread.
"""

import os
from collections.abc import Callable, Generator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from functools import partial
from multiprocessing.connection import Connection

import numpy as np

from nightfloat.constraints.emitter import Lit
from nightfloat.domain.result import Status, Strategy
from nightfloat.solver.columns.ahead import Ahead, ahead
from nightfloat.solver.columns.clock import Clock
from nightfloat.solver.columns.goals import Goal, goals
from nightfloat.solver.columns.hands import Hand, fork
from nightfloat.solver.columns.programmes import Programmes
from nightfloat.solver.columns.standing import COLUMNS, Standing
from nightfloat.solver.columns.tier import TierSearch
from nightfloat.solver.columns.visits import Visit, visits
from nightfloat.solver.milp.frozen import Freezer
from nightfloat.solver.pricing.parts import ForeignError
from nightfloat.solver.pricing.pricer import Pricer
from nightfloat.solver.pricing.problem import Problem
from nightfloat.solver.search.due import stands_by
from nightfloat.solver.search.message import Declined, Ended, Message, SolveTask, TierDone


@dataclass
class ColumnSearch:
    """The search of all tiers; ``tell`` receives everything found, at once."""

    task: SolveTask
    tell: Callable[[Message], None]
    clock: Clock
    programmes: Programmes = field(default_factory=partial(Programmes, None))
    # by the weights of their goals
    _searches: dict[tuple[int, ...], TierSearch] = field(
        default_factory=dict[tuple[int, ...], TierSearch], init=False
    )

    def run(self) -> None:
        """Search every tier within the time that the ones before have left."""
        model = self.task.model
        if not model.posts:
            self.tell(Declined(Strategy.COLUMNS, "there is nobody or nothing to staff"))
            return
        found = list(goals(model)) or [Goal(model, 0, (1,) * self._count)]
        try:
            self.clock.heed()
            order = visits(found)
            once = {visit.goal.weights: visit.goal for visit in order}
            with ahead(list(once.values())) as problems:
                self._stand_by(order, problems)
                status = self._tiers(order, problems)
        except ForeignError as error:
            self.tell(Declined(Strategy.COLUMNS, f"columns cannot say {error}"))
            return
        self.tell(Ended(status))

    def _stand_by(self, order: list[Visit], problems: Ahead) -> None:
        """Get all searches ready until they are to begin."""
        for visit in order:
            self.clock.heed()
            if self.clock.begun or self._search(visit.goal, problems) is None:
                break
        self.clock.stand_by()

    def _tiers(self, order: list[Visit], problems: Ahead) -> Status:
        hint, best = self.task.hint, tuple[int, ...]()
        statuses: dict[int, Status] = {}
        for visit in order:
            tier = visit.goal.tier
            self.clock.heed()
            known = self.clock.known
            if known is not None and self.clock.closed(tier):
                hint, best = known.chosen, known.costs
                statuses[tier] = Status.OPTIMAL
                continue
            search = None if self.clock.stopped else self._search(visit.goal, problems)
            if search is None:
                return Status.FEASIBLE if best else Status.UNKNOWN
            standing = search.standing
            standing.resume(best, roams=visit.roams)
            self._run(search, hint, visit)
            statuses[tier], best = standing.status, standing.best
            if not best:
                return Status.UNKNOWN
            # the present roster may cost as much in this tier and more in the next ones
            hint = hint if standing.chosen is None else standing.chosen
        self._constant(set(statuses), best)
        whole = all(status is Status.OPTIMAL for status in statuses.values())
        return Status.OPTIMAL if whole else Status.FEASIBLE

    @property
    def _count(self) -> int:
        return len(self.task.model.tiers)

    def _search(self, goal: Goal, problems: Ahead) -> TierSearch | None:
        """Return the search of a goal, None when there is no time for it."""
        if goal.weights in self._searches:
            return self._searches[goal.weights]
        problem = problems.take(goal, self.clock)
        if problem is None:
            return None
        warm(problem)
        standing = Standing(self.task.model, goal, problem, self.tell, self.clock)
        self._searches[goal.weights] = TierSearch(standing, self.task.limits, self.programmes)
        return self._searches[goal.weights]

    def _run(self, search: TierSearch, hint: frozenset[Lit] | None, visit: Visit) -> None:
        until = visit.until(self.clock.now, self.task.limits.seconds)
        with self._hands(search.problem) as hands:
            search.run(hands, hint, until, visit)

    @contextmanager
    def _hands(self, problem: Problem) -> Generator[list[Hand]]:
        count = max(1, min(self.task.limits.workers, os.cpu_count() or 1))
        hands = [fork(problem, count if n == 0 else 1) for n in range(count)]
        try:
            yield hands
        finally:
            for hand in hands:
                hand.end()

    def _constant(self, searched: set[int], best: tuple[int, ...]) -> None:
        """Say of tiers that nothing can change that they are what they are."""
        for tier in set(range(self._count)) - searched:
            within, now = best[:tier], self.clock.now
            self.tell(TierDone(tier, Status.OPTIMAL, best[tier], within, now, COLUMNS))


def column_search(
    task: SolveTask, tell: Callable[[Message], None], inbox: Connection, freezer: Freezer
) -> ColumnSearch:
    """Return the search of ``task`` by columns, which reads its parent's wishes from ``inbox``."""
    clock = Clock(inbox, begun=not stands_by(task))
    return ColumnSearch(task, tell, clock, Programmes(freezer))


def warm(what: Problem) -> None:
    """Load the compiled kernels, so that no hand compiles them again."""
    with Pricer(replace(what, modelled={})) as pricer:
        pricer.batch([0]).price(np.zeros(what.rows.count), what.price)
