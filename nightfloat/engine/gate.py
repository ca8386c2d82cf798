"""The gate: only a schedule that holds every requirement, waivers aside, may be committed."""

from nightfloat.constraints.program import Level
from nightfloat.domain.certificate import Certificate, Verdict
from nightfloat.engine.audit import Audit

SHOWN = 5


def refusals(audit: Audit, certificate: Certificate | None, require: Level) -> tuple[str, ...]:
    """Return why the schedule must not be committed; empty means it may."""
    found = [v.sentence for v in audit.hard[:SHOWN]]
    if len(audit.hard) > SHOWN:
        found.append(f"and {len(audit.hard) - SHOWN} more hard violations; see `nightfloat audit`")
    return (*found, *insecure(certificate, require))


def insecure(certificate: Certificate | None, require: Level) -> list[str]:
    """Return what keeps the required contingency level from holding: unknown is not secure."""
    if require == "none":
        return []
    if certificate is None or certificate.level != require:
        return [f"contingency {require} is required and was not analysed"]
    bad = [v for v in certificate.verdicts if v.verdict is not Verdict.SECURE]
    found = [
        f"the absence of {v.event.person} on {v.event.days.first} is {v.verdict}, "
        f"{require} is required"
        for v in bad[:SHOWN]
    ]
    return found + ([f"and {len(bad) - SHOWN} more such absences"] if len(bad) > SHOWN else [])
