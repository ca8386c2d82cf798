"""The strategy of columns: bound and dive in one process, neighbourhoods in the others.

The searching process only coordinates. Each visit to a tier has hands of its own, forked while
there is one thread.
"""

import os
from collections.abc import Callable, Generator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from functools import partial
from multiprocessing.connection import Connection

import numpy as np

from nightfloat.constraints.emitter import Lit
from nightfloat.domain.result import Status, Strategy
from nightfloat.solver.columns.ahead import Ahead, ahead
from nightfloat.solver.columns.clock import Clock
from nightfloat.solver.columns.course import Course
from nightfloat.solver.columns.goals import Goal, goals
from nightfloat.solver.columns.hands import Hand, fork
from nightfloat.solver.columns.programmes import Programmes
from nightfloat.solver.columns.roster import column
from nightfloat.solver.columns.standing import COLUMNS, Standing
from nightfloat.solver.columns.tier import TierSearch
from nightfloat.solver.columns.visits import Visit, visits
from nightfloat.solver.milp.frozen import Freezer
from nightfloat.solver.pricing.columns import Worth
from nightfloat.solver.pricing.parts import ForeignError
from nightfloat.solver.pricing.pricer import Pricer
from nightfloat.solver.pricing.problem import Problem
from nightfloat.solver.search.message import Declined, Ended, Found, Message, SolveTask, TierDone
from nightfloat.solver.timer import WallTimer, WorkTimer

# processes of a reproducible search at most
ALIKE = 8
MODELLED = "in counted work what only a model of one person can, whose time is that of a clock"


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
    _foreign: dict[tuple[int, ...], ForeignError] = field(
        default_factory=dict[tuple[int, ...], ForeignError], init=False
    )
    # tiers that nothing can change, until that is told
    _constant: frozenset[int] = field(default=frozenset(), init=False)

    def run(self) -> None:
        """Search every tier within the time that the ones before have left."""
        model = self.task.model
        if not model.posts:
            self.tell(Declined(Strategy.COLUMNS, "there is nobody or nothing to staff"))
            return
        found = list(goals(model)) or [Goal(model, 0, (1, *(0,) * (self._count - 1)))]
        try:
            self.clock.heed()
            order = visits(found)
            self._constant = frozenset(range(self._count)) - {visit.goal.tier for visit in order}
            once = {visit.goal.weights: visit.goal for visit in order}
            with ahead(list(once.values()), self._workers) as problems:
                status = self._tiers(self._course(order), problems)
        except ForeignError as error:
            self._decline(error)
            return
        if self._foreign:
            self._decline(next(iter(self._foreign.values())))
        self.tell(Ended(status))

    def _course(self, order: list[Visit]) -> Course:
        limits = self.task.limits
        alone = limits.strategy is Strategy.COLUMNS
        return Course(
            order, self.task.hint, self.clock, limits.seconds, alone, foreign=self._foreign
        )

    def _decline(self, error: ForeignError) -> None:
        self.tell(Declined(Strategy.COLUMNS, f"columns cannot say {error}"))

    def _tiers(self, course: Course, problems: Ahead) -> Status:
        for visit in course.visits():
            self.clock.heed()
            if course.best and self.clock.timer.counts and self.clock.now >= course.end:
                break
            known, tier = self.clock.known, visit.goal.tier
            if known is not None and self.clock.closed(tier):
                course.closed(tier, known)
            elif not self._visit(visit, course, problems):
                break
            if course.best:
                self._close_constant(course.best)
        return course.status

    def _visit(self, visit: Visit, course: Course, problems: Ahead) -> bool:
        """Search a goal, or pass over it when columns cannot say it; whether to go on."""
        try:
            search = None if self.clock.stopped else self._search(visit.goal, problems)
        except ForeignError:
            if not course.best:
                raise
            return True
        if search is None:
            return False
        standing = search.standing
        standing.resume(course.best, roams=visit.roams)
        self._run(search, course.hint, visit)
        course.came(visit.goal.tier, standing.status, standing.best, standing.chosen)
        return bool(standing.best)

    @property
    def _count(self) -> int:
        return len(self.task.model.tiers)

    @property
    def _workers(self) -> int:
        """How many processes there are: no more than cores, or than all machines are to have."""
        most = ALIKE if self.clock.timer.counts else os.cpu_count() or 1
        return max(1, min(self.task.limits.workers, most))

    def _search(self, goal: Goal, problems: Ahead) -> TierSearch | None:
        """Return the search of a goal, None when there is no time for it."""
        if goal.weights in self._searches:
            return self._searches[goal.weights]
        if goal.weights in self._foreign:
            raise self._foreign[goal.weights]
        try:
            problem = problems.take(goal, self.clock)
            if problem is not None and problem.modelled and self.clock.timer.counts:
                raise ForeignError(MODELLED)
        except ForeignError as error:
            self._foreign[goal.weights] = error
            raise
        if problem is None:
            return None
        warm(problem)
        standing = Standing(self.task.model, goal, problem, self._say, self.clock)
        self._searches[goal.weights] = TierSearch(standing, self.task.limits, self.programmes)
        return self._searches[goal.weights]

    def _run(self, search: TierSearch, hint: frozenset[Lit] | None, visit: Visit) -> None:
        until = visit.until(self.clock.now, self.task.limits.seconds)
        with self._hands(search.problem) as hands:
            search.run(hands, hint, until, visit)

    @contextmanager
    def _hands(self, problem: Problem) -> Generator[list[Hand]]:
        count = self._workers
        counted = self.clock.timer.counts
        hands = [fork(problem, count if n == 0 else 1, reproducible=counted) for n in range(count)]
        try:
            yield hands
        finally:
            for hand in hands:
                hand.end()

    def _say(self, message: Message) -> None:
        """Tell what a visit says, and with the first schedule what needs no visit."""
        self.tell(message)
        if isinstance(message, Found):
            self._close_constant(message.costs)

    def _close_constant(self, costs: Sequence[int]) -> None:
        """Say once of tiers that nothing can change that they cost what they cost."""
        for tier in sorted(self._constant):
            self.tell(TierDone(tier, Status.OPTIMAL, costs[tier], (), COLUMNS))
        self._constant = frozenset()


def column_search(
    task: SolveTask, tell: Callable[[Message], None], inbox: Connection, freezer: Freezer | None
) -> ColumnSearch:
    """Return the search of ``task`` by columns, which reads its parent's wishes from ``inbox``."""
    timer = WorkTimer() if task.limits.reproducible else WallTimer()
    return ColumnSearch(task, tell, Clock(inbox, timer), Programmes(freezer))


def warm(what: Problem) -> None:
    """Load the compiled kernels, so that no hand compiles them again."""
    what = replace(what, modelled={})
    with Pricer(what) as pricer:
        found = pricer.batch([0]).price(np.zeros(what.rows.count), what.price)
    column(Worth(what), 0, found.columns[0])
