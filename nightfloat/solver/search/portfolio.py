"""Which strategies search a model, by its size and tiers; they share one clock and one ear."""

from dataclasses import dataclass

from nightfloat.domain.result import Limits, Strategy
from nightfloat.solver.decided import decided
from nightfloat.solver.neutral import NeutralModel

# posts up to which mixed-integer programming and the exact strategy prove what columns leave open
# in one tier (docs/search.md)
SMALL = 2_500
# with several tiers, counting posts that nothing decides beforehand: up to FEW both do without
# columns, up to MEDIUM the exact strategy helps columns
FEW = 1_500
MEDIUM = 20_000
# of the time, when it helps at the latest; sooner once columns have closed all tiers but so many
HELPS, LAST = 0.5, 2
# how much the many threads of the exact strategy give way to columns beside them
GIVES_WAY = 5
# seconds that mixed-integer programming lets the others go first, since starting one process more
# costs the most of a small programme
LATER = 1.0
# posts up to which the exact strategy mostly proves the optimum in less time than two more
# processes take to start; seconds that it has for it, or a share of the time
TINY = 500
ALONE, ALONE_SHARE = 3.0, 0.15
ALL = Strategy.COLUMNS, Strategy.MILP, Strategy.EXACT
TOGETHER = Strategy.COLUMNS, Strategy.EXACT


@dataclass(frozen=True, slots=True)
class Role:
    """A strategy's part in a search.

    It gives way to others by ``nice``, and begins after so many seconds, or once they have closed
    as many tiers as ``behind`` says if that is not zero.
    """

    strategy: Strategy
    nice: int = 0
    after: float = 0.0
    behind: int = 0


def strategies(model: NeutralModel, limits: Limits) -> tuple[Strategy, ...]:
    """Return the strategies that take part.

    In a reproducible search it is one, since what two hear of each other is a matter of time.
    """
    if limits.strategy is not Strategy.PORTFOLIO:
        return (limits.strategy,)
    if not model.posts:
        return (Strategy.EXACT,)
    if limits.reproducible:
        return (_counted(model),)
    if len(model.tiers) <= 1:
        return ALL if model.posts <= SMALL else ALL[:1]
    size = _undecided(model)
    if size <= FEW:
        return Strategy.MILP, Strategy.EXACT
    return TOGETHER if size <= MEDIUM else ALL[:1]


def _counted(model: NeutralModel) -> Strategy:
    """Return the one strategy that searches within counted work."""
    size, most = (model.posts, TINY) if len(model.tiers) <= 1 else (_undecided(model), FEW)
    return Strategy.EXACT if size <= most else Strategy.COLUMNS


def roles(model: NeutralModel, limits: Limits) -> tuple[Role, ...]:
    """Return who searches when; the first role has all the time that it is asked for."""
    chosen = strategies(model, limits)
    if chosen == TOGETHER:
        return _together(model, limits.seconds)
    if len(chosen) == 1:
        return (Role(chosen[0]),)
    first = min(ALONE, ALONE_SHARE * limits.seconds) if model.posts <= TINY else 0.0
    beside = {
        Strategy.COLUMNS: Role(Strategy.COLUMNS, after=first),
        Strategy.MILP: Role(Strategy.MILP, after=first or LATER),
        Strategy.EXACT: Role(Strategy.EXACT, GIVES_WAY),
    }
    return tuple(beside[one] for one in chosen)


def _together(model: NeutralModel, seconds: float) -> tuple[Role, ...]:
    """Return what columns and the exact strategy do, which helps in the last tiers."""
    after, closed = HELPS * seconds, max(1, len(model.tiers) - LAST)
    return Role(Strategy.COLUMNS), Role(Strategy.EXACT, GIVES_WAY, after, closed)


def _undecided(model: NeutralModel) -> int:
    return model.posts - len(decided(model))
