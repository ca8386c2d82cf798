"""The time of a search that coordinates others, and the wish of its parent to stop."""

from dataclasses import dataclass, field
from multiprocessing.connection import Connection
from typing import cast

from nightfloat.solver.search.leaving import leave
from nightfloat.solver.search.message import STOP, Known, Order
from nightfloat.solver.timer import Timer, WallTimer


@dataclass
class Clock:
    """Seconds since the start; ``heed`` notes what the parent says, and ends an orphan.

    The searching process reads its own inbox, so that it has one thread whenever it forks.
    """

    inbox: Connection | None = None
    timer: Timer = field(default_factory=WallTimer)
    stopped: bool = False
    # what other strategies have found
    known: Known | None = None

    def __post_init__(self) -> None:
        self.started = self.timer.now

    @property
    def now(self) -> float:
        """Seconds since the start."""
        return self.timer.now - self.started

    def closed(self, tier: int) -> bool:
        """Whether other strategies have left nothing to prove in a tier."""
        return self.known is not None and self.known.closed > tier

    def moment(self, seconds: float) -> float:
        """Return the reading of the timer ``seconds`` after the start."""
        return self.started + seconds

    def heed(self) -> None:
        """Read what the parent has said."""
        try:
            while self.inbox is not None and self.inbox.poll():
                order = cast("Order", self.inbox.recv())
                self._obey(order)
        except (EOFError, OSError):
            leave()

    def _obey(self, order: Order) -> None:
        match order:
            case Known():
                self.known = order
            case _:
                self.stopped = self.stopped or order == STOP
