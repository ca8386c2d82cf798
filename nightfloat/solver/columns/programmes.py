"""Patches that dives leave although their bound allows better, made programmes for HiGHS.

One at a time: what is asked for becomes a job when its programme has come.
"""

import time
from contextlib import suppress
from dataclasses import dataclass, field
from multiprocessing.connection import Connection

import numpy as np

from nightfloat.constraints.emitter import Lit
from nightfloat.solver.columns.goals import Goal
from nightfloat.solver.columns.hands import LATE
from nightfloat.solver.columns.jobs import MilpJob
from nightfloat.solver.columns.kinds import Kind
from nightfloat.solver.columns.neighbour import Patch
from nightfloat.solver.columns.roster import Roster
from nightfloat.solver.milp.frozen import Freezer, Opened, Part
from nightfloat.solver.milp.highs import Effort
from nightfloat.solver.milp.programme import weighed
from nightfloat.solver.search.forking import LostForkError

# seconds that one programme may take
MOST = 20.0
# people times days of a patch at first; how many fewer after one that HiGHS has not ended, and how
# many more after one that it has closed in a small share of that time
ROOM = 340.0
SHRINK, GROW, QUICK = 0.85, 1.1, 0.25
# days of such a patch; longer ones leave sums over the horizon open, which HiGHS is slow to settle
FEWEST, MOST_DAYS = 7, 21
# seconds until the next programme after one that brought nothing, doubled by each one more
PAUSE = 5.0
# how fast what patches promise is forgotten
FADE = 0.1


@dataclass
class Programmes:
    """Asks for programmes of patches; ``freezer`` is None when there are none to be had."""

    freezer: Freezer | None
    room: float = ROOM
    promise: float = 0.0
    pause: float = PAUSE
    _rests_until: float = 0.0
    _number: int = 0
    _asked: tuple[Patch, Goal, Roster] | None = field(default=None, init=False)
    _job: MilpJob | None = field(default=None, init=False)
    # whether a job has been taken that is not over
    _taken: bool = field(default=False, init=False)

    def __post_init__(self) -> None:
        self.kind = Kind("window", None, None)

    @property
    def pipes(self) -> list[Connection]:
        """What to listen to."""
        return [] if self.freezer is None else [self.freezer.pipe]

    def begin(self) -> None:
        """Begin a tier: drop what was asked for, and rest no more, as its patches are others."""
        self.forget()
        self._taken = False
        self.pause, self._rests_until = PAUSE, 0.0

    def forget(self) -> None:
        """Drop what was asked for: the search goes on from another roster."""
        self._asked = self._job = None

    @property
    def idle(self) -> bool:
        """Whether another patch may be asked for."""
        free = self._asked is None and self._job is None and not self._taken
        return self.freezer is not None and free and time.monotonic() >= self._rests_until

    def size(self, people: int, days: int, rng: np.random.Generator) -> tuple[int, int]:
        """Return the people and days of a patch."""
        drawn = max(int(rng.integers(FEWEST, MOST_DAYS + 1)), round(self.room / people))
        length = min(days, MOST_DAYS, drawn)
        return min(people, max(2, round(self.room / length))), length

    def fits(self, patch: Patch, promise: float) -> bool:
        """Whether a patch is of a size to be searched, and promises as much as others do."""
        days = patch.end - patch.first
        if days > MOST_DAYS or len(patch.people) * days > self.room:
            return False
        self.promise += FADE * (promise - self.promise)
        return self.idle and promise >= self.promise

    def ask(self, patch: Patch, goal: Goal, roster: Roster, chosen: frozenset[Lit]) -> None:
        """Ask for the programme of a patch around a roster, which takes the posts ``chosen``."""
        if self.freezer is None:
            return
        self._number += 1
        self._asked = patch, goal, roster
        # who is gone is missed when it is heard
        with suppress(LostForkError):
            self.freezer.give(
                Opened(self._number, goal.tier, chosen, patch.people, patch.first, patch.end)
            )

    def hear(self, unit: int, seed: int) -> None:
        """Take the freezer's answer: a job, or that there are no programmes at all."""
        if self.freezer is None:
            return
        said = self._said(self.freezer)
        if said is None:
            self.freezer, self._asked = None, None
            return
        if self._asked is None or said.number != self._number:
            return
        patch, goal, roster = self._asked
        self._asked = None
        cost = weighed(said.programme.costs, goal.weights)
        now = sum(w * c for w, c in zip(goal.weights, said.costs, strict=True))
        self._job = MilpJob(patch, said.programme, cost, now - unit, Effort(MOST, seed), roster)

    def _said(self, freezer: Freezer) -> Part | None:
        """Return a programme that the freezer has made, None when there will be no more."""
        try:
            said = freezer.take()
        except LostForkError:
            return None
        return said if isinstance(said, Part) else None

    def take(self) -> MilpJob | None:
        """Return the job that is ready, if one is."""
        job, self._job = self._job, None
        self._taken = self._taken or job is not None
        return job

    def learn(self, outcome: str, seconds: float, *, gain: bool, searched: bool) -> None:
        """Note how a patch went, and if HiGHS has ``searched`` it, how large the next ones are.

        What brings nothing is tried less and less often, and costs little in the end.
        """
        self._taken = self._taken and not searched
        if searched and gain:
            self.pause, self._rests_until = PAUSE, 0.0
        elif searched:
            self._rests_until = time.monotonic() + self.pause
            self.pause *= 2
        if searched and outcome == LATE:
            self.room *= SHRINK
        elif searched and outcome == "bound" and seconds < QUICK * MOST:
            self.room *= GROW
