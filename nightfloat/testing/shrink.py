"""A counterexample is told without the facts that it does not need."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date

from nightfloat.domain.instance import Instance
from nightfloat.domain.people import Person
from nightfloat.domain.schedule import Schedule
from nightfloat.domain.shifts import Cover, ShiftType

type Example = tuple[Instance, Schedule]
type Fails = Callable[[Instance, Schedule], bool]


def shrunk(instance: Instance, schedule: Schedule, fails: Fails) -> Example:
    """Return a smaller example that still fails, dropping one fact after another."""
    example = instance, schedule
    going = True
    while going:
        going = False
        for smaller in _smaller(*example):
            if fails(*smaller):
                example, going = smaller, True
                break
    return example


def _smaller(instance: Instance, schedule: Schedule) -> Iterator[Example]:
    for gone in schedule:
        yield instance, schedule.with_changes(removed=(gone,))
    for gone in instance.history:
        yield replace(instance, history=instance.history.with_changes(removed=(gone,))), schedule
    yield from ((smaller, schedule) for smaller in _without_facts(instance))
    used = {(a.shift, a.day) for a in schedule}
    yield from ((smaller, schedule) for smaller in _fewer_covers(instance, used))


def _fewer_covers(instance: Instance, used: set[tuple[str, date]]) -> Iterator[Instance]:
    for cover, others in zip(instance.covers, _but_one(instance.covers), strict=True):
        key = cover.shift, cover.day
        if key not in used or any((c.shift, c.day) == key for c in others):
            yield replace(instance, covers=others)
        if cover != Cover(*key):
            yield replace(instance, covers=(*others, Cover(*key)))


def _without_facts(instance: Instance) -> Iterator[Instance]:
    """Yield the instance without one fact, or with a plainer one."""
    yield from (replace(instance, leave=kept) for kept in _but_one(instance.leave))
    yield from (replace(instance, rotations=kept) for kept in _but_one(instance.rotations))
    yield from (replace(instance, requests=kept) for kept in _but_one(instance.requests))
    yield from (replace(instance, pins=kept) for kept in _but_one(instance.pins))
    yield from (replace(instance, balances=kept) for kept in _but_one(instance.balances))
    yield from (replace(instance, waivers=kept) for kept in _but_one(instance.waivers))
    yield from _plainer(instance)


def _but_one[T](facts: tuple[T, ...]) -> Iterator[tuple[T, ...]]:
    return (facts[:index] + facts[index + 1 :] for index in range(len(facts)))


def _plainer(instance: Instance) -> Iterator[Instance]:
    for index, person in enumerate(instance.people):
        if person != Person(person.id):
            people = (*instance.people[:index], Person(person.id), *instance.people[index + 1 :])
            yield replace(instance, people=people)
    for index, kind in enumerate(instance.shift_types):
        plain = ShiftType(kind.id, kind.start, kind.minutes)
        if kind != plain:
            types = (*instance.shift_types[:index], plain, *instance.shift_types[index + 1 :])
            yield replace(instance, shift_types=types)
