"""The whole team's schedule, seen per shift: the audit's kit for team constraints."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from nightfloat.domain.calendar import Days
from nightfloat.domain.instance import Instance
from nightfloat.domain.people import Person
from nightfloat.domain.schedule import Assignment
from nightfloat.domain.shifts import Cover, Shift


@dataclass(frozen=True, slots=True)
class Roster:
    """Who is on each shift; only shifts that start on ``days`` are judged."""

    instance: Instance
    staffed: dict[tuple[str, object], tuple[Person, ...]]
    days: Days

    @staticmethod
    def of(
        instance: Instance, schedule: Iterable[Assignment], days: Days | None = None
    ) -> "Roster":
        """Return the roster of ``schedule``, to be judged on ``days`` (default: the horizon)."""
        staffed: defaultdict[tuple[str, object], list[Person]] = defaultdict(list)
        for assignment in schedule:
            key = (assignment.shift, assignment.day)
            staffed[key].append(instance.person[assignment.person])
        judged = instance.calendar.horizon if days is None else days
        return Roster(instance, {key: tuple(who) for key, who in staffed.items()}, judged)

    def on(self, shift: Shift) -> tuple[Person, ...]:
        """Return who is on ``shift``."""
        return self.staffed.get(shift.key, ())

    def shifts(self) -> Iterator[Shift]:
        """Yield the judged shifts in order of start."""
        return (s for day in self.days for s in self.instance.shifts_on.get(day, ()))

    def covers(self) -> Iterator[tuple[Shift, Cover]]:
        """Yield every judged cover row with its shift."""
        for shift in self.shifts():
            for cover in self.instance.covers_of[shift.key]:
                yield shift, cover
