"""A snapshot is one state of the whole store as JSON lines, the same for both databases.

Its first line says what it is, and its last one how many rows stand between, so that a file that
was cut off is none.
"""

import errno
import json
import os
from collections.abc import Generator, Iterator
from contextlib import contextmanager
from datetime import date, datetime
from pathlib import Path
from typing import TextIO, cast

import sqlalchemy as sa
from sqlalchemy import Connection

from nightfloat.errors import InputError
from nightfloat.io.store import tables as t
from nightfloat.io.store.types import Instant
from nightfloat.io.unplaced import unplaced

_FORMAT = "nightfloat store 2"
# said nowhere whether it is whole
_OLDER = "nightfloat store"
_BATCH = 5000

type _Row = dict[str, object]


@contextmanager
def new_file(path: Path) -> Generator[TextIO]:
    """Open a file that does not exist yet, and takes its place only when it is whole and on disk.

    Raises
    ------
    OSError
        If it exists, or cannot be written.
    """
    if os.path.lexists(path):
        raise FileExistsError(errno.EEXIST, os.strerror(errno.EEXIST))
    fresh = unplaced(path)
    try:
        with fresh.open("x", encoding="utf-8", newline="\n") as file:
            yield file
            file.flush()
            os.fsync(file.fileno())
        fresh.rename(path)
    finally:
        fresh.unlink(missing_ok=True)


def write(connection: Connection, revision: str, file: TextIO) -> int:
    """Write every row, tables before those that refer to them, and return how many."""
    file.write(json.dumps({"format": _FORMAT, "revision": revision}) + "\n")
    written = 0
    for table in t.metadata.sorted_tables:
        keys = list(table.primary_key.columns)
        for row in connection.execute(sa.select(table).order_by(*keys)).mappings():
            values = [_plain(value) for value in row.values()]
            file.write(json.dumps([table.name, values]) + "\n")
            written += 1
    file.write(json.dumps({"rows": written}) + "\n")
    return written


def read(connection: Connection, revision: str, path: Path) -> int:
    """Fill an empty store from a snapshot of the same revision and return the number of rows.

    Raises
    ------
    InputError
        When the file is no such snapshot or not a whole one, or the store is not empty.
    """
    if connection.execute(sa.select(t.program.c.id).limit(1)).first() is not None:
        sentence = "The store is not empty: restore into a new one."
        raise InputError(sentence)
    try:
        with path.open(encoding="utf-8") as file:
            _require_same(json.loads(file.readline()), revision)
            restored = sum(_insert(connection, *batch) for batch in _batches(file))
    except (OSError, ValueError, KeyError, TypeError) as error:
        sentence = f"{path} cannot be read as a snapshot of a store: {type(error).__name__}."
        raise InputError(sentence) from None
    _continue_numbers(connection)
    return restored


def _plain(value: object) -> object:
    return value.isoformat() if isinstance(value, date) else value


def _require_same(head: _Row, revision: str) -> None:
    if head["format"] == _OLDER:
        sentence = (
            "The snapshot is of an older form, which does not say whether it is whole: restore it "
            "with the nightfloat that wrote it."
        )
        raise InputError(sentence)
    if head["format"] != _FORMAT:
        raise ValueError(head["format"])
    if head["revision"] != revision:
        sentence = (
            f"The snapshot is of revision {head['revision']} and this nightfloat works with "
            f"{revision}: restore it with the nightfloat that wrote it."
        )
        raise InputError(sentence)


def _batches(file: TextIO) -> Iterator[tuple[sa.Table, list[_Row]]]:
    table, rows = t.program, list[_Row]()
    for name, values in _rows(file):
        if name != table.name or len(rows) == _BATCH:
            yield table, rows
            table, rows = t.metadata.tables[name], []
        rows.append(_typed(table, values))
    yield table, rows


def _rows(file: TextIO) -> Iterator[tuple[str, list[object]]]:
    """Yield table and values of each row, up to the last line, which counts them."""
    count = 0
    for line in file:
        said = cast("dict[str, int] | tuple[str, list[object]]", json.loads(line))
        if isinstance(said, dict):
            if said["rows"] != count or file.readline():
                break
            return
        yield said
        count += 1
    sentence = f"{file.name} is not whole, it has {count} rows: take it from the store again."
    raise InputError(sentence)


def _typed(table: sa.Table, values: list[object]) -> _Row:
    columns = zip(table.columns, values, strict=True)
    return {column.name: _value(column, value) for column, value in columns}


def _value(column: sa.Column[object], value: object) -> object:
    if isinstance(value, str) and isinstance(column.type, Instant):
        return datetime.fromisoformat(value)
    if isinstance(value, str) and isinstance(column.type, sa.Date):
        return date.fromisoformat(value)
    return value


def _insert(connection: Connection, table: sa.Table, rows: list[_Row]) -> int:
    if rows:
        connection.execute(sa.insert(table), rows)
    return len(rows)


def _continue_numbers(connection: Connection) -> None:
    """Let PostgreSQL number new rows after the restored ones, as SQLite does by itself."""
    if connection.dialect.name == "sqlite":
        return
    for table in (t.program, t.person, t.run, t.act, t.lease):
        top = sa.select(sa.func.coalesce(sa.func.max(table.c.id), 0) + 1).scalar_subquery()
        sequence = sa.func.pg_get_serial_sequence(table.name, "id")
        connection.execute(sa.select(sa.func.setval(sequence, top, sa.false())))
