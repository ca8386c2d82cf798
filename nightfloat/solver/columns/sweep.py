"""Windows of everybody, one beside the other: how a long roster becomes a lawful one at first.

Random patches mend what they hit; passes over the whole horizon leave nothing out.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import chain

# people times days of a window, and the fewest and most days
ROOM, FEWEST, MOST = 2800, 7, 28
PASSES = 2


@dataclass
class Sweep:
    """Passes over the days of a horizon, every second one shifted by half a window.

    Of a pass every other window comes first, so that two at work at one time do not touch.
    """

    people: int
    length: int
    _left: list[tuple[int, int]] = field(init=False)

    def __post_init__(self) -> None:
        size = min(MOST, max(FEWEST, ROOM // max(1, self.people)))
        shifts = [number % 2 * (size // 2) for number in range(PASSES)]
        self._left = list(chain.from_iterable(self._windows(size, shift) for shift in shifts))

    def _windows(self, size: int, shift: int) -> Iterator[tuple[int, int]]:
        starts = range(-shift, self.length, size)
        for start in (*starts[::2], *starts[1::2]):
            yield max(0, start), min(self.length, start + size)

    def window(self, busy: Sequence[tuple[int, int]]) -> tuple[int, int] | None:
        """Return the next days of which none is busy; None when there are none left."""
        for place, (first, end) in enumerate(self._left):
            if all(end <= start or last <= first for start, last in busy):
                return self._left.pop(place)
        return None
