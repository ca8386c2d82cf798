"""One kind of programmes for HiGHS: how large they are, and when the next one may come."""

import time
from dataclasses import dataclass, field

from nightfloat.solver.columns.kinds import Kind

# how a programme's run ends that neither found nor proved anything
LATE = "late"
# how much smaller the next one is after one that HiGHS has not ended, and how much larger after one
# that it has closed in a small share of the time
SHRINK, GROW, QUICK = 0.85, 1.1, 0.25


@dataclass
class Slot:
    """At most one programme of a ``kind`` is asked for or searched at a time.

    One may take ``most`` seconds and have so much ``room``, which is learnt. After one in vain the
    next waits for ``rest`` seconds, doubled by each one more up to ``longest``: what brings nothing
    costs little.
    """

    kind: Kind
    room: float
    rest: float
    longest: float
    most: float
    taken: bool = False
    pause: float = field(init=False)
    _rests_until: float = 0.0

    def __post_init__(self) -> None:
        self.pause = self.rest

    def begin(self) -> None:
        """Begin a visit: nobody is at work, and nothing rests, as its programmes are others."""
        self.taken = False
        self.pause, self._rests_until = self.rest, 0.0

    @property
    def free(self) -> bool:
        """Whether none is searched and the time has come for another."""
        return not self.taken and time.monotonic() >= self._rests_until

    def wait(self) -> None:
        """Rest, as there was one in vain, or nothing to make one of."""
        self._rests_until = time.monotonic() + self.pause
        self.pause = min(self.longest, 2 * self.pause)

    def learn(self, outcome: str, seconds: float, *, gain: bool) -> None:
        """Note how one went that was searched."""
        self.taken = False
        if gain:
            self.pause, self._rests_until = self.rest, 0.0
        else:
            self.wait()
        if outcome == LATE:
            self.room *= SHRINK
        elif outcome == "bound" and seconds < QUICK * self.most:
            self.room *= GROW
