"""Tests that the arrays read off a CP-SAT model mean what the solver-free evaluation says."""

import random
from collections.abc import Iterator
from pathlib import Path

from nightfloat.constraints.program import Program
from nightfloat.constraints.registry import registry
from nightfloat.solver.cpsat.lower import lower
from nightfloat.solver.emitter import emit
from nightfloat.solver.evaluate import allowed, costs
from nightfloat.solver.milp.reading import read
from tests.solver.columns.programs import drawn
from tests.solver.milp.samples import Sample, check_apart


def programs() -> Iterator[tuple[str, Program]]:
    """Yield a case of every kind, hard and soft, as a program of that one constraint."""
    for kind, cls in registry().items():
        for number, case in enumerate(cls.cases[:2]):
            instance, _ = case.build()
            for tier in (None, "cost"):
                made = case.constraint(cls).model_copy(update={"tier": tier})
                yield f"{kind}-{number}-{tier}", Program(instance, (made,), ("cost",))
    for seed in range(20):
        yield f"drawn-{seed}", drawn(seed)


def samples(name: str, asked: Program) -> Iterator[Sample]:
    """Yield nothing taken, and three random sets of posts."""
    model, draw = emit(asked), random.Random(name)
    programme = read(lower(model))
    for share in (0.0, draw.random() / 3, draw.random(), draw.random()):
        chosen = frozenset(post for post in range(model.posts) if draw.random() < share)
        cost = costs(model, chosen)[0] if allowed(model, chosen) else None
        yield Sample(name, programme, chosen, cost)


def test_all_posts_fixed_leave_the_evaluated_cost(tmp_path: Path) -> None:
    """Tests that HiGHS, all posts fixed, comes to the evaluated cost or calls it infeasible."""
    found = [sample for name, asked in programs() for sample in samples(name, asked)]
    # both ends are met often enough to mean something
    assert sum(sample.cost is None for sample in found) > 20
    assert sum(bool(sample.cost) for sample in found) > 100
    check_apart(found, tmp_path)
