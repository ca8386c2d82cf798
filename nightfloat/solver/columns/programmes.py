"""What dives leave although their bound allows better, made programmes for HiGHS.

A window is a patch in which a dive came to nothing. A residual is the whole problem, where what a
dive decides first is decided: its bound is that of everybody still, and its last decisions, which
cost most, are left to HiGHS (relaxation enforced neighbourhoods: Berthold 2014). What is asked for
becomes a job when its programme has come; one is made at a time.
"""

from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from multiprocessing.connection import Connection

import numpy as np

from nightfloat.constraints.emitter import Lit
from nightfloat.solver.columns.goals import Goal
from nightfloat.solver.columns.jobs import RESIDUAL, WINDOW, MilpJob
from nightfloat.solver.columns.kinds import Kind
from nightfloat.solver.columns.neighbour import Patch
from nightfloat.solver.columns.roster import Roster
from nightfloat.solver.columns.slot import Slot
from nightfloat.solver.milp.frozen import Freezer, Opened, Part
from nightfloat.solver.milp.highs import Effort
from nightfloat.solver.milp.programme import weighed
from nightfloat.solver.search.forking import LostForkError

# people times days of a window at first
ROOM = 340.0
# days of a window; longer ones leave sums over the horizon open, which HiGHS is slow to settle
FEWEST, MOST_DAYS = 7, 21
# cells that are not whole in a residual at first; others that are not fixed are open too
FEW = 550.0
# seconds that a programme of so many columns at most may take, a larger one more by its size
MOST, COLUMNS = 20.0, 12_000
# seconds that windows and residuals rest after one in vain, at first and at most: another dive
# leaves something else, another window mostly does not
WINDOW_REST, RESIDUAL_REST = (5.0, np.inf), (1.0, 8.0)
# how fast what patches promise is forgotten
FADE = 0.1


@dataclass(frozen=True, slots=True)
class Asked:
    """What a programme is asked for, and the roster that it has to better."""

    slot: Slot
    opened: Opened
    goal: Goal
    roster: Roster


