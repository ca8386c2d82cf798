"""Which strategies search a model, by its size and tiers; they share one clock and one ear."""

from nightfloat.domain.result import Limits, Strategy
from nightfloat.solver.neutral import NeutralModel

# posts up to which the exact strategy proves what columns leave open (docs/search.md)
SMALL = 2_500


def strategies(model: NeutralModel, limits: Limits) -> tuple[Strategy, ...]:
    """Return the strategies to run side by side.

    A reproducible search is exact, since only CP-SAT counts its own work. Strategies that search
    several tiers never run side by side: a bound on a later tier holds beside one's own values of
    the tiers before.
    """
    if limits.strategy is not Strategy.PORTFOLIO:
        return (limits.strategy,)
    if limits.reproducible or not model.posts:
        return (Strategy.EXACT,)
    if model.posts > SMALL:
        return (Strategy.COLUMNS,)
    if len(model.tiers) > 1:
        return (Strategy.EXACT,)
    return Strategy.COLUMNS, Strategy.EXACT
