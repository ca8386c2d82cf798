"""The independent audit: every constraint, on wall-clock time, on the schedule alone.

Nothing here, nor anything it imports, knows of a model or a solver.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace

from nightfloat.constraints.base import Constraint, PersonConstraint, TeamConstraint
from nightfloat.constraints.program import Program
from nightfloat.domain.calendar import Days
from nightfloat.domain.instance import Instance
from nightfloat.domain.roster import Roster
from nightfloat.domain.schedule import Schedule
from nightfloat.domain.shifts import Shift
from nightfloat.domain.timeline import Timeline
from nightfloat.domain.violation import Violation


@dataclass(frozen=True, slots=True)
class Audit:
    """Everything found, inherited and waived violations included, in order of constraint."""

    violations: tuple[Violation, ...]
    tiers: tuple[str, ...]

    @property
    def hard(self) -> tuple[Violation, ...]:
        """Requirements that do not hold and are charged."""
        return tuple(v for v in self.violations if v.hard and v.charged)

    @property
    def soft(self) -> tuple[Violation, ...]:
        """Charged violations that only cost."""
        return tuple(v for v in self.violations if not v.hard and v.charged)

    @property
    def counts(self) -> Mapping[str, int]:
        """How many are hard and soft, and how many of all are not charged, by reason."""
        return {
            "hard": len(self.hard),
            "soft": len(self.soft),
            "inherited": sum(v.inherited for v in self.violations),
            "waived": sum(v.waiver is not None for v in self.violations),
        }

    @property
    def values(self) -> Mapping[str, int]:
        """The cost of each tier."""
        totals = dict.fromkeys(self.tiers, 0)
        for violation in self.soft:
            totals[violation.tier or ""] += violation.cost
        return totals


def audit(program: Program, schedule: Schedule) -> Audit:
    """Judge ``schedule`` by every constraint of ``program``.

    Raises
    ------
    KeyError
        If an assignment names a person or shift that the instance does not have; readers check.
    """
    instance = program.instance
    rows = instance.rows([*instance.history, *schedule])
    timelines = [
        Timeline(instance, p, rows[p.id], instance.calendar.known) for p in instance.people
    ]
    roster = Roster.of(instance, schedule)
    found = [v for c in program.constraints for v in _judge(c, timelines, roster)]
    return Audit(tuple(_waived(program, found)), program.tiers)


def _judge(
    constraint: Constraint, timelines: Iterable[Timeline], roster: Roster
) -> Iterator[Violation]:
    match constraint:
        case PersonConstraint():
            for timeline in timelines:
                yield from constraint.audit(timeline)
        case TeamConstraint():
            yield from constraint.audit(roster)
        case _:
            message = f"{constraint.kind} is neither a person nor a team constraint"
            raise TypeError(message)


def audit_row(
    program: Program,
    person: str,
    row: tuple[Shift, ...],
    changed: Days,
    constraints: Iterable[PersonConstraint] | None = None,
) -> Iterator[Violation]:
    """Judge one person's row where a change on ``changed`` days can matter.

    ``row`` holds history and horizon by start. Only charged hard violations near the change are
    yielded; constraints that need the whole row judge it whole.
    """
    instance = program.instance
    whole = Timeline(instance, instance.person[person], row, instance.calendar.known)
    for constraint in program.personal if constraints is None else constraints:
        if constraint.hard:
            timeline = near(whole, constraint, changed)
            yield from charged(program, constraint.audit(timeline))


def near(timeline: Timeline, constraint: PersonConstraint, changed: Days) -> Timeline:
    """Return the window in which a change on ``changed`` days can alter the judgement.

    A constraint without a sight judges the whole row.
    """
    reach = sight(timeline.instance, constraint)
    if reach is None:
        return timeline
    calendar = timeline.calendar
    before, after = (min(days, calendar.known.count) for days in reach)
    first = calendar.day(calendar.index(changed.first) - before)
    end = calendar.day(calendar.index(changed.end) + after)
    return timeline.during(Days(first, end))


def sight(instance: Instance, constraint: PersonConstraint) -> tuple[int, int] | None:
    """Return the constraint's reach; None, for the whole row, when some waiver names it.

    A waiver may touch a stretch anywhere.
    """
    waived = any(waiver.constraint == constraint.title for waiver in instance.waivers)
    return None if waived else constraint.reach


def charged(program: Program, found: Iterable[Violation]) -> Iterator[Violation]:
    """Yield what is neither inherited nor waived."""
    return (v for v in _waived(program, found) if v.charged)


def _waived(program: Program, found: Iterable[Violation]) -> Iterator[Violation]:
    waivers = program.instance.waivers
    for violation in found:
        waiver = next(
            (
                w
                for w in waivers
                if w.covers(violation.constraint, violation.person, violation.days)
            ),
            None,
        )
        yield violation if waiver is None else replace(violation, waiver=waiver)
