"""Results as text."""

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from rich.table import Table
from rich.text import Text

from nightfloat.constraints.program import Level
from nightfloat.domain.certificate import Certificate, EventVerdict, Verdict
from nightfloat.domain.result import Improvement, gap
from nightfloat.domain.schedule import Schedule
from nightfloat.engine.audit import Audit
from nightfloat.engine.gate import insecure
from nightfloat.engine.report import (
    Json,
    conflict_errors,
    conflict_report,
    contingency_report,
    event_report,
    read_trace,
    unproved,
    violation_reports,
)

if TYPE_CHECKING:
    from nightfloat.cli.output import Output
    from nightfloat.domain.conflict import Conflict
    from nightfloat.engine.explain import Explanation
    from nightfloat.engine.replay import Repeated
    from nightfloat.engine.run import Finished

WORST = 20


def run_summary(finished: "Finished") -> Iterator[Text]:
    """Yield the lines that say what a run came to."""
    report = finished.report
    yield Text(f"status       {report['status']}{_again(report)}")
    tiers = report.get("tiers")
    # that of a report is thinned
    told = finished.outcome
    trace = read_trace(report) if told is None else told.result.trace
    for tier in tiers if isinstance(tiers, list) else ():
        yield Text(_tier(tier, trace))
    if finished.outcome is not None:
        result = finished.outcome.result
        limits, note = result.limits, result.note or result.conflict_note
        yield Text(
            f"search       {result.seconds:.1f} s, {result.solver}, {limits.workers} workers, "
            f"seed {limits.seed}{'; ' + note if note else ''}"
        )
    counts = report.get("violations")
    if isinstance(counts, dict) and report.get("schedule_sha256"):
        yield Text("violations   " + ", ".join(f"{n} {kind}" for kind, n in counts.items()))
    yield from _contingency_lines(report.get("contingency"))
    for hole in _list(report.get("holes")):
        yield Text(f"hole         {hole}")
    for title in _list(report.get("vacuous")):
        yield Text(f"note         {title} applies to nothing here")
    if report.get("schedule_sha256"):
        yield Text(f"schedule     sha256 {report['schedule_sha256']}")
    where = f"run {report['run']}" if report.get("committed") else "no"
    yield Text(f"committed    {where}")


def _list(value: Json) -> list[Json]:
    return value if isinstance(value, list) else []


def _again(report: dict[str, Json]) -> str:
    return " (replayed: this input was committed before)" if report.get("replayed") else ""


def _tier(tier: Json, trace: Sequence[Improvement]) -> str:
    if not isinstance(tier, dict):
        return ""
    name, value, bound = tier["name"], tier["value"], tier["bound"]
    if not isinstance(value, int) or not isinstance(bound, int):
        return ""
    costs = f"  {name!s:<11}{value:>8}  bound {bound:>8}  gap {gap(value, bound):.1%}"
    return costs + _finder([entry for entry in trace if entry.tier == name])


def _finder(trace: Sequence[Improvement]) -> str:
    """Say who found what a tier costs in the end, and when, as far as its trace tells."""
    before = [None, *(entry.value for entry in trace)]
    changes = [entry for entry, value in zip(trace, before, strict=False) if entry.value != value]
    if not changes or not changes[-1].strategy:
        return ""
    return f"  by {changes[-1].strategy} after {changes[-1].seconds:.1f} s"


def _contingency_lines(counts: Json) -> Iterator[Text]:
    if isinstance(counts, dict):
        yield Text(
            f"contingency  {counts['level']}, k = {counts['k']}: {counts['events']} absences, "
            f"{counts['secure']} secure, {counts['insecure']} insecure, "
            f"{counts['unknown']} unknown"
        )


def render_audit(output: "Output", judged: Audit, schedule: Schedule) -> int:
    """Print an audit; 5 when a requirement does not hold."""
    report: dict[str, Json] = {
        "status": "refused" if judged.hard else "passed",
        "tiers": [{"name": name, "value": value} for name, value in judged.values.items()],
        "violations": {**judged.counts},
        "items": violation_reports(judged.violations),
        "schedule_sha256": schedule.sha256,
    }
    lines = [Text(f"HARD  {v.constraint}: {v.sentence}", style="red") for v in judged.hard]
    lines += [Text(f"soft  {v.constraint}: {v.sentence}") for v in judged.soft]
    rest = (v for v in judged.violations if not v.charged)
    lines += [
        Text(f"{'inherited' if v.inherited else 'waived'}  {v.constraint}: {v.sentence}")
        for v in rest
    ]
    if judged.hard:
        report["errors"] = [v.sentence for v in judged.hard]
    ending = f"{len(judged.hard)} hard and {len(judged.soft)} soft violations"
    return output.result(report, *lines, Text(ending), code=5 if judged.hard else 0)


