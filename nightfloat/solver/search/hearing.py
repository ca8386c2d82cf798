"""Who hears an engine that improves one tier, and when a run of it is to end."""

from collections.abc import Callable
from dataclasses import dataclass, field
from functools import partial
from typing import Protocol, Self

from nightfloat.constraints.emitter import Lit
from nightfloat.domain.result import Strategy
from nightfloat.solver.search.engine import Engine, Restless
from nightfloat.solver.search.message import Bounded, Message
from nightfloat.solver.search.watch import Alarm, Watch

# of whoever helps others: how many times as long as a run's first schedule took it is waited for
# the next one, in seconds at least
PATIENCE, SOONEST = 2.0, 3.0


class Searching(Protocol):
    """The search of all tiers, as far as what hears its engine is concerned."""

    strategy: Strategy
    tell: Callable[[Message], None]
    watch: Watch
    kept: tuple[int, ...]

    @property
    def seconds(self) -> float:
        """Seconds since the search started."""
        ...

    def take(self, chosen: frozenset[Lit], tier: int, bound: int) -> None:
        """Keep and tell a schedule that is better than the best so far."""
        ...

    def left(self) -> float:
        """Return the seconds left."""
        ...


@dataclass
class TierEar:
    """Hears one tier's engine for the search."""

    search: Searching
    tier: int

    def found(self, chosen: frozenset[Lit], bound: int) -> None:
        """Hear a lawful schedule and the bound at that time."""
        self.search.take(chosen, self.tier, bound)

    def proved(self, bound: int) -> None:
        """Hear a lower bound."""
        search = self.search
        name = str(search.strategy)
        search.tell(Bounded(self.tier, bound, name, search.kept))

    def count(self) -> None:
        """Take in that there is a schedule."""

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        """Hear no more."""


@dataclass
class _TimedEar(TierEar):
    """Hears a run that an alarm may end."""

    alarm: Alarm | None = field(default=None, init=False)

    def ring(self, seconds: float, end: Callable[[], None]) -> None:
        """Let the run be ended in so many seconds, and not as it was to be before."""
        self.cancel()
        self.alarm = self.search.watch.alarm(seconds, end)

    def cancel(self) -> None:
        """Forget to end the run."""
        if self.alarm is not None:
            self.alarm.cancel()

    def __exit__(self, *_: object) -> None:
        """Let nothing end a run that has ended."""
        self.cancel()


@dataclass
class FirstEar(_TimedEar):
    """Hears a tier that begins without a schedule, and ends its run ``share`` of the rest later."""

    engine: Engine
    share: float

    def found(self, chosen: frozenset[Lit], bound: int) -> None:
        """Hear a lawful schedule, and count from the first one."""
        super().found(chosen, bound)
        self.count()

    def count(self) -> None:
        """Let the run end when its share of what is left is over, counted from the first time."""
        if self.alarm is None:
            seconds = max(0.0, self.search.left() * self.share)
            self.ring(seconds, partial(self.engine.skip, self.tier))


@dataclass
class RestlessEar(_TimedEar):
    """Hears a run that rests when nothing better comes within its patience."""

    engine: Restless

    def __post_init__(self) -> None:
        self._began, self._patience = self.search.seconds, 0.0

    def found(self, chosen: frozenset[Lit], bound: int) -> None:
        """Hear a lawful schedule, and wait for the next one."""
        super().found(chosen, bound)
        took = self.search.seconds - self._began
        self._patience = self._patience or max(SOONEST, PATIENCE * took)
        self.ring(self._patience, self.engine.rest)
