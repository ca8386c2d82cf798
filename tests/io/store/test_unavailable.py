"""A store that cannot be used is one sentence with exit code 69, and no secret is in it."""

import sqlite3
import sys
import traceback
from contextlib import closing
from dataclasses import replace
from pathlib import Path
from time import sleep

import psycopg
import pytest
from psycopg import sql

from nightfloat.errors import InputError, NightfloatError, StoreUnavailableError
from nightfloat.io.store import masked, open_store, upgrade
from tests.io.store.conftest import Server, run_sql
from tests.io.store.making import commit

SECRET = "tulip-horse"


def _sentence(url: str) -> str:
    """Return what opening says, having searched all of it for the password."""
    with pytest.raises(NightfloatError) as caught, open_store(url, timeout=1):
        pass
    told = "".join(traceback.format_exception(caught.value))
    assert SECRET not in told
    sentence = str(caught.value)
    assert "\n" not in sentence
    assert sentence.endswith(".")
    expected = InputError if "sqlite:///PATH" in sentence else StoreUnavailableError
    assert type(caught.value) is expected
    return sentence


@pytest.mark.parametrize(
    "url",
    [
        f"postgresql://me:{SECRET}@db.example:notaport/x",
        f"mysql://me:{SECRET}@localhost/x",
        f"me:{SECRET}@localhost",
        "sqlite://",
        "sqlite:///:memory:",
        "sqlite://data/store.db",
        f"sqlite://me:{SECRET}@/store.db",
        "",
    ],
)
def test_url_that_is_none(url: str) -> None:
    """Tests that a wrong URL is bad input and the sentence shows the right form."""
    assert "sqlite:///PATH" in _sentence(url)


@pytest.mark.parametrize("rest", ["@host/x", "/7@host/x", "?7@host/x", "@host:1/x"])
def test_password_with_an_unwritten_sign(rest: str) -> None:
    """Tests that no part of a password becomes a host that is shown."""
    with pytest.raises(InputError, match=r"write @ as %40") as caught:
        masked(f"postgresql://me:p@{SECRET}{rest}")
    assert SECRET not in str(caught.value)
    assert masked("postgresql://me@work:p%40q@host/x") == "postgresql://me%40work:***@host/x"
    named = "postgresql://me:p@host/x?application_name=cron@night&connect_timeout=9"
    assert masked(named) == "postgresql://me:***@host/x"


@pytest.mark.parametrize("options", ["timeout=soon", "uri=maybe"])
def test_options_that_mean_nothing(tmp_path: Path, options: str) -> None:
    """Tests that they are bad input, and are not quoted."""
    with (
        pytest.raises(
            InputError, match=r"options after \? in the URL of the store .*store\.db can"
        ),
        open_store(f"sqlite:///{tmp_path}/store.db?{options}"),
    ):
        pass


def test_masked() -> None:
    """Tests that a URL is shown without password and options."""
    url = f"postgresql://me:{SECRET}@db.example:5433/x?password={SECRET}"
    assert masked(url) == "postgresql://me:***@db.example:5433/x"
    assert masked("sqlite:///folder/store.db") == "sqlite:///folder/store.db"


def test_nobody_listens() -> None:
    """Tests the sentence for a server that is not there."""
    sentence = _sentence(f"postgresql://me:{SECRET}@127.0.0.1:1/x")
    assert sentence == (
        "The store postgresql://me:***@127.0.0.1:1/x cannot be reached: nothing listens there."
    )


@pytest.mark.postgres
def test_database_does_not_exist(server: Server) -> None:
    """Tests the sentence for a database that the server does not have."""
    assert "does not exist: create it" in _sentence(server.get_uri("nowhere"))


@pytest.mark.postgres
def test_unknown_user(server: Server) -> None:
    """Tests the sentence for a user that the server does not know."""
    url = server.get_uri("postgres").replace("//postgres@", f"//stranger:{SECRET}@")
    assert "does not know this user" in _sentence(url)


