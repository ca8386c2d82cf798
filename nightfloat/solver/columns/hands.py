"""Processes that share one problem: each does one job at a time and streams what it finds.

They are forked while the searching process has a single thread, so that the problem and the
compiled kernels are shared and nothing is sent twice.
"""

import time
from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import partial
from multiprocessing.connection import Connection
from typing import TYPE_CHECKING, cast

import numpy as np

from nightfloat.domain.result import Status
from nightfloat.solver.arrays import Floats, Rows
from nightfloat.solver.columns.jobs import (
    RESIDUAL,
    Better,
    Grown,
    Job,
    Lesson,
    MilpJob,
    Patched,
    PatchJob,
    Proved,
    Report,
    Residual,
    Rooted,
    RootJob,
    StartJob,
    Timed,
    TreeJob,
    packed,
)
from nightfloat.solver.columns.neighbour import Neighbour, Pool
from nightfloat.solver.columns.response import Response
from nightfloat.solver.columns.root import POLISH_SECONDS, Root
from nightfloat.solver.columns.roster import Column, Ledger, Roster, column, in_order
from nightfloat.solver.columns.slot import LATE
from nightfloat.solver.milp import highs
from nightfloat.solver.pricing.columns import Worth
from nightfloat.solver.pricing.pricer import Pricer
from nightfloat.solver.pricing.problem import Problem
from nightfloat.solver.search.forking import Forked, forked
from nightfloat.solver.timer import Timer, WallTimer, WorkTimer

if TYPE_CHECKING:
    from nightfloat.solver.columns.tree import Tree


# of the time of a job, what best responses may take that come first
RESPONSE_SHARE = 0.1
# the share of a first roster's cost that a pass of them has to gain for another to follow
WORTH = 0.05
type Hand = Forked[Timed[Job], Timed[Report | None]]


def fork(problem: Problem, threads: int, *, reproducible: bool = False) -> Hand:
    """Return a new hand that shares ``problem``; a ``reproducible`` one counts its work."""
    return forked(partial(_serve, problem, threads, reproducible))


def _serve(problem: Problem, threads: int, reproducible: bool, pipe: Connection) -> None:
    def beat(reading: float) -> None:
        pipe.send(Timed(reading, None))

    timer: Timer = WorkTimer(tells=beat) if reproducible else WallTimer()

    def tell(report: Report) -> None:
        pipe.send(Timed(timer.now, report))

    with Pricer(problem, threads, timer) as pricer:
        tools = Tools(problem, pricer)
        while True:
            given = cast("Timed[Job]", pipe.recv())
            timer.catch_up(given.at)
            match given.what:
                case StartJob() as job:
                    tools.start(job, tell)
                case RootJob() as job:
                    tools.root(job, tell)
                case PatchJob() as job:
                    tell(tools.patch(job, tell))
                case MilpJob() as job:
                    tell(tools.milp(job, tell))
                case TreeJob() as job:
                    tools.grow(job, tell)
                case Lesson() as job:
                    tools.learn(job)


@dataclass
class Patience:
    """When HiGHS has to stop: what it has found is worth as much time again to better it.

    That counts from the last of what it found if it is ``renewed``, else from the first. Each is
    said to ``better``.
    """

    better: Callable[[Floats], None]
    renewed: bool
    started: float = field(default_factory=time.monotonic)
    end: float = np.inf

    @property
    def seconds(self) -> float:
        """How long it has run."""
        return time.monotonic() - self.started

    def found(self, values: Floats, bound: float) -> None:
        """Note that something was found."""
        del bound
        self.better(values)
        if self.renewed or np.isinf(self.end):
            self.end = self.started + 2 * self.seconds

    def proved(self, bound: float) -> None:
        """Note nothing: only rosters count."""
        del bound

    def stopped(self) -> bool:
        """Whether to stop."""
        return time.monotonic() > self.end


