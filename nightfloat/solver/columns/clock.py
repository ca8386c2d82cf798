"""The time of a search that coordinates others, and the wish of its parent to stop."""

import time
from dataclasses import dataclass, field
from multiprocessing.connection import Connection

from nightfloat.solver.search.leaving import leave
from nightfloat.solver.search.message import STOP


@dataclass
class Clock:
    """Seconds since the start; ``heed`` notes a wish to stop, and ends the process of an orphan.

    The searching process reads its own inbox, so that it has one thread whenever it forks.
    """

    inbox: Connection | None = None
    started: float = field(default_factory=time.monotonic)
    stopped: bool = False

    @property
    def now(self) -> float:
        """Seconds since the start."""
        return time.monotonic() - self.started

    def moment(self, seconds: float) -> float:
        """Return the reading of the monotonic clock ``seconds`` after the start."""
        return self.started + seconds

    def heed(self) -> None:
        """Read what the parent has said."""
        try:
            while self.inbox is not None and self.inbox.poll():
                self.stopped = self.stopped or self.inbox.recv() == STOP
        except (EOFError, OSError):
            leave()
