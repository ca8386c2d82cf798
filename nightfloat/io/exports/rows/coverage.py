"""Coverage: what each shift asked for and what it got."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from nightfloat.constraints.staffing import counted, place
from nightfloat.domain.instance import Instance
from nightfloat.domain.roster import Roster
from nightfloat.domain.schedule import Schedule
from nightfloat.domain.shifts import Cover, Shift


@dataclass(frozen=True, slots=True)
class CoverageRow:
    """One cover row, or all exclusive rows of a shift as one, each person counted once.

    Parameters
    ----------
    part
        Who is counted; empty for everybody.
    below_minimum, short, over
        People missing from the minimum and from the target, and people beyond the maximum.
    """

    date: date
    shift: str
    part: str
    minimum: int
    target: int
    maximum: int | None
    assigned: int
    below_minimum: int
    short: int
    over: int


def coverage_rows(instance: Instance, schedule: Schedule) -> tuple[CoverageRow, ...]:
    """Return the rows of the horizon by start of shift, then part."""
    roster = Roster.of(instance, schedule)
    return tuple(row for shift in roster.shifts() for row in _of(roster, shift))


def _of(roster: Roster, shift: Shift) -> Iterator[CoverageRow]:
    covers = sorted(roster.instance.covers_of[shift.key], key=lambda c: (c.part, c.target))
    for cover in covers:
        if not cover.exclusive:
            yield _plain(roster, shift, cover)
    exclusive = [cover for cover in covers if cover.exclusive]
    if exclusive:
        yield _joined(roster, shift, exclusive)


def _plain(roster: Roster, shift: Shift, cover: Cover) -> CoverageRow:
    has = len(counted(roster.on(shift), cover, shift.day))
    return CoverageRow(
        date=shift.day,
        shift=shift.id,
        part=cover.part,
        minimum=cover.minimum,
        target=cover.target,
        maximum=cover.maximum,
        assigned=has,
        below_minimum=max(0, cover.minimum - has),
        short=max(0, cover.target - has),
        over=_over(has, cover),
    )


def _joined(roster: Roster, shift: Shift, covers: Sequence[Cover]) -> CoverageRow:
    people = roster.on(shift)
    minimum, target = sum(c.minimum for c in covers), sum(c.target for c in covers)
    least = place(people, shift.day, [(c, c.minimum) for c in covers])
    has = place(people, shift.day, [(c, c.target) for c in covers])
    return CoverageRow(
        date=shift.day,
        shift=shift.id,
        part=" + ".join(c.part or "anybody" for c in covers),
        minimum=minimum,
        target=target,
        maximum=None,
        assigned=has,
        below_minimum=minimum - least,
        short=target - has,
        over=sum(_over(len(counted(people, c, shift.day)), c) for c in covers),
    )


def _over(has: int, cover: Cover) -> int:
    return 0 if cover.maximum is None else max(0, has - cover.maximum)
