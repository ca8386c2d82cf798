"""Wishes are drawn around the plan: it grants most of them, and not all can be granted."""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from random import Random

from nightfloat.bench.residency.plan import Plan
from nightfloat.domain.calendar import Days

FREE, BUSY, DISLIKED = 2, 1, 1
TIRING = ("L", "N", "V")


@dataclass(frozen=True, slots=True)
class Wish:
    """One row of ``requests.csv``: not to work ``shift`` on ``day``."""

    person: str
    day: date
    shift: str
    weight: int


def wishes(plan: Plan, random: Random) -> tuple[Wish, ...]:
    """Return each person's wishes by block, at most one a day and none on leave."""
    work: defaultdict[str, dict[date, str]] = defaultdict(dict)
    for stint, day, shift in plan.worked(plan.horizon):
        work[stint.person.id][day] = shift
    found = (
        wish
        for stint in plan.stints
        if stint.first in plan.horizon
        for wish in _of(stint.person.id, stint.days.clip(plan.horizon), plan, work, random)
    )
    return tuple(sorted(found, key=lambda w: (w.person, w.day)))


def _of(
    person: str,
    days: Days,
    plan: Plan,
    work: defaultdict[str, dict[date, str]],
    random: Random,
) -> Iterator[Wish]:
    away = {day for who, span in plan.leave if who == person for day in span}
    planned = work[person]
    free = [day for day in days if day not in planned and day not in away]
    busy = [day for day in days if day in planned]
    tiring = [day for day in busy if planned[day] in TIRING]
    taken: set[date] = set()
    for pool, most, word in ((free, FREE, "*"), (busy, BUSY, "*"), (tiring, DISLIKED, "")):
        for day in random.sample(pool, min(len(pool), random.randint(0, most))):
            if day not in taken:
                taken.add(day)
                yield Wish(person, day, word or planned[day], random.randint(1, 3))
