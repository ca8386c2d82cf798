"""Leg three: every lowering finds the cost that the neutral model evaluates to."""

from collections.abc import Iterable
from collections.abc import Set as AbstractSet
from random import Random
from typing import Protocol

from nightfloat.constraints.base import Constraint
from nightfloat.constraints.emitter import Lit
from nightfloat.domain.schedule import Schedule
from nightfloat.solver.evaluate import allowed, costs
from nightfloat.solver.neutral import NeutralModel
from nightfloat.testing.disproof import Disproof
from nightfloat.testing.draw import Draw, draw, strengthened
from nightfloat.testing.schedules import neighbours, sample
from nightfloat.testing.worlds import draw_world


class Lowering(Protocol):
    """Solves a neutral model in which exactly the ``chosen`` posts are taken."""

    def __call__(self, model: NeutralModel, chosen: AbstractSet[Lit], /) -> tuple[int, ...] | None:
        """Return the least cost of each tier, or None when nothing satisfies the model."""
        ...


def prove_lowerings(
    cls: type[Constraint],
    lowerings: Iterable[Lowering],
    *,
    seed: int = 0,
    draws: int = 8,
    schedules: int = 5,
) -> int:
    """Check each lowering against the evaluation; return the number of solves.

    Hard and soft take turns; schedules with the least, the next and the greatest amount come first.

    Raises
    ------
    Disproof
        If a lowering finds another cost, or another verdict.
    """
    rng = Random(f"{seed} {cls.kind_name()} lowerings")
    found, asked = 0, tuple(lowerings)
    for index in range(draws):
        drawn, groups = _telling(cls, rng, None if index % 2 else 1 + index)
        for schedule in _picked(groups, rng, schedules):
            for lowering in asked:
                _compare(drawn, schedule, lowering)
                found += 1
    return found


type _Groups = list[list[Schedule]]


def _telling(cls: type[Constraint], rng: Random, weight: int | None) -> tuple[Draw, _Groups]:
    """Return a draw whose schedules differ in amount, grouped by it, if one is soon found."""
    cases = [case.build()[0] for case in cls.cases]
    best: tuple[Draw, _Groups] | None = None
    for attempt in range(6):
        drawn = draw(cls, rng.choice(cases) if attempt % 2 else draw_world(rng), rng)
        drawn = Draw(strengthened(drawn.constraint, weight), drawn.instance)
        groups = _grouped(drawn, rng)
        if best is None or len(groups) > len(best[1]):
            best = drawn, groups
        if len(best[1]) > 2:
            break
    assert best is not None
    return best


def _grouped(drawn: Draw, rng: Random) -> _Groups:
    """Return sampled schedules and their neighbours by amount, the least first."""
    groups: dict[int, list[Schedule]] = {}
    for start in sample(drawn.instance, rng, 6):
        for schedule in neighbours(drawn.instance, start):
            groups.setdefault(drawn.amount(drawn.chosen(schedule)), []).append(schedule)
    return [groups[amount] for amount in sorted(groups)]


def _picked(groups: _Groups, rng: Random, count: int) -> list[Schedule]:
    """Return schedules of the least amount, of the next, of the greatest, and of any."""
    first = [groups[0], groups[min(1, len(groups) - 1)], groups[-1]][:count]
    more = [rng.choice(groups) for _ in range(count - len(first))]
    return [rng.choice(group) for group in (*first, *more)]


def _compare(drawn: Draw, schedule: Schedule, lowering: Lowering) -> None:
    chosen = drawn.chosen(schedule)
    expected = costs(drawn.model, chosen) if allowed(drawn.model, chosen) else None
    lowered = lowering(drawn.model, chosen)
    if lowered != expected:
        says = f"{lowering!r} finds {lowered}, the neutral model is {expected}"
        found = drawn.judge(schedule)
        audited = tuple(found.values.values()) if not found.hard else None
        raise Disproof(
            "lowerings", says, drawn.constraint, drawn.instance, schedule, audited, expected
        )
