"""Every store test runs on SQLite and on a real PostgreSQL that is started here."""

from collections.abc import Generator, Iterator
from contextlib import contextmanager
from itertools import count
from pathlib import Path

import psycopg
import pytest
from psycopg import sql

from nightfloat.io.store import upgrade
from tests.io.store.making import Dialect
from tests.postgresql import Server, running

_numbers = count()


@pytest.fixture(scope="session")
def server() -> Iterator[Server]:
    """Start PostgreSQL, and stop it at the end of the session."""
    with running() as started:
        yield started


@pytest.fixture(scope="session")
def template(server: Server) -> str:
    """Make the database that others are copied from, at the newest revision."""
    run_sql(server, sql.SQL("CREATE DATABASE template_store"))
    upgrade(server.get_uri("template_store"))
    return "template_store"


@pytest.fixture
def empty_postgresql(server: Server) -> Iterator[str]:
    """Return the URL of a database without tables."""
    with _database(server, "template1") as url:
        yield url


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.postgres)])
def dialect(request: pytest.FixtureRequest) -> Dialect:
    """Return which database the test runs on."""
    return request.param


@pytest.fixture
def url(dialect: Dialect, request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """Return the URL of a new store at the newest revision."""
    if dialect == "sqlite":
        made = f"sqlite:///{tmp_path / 'store.db'}"
        upgrade(made)
        yield made
        return
    server: Server = request.getfixturevalue("server")
    with _database(server, request.getfixturevalue("template")) as made:
        yield made


@pytest.fixture
def empty_url(dialect: Dialect, request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """Return the URL of a database that holds no store."""
    if dialect == "sqlite":
        return f"sqlite:///{tmp_path / 'empty.db'}"
    return request.getfixturevalue("empty_postgresql")


@contextmanager
def _database(server: Server, template: str) -> Generator[str]:
    """Keep a copy of the template for the length of the block."""
    name = f"store_{next(_numbers)}"
    copied = sql.Identifier(name), sql.Identifier(template)
    run_sql(server, sql.SQL("CREATE DATABASE {} TEMPLATE {}").format(*copied))
    try:
        yield server.get_uri(name)
    finally:
        dropped = sql.SQL("DROP DATABASE {} WITH (FORCE)").format(sql.Identifier(name))
        run_sql(server, dropped)


def run_sql(server: Server, statement: sql.SQL | sql.Composed) -> None:
    with psycopg.connect(server.get_uri(), autocommit=True) as connection:
        connection.execute(statement)
