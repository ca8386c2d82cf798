"""Every schedule of a tiny instance, or a seeded sample of a larger one."""

from collections.abc import Iterable, Iterator
from itertools import compress, product
from random import Random

from nightfloat.domain.instance import Instance
from nightfloat.domain.schedule import Assignment, Schedule

ALL = 10


def posts(instance: Instance) -> tuple[Assignment, ...]:
    """Return every assignment that a schedule could hold, people first."""
    return tuple(
        sorted(Assignment(p.id, s.day, s.id) for p in instance.people for s in instance.shifts)
    )


def every(instance: Instance) -> Iterator[Schedule]:
    """Yield all schedules, the impossible (overlapping, ineligible) ones included."""
    cells = posts(instance)
    for taken in product((False, True), repeat=len(cells)):
        yield Schedule(tuple(compress(cells, taken)))


def neighbours(instance: Instance, schedule: Schedule) -> Iterator[Schedule]:
    """Yield the schedule and all that differ from it by one assignment."""
    yield schedule
    taken = set(schedule)
    for cell in posts(instance):
        yield Schedule.of(taken ^ {cell})


def sample(instance: Instance, rng: Random, count: int) -> Iterator[Schedule]:
    """Yield empty, full and random schedules of every density."""
    cells = posts(instance)
    yield Schedule()
    yield Schedule(cells)
    for _ in range(count):
        density = rng.random()
        yield Schedule(tuple(cell for cell in cells if rng.random() < density))


def some(
    instance: Instance, rng: Random, count: int, near: Iterable[Schedule] = ()
) -> Iterator[Schedule]:
    """Yield every schedule of a tiny instance, else those near the given ones and a sample."""
    if len(posts(instance)) <= ALL:
        yield from every(instance)
        return
    for schedule in near:
        yield from neighbours(instance, schedule)
    yield from sample(instance, rng, count)
