"""What the search of a tier asks of HiGHS, in a problem that is not large.

A large one is more than a process beside the others should read and hold again.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

import numpy as np

from nightfloat.constraints.emitter import Lit
from nightfloat.solver.columns.jobs import MilpJob, Patched
from nightfloat.solver.columns.kinds import Kind
from nightfloat.solver.columns.neighbour import Patch
from nightfloat.solver.columns.patches import Busy, Picker
from nightfloat.solver.columns.programmes import Programmes
from nightfloat.solver.columns.roster import Roster
from nightfloat.solver.columns.standing import Standing

# of the patches when nothing has been gained for long, those drawn for HiGHS when it is free
SHARE = 0.5


@dataclass
class Requests:
    """Asks for windows once the search is stuck, and in later tiers for residuals of dives."""

    programmes: Programmes
    standing: Standing
    picker: Picker
    rng: np.random.Generator
    large: bool
    # whether anything of the residual that is searched was worth keeping
    gained: bool = field(default=False, init=False)

    @property
    def stuck(self) -> bool:
        """Whether a window may help: a schedule has not been improved for long."""
        return bool(self.standing.best) and self.picker.stuck and not self.large

    @property
    def few(self) -> int:
        """The cells at which a dive of everybody is to say what it leaves to HiGHS; 0 for none.

        In a first tier dives end at the bound by themselves, and without a schedule there is
        nothing to better.
        """
        wanted = self.standing.goal.tier and self.standing.best and not self.large
        return self.programmes.few if wanted else 0

    @property
    def kind(self) -> Kind:
        """The kind of jobs that residuals are: the dives before them too."""
        return self.programmes.residuals.kind

    def others(self, jobs: Sequence[Busy]) -> list[Busy]:
        """Return the jobs beside those of residuals, which open everybody and all days."""
        return [job for job in jobs if job.kind is not self.kind]

    def draw(self, roster: Roster, busy: Sequence[Patch]) -> tuple[Kind, Patch] | None:
        """Return a patch for HiGHS, should a dive come to nothing, if it is the turn of one."""
        programmes, problem = self.programmes, self.standing.problem
        if not (self.stuck and programmes.idle and self.rng.random() < SHARE):
            return None
        size = programmes.size(len(problem.people), problem.length, self.rng)
        patch = self.picker.gap(roster, *size, busy)
        return None if patch is None else (programmes.windows.kind, patch)

    def take(self) -> tuple[MilpJob, Busy] | None:
        """Return a job of HiGHS that is ready, if one is."""
        if (made := self.programmes.take()) is None:
            return None
        job, slot = made
        if job.residual:
            # the search went on while it was made
            most = round(self.standing.cost) - self.standing.problem.unit
            job, self.gained = replace(job, most=min(job.most, most)), False
        return job, Busy(slot.kind, job.patch, job.roster, self.standing.moves, slot)

    def window(self, job: Busy, promise: float) -> None:
        """Let HiGHS search a patch, left by a dive, whose bound promises more than others do."""
        at_hand = self.stuck and self.standing.roster is job.roster
        if job.kind is not self.kind and at_hand and self.programmes.fits(job.patch, promise):
            goal, chosen = self.standing.goal, self._chosen(job.roster)
            self.programmes.window(job.patch, goal, job.roster, chosen)

    def residual(self, decided: Mapping[Lit, bool]) -> None:
        """Let HiGHS say what a dive has not decided, cheaper than the best."""
        roster, goal = self.standing.best_roster, self.standing.goal
        if self.standing.best and roster is not None:
            self.programmes.residual(decided, goal, roster, self._chosen(roster))

    def _chosen(self, roster: Roster) -> frozenset[Lit]:
        return self.standing.problem.chosen([c.members for c in roster.columns])

    def learn(self, job: Busy, patched: Patched, *, gain: bool) -> bool:
        """Note how a patch went that is for HiGHS; whether it is one.

        What a residual found has been taken in when it was told.
        """
        if job.slot is not None:
            gained = job.kind is self.kind and self.gained
            job.slot.learn(patched.outcome, patched.seconds, gain=gain or gained)
        elif job.kind is self.kind and not gain and not self.programmes.awaited:
            self.programmes.residuals.wait()
        return job.kind in (self.programmes.windows.kind, self.kind)
