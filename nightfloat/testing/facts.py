"""Facts about a drawn world: who its people are, when they are away, and what is asked of them."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from random import Random

from nightfloat.domain.calendar import Days
from nightfloat.domain.instance import Instance
from nightfloat.domain.people import Balance, Leave, Person, Pin, Request, Rotation
from nightfloat.domain.shifts import Cover, ShiftType
from nightfloat.testing.palette import chance

GRADES = ("PGY-1", "PGY-2")
SKILLS = ("lead", "echo")
SERVICES = ("wards", "icu")


def draw_people(rng: Random, count: int, known: Days) -> tuple[Person, ...]:
    """Return people, some of whom are promoted, hired or leave within the known days."""
    return tuple(_person(rng, name, known) for name in "ABC"[:count])


def _person(rng: Random, name: str, known: Days) -> Person:
    promoted, hired = rng.choice(list(known)), rng.choice(list(known))
    grades = ((date.min, GRADES[0]), (promoted, GRADES[1])) if chance(rng, 0.4) else ()
    employed = rng.choice((Days(hired, date.max), Days(date.min, hired)))
    return Person(
        name,
        grades=grades,
        skills=frozenset(s for s in SKILLS if chance(rng, 0.3)),
        fte=rng.choice((100, 100, 50, 33)),
        employed=employed if chance(rng, 0.2) else Days(date.min, date.max),
        peer_group=rng.choice(("", "r")),
    )


def draw_facts(rng: Random, instance: Instance) -> Instance:
    """Return the instance with leave, rotations, wishes, pins, balances and fuller covers."""
    types = tuple(_asking(rng, kind) for kind in instance.shift_types)
    bare = replace(instance, shift_types=types)
    return replace(
        bare,
        covers=tuple(row for cover in bare.covers for row in _covers(rng, cover)),
        leave=tuple(_leave(rng, bare)),
        rotations=tuple(_rotations(rng, bare)),
        requests=tuple(_requests(rng, bare)),
        pins=tuple(_pins(rng, bare)),
        balances=tuple(_balances(rng, bare)),
    )


def _asking(rng: Random, kind: ShiftType) -> ShiftType:
    if chance(rng, 0.7):
        return kind
    part, words = rng.choice((("grades", GRADES), ("skills", SKILLS), ("rotations", SERVICES)))
    word = frozenset({rng.choice(words)})
    match part:
        case "grades":
            return replace(kind, grades=word)
        case "skills":
            return replace(kind, skills=word)
        case _:
            return replace(kind, rotations=word)


def _covers(rng: Random, cover: Cover) -> Iterator[Cover]:
    rows = [_count(rng, cover)]
    if chance(rng, 0.3):
        exclusive = chance(rng, 0.7)
        for _ in range(rng.randint(1, 3)):
            skills = frozenset(s for s in SKILLS if chance(rng, 0.5))
            grades = frozenset({rng.choice(GRADES)}) if not skills or chance(rng, 0.2) else ()
            row = replace(cover, skills=skills, grades=frozenset(grades), exclusive=exclusive)
            rows.append(_count(rng, row))
    yield from rows


def _count(rng: Random, cover: Cover) -> Cover:
    minimum = rng.choice((0, 0, 1, 2))
    target = minimum + rng.choice((0, 0, 1, 2))
    return replace(
        cover,
        minimum=minimum,
        target=target,
        maximum=rng.choice((None, None, target, target + 1)),
        under=rng.choice((1, 1, 7)),
        over=rng.choice((0, 0, 3)),
    )


def _span(rng: Random, known: Days, longest: int) -> Days:
    first = rng.choice(list(known))
    return Days(first, first + timedelta(days=rng.randint(1, longest)))


def _leave(rng: Random, instance: Instance) -> Iterator[Leave]:
    calendar = instance.calendar
    for person in instance.people:
        while chance(rng, 0.35):
            days = _span(rng, calendar.known, 3)
            start, end = calendar.instant(days.first), calendar.instant(days.end)
            leave = Leave(person.id, days, start, end)
            if chance(rng, 0.25):
                noon = calendar.instant(days.last, 720)
                leave = Leave(person.id, days, start, noon, whole_days=False)
            yield replace(leave, status="pending") if chance(rng, 0.1) else leave


def _rotations(rng: Random, instance: Instance) -> Iterator[Rotation]:
    known = instance.calendar.known
    for person in instance.people:
        if chance(rng, 0.4):
            first, second = _span(rng, known, 9), _span(rng, known, 9)
            yield Rotation(person.id, SERVICES[0], first)
            yield Rotation(person.id, SERVICES[1], second)


def _requests(rng: Random, instance: Instance) -> Iterator[Request]:
    for person in instance.people:
        for shift in instance.shifts:
            if chance(rng, 0.25):
                word = rng.choice((shift.id, shift.type.kind.value, "*", *sorted(shift.type.tags)))
                wants = "on" if chance(rng, 0.5) else "off"
                yield Request(person.id, shift.day, word, wants, rng.choice((1, 1, 3)))


def _pins(rng: Random, instance: Instance) -> Iterator[Pin]:
    for person in instance.people:
        for shift in instance.shifts:
            if chance(rng, 0.15):
                yield Pin(person.id, shift.id, shift.day, on=chance(rng, 0.5))


def _balances(rng: Random, instance: Instance) -> Iterator[Balance]:
    for person in instance.people:
        if chance(rng, 0.3):
            days = rng.choice((None, 0, 5, 20))
            yield Balance(person.id, "nights", rng.randint(0, 4), days)
