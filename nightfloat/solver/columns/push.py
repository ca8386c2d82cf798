"""What one person pays for requirements of their own that no programme counts.

Charges rise until a row keeps the requirements and then come back towards where one did not: too
dear a charge keeps a person away from what they may well take up to a limit.
"""

from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from nightfloat.solver.arrays import Floats

type Flags = NDArray[np.bool_]

# how often charges rise at most
RISES = 25
# the first charge, as a share of the dearest price, and how much larger each further step is
FIRST, GROWTH = 0.01, 1.4
# how far back a charge comes towards one at which its limit was passed, and how often
BACK, TIMES = 0.3, 8


@dataclass
class Push:
    """Charges for one unit of each requirement; ``left`` is how much of it may still be taken."""

    left: Floats
    step: float
    at: Floats = field(init=False)
    _rises: int = 0
    _eased: int = 0

    def __post_init__(self) -> None:
        count = len(self.left)
        self.at, self._low, self._high = (np.zeros(count) for _ in range(3))
        self._steps = np.full(count, self.step)

    @property
    def tired(self) -> bool:
        """Whether charges have risen, or come back, often enough."""
        return self._rises >= RISES or self._eased > TIMES

    def passed(self, sums: Floats) -> Flags:
        """Return which limits are passed."""
        return sums > self.left + 1e-9

    def bound(self, reduced: float) -> float:
        """Return what every row that keeps all limits costs at least, given the cheapest now."""
        charged = self.at > 0
        return reduced - float(self.at[charged] @ self.left[charged])

    def learn(self, passed: Flags) -> None:
        """Move the charges after a row that passed these limits."""
        self._low = np.where(passed, self.at, self._low)
        if self._eased or not passed.any():
            self._eased += 1
            self._high = np.where(passed, self._high, self.at)
            self.at = self._high + BACK * (self._low - self._high)
            return
        self._rises += 1
        self.at = self.at + np.where(passed, self._steps, 0.0)
        self._steps = np.where(passed, GROWTH * self._steps, self._steps)
        self._high = self.at
