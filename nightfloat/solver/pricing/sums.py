"""Sums of what is taken over the days of a row, and resources that count one after the other."""

from collections import defaultdict
from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise
from math import gcd

import numpy as np

from nightfloat.solver.arrays import Ints


@dataclass(frozen=True)
class Sum:
    """A row over many days: factors of members by day, and of events that happen once."""

    factors: Ints
    events: tuple[tuple[int, int], ...]

    @cached_property
    def unit(self) -> int:
        """What every value is a multiple of."""
        factors = [int(f) for f in np.unique(self.factors)]
        return gcd(*factors, *(f for _, f in self.events)) or 1


@dataclass(frozen=True)
class Resource:
    """What days add to the one of some sums that is counted then; it resets from one to the next.

    Attributes
    ----------
    resets
        The days, in order, with which a next sum begins.
    factors, ending
        By day and member: what is added to the sum that is counted from that day on, and to the
        one that ends with it, which is nothing on other days.
    events
        Number, factor and the place of its sum.
    """

    resets: tuple[int, ...]
    factors: Ints
    ending: Ints
    events: tuple[tuple[int, int, int], ...]

    def place(self, day: int) -> int:
        """Return the place of the sum that is counted from a day on."""
        return sum(first <= day for first in self.resets)

    def added(self, day: int, member: int, happening: set[int]) -> tuple[int, int]:
        """Return what a member and events add to the sum counted then, and to the one that ends."""
        now, then = int(self.factors[day, member]), int(self.ending[day, member])
        place = self.place(day)
        for event in happening:
            for factor, of in self._worth.get(event, ()):
                now += factor * (of == place)
                then += factor * (of == place - 1 and day in self.resets)
        return now, then

    @cached_property
    def _worth(self) -> Mapping[int, Sequence[tuple[int, int]]]:
        """By event: its factors and the places of their sums."""
        found: defaultdict[int, list[tuple[int, int]]] = defaultdict(list)
        for event, factor, of in self.events:
            found[event].append((factor, of))
        return found

    @property
    def key(self) -> Hashable:
        """Equal for those that count the same."""
        return self.resets, self.factors.tobytes(), self.ending.tobytes(), self.events


def resource(sums: tuple[Sum, ...], resets: tuple[int, ...]) -> Resource:
    """Return what counts ``sums`` one after the other; all but the first begin with ``resets``.

    A sum may add on the day with which the next begins, not later.
    """
    factors = sums[0].factors.copy()
    ending = np.zeros_like(factors)
    for first, (before, after) in zip(resets, pairwise(sums), strict=True):
        ending[first] = before.factors[first]
        factors[first:] = after.factors[first:]
    events = [(e, f, place) for place, one in enumerate(sums) for e, f in one.events]
    return Resource(resets, factors, ending, tuple(sorted(events)))
