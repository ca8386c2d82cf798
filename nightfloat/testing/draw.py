"""A draw is one constraint in one tiny world: its every schedule can be judged twice."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import combinations
from random import Random

from nightfloat.constraints.base import Constraint, TeamConstraint
from nightfloat.constraints.emitter import Lit
from nightfloat.constraints.program import Program
from nightfloat.constraints.scope import WEEKDAYS, Scope
from nightfloat.domain.calendar import Days
from nightfloat.domain.instance import Instance
from nightfloat.domain.people import Waiver
from nightfloat.domain.schedule import Assignment, Schedule
from nightfloat.engine.audit import Audit, audit
from nightfloat.solver.emitter import emit
from nightfloat.solver.evaluate import amount
from nightfloat.solver.neutral import NeutralModel

TIER = "tier"


@dataclass(frozen=True)
class Draw:
    """A program of one constraint; audit and model share only it and the schedule."""

    constraint: Constraint
    instance: Instance

    @cached_property
    def program(self) -> Program:
        """The program of this one constraint."""
        return Program(self.instance, (self.constraint,), (self.constraint.tier or TIER,))

    @cached_property
    def model(self) -> NeutralModel:
        """The neutral model."""
        return emit(self.program)

    @cached_property
    def _lits(self) -> dict[Assignment, Lit]:
        model, day = self.model, self.instance.calendar.day
        return {
            Assignment(person, day(index), shift): model.lit(p, s)
            for p, person in enumerate(model.people)
            for s, (shift, index) in enumerate(model.shifts)
        }

    def chosen(self, schedule: Schedule) -> frozenset[Lit]:
        """Return the literals of the posts that are taken."""
        return frozenset(self._lits[a] for a in schedule)

    def judge(self, schedule: Schedule) -> Audit:
        """Return the audit."""
        return audit(self.program, schedule)

    def amount(self, chosen: frozenset[Lit]) -> int:
        """Return the model's amount."""
        return sum(amount(self.model, item, chosen) for item in self.model.items)


def charged(found: Audit) -> int:
    """Return the amount that counts."""
    return sum(v.amount for v in found.violations if v.charged)


def draw(cls: type[Constraint], instance: Instance, rng: Random) -> Draw:
    """Return a draw with critical parameters and a random strength, scope and waiver."""
    choices = list(cls.critical(instance)) or [case.constraint(cls) for case in cls.cases]
    constraint = vary(rng.choice(choices), instance, rng)
    if rng.random() < 0.25:
        waivers = (*instance.waivers, _waiver(constraint, instance, rng))
        instance = replace(instance, waivers=waivers)
    return Draw(constraint, instance)


def vary(constraint: Constraint, instance: Instance, rng: Random) -> Constraint:
    """Return the constraint, hard or soft, perhaps with another scope."""
    team = isinstance(constraint, TeamConstraint)
    fitting = [scope for scope in scopes(instance) if not (team and scope.of_people)]
    scope = rng.choice(fitting) if rng.random() < 0.4 else constraint.scope
    weight = rng.choice((1, 2, 5)) if rng.random() < 0.5 else None
    return strengthened(constraint.model_copy(update={"scope": scope}), weight)


def strengthened(constraint: Constraint, weight: int | None) -> Constraint:
    """Return the constraint with that weight, or hard when it is None."""
    given: dict[str, object] = constraint.model_dump(
        exclude={"tier", "weight", "scope"}, exclude_unset=True
    )
    given |= {"scope": constraint.scope}
    given |= {} if weight is None else {"tier": TIER, "weight": weight}
    return type(constraint).model_validate(given)


def scopes(instance: Instance) -> Sequence[Scope]:
    """Return scopes that leave out some of the instance, each by another part."""
    types, people, calendar = instance.shift_types, instance.people, instance.calendar
    tags = frozenset(word for kind in types for word in (*kind.tags, kind.kind.value))
    middle = calendar.day(calendar.horizon.count // 2)
    return (
        *(Scope(shifts=frozenset({kind.id})) for kind in types),
        *(Scope(shifts=frozenset({a.id, b.id})) for a, b in combinations(types, 2)),
        *(Scope(shifts=frozenset({tag})) for tag in sorted(tags)),
        *(Scope(people=frozenset({person.id})) for person in people),
        *(Scope(grades=frozenset({g})) for p in people for _, g in p.grades),
        *(Scope(skills=frozenset({s})) for p in people for s in sorted(p.skills)),
        *(Scope(peer_groups=frozenset({p.peer_group})) for p in people if p.peer_group),
        *(Scope(rotations=frozenset({r.service})) for r in instance.rotations),
        *(Scope(days=frozenset({word})) for word in ("weekend", "holiday", WEEKDAYS[0])),
        Scope(first_day=middle),
        Scope(last_day=middle),
    )


def _waiver(constraint: Constraint, instance: Instance, rng: Random) -> Waiver:
    known = list(instance.calendar.known)
    first = rng.choice(known)
    last = rng.choice([day for day in known if day >= first][:3])
    who = rng.choice((None, rng.choice(instance.people).id))
    return Waiver(constraint.title, who, Days.through(first, last), "drawn", "nobody")
