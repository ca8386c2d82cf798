"""Leg four: re-auditing the window around one changed day finds what the whole row shows.

Everything that must be fast relies on it: ``PersonConstraint.reach`` is proved, not believed.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date
from random import Random

from nightfloat.constraints.base import Constraint, PersonConstraint
from nightfloat.domain.calendar import Days
from nightfloat.domain.instance import Instance
from nightfloat.domain.schedule import Assignment, Schedule
from nightfloat.engine.audit import audit_row
from nightfloat.testing.disproof import Disproof
from nightfloat.testing.draw import Draw, draw, strengthened
from nightfloat.testing.schedules import posts
from nightfloat.testing.shrink import shrunk
from nightfloat.testing.worlds import draw_long_world


@dataclass(frozen=True, slots=True)
class _Step:
    """What one person's row was, and is after a change on one day."""

    person: str
    before: Schedule
    after: Schedule
    day: date

    def to(self, after: Schedule) -> "_Step":
        """Return the step to a schedule that lost something: the row before loses it too."""
        kept = (a for a in self.before if a.day == self.day or a in set(after))
        return replace(self, before=Schedule.of(kept), after=after)


@dataclass
class _Walk:
    """A random walk over rows without a fault; every step of one day is checked."""

    drawn: Draw
    person: str
    rng: Random
    taken: frozenset[Assignment] = frozenset()

    def steps(self, count: int) -> Iterator["_Step"]:
        """Yield changed schedules with the changed day, each one day away from a clean one."""
        clean = not self._broken(self.taken)
        for _ in range(count):
            lone = self.rng.random() < 0.7
            days = self._days(1 if lone else self.rng.randint(2, 5))
            changed = self._change(days)
            if lone and clean:
                yield _Step(self.person, Schedule.of(self.taken), Schedule.of(changed), days[0])
            if self._broken(changed) <= self._broken(self.taken):
                self.taken, clean = changed, not self._broken(changed)

    def _days(self, count: int) -> list[date]:
        horizon = list(self.drawn.instance.calendar.horizon)
        first = self.rng.randrange(len(horizon))
        return horizon[first : first + count]

    def _change(self, days: list[date]) -> frozenset[Assignment]:
        cells = [c for c in posts(self.drawn.instance) if c.person == self.person]
        density = self.rng.choice((0.0, 0.3, 1.0))
        added = {c for c in cells if c.day in days and self.rng.random() < density}
        return frozenset(a for a in self.taken if a.day not in days) | added

    def _broken(self, taken: frozenset[Assignment]) -> int:
        found = self.drawn.judge(Schedule.of(taken)).hard
        return sum(v.amount for v in found if v.person == self.person)


def prove_windows(cls: type[Constraint], *, seed: int = 0, draws: int = 12) -> int:
    """Check the windowed verdict against the whole row's; return the number of changes.

    A team constraint has no window: nothing is checked.

    Raises
    ------
    Disproof
        If one finds a charged requirement broken and the other does not.
    """
    if not issubclass(cls, PersonConstraint):
        return 0
    rng = Random(f"{seed} {cls.kind_name()} windows")
    found = 0
    for _ in range(draws):
        drawn = draw(cls, draw_long_world(rng), rng)
        drawn = Draw(strengthened(drawn.constraint, None), drawn.instance)
        walk = _Walk(drawn, drawn.instance.people[0].id, rng)
        for step in walk.steps(30):
            _compare(drawn, step)
            found += 1
    return found


def _compare(drawn: Draw, step: _Step) -> None:
    """Raise a Disproof, shrunk, if the window and the whole row differ in their verdict."""
    if not _differ(drawn, step):
        return
    constraint = drawn.constraint

    def fails(instance: Instance, schedule: Schedule) -> bool:
        smaller, less = Draw(constraint, instance), step.to(schedule)
        there = all((a.shift, a.day) in instance.shift for a in less.before)
        return there and _clean(smaller, less) and _differ(smaller, less)

    instance, schedule = shrunk(drawn.instance, step.after, fails)
    near, whole = _verdicts(Draw(constraint, instance), step.to(schedule))
    says = f"the window around {step.day} finds {near}, the whole row {whole}"
    raise Disproof("windows", says, constraint, instance, schedule, whole, near)


def _clean(drawn: Draw, step: _Step) -> bool:
    return not any(v.person == step.person for v in drawn.judge(step.before).hard)


def _differ(drawn: Draw, step: _Step) -> bool:
    near, whole = _verdicts(drawn, step)
    return bool(near) != bool(whole)


def _verdicts(drawn: Draw, step: _Step) -> tuple[list[str], list[str]]:
    instance, person = drawn.instance, step.person
    row = instance.rows([*instance.history, *step.after])[person]
    near = audit_row(drawn.program, person, row, Days.one(step.day))
    whole = (v for v in drawn.judge(step.after).hard if v.person == person)
    return [v.sentence for v in near], [v.sentence for v in whole]
