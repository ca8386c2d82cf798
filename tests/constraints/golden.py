"""A golden is a case of any kind, judged by audit and model at once."""

from dataclasses import dataclass, replace

from nightfloat.constraints.cases import Case
from nightfloat.constraints.program import Program
from nightfloat.constraints.registry import registry
from nightfloat.domain.people import Waiver
from nightfloat.domain.violation import Violation
from nightfloat.engine.audit import audit
from nightfloat.solver.emitter import emit
from nightfloat.solver.evaluate import amount
from nightfloat.solver.extract import posts_of


@dataclass(frozen=True, slots=True)
class Judged:
    """What was found: charged and inherited violations, and the amount both sides agree on."""

    amount: int
    charged: tuple[Violation, ...]
    inherited: tuple[Violation, ...]


def judge(kind: str, case: Case, *waivers: Waiver) -> Judged:
    """Return the verdict on ``case``; audit and model must agree on it."""
    constraint = case.constraint(registry()[kind])
    instance, schedule = case.build()
    instance = replace(instance, waivers=waivers)
    program = Program(instance, (constraint,), (constraint.tier or "tier",))
    found = audit(program, schedule).violations
    charged = tuple(v for v in found if v.charged)
    model = emit(program)
    chosen = posts_of(instance, model, schedule)
    modelled = sum(amount(model, item, chosen) for item in model.items)
    assert modelled == sum(v.amount for v in charged)
    return Judged(modelled, charged, tuple(v for v in found if v.inherited))
