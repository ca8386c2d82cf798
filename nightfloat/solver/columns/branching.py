"""What a node of a tree may be split by: where its relaxed roster is least sure.

A person works on a day or not, takes a symbol or not, takes a member or not.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from itertools import chain

import numpy as np
from numpy.typing import NDArray

from nightfloat.solver.columns.relaxed import Relaxed, shares_of
from nightfloat.solver.pricing.problem import Problem

type Floats = NDArray[np.float64]
type Mask = NDArray[np.bool_]
type _Split = tuple[int, int, frozenset[bytes]]
# how far from one half, whose place, which day, which members
type _Cell = tuple[float, int, int, Mask]

# what the widened ranges of the master leave open is decided
WHOLE = 1e-3


@dataclass(frozen=True, slots=True)
class Choice:
    """The members of a person's day that one child keeps; the other keeps the rest."""

    person: int
    day: int
    members: Mask

    @property
    def other(self) -> "Choice":
        """What the other child keeps."""
        return Choice(self.person, self.day, ~self.members)

    @property
    def split(self) -> _Split:
        """Equal for choices with the same two children."""
        sides = self.members.tobytes(), (~self.members).tobytes()
        return self.person, self.day, frozenset(sides)


@dataclass(frozen=True)
class Branching:
    """Finds up to ``most`` choices that a relaxed roster of one problem leaves open."""

    problem: Problem
    most: int

    def choices(self, relaxed: Relaxed) -> tuple[Choice, ...]:
        """Return the least sure ones, work before symbols before members; none when it is whole."""
        taken, people = shares_of(relaxed), relaxed.room.people
        kinds = self._work, self._symbols, self._members
        found: dict[_Split, Choice] = {}
        for choice in chain.from_iterable(kind(people, taken) for kind in kinds):
            found.setdefault(choice.split, choice)
            if len(found) == self.most:
                break
        return tuple(found.values())

    def _work(self, people: tuple[int, ...], taken: Floats) -> Iterator[Choice]:
        for _, place, day in _least_sure(taken[:, :, self._working].sum(axis=2), self.most):
            yield Choice(people[place], day, self._working)

    def _symbols(self, people: tuple[int, ...], taken: Floats) -> Iterator[Choice]:
        shapes = [self.problem.people[person].shape for person in people]
        found: list[_Cell] = []
        for shape in sorted(set(shapes)):
            places = [place for place, other in enumerate(shapes) if other == shape]
            symbols = self.problem.symbols[shape]
            for symbol in range(int(symbols.max()) + 1):
                inside = symbols == symbol
                shares = taken[places][:, :, inside].sum(axis=2)
                cells = _least_sure(shares, self.most)
                found += ((sure, places[at], day, inside) for sure, at, day in cells)
        return _in_order(people, found)

    def _members(self, people: tuple[int, ...], taken: Floats) -> Iterator[Choice]:
        found: list[_Cell] = []
        for member, alone in enumerate(np.eye(taken.shape[2], dtype=np.bool_)):
            cells = _least_sure(taken[:, :, member], self.most)
            found += ((sure, place, day, alone) for sure, place, day in cells)
        return _in_order(people, found)

    @cached_property
    def _working(self) -> Mask:
        return np.array([bool(types) for types in self.problem.members])


def _least_sure(shares: Floats, most: int) -> Iterator[tuple[float, int, int]]:
    """Yield the shares nearest to one half that are not whole: how near, and where."""
    sure = np.abs(shares - 0.5)
    for cell in np.argsort(sure, axis=None, kind="stable")[:most]:
        place, day = divmod(int(cell), shares.shape[1])
        if sure[place, day] <= 0.5 - WHOLE:
            yield float(sure[place, day]), place, day


def _in_order(people: tuple[int, ...], cells: list[_Cell]) -> Iterator[Choice]:
    """Yield the choices of cells, the least sure first."""
    for _, place, day, inside in sorted(cells, key=lambda cell: cell[0]):
        yield Choice(people[place], day, inside)
