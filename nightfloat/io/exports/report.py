"""Short tables for the terminal: what to look at first, and how much more there is."""

from collections.abc import Iterable, Sequence

from rich.box import SIMPLE_HEAD
from rich.console import Group, RenderableType
from rich.table import Table
from rich.text import Text

from nightfloat.constraints.base import Constraint
from nightfloat.domain.certificate import Certificate, Verdict
from nightfloat.domain.instance import Instance
from nightfloat.domain.schedule import Schedule
from nightfloat.io.exports.grid import grid
from nightfloat.io.exports.rows.contingency import (
    CRITICAL,
    DISTANCE,
    FRAGILE,
    ContingencyRow,
    contingency_rows,
)
from nightfloat.io.exports.rows.coverage import CoverageRow, coverage_rows
from nightfloat.io.exports.rows.fairness import FairnessRow, fairness_rows
from nightfloat.io.exports.rows.hours import HoursRow, hours_rows
from nightfloat.io.exports.text import visible

MOST = 20


def show(
    instance: Instance,
    schedule: Schedule,
    constraints: Iterable[Constraint],
    certificate: Certificate | None,
) -> RenderableType:
    """Return the grid, then coverage, hours, fairness and contingency."""
    return Group(
        grid(instance, schedule),
        coverage_part(coverage_rows(instance, schedule)),
        hours_part(hours_rows(instance, schedule)),
        fairness_part(fairness_rows(instance, schedule, constraints)),
        contingency_part(certificate),
    )


def coverage_part(rows: Sequence[CoverageRow]) -> RenderableType:
    """Return totals, and a line for each row that is not as asked, broken requirements first."""
    wanted, short = sum(r.target for r in rows), sum(r.short for r in rows)
    below, over = sum(r.below_minimum for r in rows), sum(r.over for r in rows)
    said = (
        f"{wanted - short} of {wanted} places filled; {short} short of target, "
        f"{below} below minimum, {over} above maximum"
    )
    table = _table("date", "shift", "part", "#minimum", "#target", "#assigned", "#short", "#over")
    wrong = [r for r in rows if r.short or r.below_minimum or r.over]
    wrong.sort(key=lambda r: not (r.below_minimum or r.over))
    for r in wrong[:MOST]:
        has = (r.minimum, r.target, r.assigned, max(r.short, r.below_minimum), r.over)
        _add(table, r.date, r.shift, r.part, *has)
    return _part("Coverage", said, table, len(wrong))


def hours_part(rows: Sequence[HoursRow]) -> RenderableType:
    """Return a line per person, a rule between groups."""
    names = ("#shifts", "#hours", "#h/week", "#nights", "#wkends", "#hols", "#free", "#stretch")
    table = _table("person", *names)
    for before, r in zip((None, *rows), rows, strict=False):
        if before is not None and before.group != r.group:
            table.add_section()
        week = "-" if r.weekly_hours is None else f"{r.weekly_hours:.1f}"
        counts = (r.nights, r.weekends, r.holidays, r.free_days, r.longest_stretch)
        _add(table, r.person, r.shifts, f"{r.hours:.1f}", week, *counts)
    total = sum(r.hours for r in rows)
    said = f"{total:.1f} hours in all; h/week is over days employed and not on leave"
    return _part("Hours", said, table, 0)


def fairness_part(rows: Sequence[FairnessRow]) -> RenderableType:
    """Return a line per load and peer group."""
    table = _table("load", "group", "#people", "#range", "#worst", "who is furthest off")
    peers: dict[tuple[str, str, str], list[FairnessRow]] = {}
    for row in rows:
        peers.setdefault((row.constraint, row.load, row.group), []).append(row)
    for (_, load, group), people in peers.items():
        off = max(people, key=lambda r: abs(r.deviation))
        who = f"{off.person}: {off.taken} taken, {off.target:.2f} fair"
        _add(table, load, group, len(people), f"{off.range:.2f}", f"{off.worst:.2f}", who)
    said = "no load is shared by a rule" if not rows else "range and worst are in shifts"
    return _part("Fairness", said, table, 0)


def contingency_part(certificate: Certificate | None) -> RenderableType:
    """Return verdicts, distances, the people most depends on, and shifts with nobody to spare."""
    if certificate is None:
        return _part("Contingency", "not analysed", _table(), 0)
    rows = contingency_rows(certificate)
    counts = ", ".join(f"{certificate.count(v)} {v.value}" for v in Verdict)
    near = ", ".join(f"{r.item}: {r.count}" for r in rows if r.part == DISTANCE)
    said = (
        f"{certificate.level}, k = {certificate.k}, {certificate.tier} cover: "
        f"{len(certificate.verdicts)} events, {counts}; events by distance {near or '-'}"
    )
    critical = [r for r in rows if r.part == CRITICAL and (r.count or r.sole_rescuer)]
    fragile = [r for r in rows if r.part == FRAGILE]
    return Group(_part("Contingency", said, _critical(critical), len(critical)), _fragile(fragile))


def _critical(rows: Sequence[ContingencyRow]) -> Table:
    table = _table("person", "#events", "#insecure", "#sole rescuer")
    for r in rows[:MOST]:
        _add(table, r.item, r.of, r.count, r.sole_rescuer)
    return table


def _fragile(rows: Sequence[ContingencyRow]) -> RenderableType:
    table = _table("date", "shift", "only understudy")
    for r in rows[:MOST]:
        _add(table, r.date, r.item, r.people or "nobody")
    said = f"{len(rows)} with one understudy or none, and no surplus"
    return _part("Fragile shifts", said, table, len(rows))


def _table(*columns: str) -> Table:
    """Return an empty table; a column whose name starts with ``#`` holds numbers."""
    table = Table(box=SIMPLE_HEAD, pad_edge=False, padding=(0, 1, 0, 0))
    for name in columns:
        justify = "right" if name.startswith("#") else "left"
        table.add_column(Text(name.removeprefix("#")), justify=justify, overflow="fold")
    return table


def _add(table: Table, *values: object) -> None:
    table.add_row(*(Text("" if v is None else visible(str(v))) for v in values))


def _part(title: str, said: str, table: Table, rows: int) -> RenderableType:
    """Return heading and table, the table left out when empty, what was not listed counted."""
    parts: list[RenderableType] = [Text(), Text.assemble((title, "bold"), f"  {visible(said)}")]
    if table.row_count:
        parts.append(table)
    if rows > MOST:
        parts.append(Text(f"and {rows - MOST} more"))
    return Group(*parts)