@pytest.mark.postgres
def test_wrong_password(server: Server) -> None:
    """Tests the sentence for a password that the server refuses, and that it is not told."""
    rules = server.folder / "data" / "pg_hba.conf"
    rules.write_text("host all locked 127.0.0.1/32 scram-sha-256\n" + rules.read_text())
    run_sql(server, sql.SQL("CREATE ROLE locked LOGIN PASSWORD 'another'"))
    run_sql(server, sql.SQL("SELECT pg_reload_conf()"))
    url = server.get_uri("postgres").replace("//postgres@", f"//locked:{SECRET}@")
    for _ in range(50):
        if "refuses this user and password" in _sentence(url):
            return
        sleep(0.1)
    pytest.fail("the server goes on trusting everybody")


def test_driver_is_missing(monkeypatch: pytest.MonkeyPatch) -> None:
    """Tests the sentence for an installation without the PostgreSQL driver."""
    monkeypatch.setitem(sys.modules, "psycopg", None)
    assert "needs the package psycopg" in _sentence(f"postgresql://me:{SECRET}@localhost/x")


def test_folder_does_not_exist(tmp_path: Path) -> None:
    """Tests the sentence for a SQLite file in a folder that does not exist."""
    assert "cannot be opened" in _sentence(f"sqlite:///{tmp_path}/none/store.db")


def test_not_a_database(tmp_path: Path) -> None:
    """Tests the sentence for a file of another kind."""
    path = tmp_path / "people.csv"
    path.write_text("id,name\n" * 500)
    assert "is not a database file" in _sentence(f"sqlite:///{path}")


def test_other_database(tmp_path: Path) -> None:
    """Tests that a SQLite file of another program is left alone."""
    path = tmp_path / "other.db"
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("CREATE TABLE mine (id)")
    assert "holds no nightfloat store" in _sentence(f"sqlite:///{path}")


def test_read_only_file(tmp_path: Path) -> None:
    """Tests that a file that may only be read can be read, and says so on writing."""
    upgrade(f"sqlite:///{tmp_path}/store.db")
    url = f"sqlite:///file:{tmp_path}/store.db?mode=ro&uri=true"
    with open_store(url) as store:
        assert store.runs() == []
        with pytest.raises(StoreUnavailableError, match="read-only"):
            store.commit(commit(store))


def test_locked_file(tmp_path: Path) -> None:
    """Tests that a file locked by another process is waited for, then given up."""
    path = tmp_path / "store.db"
    with (
        open_store(f"sqlite:///{path}", timeout=0.1) as store,
        closing(sqlite3.connect(path, isolation_level=None)) as other,
    ):
        other.execute("BEGIN IMMEDIATE")
        made = commit(store)
        with pytest.raises(StoreUnavailableError, match="locked by another process"):
            store.commit(made)
        other.execute("ROLLBACK")
        assert store.commit(made).id == 1


@pytest.mark.postgres
def test_locked_program(server: Server, template: str) -> None:
    """Tests that a program locked by another commit is waited for, then given up."""
    url = server.get_uri(template)
    with (
        open_store(url, timeout=0.2) as store,
        store.database.writing("medicine"),
        pytest.raises(StoreUnavailableError, match="locked by another process"),
        store.database.writing("medicine"),
    ):
        pass


@pytest.mark.postgres
def test_locked_table(server: Server, template: str) -> None:
    """Tests that a reader, too, gives up a table that somebody else locks."""
    url = server.get_uri(template)
    with open_store(url, timeout=0.2) as store, psycopg.connect(url) as other:
        other.execute("LOCK TABLE run IN ACCESS EXCLUSIVE MODE")
        with pytest.raises(StoreUnavailableError, match="locked by another process"):
            store.runs()


@pytest.mark.postgres
def test_slow_statement(server: Server, template: str) -> None:
    """Tests that a statement that does not end is given up, by readers and by writers."""
    url = server.get_uri(template)
    with open_store(url) as store:
        database = replace(store.database, timeout=0.05)
        for opened in (database.reading(), database.writing("medicine")):
            with pytest.raises(StoreUnavailableError, match="takes too long"), opened as connection:
                connection.exec_driver_sql("SELECT pg_sleep(30)")
