"""Counting who is on a shift: the audit's kit for cover."""

from collections.abc import Iterable, Sequence
from datetime import date

from nightfloat.domain.people import Person
from nightfloat.domain.shifts import Cover


def counted(people: Iterable[Person], row: Cover, day: date) -> list[Person]:
    """Return the people whom ``row`` counts on ``day``."""
    return [person for person in people if _counts(person, row, day)]


def place(people: Sequence[Person], day: date, parts: Sequence[tuple[Cover, int]]) -> int:
    """Return how many places of the parts can be filled when each person fills one at most.

    A maximum bipartite matching by augmenting paths.
    """
    places = [row for row, number in parts for _ in range(number)]
    holder: dict[int, Person] = {}

    def seat(person: Person, tried: set[int]) -> bool:
        for index, row in enumerate(places):
            if index in tried or not _counts(person, row, day):
                continue
            tried.add(index)
            if index not in holder or seat(holder[index], tried):
                holder[index] = person
                return True
        return False

    return sum(seat(person, set()) for person in people)


def _counts(person: Person, row: Cover, day: date) -> bool:
    asked = row.skills or row.grades
    has_skill = any(skill in row.skills for skill in person.skills)
    return not asked or has_skill or person.grade(day) in row.grades
