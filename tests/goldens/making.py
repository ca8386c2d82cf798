"""What goldens are made of: a program from a case, solved to the end, audited, proved unique."""

from collections.abc import Iterable
from itertools import chain, combinations

from nightfloat.constraints.base import Constraint
from nightfloat.constraints.cases import Case
from nightfloat.constraints.program import Program
from nightfloat.constraints.registry import STANDING, registry
from nightfloat.domain.instance import Instance
from nightfloat.domain.result import Limits, Result
from nightfloat.domain.schedule import Assignment, Schedule
from nightfloat.engine.audit import Audit, audit
from nightfloat.solver.emitter import emit
from nightfloat.solver.evaluate import allowed, costs
from nightfloat.solver.extract import schedule_of
from nightfloat.solver.solve import solve

LIMITS = Limits(seconds=20, memory_mb=2000, workers=2, seed=1)


def program(case: Case, *constraints: Constraint, instance: Instance | None = None) -> Program:
    """Return the case's facts (or ``instance``) under the standing rules and these."""
    standing = [registry()[kind].model_validate({"kind": kind}) for kind in STANDING]
    tiers = dict.fromkeys(c.tier for c in constraints if c.tier)
    facts = case.build()[0] if instance is None else instance
    return Program(facts, (*standing, *constraints), tuple(tiers))


def solved(made: Program) -> Result:
    """Return the result of solving ``made`` until it is decided."""
    return solve(made, LIMITS)


def schedule(result: Result) -> Schedule:
    """Return the schedule of a result that must have one."""
    assert result.schedule is not None, (result.status, result.note)
    return result.schedule


def judged(made: Program, result: Result) -> Audit:
    """Return the audit, which must agree with the solver's cost of every tier."""
    found = audit(made, schedule(result))
    assert {t.name: t.value for t in result.tiers} == found.values
    return found


def row(found: Schedule, person: str, made: Program) -> str:
    """Return one person's schedule as a case writes it: a token per day."""
    horizon = made.instance.calendar.horizon
    on: dict[object, str] = {}
    for a in found:
        if a.person == person:
            on[a.day] = on.get(a.day, "") + a.shift
    return " ".join(on.get(day, ".") for day in horizon)


def without(found: Schedule, removed: Iterable[Assignment]) -> Schedule:
    """Return the schedule less some assignments."""
    return found.with_changes(removed=removed)


def optima(made: Program) -> list[Schedule]:
    """Return every optimal schedule: all are enumerated and evaluated without a solver."""
    model = emit(made)
    assert model.posts <= 14, "too large to enumerate"
    posts = range(model.posts)
    subsets = chain.from_iterable(combinations(posts, n) for n in range(model.posts + 1))
    lawful = [frozenset(chosen) for chosen in subsets if allowed(model, frozenset(chosen))]
    best = min((costs(model, chosen) for chosen in lawful), default=())
    winners = [chosen for chosen in lawful if costs(model, chosen) == best]
    return [schedule_of(made.instance, model, chosen) for chosen in winners]
