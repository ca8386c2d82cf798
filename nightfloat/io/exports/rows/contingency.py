"""Contingency: a certificate in counts, every figure beside what it is counted of."""

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date

from nightfloat.domain.certificate import Certificate, EventVerdict, Verdict

VERDICT, DISTANCE, CRITICAL, FRAGILE = "verdict", "distance", "criticality", "fragile shift"
NO_DISTANCE = "none"

type Able = Mapping[tuple[str, date], tuple[str, ...]]


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
    counts = Counter(v.distance for v in certificate.verdicts)
    total = len(certificate.verdicts)
    for distance in sorted(d for d in counts if d is not None):
        yield _row(DISTANCE, str(distance), counts[distance], total)
    if counts[None]:
        yield _row(DISTANCE, NO_DISTANCE, counts[None], total)


def _criticality(certificate: Certificate) -> Iterator[ContingencyRow]:
    own: defaultdict[str, list[EventVerdict]] = defaultdict(list)
    for verdict in certificate.verdicts:
        own[verdict.event.person].append(verdict)
    able = {(shift, day): people for shift, day, people in certificate.understudies}
    rescues = Counter(p for v in certificate.verdicts for p in _sole(v, able))
    rows = (_row(CRITICAL, p, _insecure(own[p]), len(own[p]), rescues[p]) for p in {*own, *rescues})
    yield from sorted(rows, key=_least_critical)


def _least_critical(row: ContingencyRow) -> tuple[float, int, str]:
    return -(row.count / row.of if row.of else 0), -(row.sole_rescuer or 0), row.item


def _insecure(verdicts: list[EventVerdict]) -> int:
    return sum(v.verdict is Verdict.INSECURE for v in verdicts)


def _sole(verdict: EventVerdict, able: Able) -> set[str]:
    """Return whom the witness calls to a cancelled shift that nobody else could take."""
    cancelled = {(a.shift, a.day) for a in verdict.event.cancelled}
    return {
        a.person
        for a in verdict.added
        if (a.shift, a.day) in cancelled
        and set(able.get((a.shift, a.day), ())) - {verdict.event.person} == {a.person}
    }


def _fragile(certificate: Certificate) -> Iterator[ContingencyRow]:
    strained = {
        (a.day, a.shift)
        for v in certificate.verdicts
        if v.distance != 0
        for a in v.event.cancelled
    }  # fmt: skip
    able = {(day, shift): people for shift, day, people in certificate.understudies}
    for day, shift in sorted(strained & able.keys()):
        people = able[day, shift]
        if len(people) <= 1:
            words = ", ".join(people)
            yield ContingencyRow(FRAGILE, shift, day, len(people), None, None, words)


def _row(
    part: str, item: str, count: int, of: int | None, rescuer: int | None = None
) -> ContingencyRow:
    return ContingencyRow(part, item, None, count, of, rescuer, "")
