"""The store is believed only after its rows were held against its hashes and rules again."""

from collections.abc import Iterator

import sqlalchemy as sa
from sqlalchemy import Connection

from nightfloat.domain.run import Run
from nightfloat.io.store import queries
from nightfloat.io.store import tables as t


def faults(connection: Connection) -> Iterator[str]:
    """Yield a sentence for everything that is not as it was written; nothing when all is well."""
    yield from _damaged(connection)
    for run in queries.runs(connection, None):
        yield from _altered(connection, run)
    yield from _double_booked(connection)


def _damaged(connection: Connection) -> Iterator[str]:
    """Ask SQLite about its file; a PostgreSQL server looks after its own."""
    if connection.dialect.name != "sqlite":
        return
    for (said,) in connection.exec_driver_sql("PRAGMA integrity_check").all():
        if said != "ok":
            yield f"The database file is damaged: {said}."
    for table, row, *_ in connection.exec_driver_sql("PRAGMA foreign_key_check").all():
        yield f"Row {row} of {table} refers to a row that does not exist."


def _altered(connection: Connection, run: Run) -> Iterator[str]:
    if queries.schedule(connection, run.id).sha256 != run.schedule_sha256:
        yield f"The schedule of run {run.id} is not the one that was committed."
    day = t.schedule_day.c
    counted = sa.select(sa.func.count()).where(day.run == run.id)
    days = connection.execute(counted).scalar_one()
    if days != run.horizon.count:
        yield f"Run {run.id} has {days} of its {run.horizon.count} days."


def _double_booked(connection: Connection) -> Iterator[str]:
    one, other = t.assignment.alias(), t.assignment.alias()
    same_time = sa.and_(one.c.starts < other.c.ends, other.c.starts < one.c.ends)
    first = sa.tuple_(one.c.starts, one.c.run, one.c.shift)
    rows = connection.execute(
        sa.select(t.person.c.external, one.c.shift, one.c.day, other.c.shift, other.c.day)
        .select_from(one)
        .join(other, sa.and_(one.c.person == other.c.person, same_time))
        .join(t.person, t.person.c.id == one.c.person)
        .where(one.c.live, other.c.live, one.c.occupies, other.c.occupies)
        .where(first < sa.tuple_(other.c.starts, other.c.run, other.c.shift))
        .where(one.c.starts < one.c.ends, other.c.starts < other.c.ends)
    )
    for person, shift, day, second, other_day in rows.all():
        yield f"{person} is on {shift} of {day} and on {second} of {other_day} at the same time."
