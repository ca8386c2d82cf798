"""One goal per tier: that tier's cost, with the tiers before it priced so that they are kept.

For any price of the earlier tiers, a bound on the priced sum less what the best schedule pays there
is a bound on the tier among schedules no worse in those before (Lagrangian relaxation).
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from math import ceil, gcd

from nightfloat.constraints.emitter import Lit
from nightfloat.solver.bounds import least_cost
from nightfloat.solver.columns.precision import require_light
from nightfloat.solver.decided import decided
from nightfloat.solver.neutral import Item, Limit, NeutralModel, literals
from nightfloat.solver.pricing.making import problem
from nightfloat.solver.pricing.problem import Problem

# how many times over a unit of an earlier tier outweighs what one post can change in this one
HOLD = 4
# how many times over a unit of a tier outweighs one of the next, where both are kept
TWICE = 2
# how many times more where rosters are looked for rather than bounds
FIRM = 2


@dataclass(frozen=True)
class Goal:
    """A tier to improve and the weights of all tiers in its problem; later ones have none."""

    model: NeutralModel
    tier: int
    weights: tuple[int, ...]

    @cached_property
    def problem(self) -> Problem:
        """The model as columns see it for this goal; raises as ``made`` does."""
        return self.made()

    def made(self, processes: int = 1) -> Problem:
        """Return the model as columns see it for this goal, made by so many processes.

        Raises
        ------
        ForeignError
            If columns cannot say it, or not in floats.
        """
        kept = tuple(
            item for item in self.model.items if item.price is None or self.weights[item.price.tier]
        )
        made = problem(replace(self.model, items=kept), self.weights, processes)
        require_light(made, kept, self.weights)
        return made

    @cached_property
    def unit(self) -> int:
        """What every cost of the tier is a multiple of."""
        return _unit(_priced(self.model, self.tier))

    def whole(self, bound: float, best: Sequence[int]) -> int:
        """Return the least cost of the tier that a bound on the problem allows beside ``best``.

        Where nothing is known of the tiers before, their part of the bound is not either.
        """
        return least_cost(bound - self.paid(best), self.unit) if len(best) >= self.tier else 0

    def paid(self, best: Sequence[int]) -> int:
        """Return what the tiers before cost in the problem with ``best``, as far as it is known."""
        return sum(w * cost for w, cost in zip(self.weights[: self.tier], best, strict=False))


def goals(model: NeutralModel) -> Iterator[Goal]:
    """Yield the goals in order; a tier that nothing decided can change has none."""
    fixed = decided(model)
    for tier in range(len(model.tiers)):
        items = _priced(model, tier)
        if any(_is_open(item, model, fixed) for item in items):
            effect = max(_effect(item) for item in items)
            before = [
                TWICE ** (tier - 1 - earlier) * _hold(model, earlier, effect)
                for earlier in range(tier)
            ]
            yield Goal(model, tier, (*before, 1, *(0 for _ in model.tiers[tier + 1 :])))


def firm(goal: Goal) -> Goal:
    """Return the goal with each tier before it priced higher beside the next one.

    Less of an earlier tier is given up for later ones; the bound is weaker (docs/search.md).
    """
    before = (w * FIRM ** (goal.tier - 1 - t) for t, w in enumerate(goal.weights[: goal.tier]))
    return replace(goal, weights=(*before, *goal.weights[goal.tier :]))


def _priced(model: NeutralModel, tier: int) -> list[Item]:
    return [item for item in model.items if item.price is not None and item.price.tier == tier]


def _is_open(item: Item, model: NeutralModel, fixed: Mapping[Lit, bool]) -> bool:
    """Whether anything undecided is in an item."""
    return any(part not in fixed for lit in literals(item) for part in model.parts(lit))


def _hold(model: NeutralModel, tier: int, effect: int) -> int:
    items = _priced(model, tier)
    return ceil(HOLD * effect / _unit(items)) if items else 0


def _unit(items: Sequence[Item]) -> int:
    """Return the greatest common divisor of what a unit of amount costs."""
    return max(1, gcd(*(price for item in items for price in _prices(item))))


def _prices(item: Item) -> list[int]:
    weight = 1 if item.price is None else item.price.weight
    if isinstance(item, Limit):
        return [weight * side for row in item.rows for side in (row.under, row.over)]
    return [weight]


def _effect(item: Item) -> int:
    """Return the most that one post can change of what the item costs."""
    dearest = max(_prices(item))
    if not isinstance(item, Limit):
        return dearest
    return dearest * max((abs(f) for row in item.rows for f, _ in row.terms), default=1)
