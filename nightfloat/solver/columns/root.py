"""The root of a tier: a bound for everybody, what it teaches, and a dive from it.

A bundle comes near the best duals in few rounds. Where it comes no nearer, the linear programme
ends what it began; a long problem has no time for that, and its dive goes down from the bundle.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import partial

import numpy as np

from nightfloat.solver.arrays import Floats
from nightfloat.solver.columns.bundle import Bundle
from nightfloat.solver.columns.dive import WHOLE_NEAR, Dive, Style
from nightfloat.solver.columns.generation import Generator
from nightfloat.solver.columns.jobs import (
    DIVE,
    Better,
    Lesson,
    Proved,
    Report,
    Residual,
    RootJob,
    packed,
)
from nightfloat.solver.columns.master import Master
from nightfloat.solver.columns.multipliers import followed
from nightfloat.solver.columns.oracle import Oracle
from nightfloat.solver.columns.proximal import Proximal
from nightfloat.solver.columns.relaxed import Effort, Generated, Relaxed, likeliest
from nightfloat.solver.columns.response import Response
from nightfloat.solver.columns.room import Room, idle, room
from nightfloat.solver.columns.roster import Column, Roster, in_order
from nightfloat.solver.columns.tree import Tree
from nightfloat.solver.pricing.problem import Problem

type Descent = Callable[[Floats], list[Column] | None]

COLUMNS_EACH = 60
POOL_EACH = 25
# of the time for a bound, what a bundle may take where the linear programme follows, and the
# rounds in which it has to come nearer
GUESS_SHARE, STALL = 0.3, 60
# how near bound and objective of a large problem come before its dive, as a share
LARGE_GAP = 5e-3
# how a bundle's dive goes, the share of cells that it leaves to a linear programme, and its part of
# the time for both
LONG = Style(share=0.1, rounds=40)
LEFT, NARROW_SHARE = 0.02, 0.75
# how near, in units of cost, bound and objective come
NEAR = 0.01
# of what is left then, what the programme may take before its own dive
GENERATE_SHARE = 0.5
# seconds beyond which a tree would have too few nodes in the time that users give, and a dive by
# linear programmes alone takes longer than one from a bundle
ROOT_SECONDS = 10.0
# a gap at which a dive would follow prices that say little
FAR = 0.2
POLISH_SECONDS = 5.0


@dataclass
class Root:
    """Bounds, teaches and dives once, from a ``roster`` if there is one; ``tell`` hears it all."""

    job: RootJob
    response: Response
    roster: Roster | None
    tell: Callable[[Report], None]

    def __post_init__(self) -> None:
        problem, everybody = self.problem, range(len(self.problem.people))
        self.room = room(problem, self.response.ledger, everybody, problem.price)
        self.rest = idle(self.room)
        # what the tiers before cost, as the objective of the room goes
        self.paid = self.job.paid - self.rest
        self.effort = partial(Effort, near=NEAR * problem.unit, paid=self.paid)
        self.batch = self.response.pricer.batch(everybody)
        self.timer = self.response.pricer.timer
        self.started = self.timer.now
        # of the best roster told: whether it misses a requirement, and its cost
        self.told = True, np.inf
        # whether somebody has no row
        self.rowless = False

    @property
    def problem(self) -> Problem:
        """What is searched."""
        return self.response.problem

    def run(self) -> tuple[Tree, float] | None:
        """Prove a bound, teach by what, dive; return a tree and what the rows outside it cost.

        There is none where a tree would have too few nodes.
        """
        bundle = Bundle(self.room)
        if self.roster is not None:
            bundle.add(self.roster.columns)
        oracle = Oracle(bundle, self.batch, self.response.worth, self.problem.price)
        found = Proximal(oracle).run(self._guess, heard=self._heard)
        if found.duals is None:
            self.rowless = True
            return None
        relaxed: Relaxed = bundle
        dive = partial(self._long_dive, oracle)
        if not (self.job.large or found.converged):
            generator = self._generator(self.room, bundle.columns)
            effort = self.effort(self.job.bound_by, keep=COLUMNS_EACH * len(self.room.people))
            found = generator.run(effort, found.duals, self._heard)
            relaxed = generator.master
            if self._quick:
                dive = partial(self._dive, generator, self.paid, self.job.few)
        if found.duals is None or found.objective - found.bound > FAR * abs(found.objective):
            return None
        return self._go_on(found, found.duals, _near(relaxed), dive)

    def _go_on(
        self, found: Generated, duals: Floats, near: tuple[Column, ...], dive: Descent
    ) -> tuple[Tree, float] | None:
        """Teach what has been found, dive from it if asked, and return a tree if it came soon."""
        quick = self._quick
        self._teach(duals, near)
        if self.job.dives:
            self._polish(dive(duals))
        if not quick:
            return None
        generator, problem = self._generator(self.room, near), self.problem
        tree = Tree(generator.master, self.batch, generator.worth, problem.price, problem.unit)
        tree.begin(found.bound, duals)
        return tree, self.rest

    @property
    def _quick(self) -> bool:
        """Whether linear programmes are solved as soon as needs be."""
        return self.timer.now < self.started + ROOT_SECONDS

    @property
    def _guess(self) -> Effort:
        """The effort of the bundle: most of it where no linear programme follows."""
        if self.job.large:
            return self.effort(self.job.bound_by, gap=LARGE_GAP)
        now = self.timer.now
        return self.effort(now + GUESS_SHARE * (self.job.bound_by - now), stall=STALL)

    def _heard(self, bound: float) -> None:
        self.tell(Proved(bound + self.rest))

    def _generator(self, open_: Room, columns: Sequence[Column]) -> Generator:
        """Return what generates columns for a linear programme in a room."""
        master = Master(open_)
        master.add(columns)
        return Generator(master, self.batch, self.response.worth, open_.cells)

    def _teach(self, duals: Floats, near: tuple[Column, ...]) -> None:
        """Tell what rows are worth, and the columns that are nearly in use."""
        least = self.batch.price(duals, self.problem.price).bounds
        people = np.array([c.person for c in near], np.int64)
        self.tell(Lesson(duals, least, self.room.active, people, packed(near)))

    def _dive(
        self, generator: Generator, paid: float, few: int, duals: Floats
    ) -> list[Column] | None:
        """Return the columns that a dive from a linear programme ends in, or the likeliest."""
        master = generator.master
        by = self.job.dive_by
        cells, timer = generator.cells, self.timer
        style = Style(near=WHOLE_NEAR * self.problem.unit, few=few)
        again, left = generator.again, self._left
        dive = Dive(master, again, cells, style, by, duals=duals, timer=timer, paid=paid, left=left)
        return dive.run() or likeliest(master)

    def _left(self, cells: Floats) -> bool:
        """Tell what a dive has decided so far, which goes on: its roster is one to go on from."""
        self.tell(Residual(self.problem.decided(cells)))
        return True

    def _long_dive(self, oracle: Oracle, duals: Floats) -> list[Column] | None:
        """Dive from a bundle in time, and by a linear programme where few cells are left.

        What the bundle ends in is told before: the programme may come to nothing in time.
        """
        bundle, again = oracle.bundle, partial(followed, oracle)
        now = self.timer.now
        by = now + NARROW_SHARE * (self.job.dive_by - now)
        style, timer = replace(LONG, few=self.job.few), self.timer
        dive = Dive(
            bundle, again, oracle.cells, style, by, duals=duals, timer=timer, left=self._left
        )
        left = dive.narrow(LEFT)
        self._polish(likeliest(bundle))
        if left is None or dive.duals is None:
            return None
        bundle.keep(left)
        open_ = room(self.problem, self.response.ledger, self.room.people, left)
        generator, now = self._generator(open_, bundle.columns), self.timer.now
        by, paid = now + GENERATE_SHARE * (self.job.dive_by - now), self.job.paid - idle(open_)
        found = generator.run(self.effort(by, paid=paid), dive.duals)
        return None if found.duals is None else self._dive(generator, paid, 0, found.duals)

    def _polish(self, columns: Sequence[Column] | None) -> None:
        """Tell the roster that a dive came to, and what best responses make of it.

        One that is no better than what was told before is not told.
        """
        if columns is None:
            return
        rng = np.random.default_rng(self.job.seed)
        dived = in_order(columns)
        self.hear(dived)
        self.hear(self.response.improve(dived, rng, self.timer.now + POLISH_SECONDS))

    def hear(self, roster: Roster) -> None:
        """Tell a roster that is better than those told before; any lawful one is than others."""
        ledger = self.response.ledger
        found = not ledger.lawful(roster.filled(self.problem)), ledger.of(roster)
        if found < self.told:
            self.told = found
            self.tell(Better(packed(roster.columns), DIVE))


def _near(relaxed: Relaxed) -> tuple[Column, ...]:
    """Return the columns that are nearly in use."""
    columns = relaxed.columns
    near = np.argsort(relaxed.reduced, kind="stable")[: POOL_EACH * len(relaxed.room.people)]
    return tuple(columns[int(n)] for n in near)
