"""Averaging units are aligned, never rolling; leave leaves numerator and denominator.

ACGME 6.20: by rotation, that is a four-week period, a month, or the rotation itself if
shorter (shared domain facts, section 1; ACGME FAQ). A longer rotation is cut into four-week
units and its remainder is a unit of its own.
"""

from collections.abc import Iterable, Iterator
from datetime import date, timedelta
from itertools import pairwise
from typing import Literal

from nightfloat.domain.calendar import Calendar, Days
from nightfloat.domain.people import Rotation

FOUR_WEEKS = 28
A_WEEK = 7

type Unit = Literal["rotation", "block", "four-weeks", "month", "week"]


def averaging_units(
    calendar: Calendar, unit: Unit, rotations: Iterable[Rotation] = ()
) -> tuple[Days, ...]:
    """Return one person's units that touch the horizon, clipped to what is known.

    A unit that the edge of the known cuts to less than a week is kept whole: two visible days of
    four weeks are no short rotation, and the run that sees the rest will judge it.

    Units are in order and together cover every day of the horizon. They overlap only where the
    person is on two rotations at once: each is averaged by itself.
    """
    known = calendar.known
    grid = _grid(calendar, unit)
    if unit == "rotation":
        stints = sorted(r.days for r in rotations)
        pieces = [p for s in stints for p in _cut(s)]
        pieces += [g for gap in _gaps(known, stints) for g in _clipped(grid, gap)]
    else:
        pieces = list(grid)
    clipped = (cut(p, known) for p in sorted(pieces))
    return tuple(p for p in clipped if p.count and p.touches(calendar.horizon))


def cut(unit: Days, to: Days) -> Days:
    """Return the part of a unit inside ``to``, or the whole when that is less than a week."""
    inside = unit.clip(to)
    return unit if 0 < inside.count < min(A_WEEK, unit.count) else inside


def _grid(calendar: Calendar, unit: Unit) -> tuple[Days, ...]:
    """Cover everything known by the unit's own grid."""
    match unit:
        case "month":
            return tuple(_months(calendar.known))
        case "week":
            return _fill(calendar, 7)
        case "four-weeks":
            return _fill(calendar, FOUR_WEEKS)
        case "rotation" | "block":
            outside = _gaps(calendar.known, calendar.blocks)
            rest = (p for gap in outside for p in _clipped(_fill(calendar, FOUR_WEEKS), gap))
            return (*calendar.blocks, *rest)


def _fill(calendar: Calendar, length: int) -> tuple[Days, ...]:
    """Tile what is known by units of ``length`` days, one starting with the horizon."""
    first = calendar.horizon.first
    before = -((calendar.known.first - first).days // length) * length
    start = first - timedelta(days=before)
    count = -((start - calendar.known.end).days // length)
    step = timedelta(days=length)
    return tuple(Days(start + n * step, start + (n + 1) * step) for n in range(count))


def _months(known: Days) -> Iterator[Days]:
    starts = [known.first.replace(day=1)]
    while starts[-1] < known.end:
        starts.append((starts[-1] + timedelta(days=31)).replace(day=1))
    return (Days(a, b) for a, b in pairwise(starts))


def _cut(days: Days) -> Iterator[Days]:
    """Cut a stint longer than a month into four-week units and a remainder."""
    if days.count <= 31:
        yield days
        return
    start: date = days.first
    while start < days.end:
        end = min(start + timedelta(days=FOUR_WEEKS), days.end)
        yield Days(start, end)
        start = end


def _gaps(whole: Days, parts: Iterable[Days]) -> Iterator[Days]:
    """Yield what of ``whole`` no part covers."""
    at = whole.first
    for part in sorted(parts):
        if part.first > at:
            yield Days(at, min(part.first, whole.end))
        at = max(at, part.end)
    if at < whole.end:
        yield Days(at, whole.end)


def _clipped(grid: Iterable[Days], to: Days) -> Iterator[Days]:
    return (c for c in (g.clip(to) for g in grid) if c.count)
