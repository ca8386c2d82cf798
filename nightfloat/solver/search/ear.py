"""What all strategies have said so far, put together."""

import time
from collections.abc import Callable
from dataclasses import dataclass, field

from nightfloat.constraints.emitter import Lit
from nightfloat.domain.result import Improvement, Status, TierResult
from nightfloat.errors import DisagreementError
from nightfloat.solver.neutral import NeutralModel
from nightfloat.solver.search.message import (
    Bounded,
    Core,
    Declined,
    Ended,
    Failed,
    Found,
    Known,
    Message,
    Relaxed,
    TierDone,
)

type Progress = Callable[[Improvement], None]


def unheard(best: frozenset[Lit], costs: tuple[int, ...]) -> None:
    """Let nobody hear of a schedule before the search is over."""
    del best, costs


@dataclass
class Ear:
    """Hears strategies and keeps the best schedule and the best bounds of all.

    ``bounds`` has, by tier, each bound with the values of earlier tiers within which it holds. What
    is shown has the time at which it was heard, counted from ``started``: every strategy has a
    clock of its own. Posts and costs of each better schedule are given to ``keep``.
    """

    model: NeutralModel
    progress: Progress
    started: float = field(default_factory=time.monotonic)
    keep: Callable[[frozenset[Lit], tuple[int, ...]], None] = unheard
    best: frozenset[Lit] | None = None
    costs: tuple[int, ...] = ()
    bounds: dict[int, dict[tuple[int, ...], int]] = field(
        default_factory=dict[int, dict[tuple[int, ...], int]]
    )
    done: dict[int, Status] = field(default_factory=dict[int, Status])
    ended: Status | None = None
    trace: list[Improvement] = field(default_factory=list[Improvement])
    declined: list[Declined] = field(default_factory=list[Declined])
    # by tier, the value and bound last shown
    shown: dict[int, tuple[int | None, int]] = field(
        default_factory=dict[int, tuple[int | None, int]]
    )

    def closed(self) -> bool:
        """Whether nothing better can be found: every bound meets its cost, or there is nothing."""
        known = self.known()
        if known is None:
            return self.ended is Status.INFEASIBLE
        return known.closed == len(known.costs)

    def known(self) -> Known | None:
        """Return what a strategy may learn from the others, None while there is no schedule."""
        if self.best is None:
            return None
        return Known(self.best, self.costs, tuple(map(self._bound, range(len(self.costs)))))

    def hear(self, message: Message) -> None:
        """Take in one message."""
        match message:
            case Found():
                self._found(message)
            case Bounded():
                self._raise(message)
                self._show(message.tier, message.strategy)
            case TierDone():
                self.done[message.tier] = message.status
                self._raise(message)
                self._show(message.tier, message.strategy)
            case Ended():
                if self.ended is not Status.INFEASIBLE:
                    self.ended = message.status
            case Declined():
                self.declined.append(message)
            case Core() | Relaxed() | Failed():
                pass

    def _found(self, found: Found) -> None:
        tier = found.tier
        self._raise(found)
        if self.best is None or found.costs < self.costs:
            tier = 0 if self.best is None else _first_difference(self.costs, found.costs)
            self.best, self.costs = found.chosen, found.costs
            self.keep(found.chosen, found.costs)
        for later in range(tier, len(self.costs)):
            self._show(later, found.strategy)

    def _raise(self, said: Found | Bounded | TierDone) -> None:
        known = self.bounds.setdefault(said.tier, {})
        known[said.within] = max(said.bound, known.get(said.within, 0))

    def _bound(self, tier: int) -> int:
        """Return the best bound that holds for what the best costs in the tiers before."""
        found = (
            bound
            for within, bound in self.bounds.get(tier, {}).items()
            if all(cost <= most for cost, most in zip(self.costs, within, strict=False))
        )
        return max(found, default=0)

    def _show(self, tier: int, strategy: str) -> None:
        """Show what is new of a tier; without a schedule a bound above nothing is."""
        bound, value = self._bound(tier), None
        if self.best is not None:
            value = self.costs[tier]
            bound = min(bound, value)
        known = self.shown.get(tier, (None, 0))
        if known != (value, bound):
            self.shown[tier] = value, bound
            seconds = time.monotonic() - self.started
            improvement = Improvement(seconds, self.model.tiers[tier], value, bound, strategy)
            self.trace.append(improvement)
            self.progress(improvement)

    @property
    def status(self) -> Status:
        """Status of the whole: only what the search proved counts as optimal or infeasible."""
        infeasible = self.ended is Status.INFEASIBLE or Status.INFEASIBLE in self.done.values()
        if infeasible and self.best is not None:
            message = "the solver called a program infeasible that it had a schedule for"
            raise DisagreementError(message)
        if self.best is None:
            return Status.INFEASIBLE if infeasible else Status.UNKNOWN
        proved = all(tier.proved for tier in self.tier_results())
        return Status.OPTIMAL if proved else Status.FEASIBLE

    def tier_results(self) -> tuple[TierResult, ...]:
        """Return value, bound and status of every tier, empty without a schedule."""
        if self.best is None:
            return ()
        return tuple(self._tier(tier, name) for tier, name in enumerate(self.model.tiers))

    def _tier(self, tier: int, name: str) -> TierResult:
        value, bound = self.costs[tier], self._bound(tier)
        if bound > value:
            message = (
                f"tier {name} was proved to cost {bound} at least and a schedule costs {value}"
            )
            raise DisagreementError(message)
        proved = bound == value and self.done.get(tier) is not Status.INFEASIBLE
        return TierResult(name, Status.OPTIMAL if proved else Status.FEASIBLE, value, bound)


def _first_difference(before: tuple[int, ...], after: tuple[int, ...]) -> int:
    """Return the first tier in which two schedules cost something else."""
    return next(t for t, (a, b) in enumerate(zip(before, after, strict=True)) if a != b)
