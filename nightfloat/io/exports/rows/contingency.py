"""Contingency: a certificate in counts, every figure beside what it is counted of."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from nightfloat.domain.certificate import Certificate, Verdict
from nightfloat.domain.criticality import criticality, fragile, histogram

VERDICT, DISTANCE, CRITICAL, FRAGILE = "verdict", "distance", "criticality", "fragile shift"
NO_DISTANCE = "none"


@dataclass(frozen=True, slots=True)
class ContingencyRow:
    """One count; what it counts depends on ``part``.

    ``verdict``
        Events with the verdict ``item``.
    ``distance``
        Events at the recovery distance ``item``; ``none`` where nothing is known to repair them.
    ``criticality``
        Events of the person ``item`` that are insecure, of their own events; ``sole_rescuer``
        counts events of others that they repair by a shift that nobody else could take.
    ``fragile shift``
        People who could take the shift ``item`` on ``date``: one or nobody, and no surplus.
    """

    part: str
    item: str
    date: date | None
    count: int
    of: int | None
    sole_rescuer: int | None
    people: str


def contingency_rows(certificate: Certificate) -> tuple[ContingencyRow, ...]:
    """Return all parts in the order of the class's description, the most critical first."""
    return (
        *_verdicts(certificate),
        *_distances(certificate),
        *_criticality(certificate),
        *_fragile(certificate),
    )


def _verdicts(certificate: Certificate) -> Iterator[ContingencyRow]:
    total = len(certificate.verdicts)
    for verdict in Verdict:
        yield _row(VERDICT, verdict.value, certificate.count(verdict), total)


def _distances(certificate: Certificate) -> Iterator[ContingencyRow]:
    total = len(certificate.verdicts)
    for distance, count in histogram(certificate).items():
        item = NO_DISTANCE if distance is None else str(distance)
        yield _row(DISTANCE, item, count, total)


def _criticality(certificate: Certificate) -> Iterator[ContingencyRow]:
    for c in criticality(certificate):
        yield _row(CRITICAL, c.person, c.insecure, c.events, c.sole_rescuer)


def _fragile(certificate: Certificate) -> Iterator[ContingencyRow]:
    for shift, day, people in sorted(fragile(certificate), key=lambda f: (f[1], f[0])):
        yield ContingencyRow(FRAGILE, shift, day, len(people), None, None, ", ".join(people))


def _row(
    part: str, item: str, count: int, of: int | None, rescuer: int | None = None
) -> ContingencyRow:
    return ContingencyRow(part, item, None, count, of, rescuer, "")
