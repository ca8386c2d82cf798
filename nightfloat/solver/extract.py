"""Posts taken become a schedule, and back: done once, here."""

from collections.abc import Iterable
from datetime import timedelta

from nightfloat.constraints.emitter import Lit
from nightfloat.domain.instance import Instance
from nightfloat.domain.schedule import Assignment, Schedule
from nightfloat.solver.neutral import NeutralModel


def schedule_of(instance: Instance, model: NeutralModel, chosen: Iterable[Lit]) -> Schedule:
    """Return the schedule in which exactly the posts ``chosen`` are taken."""
    first = instance.calendar.horizon.first
    found: list[Assignment] = []
    for lit in chosen:
        person, shift = model.of(lit)
        type_id, day = model.shifts[shift]
        found.append(Assignment(model.people[person], first + timedelta(days=day), type_id))
    return Schedule.of(found)


def posts_of(instance: Instance, model: NeutralModel, schedule: Iterable[Assignment]) -> set[Lit]:
    """Return the posts of a schedule."""
    people = {person: index for index, person in enumerate(model.people)}
    shifts = {shift: index for index, shift in enumerate(model.shifts)}
    day = instance.calendar.index
    return {model.lit(people[a.person], shifts[a.shift, day(a.day)]) for a in schedule}
