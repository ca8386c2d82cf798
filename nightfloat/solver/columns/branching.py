"""What a node of a tree may be split by: where its relaxed roster is least sure.

A person works on a day or not, takes a symbol or not, takes a member or not.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import chain

import numpy as np
from numpy.typing import NDArray

from nightfloat.solver.arrays import Ints
from nightfloat.solver.columns.relaxed import WHOLE, Relaxed, shares_of

type _Split = tuple[int, int, frozenset[bytes]]


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

    @property
    def split(self) -> _Split:
        """Equal for choices with the same two children."""
        sides = self.members.tobytes(), (~self.members).tobytes()
        return self.person, self.day, frozenset(sides)


def choices(relaxed: Relaxed, most: int, whole: float = WHOLE) -> tuple[Choice, ...]:
    """Return the least sure ones, work before symbols before members.

    None when every share is from ``whole`` on, or as little.
    """
    members, people = relaxed.room.problem.members, relaxed.room.people
    work = np.array([0 if types else 1 for types in members])
    kinds = [work] * len(people), relaxed.room.symbols, [np.arange(len(members))] * len(people)
    found: dict[_Split, Choice] = {}
    for choice in chain.from_iterable(_unsure(relaxed, labels, whole) for labels in kinds):
        found.setdefault(choice.split, choice)
        if len(found) == most:
            break
    return tuple(found.values())


def _unsure(relaxed: Relaxed, labels: Sequence[Ints], whole: float) -> Iterator[Choice]:
    """Yield the choices of members of one label by which shares are not whole, the nearest first.

    ``labels`` has one array by member for each place; nearest is the share nearest to one half.
    """
    far = np.abs(shares_of(relaxed, labels).transpose(2, 0, 1) - 0.5)
    for cell in np.argsort(far, axis=None, kind="stable"):
        label, place, day = (int(n) for n in np.unravel_index(cell, far.shape))
        if far[label, place, day] > whole - 0.5:
            return
        yield Choice(relaxed.room.people[place], day, labels[place] == label)
