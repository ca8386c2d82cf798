"""The restricted master: one convexity row per person, the rows they can still change, slack."""

from collections.abc import Iterable
from dataclasses import dataclass, field, replace

import numpy as np

from nightfloat.solver.arrays import Floats, Ints
from nightfloat.solver.columns.lp import LinearProgram, Solution
from nightfloat.solver.columns.relaxed import fitting
from nightfloat.solver.columns.room import Room
from nightfloat.solver.columns.roster import Column

# what a person without a column costs, in units of the dearest requirement
EMPTY = 100.0
TINY = 1e-7
# by how much at most the range of each row is widened
EASE = 1e-4


@dataclass
class Master:
    """A linear programme over columns of some people.

    Ranges are wider than asked, each by a different little bit: a roster of whole rows is a vertex
    at which thousands of bases meet, and no column that is added moves the solution away from it.
    """

    room: Room
    columns: list[Column] = field(default_factory=list[Column])
    solution: Solution | None = None

    def __post_init__(self) -> None:
        room, problem = self.room, self.room.problem
        self._ease = EASE * np.random.default_rng(0).uniform(0.5, 1.0, len(room.active))
        count = len(room.people)
        self._row = np.full(problem.rows.count, -1, np.int64)
        self._row[room.active] = count + np.arange(len(room.active))
        ones = np.ones(count)
        self._lp = LinearProgram(
            np.concatenate([ones, room.low - self._ease]),
            np.concatenate([ones, room.high + self._ease]),
        )
        self._slacks()
        empty = problem.big * EMPTY
        entries = [(np.array([n]), np.ones(1)) for n in range(count)]
        self._lp.add([empty] * count, [np.inf] * count, entries)
        self._first = self._lp.columns
        self._known: set[tuple[int, bytes]] = set()
        self._shut = np.zeros(0, np.bool_)

    def _slacks(self) -> None:
        costs: list[float] = []
        most: list[float] = []
        entries: list[tuple[Ints, Floats]] = []
        for slack in self.room.problem.rows.slacks:
            kept = [(int(self._row[r]), f) for r, f in slack.rows if self._row[r] >= 0]
            if kept:
                costs.append(slack.cost)
                most.append(slack.most)
                entries.append((np.array([r for r, _ in kept]), np.array([f for _, f in kept])))
        self._lp.add(costs, most, entries)
        self._slack_count = len(costs)

    def add(self, columns: Iterable[Column]) -> int:
        """Add the columns that are new; returns how many."""
        fresh = [c for c in columns if c.key not in self._known]
        fresh = list({c.key: c for c in fresh}.values())
        entries: list[tuple[Ints, Floats]] = []
        for one in fresh:
            rows = self._row[one.rows]
            kept = rows >= 0
            own = np.array([self.room.places[one.person]])
            entries.append(
                (np.concatenate([own, rows[kept]]), np.concatenate([[1.0], one.factors[kept]]))
            )
        self._lp.add([c.cost for c in fresh], [np.inf] * len(fresh), entries)
        self._known.update(c.key for c in fresh)
        self.columns += fresh
        self._shut = np.concatenate([self._shut, np.zeros(len(fresh), np.bool_)])
        return len(fresh)

    def keep(self, cells: Floats) -> None:
        """Let exactly the columns take part whose cells are all open."""
        if not self.columns:
            return
        shut = ~fitting(self.columns, cells)
        changed = np.flatnonzero(shut != self._shut)
        self._lp.cap(changed + self._first, np.where(shut[changed], 0.0, np.inf))
        self._shut = shut

    def trim(self, most: int) -> None:
        """Drop the columns of highest reduced cost until about half of ``most`` are left.

        Only columns outside the last basis go, so that the next solve starts from it.
        """
        if len(self.columns) <= most:
            return
        reduced = self.reduced
        known = np.isfinite(reduced)
        worst = max(np.partition(reduced[known], most // 2)[most // 2], 1e-6)
        self._drop(np.flatnonzero(known & (reduced > worst) & (self.weights < TINY)))

    def drop_shut(self) -> None:
        """Drop the columns that take no part any more, but those in the last basis and new ones."""
        reduced = self.reduced
        outside = np.isfinite(reduced) & (np.abs(reduced) > 1e-6)
        self._drop(np.flatnonzero(self._shut & outside))

    def _drop(self, dead: Ints) -> None:
        if self.solution is None:
            return
        self._lp.drop(dead + self._first)
        stays = np.ones(len(self.columns), np.bool_)
        stays[dead] = False
        self.columns = [one for one, kept in zip(self.columns, stays, strict=True) if kept]
        self._known = {one.key for one in self.columns}
        self._shut = np.delete(self._shut, dead)
        last = self.solution
        self.solution = replace(
            last,
            values=np.delete(last.values, dead + self._first),
            reduced=np.delete(last.reduced, dead + self._first),
        )

    def solve(self, seconds: float, *, counted: bool = False) -> Solution:
        """Solve the linear programme over the columns at hand, as ``LinearProgram`` does.

        The objective is what its duals say of the ranges that are asked: never above the optimum
        there, and what a bound converges to.
        """
        found = self._lp.solve(seconds, counted=counted)
        eased = np.abs(found.duals[len(self.room.people) :]) @ self._ease
        self.solution = replace(found, objective=found.objective + float(eased))
        return self.solution

    @property
    def weights(self) -> Floats:
        """How much of each column the last solution takes; nothing of those added since."""
        found = np.zeros(len(self.columns))
        if self.solution is not None:
            known = self.solution.values[self._first :]
            found[: len(known)] = known
        return found

    @property
    def reduced(self) -> Floats:
        """The reduced cost of each column in the last solution; infinite for those added since."""
        found = np.full(len(self.columns), np.inf)
        if self.solution is not None:
            known = self.solution.reduced[self._first :]
            found[: len(known)] = known
        return found

    @property
    def without(self) -> frozenset[int]:
        """People of whom the last solution leaves a part without a column."""
        if self.solution is None:
            return frozenset()
        first = self._slack_count
        parts = self.solution.values[first : self._first]
        return frozenset(p for p, part in zip(self.room.people, parts, strict=True) if part > 1e-6)

    def duals(self) -> tuple[Floats, Floats]:
        """Return the duals of all rows of the problem (0 if not active) and of the people."""
        found = np.zeros(self.room.problem.rows.count)
        if self.solution is None:
            return found, np.zeros(len(self.room.people))
        count = len(self.room.people)
        found[self.room.active] = self.solution.duals[count:]
        return found, self.solution.duals[:count]
