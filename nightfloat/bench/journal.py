"""The results file holds whole rows only: each is appended in one write and flushed to the disk.

A kill can cut the last line off; it is dropped when the file is next opened.
"""

import csv
import os
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, fields
from pathlib import Path

import polars as pl
import polars.selectors as cs
from pydantic import TypeAdapter

from nightfloat.bench.row import Key, Row
from nightfloat.errors import InputError
from nightfloat.io.exports.plain import table_csv
from nightfloat.io.exports.tables import frame
from nightfloat.io.exports.text import COMMANDING
from nightfloat.io.faults import Faults, shown
from nightfloat.io.schedule_file import write_atomically
from nightfloat.io.snapshot import decode, load

COLUMNS = tuple(field.name for field in fields(Row))
HEADER = ",".join(COLUMNS) + "\n"
GUARD = "'"
OPTIONAL = frozenset({"cost", "bound", "gap", "best_known", "published_bound", "gap_to_best"})


@dataclass(frozen=True, slots=True)
class Journal:
    """The results so far: ``rows`` were there when it was opened, in the order of the file.

    ``dropped`` tells that the last line was cut off and has been dropped.
    """

    path: Path
    rows: tuple[Row, ...] = ()
    dropped: bool = False

    @property
    def complete(self) -> Mapping[Key, Row]:
        """The rows that need not be made again, the latest of each key."""
        return {row.key: row for row in self.rows if row.ended == "complete"}

    def append(self, row: Row) -> None:
        """Add a row; when this returns it is on the disk.

        Raises
        ------
        InputError
            If the file cannot be written to; it is as it was then.
        """
        try:
            with self.path.open("ab", buffering=0) as stream:
                _write_whole(stream.fileno(), _line(row))
        except OSError as error:
            raise _unwritable(self.path, error) from error


def open_journal(path: Path) -> Journal:
    """Return the results in ``path``; a new file is given its header, a cut last line is dropped.

    Raises
    ------
    InputError
        If the file is of another form, or cannot be written.
    """
    faults = Faults()
    data = (load(path, faults) or b"") if os.path.exists(path) else b""
    faults.raise_any()
    whole = data[: data.rfind(b"\n") + 1]
    text = decode(whole, path.name, faults) or ""
    faults.raise_any()
    if not (text.startswith(HEADER) or HEADER.encode().startswith(data)):
        message = f"{shown(str(path))} holds no results of this version; name another file"
        raise InputError(message)
    rows = tuple(_rows(text, path.name, faults))
    faults.raise_any()
    if not text or whole != data:
        write_atomically(path, text or HEADER)
    elif not os.access(path, os.W_OK):
        raise _unwritable(path, PermissionError())
    return Journal(path, rows, whole != data)


def _write_whole(file: int, line: bytes) -> None:
    """Write the whole line, flushed to the disk, or nothing: the next one must not follow half."""
    before = os.fstat(file).st_size
    try:
        # where room ends within it, the system writes a part first, and only then says why
        while line:
            line = line[os.write(file, line) :]
        os.fsync(file)
    except OSError:
        os.truncate(file, before)
        raise


def _line(row: Row) -> bytes:
    """Return the row as one line of CSV that no spreadsheet runs; a mark of its own is doubled."""
    text = cs.string()
    doubled = pl.when(text.str.starts_with(GUARD)).then(pl.lit(GUARD) + text).otherwise(text)
    return table_csv(frame(Row, [row]).with_columns(doubled.name.keep())).partition(b"\n")[2]


def _rows(text: str, file: str, faults: Faults) -> Iterator[Row]:
    adapter = TypeAdapter(Row)
    for number, line in enumerate(text.split("\n")[1:-1], start=2):
        try:
            # each by itself, so that a quote that nothing closes takes no other line with it
            (cells,) = csv.reader([line], strict=True)
            named = zip(COLUMNS, map(_bare, cells), strict=True)
            yield adapter.validate_python({name: _absent(name, cell) for name, cell in named})
        except (ValueError, csv.Error):
            told = "the line is no row of results; remove it, or name another file"
            faults.add(told, file, number)


def _bare(cell: str) -> str:
    """Return the text without the mark that keeps a spreadsheet from running it."""
    marked = cell.startswith(GUARD) and cell[1:2] in (GUARD, *COMMANDING)
    return cell[1:] if marked else cell


def _absent(name: str, cell: str) -> str | None:
    return None if not cell and name in OPTIONAL else cell


def _unwritable(path: Path, error: OSError) -> InputError:
    reason = error.strerror or "no permission"
    return InputError(f"{shown(str(path))} cannot be written: {reason}; name another place")
