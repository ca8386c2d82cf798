"""What is asked of one person's row as a neutral model, where a programme cannot say all of it.

The programme of such a person leaves some of it out, so that the cheapest row it finds is a lower
bound, and the cheapest of all if it costs no more than the programme says.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from nightfloat.constraints.emitter import Lit
from nightfloat.solver.evaluate import allowed, costs
from nightfloat.solver.neutral import Item, Limit, NeutralModel, Price, RestPeriods, RunLimit
from nightfloat.solver.pricing.chains import BARRED
from nightfloat.solver.pricing.parts import Parts, Types

TIER = "cost"


@dataclass(frozen=True)
class Modelled:
    """Everything asked of one person's row but of single days, in one tier.

    Attributes
    ----------
    model
        A neutral model of this person alone, whose posts are numbered as shifts are.
    members, shift_at
        As a problem has them.
    open_
        Whether a day may be a member, by day and member.
    """

    model: NeutralModel
    members: tuple[Types, ...]
    shift_at: NDArray[np.int32]
    open_: NDArray[np.bool_]

    def cost(self, column: NDArray[np.int64], cells: NDArray[np.float64]) -> float:
        """Return what a row costs with ``cells`` as prices of its days; ``BARRED`` if not allowed.

        ``cells`` is by day and member.
        """
        taken = frozenset(
            int(self.shift_at[day, type_])
            for day, member in enumerate(column)
            for type_ in self.members[int(member)]
        )
        if not allowed(self.model, taken):
            return BARRED
        days = float(cells[np.arange(len(column)), column].sum())
        return min(BARRED, days + costs(self.model, taken)[0])


def alone(model: NeutralModel, person: int, parts: Parts, weights: Sequence[int]) -> NeutralModel:
    """Return what ``parts`` ask of a person beyond single days; tiers' units count ``weights``."""
    numbers = _Numbers(model, person)
    pairs = [item for items in parts.pair.values() for item in items]
    asked = [*pairs, *parts.runs, *parts.sums, *parts.rests, *parts.foreign]
    items = tuple(_moved(item, numbers, weights) for item in asked)
    return replace(
        model,
        people=(model.people[person],),
        any_of=tuple(numbers.any_of),
        tiers=(TIER,),
        items=items,
    )


class _Numbers:
    """Literals of one person, as the model of that person alone numbers them."""

    def __init__(self, model: NeutralModel, person: int) -> None:
        self._model, self._base = model, person * len(model.shifts)
        self.any_of: dict[tuple[Lit, ...], Lit] = {}

    def __call__(self, lit: Lit) -> Lit:
        parts = tuple(part - self._base for part in self._model.parts(lit))
        if lit < self._model.posts:
            return parts[0]
        return self.any_of.setdefault(parts, len(self._model.shifts) + len(self.any_of))


def _moved(item: Item, lit: Callable[[Lit], Lit], weights: Sequence[int]) -> Item:
    """Return an item about other literals, its price in the one tier."""
    tag, price = replace(item.tag, person=0), item.price
    if price is not None:
        price = Price(0, weights[price.tier] * price.weight)
    match item:
        case Limit():
            rows = tuple(
                replace(row, terms=tuple((factor, lit(of)) for factor, of in row.terms))
                for row in item.rows
            )
            return replace(item, rows=rows, price=price, tag=tag)
        case RunLimit():
            works = tuple(tuple(map(lit, day)) for day in item.works)
            return replace(item, works=works, price=price, tag=tag)
        case RestPeriods():
            blocks = tuple(
                replace(block, lit=lit(block.lit)) if block.lit >= 0 else block
                for block in item.blocks
            )
            return replace(item, blocks=blocks, price=price, tag=tag)
