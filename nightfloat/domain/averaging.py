"""Averaging units are aligned, never rolling; leave leaves numerator and denominator.

ACGME 6.20: by rotation, that is a four-week period, a month, or the rotation itself if
shorter (ACGME FAQ). A longer rotation or block is cut into
four-week units and its remainder is a unit of its own.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from datetime import date, timedelta
from itertools import chain, pairwise
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

    By rotation, stints of one service with less than a week between them are one: a service of
    Mondays to Fridays is no rotation of five days. Two that both last four weeks are not, nor two
    of a week with another service between them. What lies between rotations is averaged by block or
    four weeks, and less than a week of it with the unit before (else after) it, which is not cut
    again.

    A unit that the edge of the known cuts to less than a week is kept whole: two visible days of
    four weeks are no short rotation, and the run that sees the rest will judge it.

    Units are in order and together cover every day of the horizon. They overlap only where the
    person is on two rotations at once, or by turns: each is averaged by itself.
    """
    units = _by_rotation(calendar, rotations) if unit == "rotation" else _grid(calendar, unit)
    clipped = (cut(p, calendar.known) for p in sorted(units))
    return tuple(p for p in clipped if p.count and p.touches(calendar.horizon))


def cut(unit: Days, to: Days) -> Days:
    """Return the part of a unit inside ``to``, or the whole when that is less than a week."""
    inside = unit.clip(to)
    return unit if 0 < inside.count < min(A_WEEK, unit.count) else inside


def span(unit: Days, judged: int) -> str:
    """Return a unit's days in words, and how many of them are ``judged`` where not all are."""
    words = f"from {unit.first} to {unit.last}"
    return words if judged == unit.count else f"on {judged} of the days {words}"


def _by_rotation(calendar: Calendar, rotations: Iterable[Rotation]) -> list[Days]:
    """Return the units of rotations, each cut from its own first day, and of what is between."""
    stints = sorted(_joined(sorted(rotations, key=lambda r: r.days)))
    tiles = sorted(piece for block in _grid(calendar, "rotation") for piece in _cut(block))
    units = [unit for stint in stints for unit in _cut(stint)]
    for gap in _gaps(Days(tiles[0].first, tiles[-1].end), stints):
        seen = gap.clip(calendar.known)
        if not (0 < seen.count < A_WEEK and _given(seen, units, calendar.known)):
            units += _pieces(tiles, gap)
    return units


def _joined(rotations: Sequence[Rotation]) -> Iterator[Days]:
    """Yield the stints, those of one service that belong together as one."""
    found: defaultdict[str, list[Days]] = defaultdict(list)
    for rotation in rotations:
        stints, days = found[rotation.service], rotation.days
        if stints and _are_one(stints[-1], days, rotations):
            days = Days(stints[-1].first, max(stints.pop().end, days.end))
        stints.append(days)
    return (days for stints in found.values() for days in stints)


def _are_one(stint: Days, then: Days, rotations: Iterable[Rotation]) -> bool:
    """Whether less than a week is between stints of a service that are no rotation each.

    Two of a week or more are, where another service is between them and not beside both.
    """
    shorter, between = min(stint.count, then.count), Days(stint.end, then.first)
    if between.count >= A_WEEK or shorter >= FOUR_WEEKS:
        return False
    others = (r.days for r in rotations if between.count > 0 and r.days.touches(between))
    parted = any(not (other.touches(stint) and other.touches(then)) for other in others)
    return shorter < A_WEEK or not parted


def _given(gap: Days, units: list[Days], known: Days) -> bool:
    """Make a gap part of the unit before, if something of that is known, or else of that after."""
    before = (n for n, unit in enumerate(units) if unit.end == gap.first and unit.touches(known))
    after = (n for n, unit in enumerate(units) if unit.first == gap.end)
    place = next(chain(before, after), None)
    if place is not None:
        unit = units[place]
        units[place] = Days(min(unit.first, gap.first), max(unit.end, gap.end))
    return place is not None


def _pieces(tiles: Sequence[Days], gap: Days) -> list[Days]:
    """Return the parts of tiles in a gap; less than a week, where it cuts one, joins the next."""
    found: list[Days] = []
    for part in _clipped(tiles, gap):
        if (
            found
            and found[-1].end == part.first
            and any(_stub(p, tiles) for p in (found[-1], part))
        ):
            found[-1] = Days(found[-1].first, part.end)
        else:
            found.append(part)
    return found


def _stub(piece: Days, tiles: Sequence[Days]) -> bool:
    return piece.count < A_WEEK and piece not in tiles


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
        if at < min(part.first, whole.end):
            yield Days(at, min(part.first, whole.end))
        at = max(at, part.end)
    if at < whole.end:
        yield Days(at, whole.end)


def _clipped(grid: Iterable[Days], to: Days) -> Iterator[Days]:
    return (c for c in (g.clip(to) for g in grid) if c.count)
