"""Violations: what the audit found, with why it counts or does not."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Literal

from nightfloat.domain.violation import Violation

type Standing = Literal["hard", "soft", "inherited", "waived"]

ORDER: tuple[Standing, ...] = ("hard", "soft", "inherited", "waived")


@dataclass(frozen=True, slots=True)
class ViolationRow:
    """One finding; only ``hard`` and ``soft`` ones are charged.

    Parameters
    ----------
    person
        Empty when the constraint is about the team.
    last_day
        The last day touched, inside.
    waiver
        Reason and approver, or empty.
    """

    standing: str
    constraint: str
    kind: str
    person: str
    first_day: date
    last_day: date
    amount: int
    tier: str
    weight: int
    cost: int
    sentence: str
    waiver: str


def standing(violation: Violation) -> Standing:
    """Return why it counts or does not: a waiver is named before what history caused."""
    if violation.waiver is not None:
        return "waived"
    if violation.inherited:
        return "inherited"
    return "hard" if violation.hard else "soft"


def violation_rows(violations: Iterable[Violation]) -> tuple[ViolationRow, ...]:
    """Return hard, soft, inherited and waived ones, each by tier, constraint, date and person."""
    return tuple(sorted((_row(v) for v in violations), key=_place))


def _place(row: ViolationRow) -> tuple[object, ...]:
    rank = [str(word) for word in ORDER].index(row.standing)
    return rank, row.tier, row.constraint, row.first_day, row.last_day, row.person, row.sentence


def _row(violation: Violation) -> ViolationRow:
    waiver = violation.waiver
    return ViolationRow(
        standing=standing(violation),
        constraint=violation.constraint,
        kind=violation.kind,
        person=violation.person or "",
        first_day=violation.days.first,
        last_day=violation.days.last,
        amount=violation.amount,
        tier=violation.tier or "",
        weight=violation.weight,
        cost=violation.cost,
        sentence=violation.sentence,
        waiver="" if waiver is None else f"{waiver.reason} ({waiver.approver})",
    )
