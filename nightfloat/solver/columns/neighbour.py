"""Neighbourhoods: some people, some days, the rest as it is, solved again by column generation."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np

from nightfloat.solver.arrays import Floats, Rows
from nightfloat.solver.columns.dive import WHOLE_NEAR, Dive, Style, unasked
from nightfloat.solver.columns.generation import Generator
from nightfloat.solver.columns.master import Master
from nightfloat.solver.columns.relaxed import Effort
from nightfloat.solver.columns.room import cost, room
from nightfloat.solver.columns.roster import Column, Ledger, Roster, column
from nightfloat.solver.pricing.columns import Worth
from nightfloat.solver.pricing.cut import Cut, Kept, cut
from nightfloat.solver.pricing.pricer import Pricer
from nightfloat.solver.pricing.problem import Problem

# how near, in units of cost, bound and objective of a patch come before its dive
NEAR = 1.0
ROUNDS = 60
# of the time for a patch, what its bound may take
CONVERGE = 0.6
# how near bound and objective come in the dives of a sweep, as a share
SWEEP_GAP = 1e-3
# how surely dives fix cells that decide everything anew, and how many
ANEW_SURE, ANEW_SHARE = (0.8, 0.95), (0.03, 0.08)
# how often dives in patches take decisions back
RETREATS = 2, 4, 16
# seconds until a patch is priced first, and for each of its people
SET_UP, SET_UP_EACH = 3e-3, 1e-3


@dataclass(frozen=True, slots=True)
class Patch:
    """What one neighbourhood opens: people and a range of days."""

    people: tuple[int, ...]
    first: int
    end: int


@dataclass(frozen=True, slots=True)
class Tried:
    """What a neighbourhood came to: new columns, or why there are none.

    ``promise`` is how much cheaper it could be by its bound.
    """

    columns: tuple[Column, ...]
    outcome: str
    seconds: float
    promise: float = 0.0


def style(
    rng: np.random.Generator, unit: float, *, sweeps: bool, anew: bool, few: int = 0
) -> Style:
    """Return a style at random; a sweep's windows are large, and no dive dwells on one.

    One that decides everything anew goes slowly, each time in another way, and says what it leaves
    when that is so ``few`` cells.
    """
    if anew:
        sure, share = rng.uniform(*ANEW_SURE), rng.uniform(*ANEW_SHARE)
        return Style(sure, share, gap=0.0, near=WHOLE_NEAR * unit, few=few)
    near = NEAR * unit
    if sweeps:
        return Style(gap=SWEEP_GAP, near=near)
    return Style(
        sure=float(rng.choice([0.8, 0.9, 0.95])),
        share=float(rng.choice([0.03, 0.06, 0.1])),
        rounds=6,
        gap=0.0,
        near=near,
        retreats=int(rng.choice(RETREATS)),
    )


@dataclass(frozen=True)
class Pool:
    """Rows that were worth something in the whole problem; each is a column once it is asked for.

    Only patches of all days ask, which a long horizon hardly has.
    """

    worth: Worth
    rows: Mapping[int, Sequence[Rows]]
    _made: dict[int, list[Column]] = field(default_factory=dict[int, list[Column]], init=False)

    def of(self, person: int) -> list[Column]:
        """Return the columns of a person."""
        if person not in self._made:
            rows = (row.astype(np.int64) for row in self.rows.get(person, ()))
            self._made[person] = [column(self.worth, person, row) for row in rows]
        return self._made[person]


@dataclass
class Neighbour:
    """Solves patches of rosters.

    ``duals`` are good ones for the whole problem, around which prices are smoothed; ``pool`` is of
    the same.
    """

    problem: Problem
    ledger: Ledger
    pricer: Pricer
    worth: Worth
    duals: Floats | None = None
    pool: Pool | None = None

    def improve(
        self,
        roster: Roster,
        patch: Patch,
        style: Style,
        deadline: float,
        dearer: float,
        left: Callable[[Floats], bool] = unasked,
    ) -> Tried:
        """Return columns that make the roster ``dearer`` by so much at most, cheaper if negative.

        A neighbourhood whose bound shows that it holds none is left at once. Where they may be
        dearer, the present columns are not at hand, so that the search comes to others. What the
        style asks for of the dive's way is said to ``left``.
        """
        timer = self.pricer.timer
        started = timer.now
        timer.spend(SET_UP + SET_UP_EACH * len(patch.people))
        inside = set(patch.people)
        others = [c for c in roster.columns if c.person not in inside]
        mine = [c for c in roster.columns if c.person in inside]
        cells = self._cells(roster, patch)
        open_ = room(self.problem, self.ledger, sorted(inside), cells, others)
        now = cost(open_, mine)
        goal = now + dearer + 1e-4
        master = Master(open_)
        if dearer <= 0:
            master.add(mine)
        if self.pool is not None and patch.end - patch.first >= self.problem.length:
            master.add(c for person in patch.people for c in self.pool.of(person))
        batch = self.pricer.batch(open_.people, self._cuts(roster, patch))
        generator = Generator(master, batch, self.worth, cells)
        near, by = style.near, started + CONVERGE * (deadline - started)
        effort = Effort(by, smoothing=0.5, gap=0.0, near=near, rounds=ROUNDS, cut=goal)
        generated = generator.run(effort, self.duals)
        if generated.bound > goal:
            return Tried((), "bound", timer.now - started)
        again, duals = generator.again, generated.duals
        dive = Dive(master, again, cells, style, deadline, goal, duals, timer, left=left)
        found = dive.run()
        seconds = timer.now - started
        if found is None:
            return Tried((), "dive", seconds, now - generated.bound)
        return Tried(tuple(found), "found", seconds)

    def _cells(self, roster: Roster, patch: Patch) -> Floats:
        """Return the prices with every cell outside the patch fixed as it is."""
        cells = self.problem.price.copy()
        days = np.array(
            [d for d in range(self.problem.length) if not patch.first <= d < patch.end], np.int64
        )
        for person in patch.people:
            kept = roster.columns[person].members[days]
            price = cells[person, days, kept]
            cells[person, days] = np.inf
            cells[person, days, kept] = price
        return cells

    def _cuts(self, roster: Roster, patch: Patch) -> list[Cut | None]:
        """Return the programmes of the people cut to the days of the patch, where it has fewer."""
        if patch.end - patch.first >= self.problem.length:
            return [None] * len(patch.people)
        return [
            cut(self.problem, one.person, self._kept(one), patch.first, patch.end)
            for one in (roster.columns[person] for person in patch.people)
        ]

    def _kept(self, one: Column) -> Kept:
        symbols = self.problem.symbols[self.problem.people[one.person].shape][one.members]
        return Kept(one.members, symbols, one.cost, one.rows, one.factors)
