"""The schema goes up and down, and is what the queries believe it to be."""

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Barrier

import pytest
import sqlalchemy as sa
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext

from nightfloat.errors import StoreUnavailableError
from nightfloat.io.store import current, downgrade, open_store, upgrade
from nightfloat.io.store import tables as t
from nightfloat.io.store.migrate import head
from tests.io.store.making import WEEK, booking, commit, raw

DATABASE_ONLY = {"during", "assignment_overlap", "lease_overlap"}


def _objects(url: str) -> dict[str, set[str]]:
    """Return the names of columns, checks, unique keys, foreign keys and indexes by table."""
    with raw(url) as connection:
        seen = sa.inspect(connection)
        return {
            table: {
                str(thing["name"])
                for things in (
                    seen.get_columns(table),
                    seen.get_check_constraints(table),
                    seen.get_unique_constraints(table),
                    seen.get_foreign_keys(table),
                    seen.get_indexes(table),
                    [seen.get_pk_constraint(table)],
                )
                for thing in things
            }
            - DATABASE_ONLY
            for table in t.metadata.tables
        }


def test_up_down_up(empty_url: str) -> None:
    """Tests that going down leaves nothing behind and going up again works."""
    assert current(empty_url) is None
    assert upgrade(empty_url) == current(empty_url) == head()
    first = _objects(empty_url)
    with open_store(empty_url) as store:
        store.commit(commit(store, booking("ana", "day", 0)))
    assert downgrade(empty_url, "base") is None
    with raw(empty_url) as connection:
        assert set(sa.inspect(connection).get_table_names()) <= {"alembic_version"}
    assert upgrade(empty_url) == head()
    assert _objects(empty_url) == first
    assert upgrade(empty_url) == head()


def test_no_drift(url: str) -> None:
    """Tests that alembic finds no difference between migrations and tables."""

    def ours(_: object, name: str | None, *__: object) -> bool:
        return name not in DATABASE_ONLY

    with raw(url) as connection:
        options = {"include_object": ours, "compare_server_default": True}
        context = MigrationContext.configure(connection, opts=options)
        assert compare_metadata(context, t.metadata) == []


def test_names_and_checks(url: str, empty_url: str) -> None:
    """Tests that the migrations make every constraint that the tables declare, by name."""
    with raw(empty_url) as connection:
        t.metadata.create_all(connection)
    assert _objects(url) == _objects(empty_url)


def test_new_file_becomes_a_store(tmp_path: Path) -> None:
    """Tests that opening a SQLite file that does not exist makes it."""
    path = tmp_path / "store.db"
    with open_store(f"sqlite:///{path}") as store:
        assert store.runs() == []
    assert current(f"sqlite:///{path}") == head()


def test_new_file_opened_by_two(tmp_path: Path) -> None:
    """Tests that two who open one new file at one time both find a store."""
    url, barrier = f"sqlite:///{tmp_path}/store.db", Barrier(2, timeout=60)

    def attempt(_: int) -> int:
        barrier.wait()
        with open_store(url) as store:
            return len(store.runs())

    with ThreadPoolExecutor(2) as pool:
        assert list(pool.map(attempt, range(2))) == [0, 0]


@pytest.mark.postgres
def test_empty_server_database(empty_postgresql: str) -> None:
    """Tests that an empty database on a server is not filled unasked."""
    with (
        pytest.raises(StoreUnavailableError, match="`nightfloat db upgrade`"),
        open_store(empty_postgresql),
    ):
        pass
    assert current(empty_postgresql) is None


def test_other_revision(url: str) -> None:
    """Tests that a store of another revision is not opened and the sentence says what to do."""
    with raw(url) as connection:
        connection.execute(sa.text("UPDATE alembic_version SET version_num = '9999'"))
    match = "at revision 9999 and this nightfloat works with 0001: run `nightfloat db upgrade`"
    with pytest.raises(StoreUnavailableError, match=match), open_store(url):
        pass
    with pytest.raises(StoreUnavailableError, match="cannot upgrade to head"):
        upgrade(url)


def test_store_gone_down(url: str) -> None:
    """Tests that a store taken down to nothing asks for the upgrade."""
    downgrade(url, "base")
    with pytest.raises(StoreUnavailableError, match="`nightfloat db upgrade`"), open_store(url):
        pass
    upgrade(url)
    with open_store(url) as store:
        assert store.version("medicine", WEEK) == store.version("surgery", WEEK)
