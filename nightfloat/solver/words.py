"""Requirements of the neutral model, said in people's words."""

from nightfloat.constraints.program import Program
from nightfloat.domain.calendar import Days
from nightfloat.domain.conflict import Conflict, Member
from nightfloat.solver.neutral import Tag
from nightfloat.solver.search.message import Core, Relaxed


def conflict_of(program: Program, core: Core, relaxed: Relaxed | None = None) -> Conflict:
    """Return the conflict a core stands for, with the relaxations found."""
    members = tuple(member_of(program, tag) for tag in core.tags)
    dropped = () if relaxed is None else tuple(member_of(program, tag) for tag in relaxed.tags)
    fewest = relaxed is not None and relaxed.fewest
    return Conflict(members, core.minimal, core.confirmed, dropped, fewest)


def member_of(program: Program, tag: Tag) -> Member:
    """Return one requirement as constraint, person, days and a sentence."""
    constraint = program.constraints[tag.constraint]
    calendar = program.instance.calendar
    days = Days.through(calendar.day(tag.first), calendar.day(tag.last))
    person = None if tag.person < 0 else program.instance.people[tag.person].id
    dates = str(days.first) if days.count == 1 else f"{days.first} to {days.last}"
    place = ", ".join(([person] if person else []) + [dates])
    sentence = f"{place}: {tag.note or constraint.statement}"
    return Member(constraint.title, constraint.kind, person, days, sentence)
