"""Which strategies search a model, by its size and tiers; they share one clock and one ear."""

from nightfloat.domain.result import Limits, Strategy
from nightfloat.solver.decided import decided
from nightfloat.solver.neutral import NeutralModel

# posts up to which the exact strategy proves what columns leave open in one tier, and posts not
# decided beforehand up to which it helps with several (docs/search.md)
SMALL = 2_500
MEDIUM = 20_000
# how much the many threads of the exact strategy give way to columns beside them
GIVES_WAY = 5


def strategies(model: NeutralModel, limits: Limits) -> tuple[Strategy, ...]:
    """Return the strategies to run side by side.

    A reproducible search is exact, since only CP-SAT counts its own work.
    """
    if limits.strategy is not Strategy.PORTFOLIO:
        return (limits.strategy,)
    if limits.reproducible or not model.posts:
        return (Strategy.EXACT,)
    if len(model.tiers) > 1:
        small = model.posts - len(decided(model)) <= MEDIUM
    else:
        small = model.posts <= SMALL
    return (Strategy.COLUMNS, Strategy.EXACT) if small else (Strategy.COLUMNS,)


def niceness(strategy: Strategy, beside: tuple[Strategy, ...]) -> int:
    """Return how much a strategy gives way to those beside it."""
    return GIVES_WAY if strategy is Strategy.EXACT and len(beside) > 1 else 0
