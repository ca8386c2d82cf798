"""A snapshot is one state of the whole store as JSON lines, the same for both databases."""

import json
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

_FORMAT = "nightfloat store"
_BATCH = 5000

type _Row = dict[str, object]


@contextmanager
def new_file(path: Path) -> Generator[TextIO]:
    """Open a file that does not exist yet; it is gone again when writing it fails."""
    with path.open("x", encoding="utf-8", newline="\n") as file:
        try:
            yield file
        except BaseException:
            path.unlink()
            raise


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
    return written


def read(connection: Connection, revision: str, path: Path) -> int:
    """Fill an empty store from a snapshot of the same revision and return the number of rows.

    Raises
    ------
    InputError
        When the file is no such snapshot, or the store is not empty.
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
    for line in file:
        name, values = cast("tuple[str, list[object]]", json.loads(line))
        if name != table.name or len(rows) == _BATCH:
            yield table, rows
            table, rows = t.metadata.tables[name], []
        rows.append(_typed(table, values))
    yield table, rows


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