def render_contingency(
    output: "Output", certificate: Certificate, *, events: bool, require: Level
) -> int:
    """Print a certificate; 5 when what is required does not hold."""
    report: dict[str, Json] = {"contingency": contingency_report(certificate)}
    report["status"] = _standing(certificate)
    missing = insecure(certificate, require)
    if missing:
        report["errors"] = [*missing]
    if events:
        report["items"] = [event_report(v) for v in certificate.verdicts]
    wanted = [v for v in certificate.verdicts if events or v.verdict is not Verdict.SECURE]
    shown = wanted if events else wanted[:WORST]
    lines = [Text(_event_line(v)) for v in shown]
    if len(wanted) > len(shown):
        lines.append(Text(f"and {len(wanted) - len(shown)} more; see --events"))
    lines += _contingency_lines(report["contingency"])
    return output.result(report, *lines, code=5 if missing else 0)


def _standing(certificate: Certificate) -> str:
    """Say what is known of all events together: time that ran out proves nothing."""
    if certificate.secure:
        return "secure"
    return "insecure" if certificate.count(Verdict.INSECURE) else "unknown"


def _event_line(verdict: EventVerdict) -> str:
    event = verdict.event
    shifts = ", ".join(a.shift for a in event.cancelled)
    said = f"{event.days.first}  {event.person} off {shifts}: {verdict.verdict}"
    if verdict.verdict is Verdict.SECURE:
        moves = [f"{a.person} takes {a.shift}" for a in verdict.added]
        moves += [f"{a.person} leaves {a.shift}" for a in verdict.removed]
        return f"{said}, " + ("; ".join(moves) or "surplus absorbs it")
    reasons: dict[str, int] = {}
    for obstruction in verdict.obstructions:
        reasons[obstruction.constraint] = reasons.get(obstruction.constraint, 0) + 1
    return f"{said} ({', '.join(f'{n} by {c}' for c, n in sorted(reasons.items()))})"


def render_conflict(output: "Output", found: "Explanation") -> int:
    """Print an explanation; 3 when there was a conflict, 4 when time ran out."""
    report: dict[str, Json] = {
        "status": str(found.status),
        "impossible": [*found.impossible],
        "note": found.note,
    }
    lines = [Text(sentence) for sentence in found.impossible]
    if found.conflict is not None:
        report["conflict"] = conflict_report(found.conflict)
        lines += list(conflict_lines(found.conflict))
    match str(found.status):
        case "infeasible":
            code = 3
            errors = [*found.impossible] or conflict_errors(found.conflict, found.note)
            lines += [Text(found.note)] if lines and found.note else []
            lines += [] if lines else map(Text, errors)
        case "unknown":
            code = 4
            errors = [unproved(found.note or "time ran out before anything was proved")]
            lines += map(Text, errors)
        case _:
            code, errors = 0, []
            lines.append(Text("a lawful schedule exists: there is no conflict"))
    if errors:
        report["errors"] = [*errors]
    return output.result(report, *lines, code=code)


def conflict_lines(conflict: "Conflict") -> Iterator[Text]:
    """Yield a conflict in words."""
    proof = "confirmed in a second model" if conflict.confirmed else "not confirmed in time"
    size = "none can be left out" if conflict.minimal else "perhaps not all are needed"
    yield Text(f"These cannot hold together ({size}; {proof}):")
    for member in conflict.members:
        yield Text(f"  {member.constraint}: {member.sentence}")
    if conflict.relaxations:
        best = "The fewest to give up" if conflict.fewest else "Enough to give up"
        yield Text(f"{best}, everything else then holds:")
        for member in conflict.relaxations:
            yield Text(f"  {member.constraint}: {member.sentence}")


def render_replay(output: "Output", repeated: "Repeated") -> int:
    """Print whether the bytes are the same; 70 when they are not, 4 when it was not found out."""
    report: dict[str, Json] = {
        "run": repeated.run,
        "same": None if repeated.cut else repeated.same,
        "stored_sha256": repeated.stored,
        "repeated_sha256": repeated.repeated,
    }
    if repeated.cut:
        code, said = (
            4,
            f"the repetition was cut short, nothing compared ({repeated.cut}); try again",
        )
    elif repeated.same:
        code, said = 0, "the same bytes"
    else:
        code, said = 70, "other bytes than stored"
    sentence = f"run {repeated.run}: {said}"
    if code:
        report["errors"] = [sentence]
    return output.result(report, Text(sentence), code=code)


def table(columns: tuple[str, ...], rows: list[tuple[str, ...]]) -> Table:
    """Return a plain table whose cells are text, never markup."""
    made = Table(*columns, box=None, pad_edge=False)
    for row in rows:
        made.add_row(*map(Text, row))
    return made
