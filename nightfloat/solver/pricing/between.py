"""What stands between days: cost matrices that differ only where nobody can go are one.

Requirements do not speak of what is forbidden anyhow, so the same rule gives everybody's days
matrices of their own; brought together again, people share graphs and days share tables.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from nightfloat.solver.arrays import Floats

type Bools = NDArray[np.bool_]


class Need(NamedTuple):
    """The number of a matrix, and which members are open on the day before and after."""

    matrix: int
    before: bytes
    after: bytes


@dataclass(frozen=True)
class Pattern:
    """A matrix with entries that nobody has asked for yet."""

    cost: Floats
    known: Bools

    def takes(self, cost: Floats, where: Bools) -> bool:
        """Whether the pattern says the same as ``cost`` there; it is then known there."""
        if not np.array_equal(self.cost[self.known & where], cost[self.known & where]):
            return False
        self.cost[where] = cost[where]
        self.known[where] = True
        return True


def brought_together(
    matrices: Sequence[Floats], asked: Sequence[Sequence[int]], open_: Bools
) -> tuple[list[Floats], list[tuple[int, ...]]]:
    """Return fewer matrices, and by person and day the one that says what the asked one says.

    ``open_`` is by person, day and member; entries of two open members are kept.
    """
    needs = [
        [
            Need(matrix, open_[person, day].tobytes(), open_[person, day + 1].tobytes())
            for day, matrix in enumerate(row)
        ]
        for person, row in enumerate(asked)
    ]
    patterns, number = list[Pattern](), dict[Need, int]()
    spoken = {need: _where(need) for row in needs for need in row}
    for need in sorted(spoken, key=lambda need: -int(spoken[need].sum())):
        number[need] = _place(patterns, matrices[need.matrix], spoken[need])
    return [p.cost for p in patterns], [tuple(number[need] for need in row) for row in needs]


def _where(need: Need) -> Bools:
    before, after = (np.frombuffer(part, np.bool_) for part in (need.before, need.after))
    return before[:, None] & after[None, :]


def _place(patterns: list[Pattern], cost: Floats, where: Bools) -> int:
    """Return the first pattern that says the same, a new one if there is none."""
    for number, pattern in enumerate(patterns):
        if pattern.takes(cost, where):
            return number
    patterns.append(Pattern(np.where(where, cost, 0.0), where.copy()))
    return len(patterns) - 1
