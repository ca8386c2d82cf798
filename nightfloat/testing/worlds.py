"""Tiny worlds: instances small enough to enumerate and odd enough to tell constraints apart."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta
from random import Random
from zoneinfo import ZoneInfo

from nightfloat.domain.calendar import Calendar, Days
from nightfloat.domain.crosscheck import cross_check
from nightfloat.domain.instance import Instance
from nightfloat.domain.people import Person
from nightfloat.domain.schedule import Assignment, Schedule
from nightfloat.domain.shifts import Cover, ShiftType
from nightfloat.testing.facts import draw_facts, draw_people
from nightfloat.testing.palette import STARTS, chance, draw_types

type Cell = tuple[str, date]


@dataclass(frozen=True, slots=True)
class Shape:
    """How large a world is: posts are people x cells."""

    people: int
    days: int
    types: int
    cells: int
    past: int


def draw_world(rng: Random) -> Instance:
    """Return a world of at most 9 posts, so of at most 512 schedules."""
    people = rng.choice((1, 1, 1, 2, 2, 3))
    days = rng.choice((1, 2, 3, 5, 7, 8, 9, 15))
    types = rng.choice((1, 1, 2, 3))
    cells = rng.randint(2, 9) // people or 1
    return _world(rng, Shape(people, days, types, cells, past=rng.choice((0, 0, 1, 2, 4, 8))))


def draw_long_world(rng: Random) -> Instance:
    """Return a world in which one row is long enough to have windows: too large to enumerate."""
    days, types = rng.randint(9, 16), rng.randint(1, 3)
    return _world(rng, Shape(1, days, types, days * types, past=rng.choice((0, 2, 4, 9))))


def _world(rng: Random, shape: Shape) -> Instance:
    while True:
        instance = _draw(rng, shape)
        if not any(cross_check(instance)):
            return instance


def _draw(rng: Random, shape: Shape) -> Instance:
    zone, around = rng.choice(STARTS)
    first = around + timedelta(days=rng.randint(-1, 6))
    horizon = Days(first, first + timedelta(days=shape.days))
    calendar = _calendar(rng, Calendar(ZoneInfo(zone), horizon, first - timedelta(shape.past)))
    types = draw_types(rng, shape.types)
    people = draw_people(rng, shape.people, calendar.known)
    covers = tuple(Cover(*cell) for cell in _cells(rng, types, horizon, shape.cells))
    bare = Instance("world", calendar, people, types, covers)
    history = Schedule.of(a for p in people for a in _past(rng, bare, p))
    return draw_facts(rng, replace(bare, history=history))


def _calendar(rng: Random, calendar: Calendar) -> Calendar:
    known = list(calendar.known)
    edges = sorted(rng.sample(known, min(2, len(known))))
    blocks = (Days(edges[0], edges[-1]),) if chance(rng, 0.3) and edges[0] < edges[-1] else ()
    holidays = frozenset(rng.sample(known, 1)) if chance(rng, 0.3) else frozenset[date]()
    return replace(calendar, blocks=blocks, holidays=holidays)


def _cells(rng: Random, types: tuple[ShiftType, ...], horizon: Days, count: int) -> list[Cell]:
    """Return shifts in a row from a random start, or scattered."""
    cells = [(kind.id, day) for day in horizon for kind in types]
    count = min(count, len(cells))
    if chance(rng, 0.3):
        return sorted(rng.sample(cells, count))
    start = rng.choice((0, len(cells) - count, rng.randint(0, len(cells) - count)))
    return cells[start : start + count]


def _past(rng: Random, instance: Instance, person: Person) -> Iterator[Assignment]:
    """Yield a history in which nobody is in two places at once."""
    calendar, free_from = instance.calendar, None
    density = rng.choice((0.0, 0.4, 0.7, 1.0))
    for day in Days(calendar.known.first, calendar.horizon.first):
        kind = rng.choice(instance.shift_types)
        start = calendar.instant(day, kind.start)
        if chance(rng, density) and (free_from is None or start >= free_from):
            free_from = calendar.instant(day, kind.start + kind.minutes)
            yield Assignment(person.id, day, kind.id)