@dataclass
class Programmes:
    """Asks for programmes of windows and residuals; without a ``freezer`` there are none."""

    freezer: Freezer | None
    promise: float = 0.0
    # what the freezer is at; whether that is still wanted; what it is to be given next
    _given: Asked | None = field(default=None, init=False)
    _wanted: bool = field(default=False, init=False)
    _next: Asked | None = field(default=None, init=False)
    _jobs: list[tuple[MilpJob, Slot]] = field(
        default_factory=list[tuple[MilpJob, Slot]], init=False
    )

    def __post_init__(self) -> None:
        self.windows = Slot(Kind(WINDOW, None, None), ROOM, *WINDOW_REST, MOST)
        self.residuals = Slot(Kind(RESIDUAL, None, None), FEW, *RESIDUAL_REST, MOST)

    @property
    def pipes(self) -> list[Connection]:
        """What to listen to."""
        return [] if self.freezer is None else [self.freezer.pipe]

    def begin(self) -> None:
        """Begin a visit: drop what was asked for."""
        self._wanted, self._next, self._jobs = False, None, []
        self.windows.begin()
        self.residuals.begin()

    def forget(self) -> None:
        """Drop the window that was asked for: the search goes on from another roster."""
        if self._of(self.windows):
            self._wanted = False
        self._jobs = [job for job in self._jobs if job[1] is not self.windows]

    def _of(self, slot: Slot) -> bool:
        return self._given is not None and self._given.slot is slot

    @property
    def idle(self) -> bool:
        """Whether a window may be asked for."""
        idle = self.freezer is not None and self._given is None
        return idle and self.windows.free and not self._pending(self.windows)

    @property
    def few(self) -> int:
        """The cells that a residual may leave; none while none may be asked for."""
        free = self.freezer is not None and self.residuals.free and not self.awaited
        return int(self.residuals.room) if free else 0

    @property
    def making(self) -> bool:
        """Whether the programme of a residual is made."""
        return self._wanted and self._of(self.residuals)

    @property
    def awaited(self) -> bool:
        """Whether a residual is searched, or will be soon."""
        asked = self._next is not None or self._pending(self.residuals)
        return asked or self.residuals.taken

    def _pending(self, slot: Slot) -> bool:
        """Whether a programme is made, or made and not searched yet."""
        return (self._wanted and self._of(slot)) or any(made is slot for _, made in self._jobs)

    def size(self, people: int, days: int, rng: np.random.Generator) -> tuple[int, int]:
        """Return the people and days of a window."""
        room = self.windows.room
        drawn = max(int(rng.integers(FEWEST, MOST_DAYS + 1)), round(room / people))
        length = min(days, MOST_DAYS, drawn)
        return min(people, max(2, round(room / length))), length

    def fits(self, patch: Patch, promise: float) -> bool:
        """Whether a patch is of a size to be searched, and promises as much as others do."""
        days = patch.end - patch.first
        if days > MOST_DAYS or len(patch.people) * days > self.windows.room:
            return False
        self.promise += FADE * (promise - self.promise)
        return self.idle and promise >= self.promise

    def window(self, patch: Patch, goal: Goal, roster: Roster, chosen: frozenset[Lit]) -> None:
        """Ask for the programme of a window around a roster, which takes the posts ``chosen``."""
        self._ask(self.windows, patch, goal, roster, chosen, {})

    def residual(
        self, decided: Mapping[Lit, bool], goal: Goal, roster: Roster, chosen: frozenset[Lit]
    ) -> None:
        """Ask for the programme of what is not ``decided``, if there is none yet."""
        if self.few:
            everybody = Patch(tuple(range(len(roster.columns))), 0, goal.model.length)
            self._ask(self.residuals, everybody, goal, roster, chosen, decided)

    def _ask(
        self,
        slot: Slot,
        patch: Patch,
        goal: Goal,
        roster: Roster,
        chosen: frozenset[Lit],
        decided: Mapping[Lit, bool],
    ) -> None:
        if self.freezer is None:
            return
        opened = Opened(goal.tier, chosen, patch.people, patch.first, patch.end, decided)
        self._next = Asked(slot, opened, goal, roster)
        self._give()

    def _give(self) -> None:
        """Give the freezer what is next, once it has answered: both would write, and none read."""
        if self.freezer is None or self._given is not None or self._next is None:
            return
        self._given, self._wanted, self._next = self._next, True, None
        # who is gone is missed when it is heard
        with suppress(LostForkError):
            self.freezer.give(self._given.opened)

    def hear(self, unit: int, seed: int) -> None:
        """Take the freezer's answer: a job, or that there are no programmes at all."""
        if self.freezer is None:
            return
        said, asked = self._said(self.freezer), self._given
        self._given = None
        if said is None:
            self.freezer, self._next = None, None
            return
        if asked is not None and self._wanted:
            self._jobs.append((_job(asked, said, unit, seed), asked.slot))
        self._give()

    def _said(self, freezer: Freezer) -> Part | None:
        """Return a programme that the freezer has made, None when there will be no more."""
        try:
            said = freezer.take()
        except LostForkError:
            return None
        return said if isinstance(said, Part) else None

    def take(self) -> tuple[MilpJob, Slot] | None:
        """Return a job that is ready, if one is, and whose result it is."""
        if not self._jobs:
            return None
        job, slot = self._jobs.pop(0)
        slot.taken = True
        return job, slot


def _job(asked: Asked, part: Part, unit: int, seed: int) -> MilpJob:
    """Return the job of bettering a roster by a unit at least."""
    weights, slot = asked.goal.weights, asked.slot
    now = sum(w * c for w, c in zip(weights, part.costs, strict=True))
    most = slot.most * max(1.0, len(part.programme.low) / COLUMNS)
    cost, effort = weighed(part.programme.costs, weights), Effort(most, seed)
    residual, opened = slot.kind.name == RESIDUAL, asked.opened
    patch = Patch(opened.people, opened.first, opened.end)
    return MilpJob(patch, part.programme, cost, now - unit, effort, asked.roster, residual)
