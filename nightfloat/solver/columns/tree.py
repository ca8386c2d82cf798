"""Branch and price: a tree over a master, the least bound first (Barnhart et al. 1998).

A node keeps some members of some people's days. What its relaxed roster is least sure of decides:
whether a person works on a day, else which symbol, else which member is taken.
"""

import time
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from functools import cached_property
from heapq import heappop, heappush

import numpy as np
from numpy.typing import NDArray

from nightfloat.solver.bounds import least_cost
from nightfloat.solver.columns.generation import Generator
from nightfloat.solver.columns.master import Master
from nightfloat.solver.columns.relaxed import Effort, Generated, heaviest, shares_of
from nightfloat.solver.columns.room import cost
from nightfloat.solver.columns.roster import Column
from nightfloat.solver.pricing.columns import Worth
from nightfloat.solver.pricing.pricer import Batch

type Floats = NDArray[np.float64]

# what the widened ranges of the master leave open is decided
WHOLE = 1e-3
SMOOTHING = 0.3
# columns of each person from which the dearest are left out
COLUMNS_EACH = 100


@dataclass(frozen=True, slots=True)
class Choice:
    """The members of a person's day that one child keeps; the other keeps the rest."""

    person: int
    day: int
    members: NDArray[np.bool_]

    @property
    def other(self) -> "Choice":
        """What the other child keeps."""
        return Choice(self.person, self.day, ~self.members)


@dataclass(frozen=True, slots=True)
class Node:
    """What is kept, a bound on it, prices near it, and what decides next: none for itself again."""

    bound: float
    kept: tuple[Choice, ...]
    choice: Choice | None
    duals: NDArray[np.float32] | None

    @property
    def children(self) -> Iterator[tuple[Choice, ...]]:
        """What is kept in each child."""
        if self.choice is None:
            yield self.kept
        else:
            yield (*self.kept, self.choice)
            yield (*self.kept, self.choice.other)


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
        self._keep(Node(bound, (), None, duals.astype(np.float32)))

    def run(self, cut: float, pause: float, deadline: float) -> list[Column] | None:
        """Return the cheapest columns found that cost ``cut`` at most; None if there are none.

        Goes on until nothing so cheap is left, or the clock says ``pause`` between two nodes or
        ``deadline`` within one.
        """
        best: list[Column] | None = None
        while self._open and time.monotonic() < pause:
            *_, node = heappop(self._open)
            if node.bound > cut:
                self.ended = min(self.ended, node.bound)
                continue
            for kept in node.children:
                solved = self._solve(kept, node, cut, deadline)
                # what a node has no time for is no worse than the node that it comes from
                solved = replace(solved, bound=max(node.bound, solved.bound))
                found = self._take(kept, solved, cut)
                if found is not None:
                    best, cut = found, cost(self.master.room, found) - self.unit + 1e-4
        return best

    def _solve(
        self, kept: tuple[Choice, ...], node: Node, cut: float, deadline: float
    ) -> Generated:
        cells = self.cells.copy()
        for choice in kept:
            cells[choice.person, choice.day, ~choice.members] = np.inf
        self.master.keep(cells)
        most = COLUMNS_EACH * len(self.master.room.people)
        effort = Effort(deadline, SMOOTHING, gap=0.0, cut=cut, keep=most)
        duals = None if node.duals is None else node.duals.astype(np.float64)
        return Generator(self.master, self.batch, self.worth, cells).run(effort, duals)

    def _take(self, kept: tuple[Choice, ...], solved: Generated, cut: float) -> list[Column] | None:
        """Return the columns of a node that is whole; cut it off or keep it for later."""
        self.nodes += 1
        if solved.bound > cut:
            self.ended = min(self.ended, solved.bound)
            return None
        choice = self._choice()
        if choice is None and solved.converged:
            self.ended = min(self.ended, solved.bound)
            return self._whole(cut)
        duals = None if solved.duals is None else solved.duals.astype(np.float32)
        self._keep(Node(solved.bound, kept, choice, duals))
        return None

    def _keep(self, node: Node) -> None:
        """Keep a node for later; of equal promises the deepest and last one comes first."""
        least = least_cost(node.bound / self.unit)
        heappush(self._open, (least, -len(node.kept), -self.nodes, node))

    def _whole(self, cut: float) -> list[Column] | None:
        """Return the columns that the solution takes, if they cost ``cut`` at most."""
        found = None if self.master.without else heaviest(self.master)
        return found if found is not None and cost(self.master.room, found) <= cut else None

    def _choice(self) -> Choice | None:
        """Return what the relaxed roster is least sure of, None when it is whole."""
        taken = shares_of(self.master)
        working = taken[:, :, self._work].sum(axis=2)
        cell = _least_sure(working)
        if cell is not None:
            return Choice(self.master.room.people[cell[0]], cell[1], self._work)
        return self._symbol(taken) or self._member(taken)

    def _symbol(self, shares: Floats) -> Choice | None:
        """Return the symbol that is least sure."""
        people = self.master.room.people
        problem = self.worth.problem
        best: tuple[float, Choice] | None = None
        for shape in sorted({problem.people[person].shape for person in people}):
            places = [n for n, p in enumerate(people) if problem.people[p].shape == shape]
            symbols = problem.symbols[shape]
            for symbol in range(int(symbols.max()) + 1):
                taken = shares[places][:, :, symbols == symbol].sum(axis=2)
                cell = _least_sure(taken)
                if cell is not None:
                    sure = abs(float(taken[cell]) - 0.5)
                    if best is None or sure < best[0]:
                        person = people[places[cell[0]]]
                        best = sure, Choice(person, cell[1], symbols == symbol)
        return None if best is None else best[1]

    def _member(self, shares: Floats) -> Choice | None:
        cell = _least_sure(shares)
        if cell is None:
            return None
        place, day, member = cell
        alone = np.zeros(shares.shape[2], np.bool_)
        alone[member] = True
        return Choice(self.master.room.people[place], day, alone)

    @cached_property
    def _work(self) -> NDArray[np.bool_]:
        return np.array([bool(types) for types in self.worth.problem.members])


def _least_sure(shares: Floats) -> tuple[int, ...] | None:
    """Return the index of the share nearest to one half, None when all are whole."""
    sure = np.abs(shares - 0.5)
    cell = np.unravel_index(int(sure.argmin()), shares.shape)
    return None if sure[cell] > 0.5 - WHOLE else tuple(int(n) for n in cell)
