"""What a run says as one JSON object, by names that other programs rely on."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING

from nightfloat.constraints.program import Program
from nightfloat.domain.certificate import Certificate, EventVerdict, Verdict
from nightfloat.domain.conflict import Conflict, Member
from nightfloat.domain.result import INTERRUPTED, Improvement, Result, gap
from nightfloat.domain.violation import Violation
from nightfloat.engine.audit import Audit
from nightfloat.engine.preflight import vacuous

if TYPE_CHECKING:
    from nightfloat.engine.generate import Outcome

TRACE = 2000  # most entries of a stored trace
UNNAMED = (
    "no schedule meets all requirements; `nightfloat explain` with a longer --time-limit names "
    "those that cannot hold together"
)
STEP = 0.001  # least rise of a bound worth storing, as part of its tier's range

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
        "violations": {**(judged or Audit((), ())).counts},
        "contingency": contingency_report(outcome.certificate),
        "draft": outcome.draft,
        "holes": [v.sentence for v in outcome.holes],
        "vacuous": list(vacuous(program)),
        "run": None,
        "committed": False,
        "replayed": False,
        "schedule_sha256": None if schedule is None else schedule.sha256,
        "input_sha256": program.input_sha256,
    }
    if result.conflict is not None:
        report["conflict"] = conflict_report(result.conflict)
    errors = [*outcome.impossible, *outcome.refused]
    errors += [] if outcome.impossible else _ending(result)
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
        "strategy": str(result.limits.strategy),
        "solver": result.solver,
        "note": result.note or result.conflict_note,
        "peak_mb": result.peak_mb,
        "trace": [
            [round(i.seconds, 3), i.tier, i.value, i.bound, i.strategy] for i in thin(result.trace)
        ],
    }


def thin(trace: Sequence[Improvement], most: int = TRACE) -> list[Improvement]:
    """Return at most ``most`` entries, the first and last of every tier always among them.

    Every change of a value is kept while that many fit, and a bound where it fell, or rose by
    ``STEP`` of the range between its tier's lowest bound and highest value.
    """
    last = {entry.tier: n for n, entry in enumerate(trace)}
    kept = [(n, entry) for n, entry in _telling(trace) if n != last[entry.tier]]
    first = {entry.tier: n for n, entry in reversed(kept)}
    room = most - len(last) - len(first)
    between = [n for n, entry in kept if n != first[entry.tier]]
    thinned = between[:: -(-len(between) // room) or 1] if room > 0 else []
    return [trace[n] for n in sorted({*last.values(), *first.values(), *thinned})]


def _telling(trace: Sequence[Improvement]) -> Iterator[tuple[int, Improvement]]:
    """Yield the entries that say something new of their tier."""
    steps = {tier: STEP * spread for tier, spread in _spreads(trace).items()}
    before: dict[str, Improvement] = {}
    for number, entry in enumerate(trace):
        known = before.get(entry.tier)
        if (
            known is None
            or entry.value != known.value
            or entry.bound < known.bound
            or 0 < entry.bound - known.bound >= steps[entry.tier]
        ):
            before[entry.tier] = entry
            yield number, entry


def _spreads(trace: Sequence[Improvement]) -> Mapping[str, int]:
    """Return highest value, or bound where there is none, minus lowest bound of each tier."""
    highest, lowest = dict[str, int](), dict[str, int]()
    for entry in trace:
        most = entry.bound if entry.value is None else entry.value
        highest[entry.tier] = max(most, highest.get(entry.tier, most))
        lowest[entry.tier] = min(entry.bound, lowest.get(entry.tier, entry.bound))
    return {tier: most - lowest[tier] for tier, most in highest.items()}


def read_trace(report: Mapping[str, Json]) -> list[Improvement]:
    """Return the trace of a report, empty when it has none: a run of an earlier version."""
    found = report.get("trace")
    return [entry for row in found for entry in _entry(row)] if isinstance(found, list) else []


def _entry(row: Json) -> Iterator[Improvement]:
    match row:
        case [float() | int() as seconds, str(tier), int() | None as value, int(bound), str(who)]:
            yield Improvement(seconds, tier, value, bound, who)
        case _:
            pass


def _ending(result: Result) -> list[str]:
    """Say in one sentence why there is no schedule, when there is none."""
    if result.schedule is not None:
        return []
    if result.declined:
        return [f"{result.note}; choose another --strategy"]
    if result.status == "unknown":
        return [unproved(result.note or f"no schedule was found in {result.limits.seconds:g} s")]
    return conflict_errors(result.conflict, result.conflict_note)


def unproved(why: str) -> str:
    """Return why a search came to nothing, with what to do about it."""
    if why.startswith(INTERRUPTED):
        return f"{why} before anything was found; run it again"
    return f"{why}; allow more with --time-limit or --memory-limit"


def conflict_errors(conflict: Conflict | None, note: str = "") -> list[str]:
    """Return why there is no schedule at all, also when it was not found out, which has a note."""
    if conflict is None:
        return [UNNAMED, f"they are not named here since {note}"] if note else [UNNAMED]
    return [member.sentence for member in conflict.members]


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
