"""Leg two: on tiny instances every schedule is judged twice, and the verdicts are equal.

Hard: the model allows exactly what the audit passes. Soft: the model costs weight x amount. The
schedules are not filtered: overlapping and ineligible ones must agree too.
"""

from collections.abc import Iterable, Iterator
from random import Random

from nightfloat.constraints.base import Constraint
from nightfloat.domain.instance import Instance
from nightfloat.domain.schedule import Schedule
from nightfloat.solver.evaluate import allowed, costs
from nightfloat.testing.disproof import Disproof
from nightfloat.testing.draw import Draw, charged, draw, vary
from nightfloat.testing.schedules import some
from nightfloat.testing.shrink import shrunk
from nightfloat.testing.worlds import draw_world

SAMPLE = 100


def prove_agreement(
    cls: type[Constraint], *, seed: int = 0, draws: int = 24, worlds: Iterable[Instance] = ()
) -> int:
    """Check model against audit in ``draws`` drawn worlds; return the number of schedules.

    The worlds of the cases, and those given, are checked as well.

    Raises
    ------
    Disproof
        If the two differ about one schedule.
    """
    rng = Random(f"{seed} {cls.kind_name()}")
    found = 0
    for drawn, near in _draws(cls, rng, draws, worlds):
        for schedule in some(drawn.instance, rng, SAMPLE, near):
            compare(drawn, schedule)
            found += 1
    return found


def _draws(
    cls: type[Constraint], rng: Random, draws: int, worlds: Iterable[Instance]
) -> Iterator[tuple[Draw, list[Schedule]]]:
    for case in cls.cases:
        instance, schedule = case.build()
        yield Draw(vary(case.constraint(cls), instance, rng), instance), [schedule]
        yield draw(cls, instance, rng), [schedule]
    for instance in worlds:
        yield draw(cls, instance, rng), []
    for _ in range(draws):
        yield draw(cls, draw_world(rng), rng), []


type Opinion = dict[str, object]


def compare(drawn: Draw, schedule: Schedule) -> None:
    """Raise a Disproof, shrunk, if audit and model differ about ``schedule``."""
    if not _differ(*opinions(drawn, schedule)):
        return
    constraint = drawn.constraint

    def fails(instance: Instance, schedule: Schedule) -> bool:
        return _differ(*opinions(Draw(constraint, instance), schedule))

    instance, schedule = shrunk(drawn.instance, schedule, fails)
    audited, modelled = opinions(Draw(constraint, instance), schedule)
    says = "the model is not the audit"
    raise Disproof("agreement", says, constraint, instance, schedule, audited, modelled)


def opinions(drawn: Draw, schedule: Schedule) -> tuple[Opinion, Opinion]:
    """Return what the audit and what the model say about ``schedule``."""
    chosen, judged = drawn.chosen(schedule), drawn.judge(schedule)
    constraint, amount = drawn.constraint, charged(judged)
    audited: Opinion = {
        "amount": amount,
        "allowed": not judged.hard,
        "cost": tuple(judged.values.values()),
    }
    modelled: Opinion = {
        "amount": drawn.amount(chosen),
        "allowed": allowed(drawn.model, chosen),
        "cost": costs(drawn.model, chosen),
    }
    price = 0 if constraint.hard else constraint.weight * amount
    return audited | {"weight x amount": price}, modelled | {"weight x amount": price}


def _differ(audited: Opinion, modelled: Opinion) -> bool:
    return audited != modelled or audited["cost"] != (audited["weight x amount"],)
