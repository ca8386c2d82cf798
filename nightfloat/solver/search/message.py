"""What a parent and its searching processes say to each other: tasks, orders, and what is found."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from nightfloat.constraints.emitter import Lit
from nightfloat.domain.result import Limits, Status, Strategy
from nightfloat.solver.neutral import NeutralModel, Tag

STOP = "stop"
# exit codes of a child: its parent is gone, there is no memory, a process that it forked is gone
ORPHANED, OUT_OF_MEMORY, LOST = 1, 12, 13


@dataclass(frozen=True, slots=True)
class SolveTask:
    """Solve the tiers of a model within limits by one strategy, from a hint if there is one.

    ``nice`` is how much the process gives way to others, ``after`` how many seconds after them it
    is started, or as soon as they have closed the first tiers, so many as ``behind`` says if it is
    not zero; at the latest when they have all ended.
    """

    model: NeutralModel
    limits: Limits
    hint: frozenset[Lit] | None = None
    strategy: Strategy = Strategy.EXACT
    nice: int = 0
    after: float = 0.0
    behind: int = 0


@dataclass(frozen=True, slots=True)
class ConflictTask:
    """Find out which requirements of a model cannot hold together, and which to give up."""

    model: NeutralModel
    limits: Limits
    relax: bool = False
    never: frozenset[int] = frozenset()


type Task = SolveTask | ConflictTask


@dataclass(frozen=True, slots=True)
class Known:
    """What all strategies know together: the best schedule, its costs, and a bound on every tier.

    A tier's bound holds among schedules that cost no more than this one in all tiers before.
    """

    chosen: frozenset[Lit]
    costs: tuple[int, ...]
    bounds: tuple[int, ...] = ()

    @property
    def closed(self) -> int:
        """How many tiers from the first one on have a bound that meets their cost."""
        met = (bound >= cost for cost, bound in zip(self.costs, self.bounds, strict=False))
        return next((t for t, closed in enumerate(met) if not closed), len(self.bounds))

    def bound(self, tier: int, within: Sequence[int]) -> int:
        """Return what a tier costs at least among schedules ``within`` values of those before."""
        before = zip(within, self.costs, strict=False)
        holds = tier <= len(within) and all(value <= cost for value, cost in before)
        return self.bounds[tier] if holds and tier < len(self.bounds) else 0


type Order = Known | str


@dataclass(frozen=True, slots=True)
class Found:
    """A better schedule: its posts, the tier being improved, its costs and that tier's bound."""

    tier: int
    chosen: frozenset[Lit]
    costs: tuple[int, ...]
    bound: int
    strategy: str = ""
    within: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Bounded:
    """A tier's proved lower bound rose.

    It holds among schedules that cost no more than ``within`` in each of the tiers before.
    """

    tier: int
    bound: int
    strategy: str = ""
    within: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class TierDone:
    """A tier ended with this status and bound; by whom makes it no other message."""

    tier: int
    status: Status
    bound: int
    within: tuple[int, ...] = ()
    strategy: str = field(default="", compare=False)


@dataclass(frozen=True, slots=True)
class Ended:
    """The search ended by itself, with the status of the whole."""

    status: Status


@dataclass(frozen=True, slots=True)
class Core:
    """These requirements cannot hold together; sent again whenever fewer suffice."""

    tags: tuple[Tag, ...]
    minimal: bool
    confirmed: bool


@dataclass(frozen=True, slots=True)
class Relaxed:
    """Without these requirements all others can hold; ``fewest`` when no smaller set will do."""

    tags: tuple[Tag, ...]
    fewest: bool


@dataclass(frozen=True, slots=True)
class Declined:
    """The strategy cannot search this model, and why."""

    strategy: Strategy
    reason: str


@dataclass(frozen=True, slots=True)
class Failed:
    """The search met a defect of nightfloat or of the solver."""

    reason: str


type Message = Found | Bounded | TierDone | Ended | Core | Relaxed | Declined | Failed
