"""Branch and price: a tree over a master, the least bound first (Barnhart et al. 1998).

A node keeps some members of some people's days. It is split by the one of several choices whose
children are bounded best when both are priced (strong branching, Applegate et al. 1995).
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from heapq import heappop, heappush
from itertools import count
from math import prod

import numpy as np
from numpy.typing import NDArray

from nightfloat.solver.arrays import Floats
from nightfloat.solver.bounds import cheaper, least_cost
from nightfloat.solver.columns.branching import Choice, choices
from nightfloat.solver.columns.generation import Generator
from nightfloat.solver.columns.master import Master
from nightfloat.solver.columns.relaxed import WHOLE, Effort, Generated, heaviest
from nightfloat.solver.columns.room import cost
from nightfloat.solver.columns.roster import Column, total
from nightfloat.solver.pricing.columns import Worth
from nightfloat.solver.pricing.pricer import Batch
from nightfloat.solver.timer import Timer

SMOOTHING = 0.3
# columns of each person, and at least, from which the dearest are left out
COLUMNS_EACH, COLUMNS = 100, 1500
# choices whose children are priced before one is taken
CHOICES = 5
# the part of what is left up to the cut from which a child's bound is better than its node's
GAIN = 1e-3
# the share that is whole where the roster of whole shares costs more than the relaxed one
STRICT = 1.0 - 1e-7


@dataclass(frozen=True, slots=True)
class Node:
    """What is kept, a bound on it, prices near it, and the ``choices`` that may split it.

    One without choices is solved again by itself; one that is ``over`` holds nothing to search for.
    """

    bound: float
    kept: tuple[Choice, ...]
    choices: tuple[Choice, ...] = ()
    duals: NDArray[np.float32] | None = None
    over: bool = False

    def children(self, choice: Choice | None) -> tuple[tuple[Choice, ...], ...]:
        """Return what is kept in each child."""
        if choice is None:
            return (self.kept,)
        return (*self.kept, choice), (*self.kept, choice.other)


@dataclass
class Run:
    """What is looked for may cost ``cut``; pauses between nodes, ends in one at ``deadline``."""

    cut: float
    pause: float
    deadline: float
    timer: Timer
    found: list[Column] | None = None

    @property
    def late(self) -> bool:
        """Whether it is time to pause."""
        return self.timer.now > min(self.pause, self.deadline)


@dataclass
class Tree:
    """A tree over everything that is open in ``cells``; costs are multiples of ``unit``.

    Bounds and costs are those of the master.
    """

    master: Master
    batch: Batch
    worth: Worth
    cells: Floats
    unit: float
    nodes: int = 0
    # the least bound of what was found or cut off
    ended: float = np.inf
    _open: list[tuple[int, int, int, Node]] = field(
        default_factory=list[tuple[int, int, int, Node]]
    )
    _order: Iterator[int] = field(default_factory=count)

    @property
    def bound(self) -> float:
        """The least cost that any roster may have, infinite when there is none."""
        return min([self.ended, *(node.bound for _, _, _, node in self._open)])

    @property
    def done(self) -> bool:
        """Whether nothing is left to search."""
        return not self._open

    def begin(self, bound: float, duals: Floats) -> None:
        """Begin with everything open, a bound on it and the prices that proved it."""
        self._keep(Node(bound, (), duals=duals.astype(np.float32)))

    def run(self, cut: float, pause: float, deadline: float) -> list[Column] | None:
        """Return the cheapest columns found that cost ``cut`` at most; None if there are none.

        Goes on until nothing so cheap is left, or the clock says ``pause`` between two nodes or
        ``deadline`` within one.
        """
        timer = self.batch.pricer.timer
        run = Run(cut, pause, deadline, timer)
        while self._open and timer.now < pause:
            *_, node = heappop(self._open)
            if node.bound > run.cut:
                self.ended = min(self.ended, node.bound)
            else:
                self._branch(node, run)
        return run.found

    def _branch(self, node: Node, run: Run) -> None:
        """Keep the children of the choice that bounds them best."""
        best, kept = -1.0, tuple[Node, ...]()
        for choice in node.choices or (None,):
            if kept and run.late:
                break
            children = self._children(node, choice, run, spared=bool(kept))
            if children and (gained := score(node, children, run.cut)) > best:
                best, kept = gained, children
            if kept and all(child.over for child in kept):
                break
        for child in kept:
            if child.over:
                self.ended = min(self.ended, child.bound)
            else:
                self._keep(child)

    def _children(
        self, node: Node, choice: Choice | None, run: Run, *, spared: bool
    ) -> tuple[Node, ...]:
        """Return a choice's children; none if it may be ``spared`` and the first is no better."""
        found: list[Node] = []
        for kept in node.children(choice):
            if found and spared and found[0].bound - node.bound < GAIN * (run.cut - node.bound):
                return ()
            found.append(self._child(kept, node, run))
        return tuple(found)

    def _child(self, kept: tuple[Choice, ...], node: Node, run: Run) -> Node:
        """Return a child, which is over when it is whole or costs too much."""
        self.nodes += 1
        solved = self._solve(kept, node, run)
        # what a node has no time for is no worse than the node that it comes from
        bound = max(node.bound, solved.bound)
        if bound > run.cut:
            return Node(bound, kept, over=True)
        open_ = self._choices(kept)
        if not open_ and solved.converged:
            self._whole(run)
            if bound <= run.cut:  # the little that is not whole was what made it so cheap
                open_ = self._choices(kept, STRICT)
            if not open_:
                return Node(bound, kept, over=True)
        duals = None if solved.duals is None else solved.duals.astype(np.float32)
        return Node(bound, kept, open_, duals)

    def _choices(self, kept: tuple[Choice, ...], whole: float = WHOLE) -> tuple[Choice, ...]:
        """Return what may split a node, but nothing that it is already split by."""
        known = {one.split for one in kept}
        found = choices(self.master, CHOICES, whole)
        return tuple(one for one in found if one.split not in known)

    def _solve(self, kept: tuple[Choice, ...], node: Node, run: Run) -> Generated:
        cells = self.cells.copy()
        for choice in kept:
            cells[choice.person, choice.day, ~choice.members] = np.inf
        self.master.keep(cells)
        most = max(COLUMNS, COLUMNS_EACH * len(self.master.room.people))
        effort = Effort(run.deadline, SMOOTHING, gap=0.0, cut=run.cut, keep=most)
        duals = None if node.duals is None else node.duals.astype(np.float64)
        return Generator(self.master, self.batch, self.worth, cells).run(effort, duals)

    def _keep(self, node: Node) -> None:
        """Keep a node for later; of equal promises the deepest and last one comes first."""
        least = least_cost(node.bound / self.unit)
        heappush(self._open, (least, -len(node.kept), -next(self._order), node))

    def _whole(self, run: Run) -> None:
        """Take the columns of a whole solution if they are lawful and cheap enough.

        Cheaper ones are looked for then, but not than one that misses a requirement.
        """
        found, room = None if self.master.without else heaviest(self.master), self.master.room
        if found is None or not room.ledger.lawful(total(room.problem, found)):
            return
        if (paid := cost(room, found)) <= run.cut:
            run.found, run.cut = found, cheaper(paid, self.unit)


def score(node: Node, children: tuple[Node, ...], cut: float) -> float:
    """Return how good a split is: the product of what children's bounds gain up to the cut."""
    room = max(0.0, cut - node.bound)
    return prod(min(child.bound - node.bound, room) + GAIN * room for child in children)
