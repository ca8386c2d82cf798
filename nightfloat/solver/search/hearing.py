"""Who hears an engine that improves one tier, and when a run of it is to end."""

from collections.abc import Callable
from dataclasses import dataclass, field
from functools import partial
from typing import Protocol, Self

from nightfloat.constraints.emitter import Lit
from nightfloat.domain.result import Strategy
from nightfloat.solver.search.engine import Engine
from nightfloat.solver.search.message import Bounded, Message
from nightfloat.solver.search.watch import Alarm, Watch


class Searching(Protocol):
    """The search of all tiers, as far as what hears its engine is concerned."""

    strategy: Strategy
    tell: Callable[[Message], None]
    watch: Watch
    kept: tuple[int, ...]

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
class FirstEar(TierEar):
    """Hears a tier that begins without a schedule, and ends its run ``share`` of the rest later."""

    engine: Engine
    share: float
    alarm: Alarm | None = field(default=None, init=False)

    def found(self, chosen: frozenset[Lit], bound: int) -> None:
        """Hear a lawful schedule, and count from the first one."""
        super().found(chosen, bound)
        self.count()

    def count(self) -> None:
        """Let the run end when its share of what is left is over, counted from the first time."""
        if self.alarm is None:
            seconds = max(0.0, self.search.left() * self.share)
            end = partial(self.engine.skip, self.tier)
            self.alarm = self.search.watch.alarm(seconds, end)

    def __exit__(self, *_: object) -> None:
        """Let nothing end a run that has ended."""
        if self.alarm is not None:
            self.alarm.cancel()
