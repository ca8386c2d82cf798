"""What a certificate says in short: distances, who is critical, which shifts are fragile."""

from collections import Counter, defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from nightfloat.domain.certificate import Certificate, EventVerdict, Verdict

type Post = tuple[str, date]


@dataclass(frozen=True, slots=True)
class Criticality:
    """How much depends on one person.

    Parameters
    ----------
    events, insecure
        Their own event days, and those that no repair within the distance allowed makes good.
    sole_rescuer
        Events of others with a cancelled shift that needs a substitute and that only they could
        take.
    """

    person: str
    events: int
    insecure: int
    sole_rescuer: int

    @property
    def share(self) -> Fraction:
        """Share of the event days that are insecure; 0 without any."""
        return Fraction(self.insecure, self.events) if self.events else Fraction()


def histogram(certificate: Certificate) -> Mapping[int | None, int]:
    """Return how many events have each recovery distance; None counts those not secure."""
    counts = Counter(v.distance for v in certificate.verdicts)
    return dict(sorted(counts.items(), key=lambda item: (item[0] is None, item[0] or 0)))


def criticality(certificate: Certificate) -> tuple[Criticality, ...]:
    """Return everybody who has an event or is a sole rescuer, the most critical first."""
    own: defaultdict[str, list[EventVerdict]] = defaultdict(list)
    for verdict in certificate.verdicts:
        own[verdict.event.person].append(verdict)
    able = {(shift, day): people for shift, day, people in certificate.understudies}
    rescues = Counter(p for v in certificate.verdicts for p in _sole_rescuers(able, v))
    found = [Criticality(p, len(own[p]), _insecure(own[p]), rescues[p]) for p in {*own, *rescues}]
    return tuple(sorted(found, key=lambda c: (-c.share, -c.sole_rescuer, c.person)))


def _insecure(verdicts: list[EventVerdict]) -> int:
    return sum(v.verdict is Verdict.INSECURE for v in verdicts)


def _sole_rescuers(able: Mapping[Post, tuple[str, ...]], verdict: EventVerdict) -> frozenset[str]:
    """Return whom the witness calls to a cancelled shift that nobody else could take."""
    cancelled = {(a.shift, a.day) for a in verdict.event.cancelled}
    return frozenset(
        a.person
        for a in verdict.added
        if (a.shift, a.day) in cancelled
        and set(able.get((a.shift, a.day), ())) - {verdict.event.person} == {a.person}
    )


def fragile(certificate: Certificate) -> tuple[tuple[str, date, tuple[str, ...]], ...]:
    """Return shifts with one understudy or none that no surplus absorbs, as far as is known."""
    known = (v for v in certificate.verdicts if v.verdict is not Verdict.UNKNOWN)
    open_events = (v.event for v in known if v.distance != 0)
    strained = {(a.shift, a.day) for event in open_events for a in event.cancelled}
    return tuple(
        (shift, day, people)
        for shift, day, people in certificate.understudies
        if len(people) <= 1 and (shift, day) in strained
    )
