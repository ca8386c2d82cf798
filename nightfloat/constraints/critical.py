"""Numbers at which the verdicts on a tiny instance change: what ``Constraint.critical`` draws on.

Uniform draws miss the faults that matter (style notes, section 2); a parameter bites only next to
a gap, a length or a count that the instance really has.
"""

from collections.abc import Iterator
from itertools import accumulate

from nightfloat.domain.calendar import minutes_between
from nightfloat.domain.instance import Instance
from nightfloat.domain.shifts import Shift


def around(number: int, least: int = 0) -> Iterator[int]:
    """Yield the number and both its neighbours, none below ``least``."""
    return (n for n in (number - 1, number, number + 1) if n >= least)


def line(instance: Instance) -> list[Shift]:
    """Return every shift of history and horizon in order of start."""
    return sorted(instance.shift.values(), key=lambda s: (s.start, s.end, s.id))


def gap_minutes(instance: Instance) -> list[int]:
    """Return every gap between the end of one shift and the start of another."""
    shifts = line(instance)
    gaps = (minutes_between(a.end, b.start) for a in shifts for b in shifts)
    return sorted({gap for gap in gaps if gap >= 0})


def gap_hours(instance: Instance) -> list[int]:
    """Return whole hours on both sides of every gap, from 1."""
    return sorted({h for gap in gap_minutes(instance) for h in around(gap // 60, 1)})


def totals(instance: Instance) -> list[int]:
    """Return sums of work minutes that one person can reach, from the first shift on."""
    each = [shift.minutes for shift in line(instance)]
    return sorted({*accumulate(each), *each})


def words(instance: Instance) -> list[str]:
    """Return every word that names some shift type: ids, tags and kinds."""
    types = instance.shift_types
    return sorted({word for t in types for word in (t.id, t.kind.value, *t.tags)})
