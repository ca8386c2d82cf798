"""Averaging units are aligned, never rolling; leave leaves numerator and denominator.

ACGME 6.20: by rotation, that is a four-week period, a month, or the rotation itself if
shorter (shared domain facts, section 1; ACGME FAQ). A longer rotation or block is cut into
four-week units and its remainder is a unit of its own.
"""

from collections import defaultdict
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

    By rotation, stints of one service with less than a week between them are one, unless both last
    four weeks: a service of Mondays to Fridays is no rotation of five days. What lies between
    rotations is averaged by block or four weeks, and less than a week of it with what is before
    (else after) it.

    A unit that the edge of the known cuts to less than a week is kept whole: two visible days of
    four weeks are no short rotation, and the run that sees the rest will judge it.

    Units are in order and together cover every day of the horizon. They overlap only where the
    person is on two rotations at once: each is averaged by itself.
    """
    grid = _grid(calendar, unit)
    pieces = _by_rotation(grid, rotations) if unit == "rotation" else grid
    clipped = (cut(p, calendar.known) for p in sorted(pieces))
    return tuple(p for p in clipped if p.count and p.touches(calendar.horizon))


def cut(unit: Days, to: Days) -> Days:
    """Return the part of a unit inside ``to``, or the whole when that is less than a week."""
    inside = unit.clip(to)
    return unit if 0 < inside.count < min(A_WEEK, unit.count) else inside


def _by_rotation(grid: Iterable[Days], rotations: Iterable[Rotation]) -> Iterator[Days]:
    """Yield the units of rotations, and of the grid where there are none."""
    stints = sorted(_joined(rotations))
    tiles = sorted(p for block in grid for p in _cut(block))
    gaps = _gaps(Days(tiles[0].first, tiles[-1].end), stints)
    between = (tile for gap in gaps for tile in _clipped(tiles, gap))
    return (unit for piece in _settled(stints, between) for unit in _cut(piece))


def _joined(rotations: Iterable[Rotation]) -> Iterator[Days]:
    """Yield the stints, those of one service that belong together as one."""
    found: defaultdict[str, list[Days]] = defaultdict(list)
    for rotation in sorted(rotations, key=lambda r: r.days):
        stints, days = found[rotation.service], rotation.days
        if stints and _are_one(stints[-1], days):
            days = Days(stints[-1].first, max(stints.pop().end, days.end))
        stints.append(days)
    return (days for stints in found.values() for days in stints)


def _are_one(stint: Days, then: Days) -> bool:
    near = (then.first - stint.end).days < A_WEEK
    return near and min(stint.count, then.count) < FOUR_WEEKS


def _settled(stints: Iterable[Days], between: Iterable[Days]) -> list[Days]:
    """Return the pieces: of those between stints, less than a week is part of a neighbour."""
    pieces, early = list(stints), list[Days]()
    for piece in between:
        before = next((p for p in pieces if p.end == piece.first), None)
        if piece.count >= A_WEEK:
            pieces.append(piece)
        elif before is None:
            early.append(piece)
        else:
            pieces[pieces.index(before)] = Days(before.first, piece.end)
    for piece in early:
        after = next((p for p in pieces if p.first == piece.end), Days(piece.end, piece.end))
        pieces = [p for p in pieces if p is not after] + [Days(piece.first, after.end)]
    return pieces


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
            weeks = _fill(calendar, FOUR_WEEKS)
            outside = _gaps(Days(weeks[0].first, weeks[-1].end), calendar.blocks)
            rest = (p for gap in outside for p in _clipped(weeks, gap))
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
