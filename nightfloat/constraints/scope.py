"""A scope says which people, shifts and dates a constraint speaks about."""

from collections.abc import Collection
from datetime import date, timedelta
from itertools import pairwise
from typing import Annotated

from pydantic import AfterValidator, BaseModel, ConfigDict

from nightfloat.domain.averaging import A_WEEK
from nightfloat.domain.calendar import Days
from nightfloat.domain.instance import Instance
from nightfloat.domain.people import Person
from nightfloat.domain.shifts import ShiftType

PEOPLE = ("people", "grades", "skills", "rotations", "peer_groups")
WEEKDAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")


def some[T: Collection[str]](words: T) -> T:
    """Return the words; none at all are a misunderstanding, since they would match nothing.

    Raises
    ------
    ValueError
        If there is none.
    """
    if not words:
        message = "the list is empty, so it would match nothing; name something or drop the key"
        raise ValueError(message)
    return words


# no ``type`` statements: their schemas would be references that nothing resolves
Words = Annotated[tuple[str, ...], AfterValidator(some)]
Part = Annotated[frozenset[str], AfterValidator(some)]


class Scope(BaseModel):
    """A constraint sees exactly the (person, shift) pairs that every given part matches.

    A part that is given names something; what is not given matches everything.

    Parameters
    ----------
    people, grades, skills, rotations, peer_groups
        Any of these ids; grade and rotation are those of the shift's day.
    shifts
        Shift type ids, tags or kinds.
    days
        ``Mon`` to ``Sun``, ``weekend``, ``weekday`` or ``holiday``.
    first_day, last_day
        Both inside.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    people: Part = frozenset()
    grades: Part = frozenset()
    skills: Part = frozenset()
    rotations: Part = frozenset()
    peer_groups: Part = frozenset()
    shifts: Part = frozenset()
    days: Part = frozenset()
    first_day: date | None = None
    last_day: date | None = None

    @property
    def is_everything(self) -> bool:
        """Whether nothing is left out."""
        return not self.model_fields_set

    @property
    def of_people(self) -> tuple[str, ...]:
        """The parts given that leave out people, whatever the shift."""
        return tuple(part for part in PEOPLE if part in self.model_fields_set)

    def takes(self, instance: Instance, person: Person, shift_type: ShiftType, day: date) -> bool:
        """Whether ``person`` on ``shift_type`` on ``day`` is inside."""
        return self.is_everything or (
            self.takes_shift(instance, shift_type, day) and self.takes_person(instance, person, day)
        )

    def takes_shift(self, instance: Instance, shift_type: ShiftType, day: date) -> bool:
        """Whether the shift is inside, whoever takes it."""
        named = not self.shifts or any(shift_type.named(word) for word in self.shifts)
        return named and self._takes_day(instance, day)

    def takes_person(self, instance: Instance, person: Person, day: date) -> bool:
        """Whether the person is inside on ``day``, whatever the shift."""
        return (
            (not self.people or person.id in self.people)
            and (not self.peer_groups or person.peer_group in self.peer_groups)
            and (not self.skills or not self.skills.isdisjoint(person.skills))
            and (not self.grades or person.grade(day) in self.grades)
            and (
                not self.rotations
                or not self.rotations.isdisjoint(instance.services(person.id, day))
            )
        )

    def days_of(self, instance: Instance, person: Person, days: Days) -> frozenset[date]:
        """Return the days on which the person is inside, whatever the shift and day of the week.

        Less than a week between two of them is inside too, as it is between stints of one rotation,
        but no day on which the person is elsewhere.
        """
        if not self._depends_on_day(person):
            takes = self.takes_person(instance, person, days.first)
            return frozenset(days if takes else ())

        def make() -> frozenset[date]:
            more = timedelta(days=A_WEEK)
            around = Days(days.first - more, days.end + more)
            inside = [day for day in around if self._serves(instance, person, day)]
            near = (Days(a, b) for a, b in pairwise(inside) if (b - a).days <= A_WEEK)
            gaps = (day for gap in near for day in gap)
            between = (day for day in gaps if not instance.services(person.id, day))
            return frozenset(day for day in (*inside, *between) if day in days)

        return instance.once(("days of", self, person.id, days), make)

    def judged(self, instance: Instance, person: Person, unit: Days) -> frozenset[date]:
        """Return the days of an averaging unit over which the person's shifts inside are averaged.

        They are those inside that are not leave; less than a week inside is averaged over the unit,
        as it is where the unit is cut off by what is known.
        """
        inside = self.days_of(instance, person, unit)
        few = 0 < len(inside) < min(A_WEEK, unit.count)
        return frozenset(unit if few else inside) - instance.absences.whole_days(person.id, unit)

    def _depends_on_day(self, person: Person) -> bool:
        """Whether the person may be inside on some days only."""
        graded = bool(self.grades) and any(since != date.min for since, _ in person.grades)
        dated = self.first_day is not None or self.last_day is not None
        return graded or dated or bool(self.rotations)

    def _serves(self, instance: Instance, person: Person, day: date) -> bool:
        dated = not (self._is_early(day) or self._is_late(day))
        return dated and self.takes_person(instance, person, day)

    def takes_any(self, instance: Instance, person: Person, word: str, day: date) -> bool:
        """Whether some shift type that ``word`` names is inside for ``person`` on ``day``."""
        return self.is_everything or any(
            kind.named(word) and self.takes(instance, person, kind, day)
            for kind in instance.shift_types
        )

    def ever_takes_person(self, instance: Instance, person: Person) -> bool:
        """Whether the person is inside on some day of the horizon on which they are employed."""
        days = instance.calendar.horizon.clip(person.employed)
        if not (self.grades or self.rotations):
            return days.count > 0 and self.takes_person(instance, person, days.first)
        return any(self.takes_person(instance, person, day) for day in days)

    def _takes_day(self, instance: Instance, day: date) -> bool:
        if self._is_early(day) or self._is_late(day):
            return False
        return not self.days or not self.days.isdisjoint(day_words(instance, day))

    def _is_early(self, day: date) -> bool:
        return self.first_day is not None and day < self.first_day

    def _is_late(self, day: date) -> bool:
        return self.last_day is not None and day > self.last_day


def day_words(instance: Instance, day: date) -> frozenset[str]:
    """Return every word of ``Scope.days`` that ``day`` answers to."""
    words = {WEEKDAYS[day.weekday()], "weekend" if day.weekday() >= 5 else "weekday"}
    return frozenset(words | ({"holiday"} if day in instance.calendar.holidays else set()))
