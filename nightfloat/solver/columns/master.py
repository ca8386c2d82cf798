"""The restricted master: one convexity row per person, the rows they can still change, slack."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace

import numpy as np
from numpy.typing import NDArray

from nightfloat.solver.columns.lp import LinearProgram, Solution
from nightfloat.solver.columns.roster import Column, Ledger, total
from nightfloat.solver.pricing.problem import Problem

type Ints = NDArray[np.int64]
type Floats = NDArray[np.float64]

# what a person without a column costs, in units of the dearest requirement
EMPTY = 100.0
TINY = 1e-7
# by how much at most the range of each row is widened
EASE = 1e-4


@dataclass(frozen=True)
class Room:
    """What is open: people, the cells they may still take, and the rows they can change.

    ``low`` and ``high`` are what is left of the active rows' ranges beside everybody else.
    """

    problem: Problem
    ledger: Ledger
    people: tuple[int, ...]
    cells: Floats
    active: Ints
    low: Floats
    high: Floats


def room(
    problem: Problem,
    ledger: Ledger,
    people: Sequence[int],
    cells: Floats,
    others: Sequence[Column] = (),
) -> Room:
    """Return what ``people`` may still change while the ``others`` keep their columns."""
    active = _active(problem, people, cells)
    kept = total(problem, others)[active]
    rows = problem.rows
    return Room(
        problem,
        ledger,
        tuple(people),
        cells,
        active,
        rows.low[active] - kept,
        rows.high[active] - kept,
    )


def idle(room: Room) -> float:
    """Return what the rows cost that nobody in a room with everybody can change."""
    rows, open_ = room.problem.rows, np.isfinite(room.cells)
    forced = ((open_.sum(axis=2) == 1)[:, :, None] & open_).reshape(-1)[rows.cell]
    filled = np.bincount(rows.cell_row[forced], rows.cell_factor[forced], rows.count)
    short, long = rows.low - filled, filled - rows.high
    short[room.active], long[room.active] = 0.0, 0.0
    return room.ledger.missed(short, long)


def cost(room: Room, columns: Sequence[Column]) -> float:
    """Return what the columns of a room's people cost, with the rows that they can change."""
    rows, filled = room.problem.rows, total(room.problem, columns)
    low, high = np.full(rows.count, -np.inf), np.full(rows.count, np.inf)
    low[room.active], high[room.active] = room.low, room.high
    return sum(c.cost for c in columns) + room.ledger.missed(low - filled, filled - high)


def _active(problem: Problem, people: Sequence[int], cells: Floats) -> Ints:
    """Return the rows in which the cells still open do not all say the same."""
    rows = problem.rows
    open_ = np.isfinite(cells)
    free = (open_.sum(axis=2) > 1)[:, :, None] & open_
    inside = np.zeros(len(problem.people), np.bool_)
    inside[list(people)] = True
    movable = (free & inside[:, None, None]).reshape(-1)
    found = np.zeros(rows.count, np.bool_)
    found[rows.cell_row[movable[rows.cell]]] = True
    count = max(1, len(problem.events))
    found[rows.event_row[inside[rows.event // count]]] = True
    return np.flatnonzero(found)


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
        self._place = {person: n for n, person in enumerate(room.people)}
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
            own = np.array([self._place[one.person]])
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
        shut = ~self.fitting(cells)
        changed = np.flatnonzero(shut != self._shut)
        self._lp.cap(changed + self._first, np.where(shut[changed], 0.0, np.inf))
        self._shut = shut

    def fitting(self, cells: Floats) -> NDArray[np.bool_]:
        """Return for each column whether its cells are all open."""
        people = np.array([c.person for c in self.columns])
        members = np.stack([c.members for c in self.columns])
        days = np.arange(len(self.columns[0].members))
        return np.isfinite(cells[people[:, None], days[None, :], members]).all(axis=1)

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

    def solve(self, seconds: float) -> Solution:
        """Solve the linear programme over the columns at hand.

        The objective is what its duals say of the ranges that are asked: never above the optimum
        there, and what a bound converges to.
        """
        found = self._lp.solve(seconds)
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

    def shares(self, labels: Sequence[Ints] | None = None) -> Floats:
        """Return how much of each member (or label of members) is taken, by place and day.

        ``labels`` has one array by member for each place.
        """
        problem, weights = self.room.problem, self.weights
        found = np.zeros((len(self.room.people), problem.length, len(problem.members)))
        days = np.arange(problem.length)
        for index in np.flatnonzero(weights > 1e-9):
            one = self.columns[int(index)]
            place = self._place[one.person]
            taken = one.members if labels is None else labels[place][one.members]
            found[place, days, taken] += weights[index]
        return found

    def duals(self) -> tuple[Floats, Floats]:
        """Return the duals of all rows of the problem (0 if not active) and of the people."""
        found = np.zeros(self.room.problem.rows.count)
        if self.solution is None:
            return found, np.zeros(len(self.room.people))
        count = len(self.room.people)
        found[self.room.active] = self.solution.duals[count:]
        return found, self.solution.duals[:count]

    def within(self, duals: Floats) -> Floats:
        """Return duals brought to where no slack could be cheaper than free."""
        active = self.room.active
        under, over = self.room.ledger.dearest
        found = np.zeros_like(duals)
        found[active] = np.clip(duals[active], -over[active], under[active])
        for slack in self.room.ledger.shared:
            used = sum(max(0.0, found[r] * f) for r, f in slack.rows)
            if used > slack.cost:
                for r, _ in slack.rows:
                    found[r] *= slack.cost / used
        return found

    def bound(self, duals: Floats, costs: Floats) -> float:
        """Return the Lagrangian bound at ``duals``, given the cheapest column of each person."""
        active = self.room.active
        pays = duals[active]
        side = np.where(pays > 0, self.room.low, self.room.high)
        used = np.abs(pays) > 1e-12
        return float((pays[used] * side[used]).sum() + costs.sum())

    def heaviest(self) -> list[Column] | None:
        """Return the column of each person that the solution takes for more than half."""
        return self._taken(0.5)

    def likeliest(self) -> list[Column] | None:
        """Return the column of each person that the solution takes most of."""
        return self._taken(TINY)

    def _taken(self, above: float) -> list[Column] | None:
        found: dict[int, tuple[float, Column]] = {}
        for one, weight in zip(self.columns, self.weights, strict=True):
            if weight > above and weight > found.get(one.person, (0.0, one))[0]:
                found[one.person] = weight, one
        if len(found) < len(self.room.people):
            return None
        return [one for _, one in found.values()]
