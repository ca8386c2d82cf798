"""The search of one tier after the other by an engine that solves the whole model.

A tier that is done is kept at its value while the next one is improved. Costs are those of the
solver-free evaluation, so slack that an engine left loose is never believed.
"""

from collections.abc import Callable
from dataclasses import dataclass, field

from nightfloat.constraints.emitter import Lit
from nightfloat.domain.result import Status, Strategy
from nightfloat.solver.evaluate import allowed, costs
from nightfloat.solver.search.engine import DeclinedError, Engine, Outcome
from nightfloat.solver.search.hearing import FirstEar, TierEar
from nightfloat.solver.search.message import (
    Declined,
    Ended,
    Found,
    Known,
    Message,
    SolveTask,
    TierDone,
)
from nightfloat.solver.search.watch import MonotonicWatch, Watch

SHARE = 0.5
# the seconds that are worth a run
LEAST = 1.0


@dataclass
class Lexicographic:
    """One search of all tiers; ``tell`` receives everything found, at once.

    ``prepare`` makes the engine; it is given whether to stop, and returns none when stopped. It
    raises ``DeclinedError`` if the engine cannot say the model.
    """

    task: SolveTask
    strategy: Strategy
    tell: Callable[[Message], None]
    prepare: Callable[[Callable[[], bool]], Engine | None]
    watch: Watch = field(default_factory=MonotonicWatch)
    started: float = field(init=False)
    best: frozenset[Lit] | None = None
    best_costs: tuple[int, ...] = ()
    engine: Engine | None = None
    stopped: bool = False
    # the values at which tiers done are kept: bounds of later ones hold within them
    kept: tuple[int, ...] = ()
    # deterministic time used so far; the only clock a reproducible search has
    used: float = 0.0
    # what other strategies have found; written by another thread
    known: Known | None = None
    ear: TierEar = field(init=False)

    def __post_init__(self) -> None:
        self.started, self.ear = self.watch.now(), TierEar(self, 0)

    @property
    def seconds(self) -> float:
        """Seconds since the search started."""
        return self.watch.now() - self.started

    def stop(self) -> None:
        """End as soon as possible, from any thread."""
        self.stopped = True
        if (engine := self.engine) is not None:
            engine.stop()

    def inform(self, known: Known) -> None:
        """Take in what others have found, from any thread; the run of a closed tier ends."""
        self.known = known
        self.ear.count()
        if (engine := self.engine) is not None and known.closed:
            engine.skip(known.closed - 1)

    def run(self) -> None:
        """Solve every tier within the limits, and again from the first that is open."""
        try:
            engine = self._prepared()
        except DeclinedError as error:
            self.tell(Declined(self.strategy, str(error)))
            return
        self._start()
        left, statuses = self.left(), self._pass(engine, 0)
        while engine is not None and self._goes_on(statuses, left):
            # what a fresh engine keeps is proved, and no tier after the first open one; two at a
            # time would be too large
            engine, self.engine, self.ear = None, None, TierEar(self, 0)
            engine, left = self._prepared(), self.left()
            statuses = self._pass(engine, _proved(statuses))
        self.tell(Ended(_overall(statuses)))

    def _prepared(self) -> Engine | None:
        """Make an engine that keeps no tier yet; none when stopped."""
        self.kept = ()
        self.engine = self.prepare(lambda: self.stopped or self.left() <= 0)
        return self.engine

    def _pass(self, engine: Engine | None, proved: int) -> list[Status]:
        """Solve one tier after the other, but those that are ``proved``, and say how they ended."""
        statuses: list[Status] = []
        for tier in range(self._tiers):
            if engine is not None and tier < proved:
                self._keep(engine, tier)
                status = Status.OPTIMAL
            else:
                status = self._unproved() if engine is None else self._tier(engine, tier)
            statuses.append(status)
            if status in (Status.INFEASIBLE, Status.UNKNOWN):
                break
        return statuses

    def _goes_on(self, statuses: list[Status], left: float) -> bool:
        """Whether a pass that began with so many seconds has left some for what is open.

        Later tiers may be proved soon, beside what an earlier one costs that is not proved.
        """
        if (
            self.stopped
            or statuses[-1] is Status.INFEASIBLE
            or _proved(statuses) + 1 >= self._tiers
        ):
            return False
        return LEAST < self.left() < left - LEAST

    def _start(self) -> None:
        """Take the hint as the first schedule if it is lawful."""
        hint = self.task.hint
        if hint is not None and allowed(self.task.model, hint):
            self.take(hint, 0, 0)

    def take(self, chosen: frozenset[Lit], tier: int, bound: int) -> None:
        """Keep and tell a schedule that is better than the best so far."""
        found = costs(self.task.model, chosen)
        if self.best is None or found < self.best_costs:
            self.best, self.best_costs = chosen, found
            self.tell(Found(tier, chosen, found, bound, str(self.strategy), self.kept))

    def _tier(self, engine: Engine, tier: int) -> Status:
        """Improve one tier, keep its value, and say how it ended."""
        closed = self._closed(tier)
        if self.best is not None and engine.constant(tier):
            self._done(tier, Status.OPTIMAL, self.best_costs[tier], self.kept)
            self.kept += (self.best_costs[tier],)
            return Status.OPTIMAL
        if closed:
            self._keep(engine, tier)
            return Status.OPTIMAL
        if self.stopped or self.left() <= 0:
            return self._unproved()
        outcome = self._improve(engine, tier)
        self.used += outcome.work
        within, closed = self.kept, self._closed(tier)
        if self.best is not None:
            self._keep(engine, tier)
        status = self._judged(outcome, within, tier, closed=closed)
        self._done(tier, status, outcome.bound, within)
        return status

    def _done(self, tier: int, status: Status, bound: int, within: tuple[int, ...]) -> None:
        self.tell(TierDone(tier, status, bound, within, str(self.strategy)))

    def _improve(self, engine: Engine, tier: int) -> Outcome:
        """Let the engine improve a tier for its share of the time.

        Without a schedule no later tier has anything to begin with, so the share counts from the
        first one. A reproducible search, which no clock may end, has its share from the start.
        """
        share = self._share(engine, tier)
        known = self.task.hint if self.best is None else self.best
        waits = self.best is None and share < 1 and not self.task.limits.reproducible
        seconds = self.left() * (1 if waits else share)
        with FirstEar(self, tier, engine, share) if waits else TierEar(self, tier) as self.ear:
            if self.known is not None:
                self.ear.count()
            return engine.improve(tier, seconds, known, self.ear)

    def _closed(self, tier: int) -> bool:
        """Take the schedule of others if it is better; return whether they have closed a tier."""
        known = self.known
        if known is None:
            return False
        if self.best is None or known.costs < self.best_costs:
            self.best, self.best_costs = known.chosen, known.costs
        return known.closed > tier

    def _keep(self, engine: Engine, tier: int) -> None:
        value = self.best_costs[tier]
        engine.keep(tier, value)
        self.kept += (value,)

    def _judged(
        self, outcome: Outcome, within: tuple[int, ...], tier: int, *, closed: bool
    ) -> Status:
        """Return how a tier stands: proved only by a bound that its best schedule meets.

        No schedule need be ``within`` values that were kept while others had another best. One that
        is, whoever found it, refutes an engine of floats, and contradicts one of whole numbers.
        """
        beside = all(c <= most for c, most in zip(self.best_costs, within, strict=False))
        refuted = self.best is not None and self.strategy is Strategy.MILP
        if outcome.status is Status.INFEASIBLE and beside and not refuted:
            return Status.INFEASIBLE
        if closed:
            return Status.OPTIMAL
        # the best may have won an earlier tier meanwhile and cost more here than the optimum did
        proved = outcome.status is Status.OPTIMAL and self.best is not None
        if proved and outcome.bound >= self.best_costs[tier]:
            return Status.OPTIMAL
        return self._unproved()

    def _unproved(self) -> Status:
        return Status.UNKNOWN if self.best is None else Status.FEASIBLE

    def _share(self, engine: Engine, tier: int) -> float:
        """Return a tier's share of what is left: half while others follow."""
        last = all(engine.constant(later) for later in range(tier + 1, self._tiers))
        return 1.0 if last else SHARE

    @property
    def _tiers(self) -> int:
        return len(self.task.model.tiers)

    def left(self) -> float:
        """Return the seconds left, deterministic ones in a reproducible search."""
        limits = self.task.limits
        return limits.seconds - (self.used if limits.reproducible else self.seconds)


def _proved(statuses: list[Status]) -> int:
    """Return how many tiers are proved before the first that is not."""
    return next((n for n, one in enumerate(statuses) if one is not Status.OPTIMAL), len(statuses))


def _overall(statuses: list[Status]) -> Status:
    if all(status is Status.OPTIMAL for status in statuses):
        return Status.OPTIMAL
    first = statuses[0]
    return Status.FEASIBLE if first is Status.OPTIMAL else first
