"""Who is there: interns and seniors with grade, skills and full-time share."""

from collections.abc import Iterator
from dataclasses import dataclass
from random import Random

from nightfloat.bench.residency.catalogue import GRADES
from nightfloat.bench.residency.sizes import INTERNS, SENIORS, Size, Team

PART_TIME = 12


@dataclass(frozen=True, slots=True)
class Resident:
    """One person of the service; ``group`` is the peer group."""

    id: str
    group: str
    grade: str
    airway: bool
    fte: int


def residents(size: Size, random: Random) -> tuple[Resident, ...]:
    """Return everybody, interns first; enough seniors have the airway skill for every call team."""
    return (*_group(size, INTERNS, random), *_group(size, SENIORS, random))


def _group(size: Size, group: str, random: Random) -> Iterator[Resident]:
    count = sum(team.people for team in size.teams if team.group == group)
    needed = sum(team.people for team in size.teams if team.group == group and needs_airway(team))
    skilled = needed + (count - needed) // 3 if needed else 0
    able = set(random.sample(range(count), skilled))
    grades = GRADES[group]
    for number in range(count):
        yield Resident(
            id=f"{group.removesuffix('s').capitalize()}-{number + 1:02}",
            group=group,
            grade=grades[number * len(grades) // count],
            airway=number in able,
            fte=80 if number % PART_TIME == PART_TIME - 1 else 100,
        )


def needs_airway(team: Team) -> bool:
    """Whether the team takes the calls of the intensive care unit."""
    return any("C" in cell.split("+") for week in team.pattern for cell in week)


def may_join(resident: Resident, team: Team) -> bool:
    """Whether the person can do what the team does."""
    return resident.group == team.group and (resident.airway or not needs_airway(team))
