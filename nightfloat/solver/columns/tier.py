"""The search of one tier: it gives jobs, keeps the best roster and the best bound.

Neighbourhoods at work at one time share no people on the same days as long as they are small, and
each changes its own days of the present roster only, so that what they find is put together.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from multiprocessing.connection import wait

import numpy as np

from nightfloat.constraints.emitter import Lit
from nightfloat.domain.result import Limits, Status
from nightfloat.solver.bounds import cheaper
from nightfloat.solver.columns.crew import Crew
from nightfloat.solver.columns.gaps import Gaps
from nightfloat.solver.columns.hands import Hand
from nightfloat.solver.columns.jobs import (
    DIVE,
    DIVE_SHARE,
    NEIGHBOURHOOD,
    RESIDUAL,
    Better,
    Grown,
    Lesson,
    Patched,
    PatchJob,
    Proved,
    Report,
    Residual,
    Rooted,
    StartJob,
    TreeJob,
    packed,
    root_job,
)
from nightfloat.solver.columns.kicks import Kicks
from nightfloat.solver.columns.kinds import SWEEP
from nightfloat.solver.columns.neighbour import style
from nightfloat.solver.columns.patches import KICKED, Busy, Picker
from nightfloat.solver.columns.programmes import Programmes
from nightfloat.solver.columns.requests import Requests
from nightfloat.solver.columns.roster import Roster
from nightfloat.solver.columns.standing import Standing, noticed
from nightfloat.solver.columns.turns import FIRST, NODE_SECONDS, SLICE, Turns
from nightfloat.solver.columns.visits import TIRED, Visit, large
from nightfloat.solver.search.message import Known

TICK = 0.1
# seconds for what is said when the search ends, or has not been heard yet
HEARS = 0.7


@dataclass
class TierSearch:
    """The search of one tier, which betters its ``standing``."""

    standing: Standing
    limits: Limits
    programmes: Programmes
    _heard: Known | None = None

    def __post_init__(self) -> None:
        standing = self.standing
        self.goal, self.problem, self.clock = standing.goal, standing.problem, standing.clock
        self._large = large(len(self.problem.people), self.problem.length)
        self.rng = np.random.default_rng((self.limits.seed, self.goal.tier))
        self.picker = Picker(self.problem, standing.ledger, self.rng)
        self.kicks = Kicks(self.picker)
        self.requests = Requests(
            self.programmes, standing, self.picker, self.rng, large=self._large
        )
        self.crew = Crew((), self.clock.timer)
        # whether the root is to come, is over, has dived, and found somebody without a row
        self.due, self.rooted, self.dived, self.rowless = True, False, False, False
        self.until, self.visit = self.limits.seconds, Visit(self.goal)
        self.busy: dict[int, Busy | None] = {}
        self.turns = self._turns
        self.lesson: Lesson | None = None  # what the root has taught
        self.lessons: dict[int, Lesson] = {}  # by hand, not told yet

    def run(
        self, hands: Sequence[Hand], hint: frozenset[Lit] | None, until: float, visit: Visit
    ) -> None:
        """Search by ``hands`` until the clock says ``until``, or bound and cost meet.

        A search that has been left goes on with what its root has taught, by other hands.
        """
        self.crew, self.until, self.visit = Crew(hands, self.clock.timer), until, visit
        self.busy, self.turns = {}, self._turns
        self.due = not self.rooted
        self.lessons = {} if self.lesson is None else dict.fromkeys(range(len(hands)), self.lesson)
        self.programmes.begin()
        self.kicks.begin(starts=len(self.standing.model.tiers) > 1)
        patience = KICKED if self.goal.tier else TIRED
        self.picker.restart(patience if visit.patience is None else visit.patience)
        self.picker.wait(until - self.clock.now)
        self._take_hint(hint)
        self._begin()
        while not self._over:
            lacking = not self.standing.best
            self.clock.heed()
            self._learn()
            self._employ()
            if self.crew.idle(self.clock.moment(self._end) + HEARS, self.busy):
                continue
            pause = TICK if self.crew.due(self.busy) is None else 0.0
            ready = wait([*self.crew.pipes, *self.programmes.pipes], pause)
            for number, report in self.crew.reports(ready, self.busy):
                self._hear(number, report)
            if any(pipe in ready for pipe in self.programmes.pipes):
                self.programmes.hear(self.problem.unit, self.limits.seed)
            if lacking and self.standing.best:
                self._renew()
        self._hear_out()
        self.standing.tell_done()

    def _hear_out(self) -> None:
        """Take in what hands have said by the end: it was found in time."""
        for number, report in self.crew.rest(self.clock.timer.now + HEARS):
            self._hear(number, report)

    @property
    def _turns(self) -> Turns:
        """The turns of a tree; where there are several tiers none are spared for a far bound."""
        alone = len(self.standing.model.tiers) == 1
        return Turns(len(self.problem.people), FIRST if alone else 0.0)

    @property
    def _end(self) -> float:
        """When to end: without a schedule no later tier has anything to begin with."""
        return self.until if self.standing.best else self.limits.seconds

    def _renew(self) -> None:
        """Give a tier its part of the time from a first schedule on that comes after its end."""
        now = self.clock.now
        if now > self.until:
            self.until = self.visit.until(now, self.limits.seconds)

    @property
    def _over(self) -> bool:
        if self.standing.status is Status.OPTIMAL or self.clock.closed(self.goal.tier):
            return True
        if self.clock.stopped or self.clock.now > self._end or self._barren:
            return True
        return self._leaves and not self.programmes.awaited

    @property
    def _leaves(self) -> bool:
        """Whether patches lead no further in a visit that ends then, but for a residual."""
        leaves = self.visit.patience is not None and self.rooted
        return leaves and bool(self.standing.best) and self.picker.tired

    @property
    def _barren(self) -> bool:
        """Whether there can be no roster: somebody has no row, and nobody else knows one."""
        return self.rowless and self.standing.roster is None and self.clock.known is None

    def _learn(self) -> None:
        """Go on from the schedule of another strategy if it is better."""
        known = self.clock.known
        if known is None or known is self._heard:
            return
        self._heard = known
        if not self.standing.best or known.costs < self.standing.best:
            self._take_hint(known.chosen)

    def _take_hint(self, hint: frozenset[Lit] | None) -> None:
        columns = None if hint is None else self.problem.columns(hint)
        if columns is not None:
            self.standing.take(np.stack(columns).astype(np.int16), "hint")

    def _begin(self) -> None:
        """Let the first hand find a roster before its root where the problem is large.

        There the other hands leave the cores to it until its root has dived: that gains more than
        all that they find meanwhile.
        """
        if self._large and self.standing.roster is None:
            now, end = self.clock.timer.now, self.clock.moment(self._end)
            self.crew.give(0, StartJob(self.limits.seed, now + DIVE_SHARE * (end - now)))
            self.busy[0] = None

    def _root(self) -> None:
        # a schedule that comes meanwhile gives the visit its end, but a large root brings the first
        planned = not self._large and self.clock.now < self.until
        now, end = self.clock.timer.now, self.clock.moment(self.until if planned else self._end)
        seed, roster, dives = self.limits.seed, self.standing.roster, self.visit.dives
        paid = self.goal.paid(self.standing.best)
        large, few = self._large, self.requests.few
        job = root_job(seed, now, end, roster, large=large, dives=dives, paid=paid, few=few)
        self.crew.give(0, job)
        self.busy[0], self.due = None, False

    def _employ(self) -> None:
        """Give every idle hand a neighbourhood, the first one a bound before all else."""
        if self.due and 0 not in self.busy:
            self._root()
        if self._large and not self.dived:
            return
        if self.visit.proves and not self.rooted:
            return
        self._come_back()
        waits = self.programmes.making
        for number in range(len(self.crew)):
            if number in self.busy or (roster := self.standing.roster) is None:
                continue
            if waits:  # for a programme that is made in a moment
                waits = False
                continue
            if number in self.lessons:
                self.crew.give(number, self.lessons.pop(number))
            if number == 0 and self._grow():
                continue
            if (made := self.requests.take()) is not None:
                job, self.busy[number] = made
                self.crew.give(number, job)
                continue
            self._open(number, roster)

    def _open(self, number: int, roster: Roster) -> None:
        """Let a hand solve a part of the present roster again."""
        busy = [job for job in self.busy.values() if job is not None]
        jobs = self.requests.others(busy)
        narrows = self.rooted and self.kicks.starts and not self.visit.proves
        few = self.requests.few if narrows and len(jobs) == len(busy) else 0
        alone = all(job.kind is not self.kicks.kind for job in jobs)
        if few:
            kind, patch, dearer = self.requests.kind, self.kicks.everything, np.inf
        elif self._settled and (alone or self.kicks.starts):
            kind, best = self.kicks.kind, self.standing.best[self.goal.tier]
            patch, dearer = self.kicks.draw(roster, best, alone=alone)
        else:
            opened = [job.patch for job in jobs]
            kind, patch = self.requests.draw(roster, opened) or self.picker.pick(roster, opened)
            strict = kind.sweeps or bool(self.rng.random() < 0.5)
            dearer = -self.problem.unit if strict else 0.0
        anew = self.kicks.anew(patch)
        manner = style(self.rng, self.problem.unit, sweeps=kind.sweeps, anew=anew, few=few)
        most = self.picker.seconds(large=kind.sweeps or anew)
        end = min(self.clock.timer.now + most, self.clock.moment(self._end))
        self.crew.give(number, PatchJob(packed(roster.columns), patch, manner, end, dearer))
        self.busy[number] = Busy(kind, patch, roster, self.standing.moves)

    @property
    def _settled(self) -> bool:
        """Whether no patch leads on from the best, which is not swept."""
        standing, picker = self.standing, self.picker
        led = bool(standing.best) and standing.home is None and not self._leaves
        return led and picker.tired and picker.sweep is None

    def _grow(self) -> bool:
        """Let the first hand go on with its tree if it is its turn."""
        standing = self.standing
        if not standing.best:
            return False
        value, left = standing.best[self.goal.tier], self._end - self.clock.now
        gap = (value - standing.whole_bound) / max(1, value)
        if not self.turns.due(left, gap):
            return False
        cut, now = cheaper(standing.cost, self.problem.unit), self.clock.timer.now
        end = min(self.clock.moment(self._end), now + NODE_SECONDS)
        self.crew.give(0, TreeJob(cut, now + SLICE, end))
        self.busy[0] = None
        return True

    def _hear(self, number: int, report: Report) -> None:
        match report:
            case Better() as better:
                self._take(better)
            case Proved() as proved:
                self.standing.prove(proved.bound)
            case Patched() as patched:
                self._patch(number, patched)
            case Lesson() as lesson:
                self._learned(lesson)
            case Residual(decided):
                self.requests.residual(decided)
            case Rooted(rowless):
                del self.busy[number]
                self.rowless = rowless
                self.dived = self.rooted = not self.due
                self.turns.ready = self.picker.gaps is not None
            case Grown() as grown:
                del self.busy[number]
                self.turns.grown(grown.nodes, grown.seconds, done=grown.done)

    def _take(self, better: Better) -> None:
        """Take in a roster; where it is one to go on from, patches are small again."""
        self.dived |= better.strategy == DIVE
        best = self.standing.best
        moved = self.standing.take(better.roster, better.strategy)
        if better.strategy == RESIDUAL:
            self.requests.gained |= moved or self.standing.best != best
        if moved:
            self.picker.restart()
            self.programmes.forget()

    def _come_back(self) -> None:
        """Go on from the best again when the roster that was gone on from leads no further."""
        if self.picker.tired and not self._leaves and self.standing.come_back():
            self.picker.patience = TIRED
            self.programmes.forget()

    def _learned(self, lesson: Lesson) -> None:
        """Keep the root's lesson for every hand: one that is busy does not read, and pipes fill."""
        self.lesson = lesson
        self.picker.gaps = Gaps(self.problem.rows, lesson.duals, lesson.least, lesson.active)
        self.lessons = dict.fromkeys(range(len(self.crew)), lesson)

    def _patch(self, number: int, patched: Patched) -> None:
        """Put new rows into the present roster if that is no dearer."""
        job = self.busy.pop(number)
        if job is None:
            return
        self.turns.others += patched.seconds if number == 0 else 0.0
        if job.kind is self.kicks.kind:
            self._land(job, patched)
            return
        before = self.standing.present
        gain = bool(patched.people) and self._merge(job, patched)
        if not self.requests.learn(job, patched, gain=gain):
            gain = gain and (not self.standing.best or noticed(before, self.standing.present))
            self.picker.learn(job.kind, patched.outcome, patched.seconds, gain=gain)
        if patched.outcome == "dive":
            self.requests.window(job, patched.promise)

    def _land(self, job: Busy, patched: Patched) -> None:
        """Go on from a kick's roster by small patches, if its base stands or nothing is of that."""
        landed, anew = bool(patched.people), self.kicks.anew(job.patch)
        self.kicks.learn(job.patch, landed=landed)
        if not landed or (job.moves != self.standing.moves and not anew):
            return
        most = self.kicks.most(job.patch, self.standing.best[self.goal.tier])
        if self.standing.kick(patched, job.patch, job.roster, most, roams=anew):
            self.picker.restart(KICKED)
            self.programmes.forget()

    def _merge(self, job: Busy, patched: Patched) -> bool:
        """Take new rows into the present roster, or else the one that they were found for.

        Not into one that has been left since.
        """
        strategy = job.kind.name if job.slot is not None else NEIGHBOURHOOD
        strategy = SWEEP if job.kind.sweeps else strategy
        base = job.roster if job.moves == self.standing.moves else None
        return self.standing.merge(patched, job.patch, base, strategy)
