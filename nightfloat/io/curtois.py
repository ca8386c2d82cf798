"""A Curtois & Qu benchmark is a program like any other: same Instance, same constraints.

Day 0 is Monday 2024-01-01 in UTC and every shift starts at midnight, so that two of one day
overlap; people who share a limit share one constraint.
"""

import re
from collections import defaultdict
from collections.abc import Callable, Hashable, Iterable, Iterator
from datetime import date, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

from nightfloat.constraints.base import Constraint
from nightfloat.constraints.program import Program
from nightfloat.constraints.registry import STANDING, registry
from nightfloat.domain.calendar import Calendar, Days
from nightfloat.domain.instance import Instance
from nightfloat.domain.people import Leave, Person, Request
from nightfloat.domain.schedule import Schedule
from nightfloat.domain.shifts import Cover, ShiftType
from nightfloat.errors import InputError
from nightfloat.io.curtois_text import CurtoisText, StaffLine, parse_curtois
from nightfloat.io.faults import Faults, shown
from nightfloat.io.snapshot import Snapshot, decode, load

FIRST = date(2024, 1, 1)
TIER = "cost"
OFF = "-"
BROKEN = re.compile(r"[,\r\n]")


def read_curtois(path: Path, source: str) -> Program:
    """Return the program in the file.

    Raises
    ------
    InputError
        With every line that is wrong.
    """
    faults = Faults()
    data = load(path, faults)
    text = None if data is None else decode(data, path.name, faults)
    said = CurtoisText() if text is None else parse_curtois(text, path.name, faults)
    faults.raise_any()
    return Program(
        instance=_instance(path.stem, said),
        constraints=tuple(_constraints(said)),
        tiers=(TIER,),
        input_sha256=Snapshot({path.name: data or b""}).sha256,
        source=source,
    )


def require_grid(instance: Instance) -> None:
    """Refuse, before anything is solved, names that would be taken for something else in a grid.

    Raises
    ------
    InputError
        If somebody or a shift type has such a name.
    """
    shifts = [kind.id for kind in instance.shift_types]
    names = [*(person.id for person in instance.people), *shifts]
    bad = next((name for name in names if BROKEN.search(name)), OFF if OFF in shifts else None)
    if bad is not None:
        message = f"the grid form has no place for the name {shown(bad)}; ask for csv or xlsx"
        raise InputError(message)


def curtois_grid(instance: Instance, schedule: Schedule) -> str:
    """Return one line per person, ``EMPLOYEE,s0,s1,...``, with ``-`` for a day off.

    Raises
    ------
    ValueError
        If somebody has two shifts on one day, or an id would be read as another cell: the form has
        no place for them.
    """
    horizon = instance.calendar.horizon
    _require_cells((*(p.id for p in instance.people), *(a.shift for a in schedule)))
    cells: dict[tuple[str, date], str] = {}
    for assignment in schedule:
        key = assignment.person, assignment.day
        if key in cells:
            message = f"{key[0]} has two shifts on {key[1]}; the grid form has place for one"
            raise ValueError(message)
        cells[key] = assignment.shift
    rows = ((p.id, *(cells.get((p.id, day), OFF) for day in horizon)) for p in instance.people)
    return "".join(",".join(row) + "\n" for row in rows)


def _require_cells(ids: Iterable[str]) -> None:
    for id_ in ids:
        if "," in id_:
            message = f"{id_!r} holds a comma, and the grid form has commas between its cells"
            raise ValueError(message)


