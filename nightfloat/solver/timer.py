"""What a search goes by: the clock of the machine, or work done, the same in each repetition."""

import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol

# counted seconds after which somebody who is told hears how far the work is
BEAT = 0.1


class Timer(Protocol):
    """Seconds that never go back; deadlines are readings of it."""

    @property
    def counts(self) -> bool:
        """Whether they are those of counted work, not of a clock."""
        ...

    @property
    def now(self) -> float:
        """The present reading."""
        ...

    def spend(self, seconds: float) -> None:
        """Take in work that is done: so many seconds of a machine of 2026, about."""
        ...

    def catch_up(self, reading: float) -> None:
        """Take in what somebody's timer says that works for the same search."""
        ...


@dataclass(frozen=True, slots=True)
class WallTimer:
    """The monotonic clock of the machine, which heeds nobody."""

    @property
    def counts(self) -> bool:
        """It counts no work."""
        return False

    @property
    def now(self) -> float:
        """The present reading."""
        return time.monotonic()

    def spend(self, seconds: float) -> None:
        """Leave it to the clock."""

    def catch_up(self, reading: float) -> None:
        """Leave it to the clock."""


@dataclass(slots=True)
class WorkTimer:
    """Counted work: no clock moves it; how far it is it says to whom it ``tells``."""

    now: float = 0.0
    tells: Callable[[float], None] | None = None
    _told: float = 0.0

    @property
    def counts(self) -> bool:
        """It counts work."""
        return True

    def spend(self, seconds: float) -> None:
        """Count work that is done."""
        self.now += seconds
        if self.tells is not None and self.now >= self._told + BEAT:
            self._told = self.now
            self.tells(self.now)

    def catch_up(self, reading: float) -> None:
        """Go on from what somebody else had done before, if that is more."""
        self.now = max(self.now, reading)
