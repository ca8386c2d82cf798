"""Every transaction is opened here: it commits whole, or rolls back and says why in a sentence."""

import sqlite3
from collections.abc import Generator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from hashlib import sha256

import sqlalchemy as sa
from sqlalchemy import Connection, Engine, event
from sqlalchemy.engine import URL
from sqlalchemy.exc import ArgumentError, SQLAlchemyError
from sqlalchemy.pool import NullPool

from nightfloat.errors import InputError
from nightfloat.io.store.faults import driver_missing, translated
from nightfloat.io.store.url import parse, shown

_WRITES = "nightfloat_writes"
# how many times as long as a lock a server's statement may take; large commits are slow
_LONGER = 12
MIGRATION = "nightfloat db upgrade"


@dataclass(frozen=True, slots=True)
class Database:
    """One database and how long to wait for it; connections live as long as their transaction."""

    engine: Engine
    name: str
    timeout: float

    @property
    def is_sqlite(self) -> bool:
        """Whether it is a file."""
        return self.engine.dialect.name == "sqlite"

    @contextmanager
    def reading(self) -> Generator[Connection]:
        """Open a transaction that sees one state of the database."""
        with self._translating(), self.engine.connect() as connection:
            if not self.is_sqlite:
                connection.execution_options(isolation_level="REPEATABLE READ")
            with connection.begin():
                self._bound(connection)
                yield connection

    @contextmanager
    def writing(self, lock: str) -> Generator[Connection]:
        """Open a transaction that holds ``lock`` (on SQLite: the whole file) until its end."""
        with self._translating(), self.engine.connect() as connection:
            connection.execution_options(**{_WRITES: True})
            with connection.begin():
                self._bound(connection)
                self._lock(connection, lock)
                yield connection

    def _bound(self, connection: Connection) -> None:
        """Let a server wait no longer than a file would; a proxy may refuse this on connecting."""
        if self.is_sqlite:
            return
        wait = max(1, int(self.timeout * 1000))
        limits = {"lock_timeout": wait, "statement_timeout": _LONGER * wait}
        settings = (sa.func.set_config(name, f"{ms}ms", True) for name, ms in limits.items())
        connection.execute(sa.select(*settings))

    def _lock(self, connection: Connection, lock: str) -> None:
        if self.is_sqlite:
            return
        key = int.from_bytes(sha256(lock.encode()).digest()[:8], signed=True)
        connection.execute(sa.select(sa.func.pg_advisory_xact_lock(key)))

    @contextmanager
    def _translating(self) -> Generator[None]:
        try:
            yield
        except SQLAlchemyError as error:
            raise translated(error, self.name) from None

    def close(self) -> None:
        """Let go of every connection."""
        self.engine.dispose()


def connect(url: str, timeout: float) -> Database:
    """Return the database behind ``url`` without touching it yet.

    Raises
    ------
    InputError
        When it is no URL of a store, or has options that mean nothing.
    StoreUnavailableError
        When the driver is not installed.
    """
    parsed = parse(url)
    name = shown(parsed)
    try:
        engine = _engine(parsed, timeout)
    except ImportError:
        raise driver_missing(name) from None
    except (ArgumentError, ValueError):
        sentence = f"The options after ? in the URL of the store {name} cannot be read: mend them."
        raise InputError(sentence) from None
    return Database(engine, name, timeout)


def now(connection: Connection) -> datetime:
    """Return the time by the clock that all users of this database share."""
    if connection.dialect.name == "sqlite":
        return datetime.now(UTC)
    read = connection.execute(sa.select(sa.func.clock_timestamp())).scalar_one()
    return read.astimezone(UTC)


def _engine(url: URL, timeout: float) -> Engine:
    if url.get_backend_name() == "sqlite":
        options: dict[str, object] = {"timeout": timeout}
    else:
        wait = max(1, int(timeout))
        options = {
            "connect_timeout": wait,
            "tcp_user_timeout": wait * 1000,
            # a server that is gone while it owes an answer is found out by these alone
            "keepalives_idle": wait,
            "keepalives_interval": max(1, wait // 3),
            "keepalives_count": 3,
        }
    engine = sa.create_engine(url, poolclass=NullPool, hide_parameters=True, connect_args=options)
    if engine.dialect.name == "sqlite":
        event.listen(engine, "connect", _prepare)
        event.listen(engine, "begin", _begin)
    return engine


def _prepare(connection: sqlite3.Connection, _record: object) -> None:
    """Leave BEGIN to nightfloat, and hold foreign keys."""
    connection.isolation_level = None
    connection.execute("PRAGMA foreign_keys = ON").close()


def _begin(connection: Connection) -> None:
    writes = connection.get_execution_options().get(_WRITES, False)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")
