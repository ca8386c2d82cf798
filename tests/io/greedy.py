"""A filler without foresight: day by day, each place goes to the lawful person with least to do."""

from collections.abc import Iterator

from nightfloat.constraints.base import PersonConstraint
from nightfloat.constraints.program import Program
from nightfloat.constraints.staffing import counted
from nightfloat.domain.calendar import Days
from nightfloat.domain.people import Person
from nightfloat.domain.schedule import Assignment, Schedule
from nightfloat.domain.shifts import Cover, Shift
from nightfloat.domain.timeline import Timeline
from nightfloat.engine.audit import charged


class Greedy:
    """Fills the minimum of every cover, then every target, and takes nothing back."""

    def __init__(self, program: Program) -> None:
        self.program, self.instance = program, program.instance
        self.rules = _eligibility_first(c for c in program.personal if c.hard)
        self.rows = {person: list(row) for person, row in self.instance.past.items()}
        self.taken: dict[tuple[str, object], list[Person]] = {}
        self.load = dict.fromkeys(self.rows, 0)

    def fill(self) -> Schedule:
        """Return what it comes to."""
        for pin in (p for p in self.instance.pins if p.on):
            self._take(self.instance.person[pin.person], self.instance.shift[pin.shift, pin.day])
        for day in self.instance.calendar.horizon:
            shifts = [s for s in self.instance.shifts if s.day == day]
            for target in (False, True):
                for shift in shifts:
                    for row in self.instance.covers_of[shift.key]:
                        self._fill(shift, row, row.target if target else row.minimum)
        return Schedule.of(
            Assignment(person.id, shift.day, shift.id)
            for shift in self.instance.shifts
            for person in self.taken.get(shift.key, ())
        )

    def _fill(self, shift: Shift, row: Cover, wanted: int) -> None:
        while len(counted(self.taken.get(shift.key, ()), row, shift.day)) < wanted:
            people = counted(self.instance.people, row, shift.day)
            free = [p for p in people if p not in self.taken.get(shift.key, ())]
            by_load = sorted(free, key=lambda p: self.load[p.id])
            found = next((p for p in by_load if self._may(p, shift)), None)
            if found is None:
                return
            self._take(found, shift)

    def _take(self, person: Person, shift: Shift) -> None:
        self.taken.setdefault(shift.key, []).append(person)
        self.rows[person.id].append(shift)
        self.load[person.id] += shift.minutes

    def _may(self, person: Person, shift: Shift) -> bool:
        """Whether all that is decided up to that day stays lawful: what comes later is open."""
        row = sorted([*self.rows[person.id], shift], key=lambda s: (s.start, s.end, s.id))
        known = self.instance.calendar.known
        timeline = Timeline(self.instance, person, tuple(row), known)
        so_far = timeline.during(Days(known.first, Days.one(shift.day).end))
        later = any(s.day > shift.day for s in row)  # a pin
        seen = timeline if later else so_far
        return not any(next(charged(self.program, rule.audit(seen)), None) for rule in self.rules)


def _eligibility_first(rules: Iterator[PersonConstraint]) -> list[PersonConstraint]:
    return sorted(rules, key=lambda rule: rule.kind not in ("eligibility", "leave"))


def greedy(program: Program) -> Schedule:
    """Return the schedule a filler without foresight makes of ``program``."""
    return Greedy(program).fill()
