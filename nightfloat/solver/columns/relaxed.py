"""A relaxed roster: columns of people, and how much of each is taken."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from nightfloat.solver.arrays import Floats, Ints
from nightfloat.solver.columns.room import Room
from nightfloat.solver.columns.roster import Column

TINY = 1e-9
# what the widened ranges of the master leave open is decided
WHOLE = 1.0 - 1e-3


@dataclass(frozen=True, slots=True)
class Effort:
    """When to stop: by clock, rounds, closeness of bound and objective, or a bound too high.

    They are close when they differ by less than a share ``gap`` of the objective, or of what it is
    beyond what is ``paid`` anyhow if that is less, plus ``near``. A bundle stalls when ``stall``
    rounds bring them no nearer.
    """

    deadline: float
    smoothing: float = 0.6
    gap: float = 1e-4
    near: float = 1e-6
    rounds: int = 100_000
    cut: float = np.inf
    keep: int = 1_000_000
    stall: int = 1_000_000
    paid: float = 0.0

    def met(self, bound: float, objective: float) -> bool:
        """Whether bound and objective are close."""
        cost = abs(objective)
        if self.paid > 0:
            cost = min(cost, max(0.0, objective - self.paid))
        return objective - bound < self.gap * cost + self.near


@dataclass(frozen=True, slots=True)
class Generated:
    """What column generation came to.

    ``bound`` holds for every choice of columns in the room; ``duals`` are those that proved it.
    """

    bound: float
    objective: float
    duals: Floats | None
    rounds: int
    converged: bool


class Relaxed(Protocol):
    """Columns of a room's people, their weights, and the people who have none."""

    @property
    def room(self) -> Room:
        """What is open."""
        ...

    @property
    def columns(self) -> Sequence[Column]:
        """All columns at hand."""
        ...

    @property
    def weights(self) -> Floats:
        """How much of each column is taken."""
        ...

    @property
    def reduced(self) -> Floats:
        """What each column costs less what its rows pay."""
        ...

    @property
    def without(self) -> frozenset[int]:
        """People of whom a part is left without a column."""
        ...


# generates columns again where only some cells are open, from duals if there are any
type Again = Callable[[Floats, Effort, Floats | None], Generated]


def shares_of(relaxed: Relaxed, labels: Sequence[Ints] | None = None) -> Floats:
    """Return how much of each member (or label of members) is taken, by place and day.

    ``labels`` has one array by member for each place.
    """
    room, columns, weights = relaxed.room, relaxed.columns, relaxed.weights
    problem = room.problem
    found = np.zeros((len(room.people), problem.length, len(problem.members)))
    days = np.arange(problem.length)
    for index in np.flatnonzero(weights > TINY):
        one = columns[int(index)]
        place = room.places[one.person]
        taken = one.members if labels is None else labels[place][one.members]
        found[place, days, taken] += weights[index]
    return found


def heaviest(relaxed: Relaxed) -> list[Column] | None:
    """Return the column of each person that is taken for more than half."""
    return _taken(relaxed, 0.5)


def likeliest(relaxed: Relaxed) -> list[Column] | None:
    """Return the column of each person that is taken most."""
    return _taken(relaxed, TINY)


def _taken(relaxed: Relaxed, above: float) -> list[Column] | None:
    found: dict[int, tuple[float, Column]] = {}
    for one, weight in zip(relaxed.columns, relaxed.weights, strict=True):
        if weight > above and weight > found.get(one.person, (0.0, one))[0]:
            found[one.person] = weight, one
    if len(found) < len(relaxed.room.people):
        return None
    return [one for _, one in found.values()]


def fitting(columns: Sequence[Column], cells: Floats) -> NDArray[np.bool_]:
    """Return for each column (one at least) whether its cells are all open."""
    people = np.array([c.person for c in columns])
    members = np.stack([c.members for c in columns])
    days = np.arange(len(columns[0].members))
    return np.isfinite(cells[people[:, None], days[None, :], members]).all(axis=1)
