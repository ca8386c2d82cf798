"""What a run says as one JSON object: the names other programs rely on (design, section 11)."""

from collections.abc import Iterable
from typing import TYPE_CHECKING

from nightfloat.constraints.program import Program
from nightfloat.domain.certificate import Certificate, EventVerdict, Verdict
from nightfloat.domain.conflict import Conflict, Member
from nightfloat.domain.result import Result, gap
from nightfloat.domain.violation import Violation
from nightfloat.engine.preflight import vacuous

if TYPE_CHECKING:
    from nightfloat.engine.generate import Outcome

type Json = bool | int | float | str | list[Json] | dict[str, Json] | None


def outcome_report(program: Program, outcome: "Outcome") -> dict[str, Json]:
    """Return everything ``generate --json`` prints; run and commit are filled in by the caller."""
    result, judged = outcome.result, outcome.audit
    schedule = result.schedule
    report: dict[str, Json] = {
        "program": program.instance.name,
        "horizon": [str(program.instance.calendar.horizon.first), _last(program)],
        "status": str(result.status),
        **_search(result),
        "violations": {
            "hard": len(judged.hard) if judged else 0,
            "soft": len(judged.soft) if judged else 0,
            "inherited": sum(v.inherited for v in judged.violations) if judged else 0,
            "waived": sum(v.waiver is not None for v in judged.violations) if judged else 0,
        },
        "contingency": contingency_report(outcome.certificate),
        "draft": outcome.draft,
        "holes": [v.sentence for v in outcome.holes],
        "vacuous": list(vacuous(program)),
        "run": None,
        "committed": False,
        "replayed": False,
        "schedule_sha256": schedule.sha256 if schedule else None,
        "input_sha256": program.input_sha256,
    }
    if result.conflict is not None:
        report["conflict"] = conflict_report(result.conflict)
    errors = [*outcome.impossible, *outcome.refused, *_ending(result)]
    if errors:
        report["errors"] = [*errors]
    return report


def _last(program: Program) -> str:
    return str(program.instance.calendar.horizon.last)


def _search(result: Result) -> dict[str, Json]:
    """Say what the search reached, what is proved, and what it was allowed."""
    headline = result.headline
    return {
        "objective": headline.value if headline else None,
        "bound": headline.bound if headline else None,
        "gap": gap(headline.value, headline.bound) if headline else None,
        "tiers": [
            {"name": t.name, "status": str(t.status), "value": t.value, "bound": t.bound}
            for t in result.tiers
        ],
        "seconds": round(result.seconds, 3),
        "time_limit": result.limits.seconds,
        "memory_limit_mb": result.limits.memory_mb,
        "seed": result.limits.seed,
        "workers": result.limits.workers,
        "reproducible": result.limits.reproducible,
        "solver": result.solver,
        "note": result.note,
    }


def _ending(result: Result) -> list[str]:
    """Say in one sentence why there is no schedule, when there is none."""
    if result.schedule is not None:
        return []
    if result.status == "unknown":
        why = result.note or f"no schedule was found in {result.limits.seconds:g} s"
        return [f"{why}; allow more with --time-limit or --memory-limit"]
    conflict = result.conflict
    return [m.sentence for m in conflict.members] if conflict else []


def contingency_report(certificate: Certificate | None) -> Json:
    """Return the counts of a certificate, or None."""
    if certificate is None:
        return None
    return {
        "level": certificate.level,
        "tier": certificate.tier,
        "k": certificate.k,
        "events": len(certificate.verdicts),
        "secure": certificate.count(Verdict.SECURE),
        "insecure": certificate.count(Verdict.INSECURE),
        "unknown": certificate.count(Verdict.UNKNOWN),
        "seconds": round(certificate.seconds, 3),
    }


def event_report(verdict: EventVerdict) -> Json:
    """Return one event with its witness or obstructions."""
    return {
        "person": verdict.event.person,
        "dates": [str(verdict.event.days.first), str(verdict.event.days.last)],
        "cancelled": [a.shift for a in verdict.event.cancelled],
        "verdict": str(verdict.verdict),
        "distance": verdict.distance,
        "reserve": verdict.reserve,
        "removed": [[a.person, a.shift, str(a.day)] for a in verdict.removed],
        "added": [[a.person, a.shift, str(a.day)] for a in verdict.added],
        "obstructions": [
            {"person": o.person, "shift": o.shift, "constraint": o.constraint, "why": o.sentence}
            for o in verdict.obstructions
        ],
        "basis": verdict.basis,
    }


def violation_reports(violations: Iterable[Violation]) -> list[Json]:
    """Return the items of ``audit --json``."""
    return [
        {
            "kind": v.kind,
            "constraint": v.constraint,
            "hard": v.hard,
            "person": v.person,
            "dates": [str(v.days.first), str(v.days.last)],
            "amount": v.amount,
            "cost": v.cost,
            "sentence": v.sentence,
            "inherited": v.inherited,
            "waived": v.waiver.reason if v.waiver else None,
        }
        for v in violations
    ]


def conflict_report(conflict: Conflict) -> Json:
    """Return a conflict's members and what would relax it."""
    return {
        "members": [_member(m) for m in conflict.members],
        "minimal": conflict.minimal,
        "confirmed": conflict.confirmed,
        "relaxations": [_member(m) for m in conflict.relaxations],
        "fewest": conflict.fewest,
    }


def _member(member: Member) -> Json:
    return {
        "constraint": member.constraint,
        "kind": member.kind,
        "person": member.person,
        "dates": [str(member.days.first), str(member.days.last)],
        "sentence": member.sentence,
    }
