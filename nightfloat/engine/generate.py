"""The pipeline: preflight, solve, audit, contingency, gate; nothing goes back or is patched."""

from collections.abc import Callable
from dataclasses import dataclass, field, replace

from nightfloat.constraints.base import Constraint
from nightfloat.constraints.cover import CoverRange
from nightfloat.constraints.program import HOLES, ContingencyPolicy, Program
from nightfloat.domain.certificate import Certificate
from nightfloat.domain.result import Limits, Result, Status, TierResult
from nightfloat.domain.schedule import Schedule
from nightfloat.domain.violation import Violation
from nightfloat.engine.audit import Audit, audit
from nightfloat.engine.contingency.certify import certify
from nightfloat.engine.gate import refusals
from nightfloat.engine.preflight import preflight
from nightfloat.errors import DisagreementError, SearchFailedError, UnstartedError
from nightfloat.solver.solve import (
    Incumbent,
    Progress,
    ShouldStop,
    find_conflict,
    never,
    silent,
    solve,
    solver_version,
    unkept,
)


@dataclass(frozen=True, slots=True)
class Plan:
    """What a run may take and what it must show; every part has a budget of its own."""

    limits: Limits
    policy: ContingencyPolicy
    draft: bool = False
    conflict_seconds: float = 30.0
    contingency_seconds: float = 60.0


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a run came to, before any commit.

    Parameters
    ----------
    impossible
        Sentences of preflight; then nothing was solved.
    refused
        Why the gate said no; empty means the schedule may be committed.
    """

    result: Result
    audit: Audit | None = None
    certificate: Certificate | None = None
    impossible: tuple[str, ...] = ()
    refused: tuple[str, ...] = ()
    holes: tuple[Violation, ...] = ()
    draft: bool = False


@dataclass(frozen=True)
class Watch:
    """How a run is watched: progress goes out, a wish to stop comes in.

    Parameters
    ----------
    incumbent
        Called with each better schedule while the search goes on, before anything is audited.
    """

    progress: Progress = silent
    should_stop: ShouldStop = never
    stage: Callable[[str], None] = field(default=lambda _: None)
    incumbent: Callable[[Incumbent], None] = unkept


def generate(
    program: Program, plan: Plan, watch: Watch | None = None, hint: Schedule | None = None
) -> Outcome:
    """Return the best proved schedule of ``program``, audited and certified.

    Raises
    ------
    DisagreementError
        If model and audit judge the schedule differently.
    UnstartedError
        If the system has no room for a searching process.
    """
    watch = watch or Watch()
    asked = as_draft(program) if plan.draft else program
    watch.stage("preflight")
    impossible = preflight(asked)
    if impossible:
        return Outcome(_nothing(plan.limits), impossible=impossible)
    watch.stage("solve")
    result = solve(
        asked,
        plan.limits,
        progress=watch.progress,
        should_stop=watch.should_stop,
        keep=watch.incumbent,
        hint=hint,
    )
    if result.schedule is None:
        return Outcome(_explained(asked, plan, result, watch))
    return _proved(asked, plan, result, result.schedule, watch)


def as_draft(program: Program) -> Program:
    """Return the program with its minimum cover wished for before everything else, not required.

    Its maximum cover stays required.
    """
    softened = tuple(part for c in program.constraints for part in _softened(c))
    return replace(program, constraints=softened, tiers=(HOLES, *program.tiers))


def _softened(constraint: Constraint) -> tuple[Constraint, ...]:
    if not isinstance(constraint, CoverRange) or not constraint.hard:
        return (constraint,)
    return (
        constraint.model_copy(update={"side": "minimum", "tier": HOLES}),
        constraint.model_copy(update={"side": "maximum"}),
    )


def _nothing(limits: Limits) -> Result:
    return Result(Status.INFEASIBLE, None, (), 0.0, limits, solver_version())


def _explained(program: Program, plan: Plan, result: Result, watch: Watch) -> Result:
    """Add the Conflict to an infeasible result, as far as its own budget allows, or why not."""
    if result.status is not Status.INFEASIBLE or watch.should_stop():
        return result
    watch.stage("explain")
    limits = replace(plan.limits, seconds=plan.conflict_seconds, reproducible=False)
    try:
        found = find_conflict(program, limits, should_stop=watch.should_stop)
    except (SearchFailedError, UnstartedError) as error:
        return replace(result, conflict_note=str(error))
    if found.status is Status.FEASIBLE:
        message = "the search called the program infeasible, a second model found a schedule"
        raise DisagreementError(message)
    return replace(result, conflict=found.conflict, conflict_note=found.note)


def _proved(
    program: Program, plan: Plan, result: Result, schedule: Schedule, watch: Watch
) -> Outcome:
    watch.stage("audit")
    judged = audit(program, schedule)
    result = agreed(result, judged)
    certificate = certified(program, plan, schedule, watch)
    # what is never committed owes no contingency
    require = "none" if plan.draft else plan.policy.require
    return Outcome(
        result,
        judged,
        certificate,
        refused=refusals(judged, certificate, require),
        holes=tuple(v for v in judged.soft if v.tier == HOLES),
        draft=plan.draft,
    )


def certified(
    program: Program, plan: Plan, schedule: Schedule, watch: Watch | None = None
) -> Certificate | None:
    """Return the certificate the plan asks for, None when it asks for none."""
    policy = plan.policy
    if policy.analyse == "none" or plan.draft:
        return None
    if watch is not None:
        watch.stage("contingency")
    seconds = plan.contingency_seconds
    return certify(program, schedule, k=policy.k, cover=policy.cover, seconds=seconds)


def agreed(result: Result, judged: Audit) -> Result:
    """Return the result with the tiers' audited values, once model and audit agree.

    Raises
    ------
    DisagreementError
        If the audit finds a hard violation, a cost above the solver's, or, at a proved tier,
        another cost.
    """
    if judged.hard:
        message = f"the model allowed what the audit forbids: {judged.hard[0].sentence}"
        raise DisagreementError(message)
    return replace(result, tiers=tuple(_agreed_tier(tier, judged) for tier in result.tiers))


def _agreed_tier(tier: TierResult, judged: Audit) -> TierResult:
    audited = judged.values[tier.name]
    wrong = audited > tier.value or audited < tier.bound
    if wrong or (tier.proved and audited != tier.value):
        message = f"tier {tier.name} costs {tier.value} in the model and {audited} in the audit"
        raise DisagreementError(message)
    return replace(tier, value=audited)
