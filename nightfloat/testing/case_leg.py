"""Leg one: hand-written cases are a third opinion, and only they see a misread regulation."""

from nightfloat.constraints.base import Constraint
from nightfloat.constraints.cases import Case
from nightfloat.solver.evaluate import allowed
from nightfloat.testing.disproof import Disproof
from nightfloat.testing.draw import Draw, charged


def prove_cases(cls: type[Constraint]) -> int:
    """Check audit and model against every case's amount; return the number of cases.

    Raises
    ------
    Disproof
        If one of them finds another amount, or no case lies on one of the two sides.
    """
    for case in cls.cases:
        _check(cls, case)
    amounts = [case.amount for case in cls.cases]
    for side, there in (("holds", 0 in amounts), ("is broken", any(amounts))):
        if not there:
            case = cls.cases[0]
            says = f"{cls.kind_name()} has no case in which it {side}"
            raise Disproof("cases", says, case.constraint(cls), *case.build())
    return len(cls.cases)


def _check(cls: type[Constraint], case: Case) -> None:
    instance, schedule = case.build()
    draw = Draw(case.constraint(cls), instance)
    chosen = draw.chosen(schedule)
    audited, modelled = charged(draw.judge(schedule)), draw.amount(chosen)
    wrong = [
        f"{who} finds {amount}"
        for who, amount in (("the audit", audited), ("the model", modelled))
        if amount != case.amount
    ]
    if draw.constraint.hard and allowed(draw.model, chosen) != (case.amount == 0):
        wrong.append("the model's verdict is the opposite")
    if wrong:
        says = f"{case.says!r} has an amount of {case.amount}, but {' and '.join(wrong)}"
        raise Disproof("cases", says, draw.constraint, instance, schedule, audited, modelled)