def _instance(name: str, said: CurtoisText) -> Instance:
    days = Days(FIRST, FIRST + timedelta(days=said.days))
    calendar = Calendar(ZoneInfo("UTC"), days, FIRST)
    return Instance(
        name=name,
        calendar=calendar,
        people=tuple(Person(person) for person in said.staff),
        shift_types=tuple(ShiftType(s.id, 0, s.minutes) for s in said.shifts.values()),
        covers=tuple(
            Cover(c.shift, calendar.day(c.day), 0, c.wanted, under=c.under, over=c.over)
            for c in said.cover.values()
        ),
        leave=tuple(_day_off(calendar, person, day) for person, day in said.days_off),
        requests=(
            *(Request(w.person, calendar.day(w.day), w.shift, "on", w.weight) for w in said.on),
            *(Request(w.person, calendar.day(w.day), w.shift, "off", w.weight) for w in said.off),
        ),
    )


def _day_off(calendar: Calendar, person: str, index: int) -> Leave:
    days = Days.one(calendar.day(index))
    return Leave(person, days, calendar.instant(days.first), calendar.instant(days.end))


def _constraints(said: CurtoisText) -> Iterator[Constraint]:
    for kind in STANDING:
        yield _rule(kind, kind)
    yield _rule("cover_target", "cover_target", tier=TIER)
    if said.on or said.off:
        yield _rule("requests", "requests", tier=TIER)
    yield from _successions(said)
    for shift in said.shifts:
        yield from _max_shifts(said, shift)
    yield from _limits(said)


def _successions(said: CurtoisText) -> Iterator[Constraint]:
    """Yield what may not follow; shifts that the same ones may not follow share a constraint."""
    groups: defaultdict[tuple[str, ...], list[str]] = defaultdict(list)
    for shift in said.shifts.values():
        groups[tuple(sorted(shift.not_next))].append(shift.id)
    for later, earlier in groups.items():
        if later:
            name = f"after {', '.join(earlier)}"
            yield _rule("forbidden_succession", name, earlier=earlier, later=list(later))


def _max_shifts(said: CurtoisText, shift: str) -> Iterator[Constraint]:
    """Yield the caps that can bind; a shift that a person's line leaves out is none of theirs."""
    for limit, people in _groups(said, lambda line: line.max_shifts.get(shift, 0)):
        if limit < said.days:
            scope = {**_scope(said, people), "shifts": [shift]}
            yield _rule("max_shifts", f"at most {limit} {shift}", maximum=limit, scope=scope)


def _limits(said: CurtoisText) -> Iterator[Constraint]:
    for (least, most), people in _groups(said, lambda line: (line.min_minutes, line.max_minutes)):
        name = f"{least} to {most} minutes"
        scope = _scope(said, people)
        yield _rule("minutes_in_horizon", name, minimum=least, maximum=most, scope=scope)
    for limit, people in _groups(said, lambda line: line.max_stretch):
        scope = _scope(said, people)
        yield _rule("max_stretch", f"at most {limit} days on", maximum=limit, scope=scope)
    for limit, people in _groups(said, lambda line: line.min_stretch):
        if limit > 1:
            scope = _scope(said, people)
            yield _rule("min_stretch", f"at least {limit} days on", minimum=limit, scope=scope)
    for limit, people in _groups(said, lambda line: line.min_days_off):
        if limit > 1:
            scope = _scope(said, people)
            yield _rule("min_days_off", f"at least {limit} days off", minimum=limit, scope=scope)
    for limit, people in _groups(said, lambda line: line.max_weekends):
        scope = _scope(said, people)
        yield _rule("max_weekends", f"at most {limit} weekends", maximum=limit, scope=scope)


def _groups[K: Hashable](
    said: CurtoisText, key: Callable[[StaffLine], K]
) -> Iterable[tuple[K, list[str]]]:
    """Return people by a parameter that they share, in order of first use."""
    found: defaultdict[K, list[str]] = defaultdict(list)
    for line in said.staff.values():
        found[key(line)].append(line.id)
    return found.items()


def _scope(said: CurtoisText, people: list[str]) -> dict[str, object]:
    return {} if len(people) == len(said.staff) else {"people": people}


def _rule(kind: str, name: str, **parameters: object) -> Constraint:
    return registry()[kind].model_validate({"kind": kind, "name": name, **parameters})
