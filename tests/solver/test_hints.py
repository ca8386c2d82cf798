"""Tests that the exact strategy begins with all that follows from a known schedule."""

# pyright: reportUnknownMemberType=false, reportUnknownVariableType=false
# pyright: reportUnknownArgumentType=false, reportAttributeAccessIssue=false

from dataclasses import dataclass, field, replace

import pytest
from ortools.sat.python import cp_model

from nightfloat.constraints.emitter import Lit
from nightfloat.domain.result import Status
from nightfloat.solver.cpsat.lower import lower
from nightfloat.solver.emitter import emit
from nightfloat.solver.evaluate import costs
from nightfloat.solver.neutral import NeutralModel
from nightfloat.solver.search.exact import CpSatEngine
from tests.solver.columns.programs import puzzle
from tests.solver.making import LIMITS, made
from tests.solver.test_sharing import NOBODY, two_tiers

# runs end with their first schedule, long before unless the machine is busy
SECONDS = 60.0


@dataclass
class Heard:
    """What an engine says; its run ends with the first schedule, or goes on if reproducible."""

    engine: CpSatEngine
    schedules: list[frozenset[Lit]] = field(default_factory=list[frozenset[Lit]])
    bounds: list[int] = field(default_factory=list[int])

    def found(self, chosen: frozenset[Lit], bound: int) -> None:
        self.schedules.append(chosen)
        self.proved(bound)
        # CP-SAT may not be stopped while its workers take turns
        if not self.engine.limits.reproducible and self.engine.solver is not None:
            self.engine.solver.stop_search()

    def proved(self, bound: int) -> None:
        self.bounds.append(bound)


def lawless() -> NeutralModel:
    """Return a model in which everybody has to work, so that nobody at work is unlawful."""
    asked = puzzle(16)
    law = made("shifts_in_horizon", minimum=1, maximum=28)
    return emit(replace(asked, constraints=(*asked.constraints, law)))


@pytest.mark.parametrize(("reproducible", "seconds"), [(False, SECONDS), (True, 1.0)])
def test_every_variable_has_a_value_at_first(reproducible: bool, seconds: float) -> None:
    """Tests that what is suggested is whole and costs what the schedule costs, posts being few."""
    model = two_tiers()
    engine = CpSatEngine(lower(model), replace(LIMITS, reproducible=reproducible))
    heard = Heard(engine)
    outcome = engine.improve(0, seconds, NOBODY, heard)
    cp, posts = engine.lowered.cp, engine.lowered.literals.posts
    hint = cp.proto.solution_hint
    assert len(posts) < len(cp.proto.variables) == len(hint.vars)
    values = dict(zip(hint.vars, hint.values, strict=True))
    assert not any(values[var.index] for var in posts.values())
    solver = cp_model.CpSolver()
    solver.parameters.fix_variables_to_their_hinted_value = True
    assert solver.solve(cp) == cp_model.OPTIMAL
    assert solver.objective_value == costs(model, NOBODY)[0]
    assert heard.schedules[0] == NOBODY
    assert outcome.status in (Status.OPTIMAL, Status.FEASIBLE)


def test_of_an_unlawful_schedule_posts_are_suggested() -> None:
    """Tests that a schedule from which nothing lawful follows is no more than a suggestion."""
    engine = CpSatEngine(lower(lawless()), LIMITS)
    heard = Heard(engine)
    engine.improve(0, SECONDS, NOBODY, heard)
    hinted = set(engine.lowered.cp.proto.solution_hint.vars)
    assert hinted == {var.index for var in engine.lowered.literals.posts.values()}
    assert heard.schedules
    assert NOBODY not in heard.schedules


@pytest.mark.parametrize("skipped", [0, 1])
def test_a_tier_that_is_skipped_is_not_begun(skipped: int) -> None:
    """Tests that nothing is looked for in a tier that others have closed, or one before such."""
    engine = CpSatEngine(lower(two_tiers()), LIMITS)
    heard = Heard(engine)
    engine.skip(skipped)
    outcome = engine.improve(0, SECONDS, NOBODY, heard)
    assert (outcome.status, heard.schedules, heard.bounds) == (Status.UNKNOWN, [], [])
