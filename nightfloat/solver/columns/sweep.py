"""Windows of everybody, one beside the other: passes over a long horizon leave nothing out.

A long roster becomes lawful by them at first, and is swept again when drawn patches bring little.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import chain

# people times days of a window at first, and the fewest and most days
ROOM, FEWEST, MOST = 2800, 7, 28
PASSES = 2
# how much longer windows become when those before took less than a share of the time they may take
WIDER, QUICK = 1.5, 1 / 3


@dataclass
class Sweep:
    """Passes over the days of a horizon, every second one shifted by half a window.

    Of a pass every other window comes first, so that two at work at one time do not touch. There
    are two passes, and two more each time that they are renewed.
    """

    people: int
    length: int
    _left: list[tuple[int, int]] = field(init=False)
    _spent: list[float] = field(default_factory=list[float])

    def __post_init__(self) -> None:
        self.size = min(MOST, max(FEWEST, ROOM // max(1, self.people)))
        self._begin()

    def _begin(self) -> None:
        shifts = [number % 2 * (self.size // 2) for number in range(PASSES)]
        self._left = list(chain.from_iterable(self._windows(shift) for shift in shifts))

    @property
    def left(self) -> bool:
        """Whether a window is left."""
        return bool(self._left)

    def _windows(self, shift: int) -> Iterator[tuple[int, int]]:
        starts = range(-shift, self.length, self.size)
        for start in (*starts[::2], *starts[1::2]):
            yield max(0, start), min(self.length, start + self.size)

    def learn(self, seconds: float) -> None:
        """Note what a window took."""
        self._spent.append(seconds)

    def renew(self, most: float) -> None:
        """Begin again when nothing is left, wider if ``most`` seconds allow it."""
        if self._left:
            return
        if self._spent and sum(self._spent) / len(self._spent) < QUICK * most:
            self.size = min(self.length, round(WIDER * self.size))
        self._spent.clear()
        self._begin()

    def window(self, busy: Sequence[tuple[int, int]]) -> tuple[int, int] | None:
        """Return the next days of which none is busy; None when there are none left."""
        for place, (first, end) in enumerate(self._left):
            if all(end <= start or last <= first for start, last in busy):
                return self._left.pop(place)
        return None
