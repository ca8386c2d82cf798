"""Which strategies search a model, by its size and tiers; they share one clock and one ear."""

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


def strategies(model: NeutralModel, limits: Limits) -> tuple[Strategy, ...]:
    """Return the strategies to run side by side.

    A reproducible search is exact, since only CP-SAT counts its own work.
    """
    if limits.strategy is not Strategy.PORTFOLIO:
        return (limits.strategy,)
    if limits.reproducible or not model.posts:
        return (Strategy.EXACT,)
    if len(model.tiers) <= 1:
        return ALL if model.posts <= SMALL else ALL[:1]
    size = model.posts - len(decided(model))
    if size <= FEW:
        return Strategy.MILP, Strategy.EXACT
    return (Strategy.COLUMNS, Strategy.EXACT) if size <= MEDIUM else ALL[:1]


def helps(strategy: Strategy, beside: tuple[Strategy, ...]) -> bool:
    """Whether a strategy is the exact one that only betters what columns have found."""
    return strategy is Strategy.EXACT and beside == (Strategy.COLUMNS, Strategy.EXACT)


def behind(strategy: Strategy, beside: tuple[Strategy, ...], model: NeutralModel) -> int:
    """Return how many tiers the others have to close before a strategy that helps is started."""
    return max(1, len(model.tiers) - LAST) if helps(strategy, beside) else 0


def niceness(strategy: Strategy, beside: tuple[Strategy, ...]) -> int:
    """Return how much a strategy gives way to those beside it."""
    return GIVES_WAY if strategy is Strategy.EXACT and len(beside) > 1 else 0


def wait(
    strategy: Strategy, beside: tuple[Strategy, ...], model: NeutralModel, limits: Limits
) -> float:
    """Return the seconds that a strategy lets those beside it go first."""
    if helps(strategy, beside):
        return HELPS * limits.seconds
    if len(beside) == 1 or strategy is Strategy.EXACT:
        return 0.0
    if model.posts <= TINY and Strategy.EXACT in beside:
        return min(ALONE, ALONE_SHARE * limits.seconds)
    return LATER if strategy is Strategy.MILP else 0.0