@dataclass
class Tools:
    """What a hand works with; columns it has seen are kept."""

    problem: Problem
    pricer: Pricer

    def __post_init__(self) -> None:
        self.ledger = Ledger(self.problem)
        self.worth = Worth(self.problem)
        self.response = Response(self.problem, self.ledger, self.pricer, self.worth)
        self.neighbour = Neighbour(self.problem, self.ledger, self.pricer, self.worth)
        self._known: dict[tuple[int, bytes], Column] = {}
        # the tree of the root, and what the rows outside its master cost
        self._tree: tuple[Tree, float] | None = None

    def _share(self, deadline: float) -> float:
        """Return when best responses should be over that come first in a job."""
        now = self.pricer.timer.now
        return now + RESPONSE_SHARE * (deadline - now)

    def roster(self, rows: Rows) -> Roster:
        """Return the roster of these rows."""
        return Roster(tuple(self._column(p, row) for p, row in enumerate(rows)))

    def _column(self, person: int, row: Rows) -> Column:
        key = person, row.tobytes()
        if key not in self._known:
            if len(self._known) > 50 * len(self.problem.people):
                self._known.clear()
            self._known[key] = column(self.worth, person, row.astype(np.int64))
        return self._known[key]

    def patch(self, job: PatchJob, tell: Callable[[Report], None]) -> Patched:
        """Improve a patch; what may cost anything is bettered by best responses, as a root's."""

        def left(cells: Floats) -> bool:
            tell(Residual(self.problem.decided(cells)))
            return False

        roster, style, dearer = self.roster(job.roster), job.style, job.dearer
        tried = self.neighbour.improve(roster, job.patch, style, job.deadline, dearer, left)
        columns, seconds = tried.columns, tried.seconds
        if columns and np.isinf(job.dearer):
            whole, now = roster.with_(columns), self.pricer.timer.now
            rng, end = np.random.default_rng(0), min(job.deadline, now + POLISH_SECONDS)
            columns = self.response.improve(whole, rng, end).columns
            seconds += self.pricer.timer.now - now
        people, rows = tuple(c.person for c in columns), packed(columns)
        return Patched(people, rows, tried.outcome, seconds, tried.promise)

    def milp(self, job: MilpJob, tell: Callable[[Report], None]) -> Patched:
        """Improve a patch by HiGHS; what it finds is costed again by whoever takes it."""
        run = Patience(lambda values: self._told(job, values, tell), job.residual)
        watch = highs.Watch(run.found, run.proved, run.stopped)
        kept = [(job.cost, job.most)]
        ending = highs.minimise(job.programme, job.cost, kept, None, job.effort, watch)
        rows = None
        if ending.values is not None:
            rows = self.problem.columns(job.programme.chosen(ending.values))
        if rows is None:
            late = ending.status is not Status.INFEASIBLE
            return Patched((), packed(()), LATE if late else "bound", run.seconds)
        if job.residual:
            return Patched((), packed(()), "found", run.seconds)
        found = np.stack([rows[person] for person in job.patch.people]).astype(np.int16)
        return Patched(job.patch.people, found, "found", run.seconds)

    def _told(self, job: MilpJob, values: Floats, tell: Callable[[Report], None]) -> None:
        """Tell what HiGHS has found of a residual, if it is a roster."""
        rows = self.problem.columns(job.programme.chosen(values)) if job.residual else None
        if rows is not None:
            tell(Better(np.stack(rows).astype(np.int16), RESIDUAL))

    def start(self, job: StartJob, tell: Callable[[Report], None]) -> None:
        """Find a first roster, better it by best responses, and tell of each pass.

        One that misses much is left to the root: no pass makes it lawful.
        """
        rng = np.random.default_rng(job.seed)
        roster = self.response.start(rng, job.deadline)
        if roster is not None:
            tell(Better(packed(roster.columns), "greedy"))
            if self.ledger.few(self.ledger.broken(roster.filled(self.problem))):
                self._better(roster, rng, self._share(job.deadline), tell)
        tell(Rooted())

    def _better(
        self, roster: Roster, rng: np.random.Generator, end: float, tell: Callable[[Report], None]
    ) -> None:
        """Better a roster by best responses, and tell of each pass, until one brings little."""
        before = self.ledger.of(roster)
        for better in self.response.passes(roster, rng, end):
            tell(Better(packed(better.columns), "greedy"))
            now = self.ledger.of(better)
            if now > (1 - WORTH) * before:
                return
            before = now

    def root(self, job: RootJob, tell: Callable[[Report], None]) -> None:
        """Find a first roster, a bound with its lesson and a dive's roster, each told at once."""
        rng = np.random.default_rng(job.seed)
        roster = None if job.roster is None else self.roster(job.roster)
        if roster is None:
            roster = self.response.start(rng, job.dive_by)
        if roster is not None and not job.large:
            tell(Better(packed(roster.columns), "greedy"))
            roster = self.response.improve(roster, rng, self._share(job.bound_by))
            tell(Better(packed(roster.columns), "greedy"))
        root = Root(job, self.response, roster, tell)
        self._tree = root.run()
        tell(Rooted(root.rowless))

    def grow(self, job: TreeJob, tell: Callable[[Report], None]) -> None:
        """Grow the tree for a while, and tell what it finds and proves."""
        if self._tree is None:
            tell(Grown(0, 0.0, done=True))
            return
        tree, rest = self._tree
        timer = self.pricer.timer
        started, before = timer.now, tree.nodes
        columns = tree.run(job.cut - rest, job.pause, job.deadline)
        if columns is not None:
            tell(Better(packed(in_order(columns).columns), "tree"))
        tell(Proved(tree.bound + rest))
        tell(Grown(tree.nodes - before, timer.now - started, tree.done))

    def learn(self, lesson: Lesson) -> None:
        """Keep what the root has learnt for the patches to come."""
        self.neighbour.duals = lesson.duals
        rows: defaultdict[int, list[Rows]] = defaultdict(list)
        for person, row in zip(lesson.people, lesson.rows, strict=True):
            rows[int(person)].append(row)
        self.neighbour.pool = Pool(self.worth, rows)
