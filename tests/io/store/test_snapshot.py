"""A snapshot holds all of a store, and a verified store is what was written."""

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
import sqlalchemy as sa

from nightfloat.errors import InputError, StoreUnavailableError
from nightfloat.io.store import open_store, upgrade
from nightfloat.io.store import tables as t
from nightfloat.io.store.snapshot import new_file
from tests.io.store.making import (
    PROGRAM,
    WEEK,
    booking,
    certificate,
    commit,
    counts,
    raw,
    violations,
)


@pytest.fixture
def filled(url: str) -> str:
    """Return a store with a superseded run and a live one."""
    with open_store(url) as store, store.lease(PROGRAM, WEEK, "cron", 60):
        store.commit(commit(store, booking("ana", "day", 0), key="first"))
        night = booking("ben", "night", 6)
        store.commit(commit(store, night, violations=violations(), certificate=certificate()))
    return url


def test_snapshot_restores_all(filled: str, empty_url: str, tmp_path: Path) -> None:
    """Tests that a restored store has every row, is sound, and goes on numbering."""
    path, again = tmp_path / "snapshot", tmp_path / "again"
    upgrade(empty_url)
    with open_store(filled) as source, open_store(empty_url) as target:
        rows = source.snapshot(path)
        assert rows == target.restore(path) == sum(counts(filled).values()) - 1
        target.snapshot(again)
        assert path.read_bytes() == again.read_bytes()
        assert target.runs() == source.runs()
        assert target.verify() == ()
        assert target.commit(commit(target, key="third")).id == 3


def test_restore_into_a_store_in_use(filled: str, tmp_path: Path) -> None:
    """Tests that a snapshot never goes on top of what is there, nor over a file."""
    path = tmp_path / "snapshot"
    with open_store(filled) as store:
        store.snapshot(path)
        with pytest.raises(InputError, match="not empty"):
            store.restore(path)
        with pytest.raises(InputError, match="cannot be written: File exists"):
            store.snapshot(path)


def test_snapshot_that_fails(tmp_path: Path) -> None:
    """Tests that a snapshot of a store that went away leaves no file."""
    path = tmp_path / "snapshot"
    with open_store(f"sqlite:///{tmp_path}/store.db") as store:
        (tmp_path / "store.db").write_text("overwritten " * 1000)
        with pytest.raises(StoreUnavailableError):
            store.snapshot(path)
    assert [p.name for p in tmp_path.iterdir()] == ["store.db"]


def test_snapshot_that_is_not_whole(filled: str, empty_url: str, tmp_path: Path) -> None:
    """Tests that a file cut at any line, or with a line lost inside, restores nothing."""
    path = tmp_path / "snapshot"
    upgrade(empty_url)
    with open_store(filled) as source, open_store(empty_url) as target:
        source.snapshot(path)
        lines = path.read_text().splitlines(keepends=True)
        before = counts(empty_url)
        for kept in (*(lines[:n] for n in range(1, len(lines))), lines[:-2] + lines[-1:]):
            path.write_text("".join(kept))
            with pytest.raises(InputError, match="is not whole, it has"):
                target.restore(path)
        path.write_text("".join([*lines, lines[-1]]))
        with pytest.raises(InputError, match="is not whole, it has"):
            target.restore(path)
        assert counts(empty_url) == before


def test_snapshot_takes_its_place_when_it_is_whole(tmp_path: Path) -> None:
    """Tests that nothing has the file's name before the last line is written."""
    path = tmp_path / "snapshot"
    with new_file(path) as file:
        file.write("row\n")
        assert not path.exists()
    assert [(p.name, p.read_text()) for p in tmp_path.iterdir()] == [("snapshot", "row\n")]


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("id,name\n", "cannot be read as a snapshot"),
        ('{"format": "other"}\n', "cannot be read as a snapshot"),
        ('{"format": "nightfloat store", "revision": "0001"}\n', "of an older form"),
        ('{"format": "nightfloat store 2", "revision": "9"}\n', "is of revision 9"),
        ('{"format": "nightfloat store 2", "revision": "0001"}\n["run", [1]]\n', "cannot be read"),
    ],
)
def test_file_that_is_no_snapshot(url: str, tmp_path: Path, text: str, sentence: str) -> None:
    """Tests that a file of another kind is bad input and changes nothing."""
    path = tmp_path / "snapshot"
    path.write_text(text)
    with open_store(url) as store:
        before = counts(url)
        with pytest.raises(InputError, match=sentence):
            store.restore(path)
        with pytest.raises(InputError, match="FileNotFoundError"):
            store.restore(tmp_path / "nowhere")
        assert counts(url) == before


def test_verify_finds_what_was_altered(filled: str) -> None:
    """Tests that a change made past nightfloat is found, and a sound store has no fault."""
    with open_store(filled) as store:
        assert store.verify() == ()
        with raw(filled) as connection:
            connection.execute(sa.update(t.assignment).values(shift="clinic"))
        assert store.verify() == (
            "The schedule of run 1 is not the one that was committed.",
            "The schedule of run 2 is not the one that was committed.",
        )


def test_verify_finds_double_booking(tmp_path: Path) -> None:
    """Tests that an overlap written without the guards is found, once and with its dates."""
    url = f"sqlite:///{tmp_path}/store.db"
    with open_store(url) as store:
        store.commit(commit(store, booking("ana", "day", 0), booking("ana", "standby", 0)))
        with raw(url) as connection:
            connection.execute(sa.text("DROP TRIGGER assignment_overlap_update"))
            connection.execute(sa.update(t.assignment).values(occupies=True))
        assert store.verify() == (
            "ana is on standby of 2026-03-02 and on day of 2026-03-02 at the same time.",
        )


def test_verify_finds_damage(tmp_path: Path) -> None:
    """Tests that rows lost or astray past nightfloat are found."""
    path = tmp_path / "store.db"
    with open_store(f"sqlite:///{path}") as store:
        store.commit(commit(store))
        with closing(sqlite3.connect(path, isolation_level=None)) as other:
            other.execute("DROP TRIGGER schedule_day_kept")
            other.execute("DELETE FROM schedule_day WHERE day = '2026-03-04'")
            other.execute("INSERT INTO person (id, program, external) VALUES (7, 9, 'eve')")
        assert store.verify() == (
            "Row 7 of person refers to a row that does not exist.",
            "Run 1 has 6 of its 7 days.",
        )
