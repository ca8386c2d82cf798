"""The value of a neutral model on a schedule, without a solver: what lowerings must keep."""

from collections.abc import Set as AbstractSet
from itertools import groupby

from nightfloat.constraints.emitter import Lit, Row
from nightfloat.constraints.patterns import count_free
from nightfloat.solver.neutral import Item, Limit, NeutralModel, RestPeriods, RunLimit


def amount(model: NeutralModel, item: Item, chosen: AbstractSet[Lit]) -> int:
    """Return by how much ``item`` does not hold when exactly the posts ``chosen`` are taken."""
    match item:
        case Limit():
            return max(_excess(model, row, chosen) for row in item.rows)
        case RunLimit():
            return _run_amount(item, _worked(model, item, chosen))
        case RestPeriods():
            return max(0, item.at_least - _periods(model, item, chosen))


def allowed(model: NeutralModel, chosen: AbstractSet[Lit]) -> bool:
    """Whether every requirement holds."""
    hard = (item for item in model.items if item.price is None)
    return all(amount(model, item, chosen) == 0 for item in hard)


def costs(model: NeutralModel, chosen: AbstractSet[Lit]) -> tuple[int, ...]:
    """Return the cost of each tier."""
    totals = [0] * len(model.tiers)
    for item in model.items:
        if item.price is not None:
            totals[item.price.tier] += item.price.weight * amount(model, item, chosen)
    return tuple(totals)


def _excess(model: NeutralModel, row: Row, chosen: AbstractSet[Lit]) -> int:
    return row_amount(row, sum(f for f, lit in row.terms if model.holds(lit, chosen)))


def row_amount(row: Row, value: int) -> int:
    """Return by how much a sum of ``value`` lies outside the row's range, each unit as priced."""
    under = 0 if row.at_least is None else max(0, row.at_least - value) * row.under
    over = 0 if row.at_most is None else max(0, value - row.at_most) * row.over
    return under + over


def _worked(model: NeutralModel, item: RunLimit, chosen: AbstractSet[Lit]) -> list[bool]:
    return [any(model.holds(lit, chosen) for lit in lits) for lits in item.works]


def _run_amount(item: RunLimit, worked: list[bool]) -> int:
    total = 0
    border = item.border
    if border.on is item.on and worked[0] is not item.on:
        total += run_cost(item, 0, 0, border.length, ends=False)
    for state, group in groupby(enumerate(worked), key=lambda pair: pair[1]):
        days = [day for day, _ in group]
        before = border.length if days[0] == 0 and border.on is item.on else 0
        if state is item.on:
            end = days[-1] + 1
            total += run_cost(item, days[0], end, before, ends=end == len(worked))
    return total


def run_cost(item: RunLimit, first: int, end: int, before: int, *, ends: bool) -> int:
    """Return the amount of one run on days [first, end) that goes on from ``before`` past days.

    ``ends`` says that the run reaches the end of the horizon.
    """
    if any(day in item.waived for day in range(first - before, end)):
        return 0
    length = end - first + before
    over = 0 if item.at_most is None else max(0, length - max(item.at_most, before))
    starts_open = first == 0 and item.border.truncated and item.border.on in (None, item.on)
    under = 0 if ends or starts_open else max(0, item.at_least - length)
    return over + under


def _periods(model: NeutralModel, item: RestPeriods, chosen: AbstractSet[Lit]) -> int:
    busy = [
        (block.start, block.end)
        for block in item.blocks
        if block.lit < 0 or model.holds(block.lit, chosen)
    ]
    return count_free(busy, item.within, item.minutes)
