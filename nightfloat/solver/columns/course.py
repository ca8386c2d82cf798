"""The course of a search through its visits, and what its tiers have come to."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from nightfloat.constraints.emitter import Lit
from nightfloat.domain.result import Status
from nightfloat.solver.columns.clock import Clock
from nightfloat.solver.columns.visits import Visit
from nightfloat.solver.pricing.parts import ForeignError
from nightfloat.solver.search.message import Known

# seconds left below which no tier is visited again
LEAST = 1.0


@dataclass
class Course:
    """The visits of a search, in their ``order`` and again while tiers are open and time is left.

    ``best`` holds what the best schedule costs, ``hint`` its posts; ``foreign`` the goals, by their
    weights, that columns cannot say. Nobody else searches what these leave if it is ``alone``.
    """

    order: Sequence[Visit]
    hint: frozenset[Lit] | None
    clock: Clock
    end: float
    alone: bool
    best: tuple[int, ...] = ()
    foreign: dict[tuple[int, ...], ForeignError] = field(
        default_factory=dict[tuple[int, ...], ForeignError]
    )
    _statuses: dict[int, Status] = field(default_factory=dict[int, Status])

    @property
    def tiers(self) -> set[int]:
        """The tiers that something undecided can change."""
        return {visit.goal.tier for visit in self.order}

    @property
    def status(self) -> Status:
        """How the whole stands."""
        if not self.best:
            return Status.UNKNOWN
        proved = all(self._is_proved(tier) for tier in self.tiers)
        return Status.OPTIMAL if proved else Status.FEASIBLE

    def visits(self) -> Iterator[Visit]:
        """Yield the visits, and then those to what is still open."""
        yield from self.order
        while not self.clock.stopped and self.clock.now + LEAST < self.end:
            again, before = self._again(), self.clock.now
            yield from again
            # where work is counted, what takes none would be visited for ever
            if not again or self.clock.now <= before:
                return

    def _again(self) -> list[Visit]:
        """Return visits to the first tier that is open, and to the last.

        The last tier may be proved beside what others cost that are open. If columns cannot say it,
        another strategy is to have the time.
        """
        *_, last = self.order
        known = [v.goal for v in self.order if v.goal.weights not in self.foreign]
        open_ = [goal for goal in known if not self._is_proved(goal.tier)]
        if not open_ or (last.goal not in known and not self.alone):
            return []
        first = min(open_, key=lambda goal: goal.tier)
        if last.goal not in known:
            return [Visit(first, 1.0)]
        return [last] if first.tier == last.goal.tier else [Visit(first), last]

    def came(
        self, tier: int, status: Status, best: tuple[int, ...], chosen: frozenset[Lit] | None
    ) -> None:
        """Take in what a visit came to; what follows a tier that has become cheaper is open again.

        A bound that was proved beside more there need not reach what the best costs now.
        """
        changed = (
            t for t, (was, now) in enumerate(zip(self.best, best, strict=False)) if was != now
        )
        first = next(changed, len(best))
        for later in [t for t in self._statuses if t > first]:
            self._statuses[later] = Status.FEASIBLE
        self._statuses[tier], self.best = status, best
        # the present roster may cost as much in this tier and more in the next ones
        self.hint = self.hint if chosen is None else chosen

    def closed(self, tier: int, known: Known) -> None:
        """Take in a tier that is closed; what is known is told now and then and may be old."""
        if not self.best or known.costs < self.best:
            self.came(tier, Status.OPTIMAL, known.costs, known.chosen)
        else:
            self.came(tier, Status.OPTIMAL, self.best, None)

    def _is_proved(self, tier: int) -> bool:
        return self._statuses.get(tier) is Status.OPTIMAL
