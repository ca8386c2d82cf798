"""A schedule file is ``person,shift,date`` in canonical bytes: sorted, UTF-8, LF.

A file is written whole or not at all, and read against the instance it is for. Where the first
line is no header but a row of days, it is the grid form of the Curtois benchmarks.
"""

import os
import re
import sys
from collections.abc import Iterator
from contextlib import suppress
from datetime import date
from pathlib import Path

from nightfloat.domain.crosscheck import suggest
from nightfloat.domain.instance import Instance
from nightfloat.domain.schedule import Assignment, Schedule
from nightfloat.errors import InputError
from nightfloat.io.curtois import OFF
from nightfloat.io.faults import Faults, shown
from nightfloat.io.folder.rows import WorkedRow
from nightfloat.io.folder.table import read_table
from nightfloat.io.inrc2_solution import read_inrc2_solution
from nightfloat.io.snapshot import decode, load
from nightfloat.io.unplaced import unplaced

# names of what is open already
STREAMS = {"/dev/stdout": 1, "/dev/stderr": 2}
STREAM = re.compile(r"/(?:dev|proc/self)/fd/([0-9]{1,6})")

type Placed = tuple[Assignment, int, str | None]


def read_schedule(path: str | Path, instance: Instance) -> Schedule:
    """Return the schedule in the file, every row of which is about the instance.

    A folder is a solution of an INRC-II instance, one file per week.

    Raises
    ------
    InputError
        With every row that is wrong.
    """
    file = Path(path)
    if os.path.isdir(file):
        return read_inrc2_solution(file, instance)
    faults = Faults()
    data = load(file, faults)
    faults.raise_any()
    schedule = parse_schedule(data or b"", file.name, instance, faults)
    faults.raise_any()
    return schedule


def parse_schedule(data: bytes, name: str, instance: Instance, faults: Faults) -> Schedule:
    """Return the good rows of a schedule; the others are in ``faults``."""
    text = decode(data, name, Faults())
    if text is not None and _is_grid(text, instance):
        rows = _grid_rows(text, name, instance, faults)
        return Schedule.of(
            a for a, line, column in rows if _fits(a, line, column, name, instance, faults)
        )
    table = read_table(name, data, WorkedRow, faults)
    table.unique(
        lambda r: (r.person, r.shift, r.date),
        lambda r: f"{r.person} on {r.shift} of {r.date}",
        faults,
        "date",
    )
    placed = ((Assignment(r.row.person, r.row.date, r.row.shift), r.line) for r in table.rows)
    return Schedule.of(a for a, line in placed if _fits(a, line, None, name, instance, faults))


def write_schedule(path: str | Path, schedule: Schedule) -> None:
    """Write the canonical bytes of ``schedule``.

    Raises
    ------
    InputError
        If the place cannot be written to.
    """
    write_atomically(path, schedule.csv)


def write_atomically(path: str | Path, content: str | bytes) -> None:
    """Write the file so that at every moment it is the old one or the new one, whole.

    A link stays, and what it leads to is replaced; a device or a pipe is written into, whose reader
    may leave early.

    Raises
    ------
    InputError
        If the place cannot be written to.
    """
    data = content.encode() if isinstance(content, str) else content
    try:
        if (stream := open_stream(path)) is not None:
            _pour(stream, data)
        elif is_replaced(Path(path)):
            _replace(Path(os.path.realpath(path)), data)
        else:
            Path(path).write_bytes(data)
    except BrokenPipeError:
        return
    except (OSError, ValueError) as error:
        reason = error.strerror if isinstance(error, OSError) else str(error)
        message = f"{shown(str(path))} cannot be written: {reason}; name another place"
        raise InputError(message) from error


def is_replaced(path: Path) -> bool:
    """Whether a file takes this place; a folder, a device, a pipe or an open stream never goes."""
    if open_stream(path) is not None:
        return False
    return os.path.isfile(path) or not os.path.exists(path)


def open_stream(path: str | Path) -> int | None:
    """Return the number of the open stream that a path names, None when it names none."""
    name = os.path.abspath(path)
    found = STREAM.fullmatch(name)
    return int(found[1]) if found else STREAMS.get(name)


def _pour(stream: int, data: bytes) -> None:
    """Write where the stream is, so that what others write to it follows."""
    for mine in (sys.stdout, sys.stderr):
        # one may be closed; what cannot be written is told where it is missed
        with suppress(OSError):
            if mine is not None:
                mine.flush()
    with os.fdopen(os.dup(stream), "wb") as file:
        file.write(data)


def _replace(target: Path, data: bytes) -> None:
    fresh = unplaced(target)
    try:
        with fresh.open("xb") as stream:
            stream.write(data)
            stream.flush()
            os.fsync(stream.fileno())
        fresh.replace(target)
    finally:
        with suppress(OSError):
            fresh.unlink(missing_ok=True)


def _is_grid(text: str, instance: Instance) -> bool:
    first = next(iter(text.splitlines()), "").split(",")
    width = instance.calendar.horizon.count + 1
    return first[0].strip() in instance.person and (len(first) == width or OFF in first[1:])


def _grid_rows(text: str, name: str, instance: Instance, faults: Faults) -> Iterator[Placed]:
    """Yield the assignments of each line with its number and cell."""
    horizon, seen = instance.calendar.horizon, dict[str, int]()
    for line, row in enumerate(text.splitlines(), start=1):
        person, *cells = (cell.strip() for cell in row.split(","))
        if not row.strip():
            continue
        if len(cells) != horizon.count:
            text_ = f"the row has {len(cells)} days, the horizon {horizon.count}"
            faults.add(f"{text_}; is the file cut off?", name, line)
            continue
        first = seen.setdefault(person, line)
        if first != line:
            faults.add(f"{shown(person)} is already in row {first}; keep one", name, line)
            continue
        for day, cell in zip(horizon, cells, strict=True):
            if cell not in ("", OFF):
                yield Assignment(person, day, cell), line, f"day {instance.calendar.index(day)}"
    for person in instance.people:
        if person.id not in seen:
            faults.add(f"{person.id} has no row; give one, of {OFF} for days off", name)


def _fits(
    row: Assignment, line: int, column: str | None, file: str, instance: Instance, faults: Faults
) -> bool:
    """Whether the instance has this person, shift type, day and shift; if not it is told."""
    told = _misfit(row, instance)
    if told is not None:
        faults.add(told[0], file, line, column or told[1])
    return told is None


def _misfit(row: Assignment, instance: Instance) -> tuple[str, str] | None:
    horizon = instance.calendar.horizon
    if row.person not in instance.person:
        hint = suggest(row.person, instance.person)
        return f"nobody has the id {shown(row.person)}; {hint}", "person"
    if row.shift not in instance.shift_type:
        hint = suggest(row.shift, instance.shift_type)
        return f"no shift is called {shown(row.shift)}; {hint}", "shift"
    if row.day not in horizon:
        return f"{row.day} is outside the horizon, {horizon.first} to {horizon.last}", "date"
    if not _asked(row.shift, row.day, instance):
        return f"no cover asks for {row.shift} on {row.day}; drop this row", "shift"
    return None


def _asked(shift: str, day: date, instance: Instance) -> bool:
    return (shift, day) in instance.covers_of
