"""Tests of the claim that what a rule forbids stays forbidden when shifts are added."""

import random

import pytest

from nightfloat.constraints.base import PersonConstraint
from nightfloat.constraints.program import Program
from nightfloat.constraints.registry import registry
from nightfloat.solver.emitter import emit
from nightfloat.solver.evaluate import allowed

CLAIMED = sorted(
    kind for kind, cls in registry().items() if issubclass(cls, PersonConstraint) and cls.monotone
)


@pytest.mark.parametrize("kind", CLAIMED)
def test_more_shifts_never_mend_a_breach(kind: str) -> None:
    """Tests random schedules and random additions to them on every case of the kind."""
    draw, broken = random.Random(5), 0
    cls = registry()[kind]
    for case in cls.cases:
        instance, _ = case.build()
        hard = case.constraint(cls).model_copy(update={"tier": None})
        model = emit(Program(instance, (hard,), ()))
        for _ in range(200):
            fewer = frozenset(p for p in range(model.posts) if draw.random() < 0.5)
            more = fewer | {p for p in range(model.posts) if draw.random() < 0.3}
            if not allowed(model, fewer):
                broken += 1
                assert not allowed(model, more), (case.says, sorted(fewer), sorted(more))
    assert broken > 20


def test_a_rule_that_shifts_can_mend_claims_nothing() -> None:
    """Tests that rest, which a shift inside the gap mends, and minima are not in the list."""
    assert {"min_rest", "min_stretch", "min_days_off", "minutes_in_horizon"}.isdisjoint(CLAIMED)
