"""Fairness: what each person took of a load beside what would have been fair."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from nightfloat.constraints.base import Constraint
from nightfloat.constraints.fair_share import FairShare
from nightfloat.domain.instance import Instance
from nightfloat.domain.schedule import Schedule
from nightfloat.domain.timeline import Timeline


@dataclass(frozen=True, slots=True)
class FairnessRow:
    """One person's share of one load; ``range`` and ``worst`` are those of the peer group.

    Parameters
    ----------
    deviation
        Shifts taken less shifts that would be fair.
    range
        Greatest deviation less least.
    worst
        Greatest deviation either way.
    """

    constraint: str
    load: str
    group: str
    person: str
    target: float
    taken: int
    deviation: float
    range: float
    worst: float


def fairness_rows(
    instance: Instance, schedule: Schedule, constraints: Iterable[Constraint]
) -> tuple[FairnessRow, ...]:
    """Return a row per load and person with a claim, by constraint, then peer group."""
    rows = instance.rows(schedule)
    known = instance.calendar.horizon
    timelines = {p.id: Timeline(instance, p, rows[p.id], known) for p in instance.people}
    return tuple(
        row
        for constraint in constraints
        if isinstance(constraint, FairShare)
        for row in _of(constraint, timelines, instance)
    )


def _of(
    constraint: FairShare, timelines: dict[str, Timeline], instance: Instance
) -> Iterator[FairnessRow]:
    targets = constraint.targets(instance)
    taken = {p: len(constraint.seen(timelines[p]).scheduled()) for p in targets}
    peers: defaultdict[str, list[str]] = defaultdict(list)
    for person in instance.people:
        if person.id in targets:
            peers[person.peer_group].append(person.id)
    for group, people in peers.items():
        off = {p: 100 * taken[p] - targets[p] for p in people}
        spread = (max(off.values()) - min(off.values())) / 100
        worst = max(map(abs, off.values())) / 100
        for p in people:
            yield FairnessRow(
                constraint=constraint.title,
                load=constraint.load,
                group=group,
                person=p,
                target=targets[p] / 100,
                taken=taken[p],
                deviation=off[p] / 100,
                range=spread,
                worst=worst,
            )
