"""Stores: files and PostgreSQL servers, those that work and those that do not."""

from pathlib import Path

import pytest

from tests.cli.conftest import Run
from tests.cli.programs import BY_HAND, write


@pytest.mark.parametrize(
    ("place", "words"),
    [
        ("postgresql://me:secret@127.0.0.1:1/x", "nothing listens there"),
        ("{tiny}/people.csv", "is not a database file"),
        ("{tiny}", "cannot be opened"),
    ],
    ids=["refuses", "no database", "a folder"],
)
def test_unavailable(run: Run, tiny: Path, place: str, words: str) -> None:
    """Tests that each command ends with 69 and a sentence that keeps secrets, before a search."""
    (tiny / "s.csv").write_text(BY_HAND)
    before = (tiny / "people.csv").read_bytes()
    at = ("--db", place.format(tiny=tiny), "--json")
    for command in (
        ("generate", tiny),
        ("commit", tiny, tiny / "s.csv"),
        ("show", tiny),
        ("runs",),
        ("replay", 1),
        ("db", "upgrade"),
        ("db", "revision"),
    ):
        said = run(*command, *at)
        assert (said.code, words in said.report["errors"][0]) == (69, True)
        assert "secret" not in said.out + said.err
        assert "solve" not in said.err
    assert (tiny / "people.csv").read_bytes() == before


def test_other_revision(run: Run, tmp_path: Path) -> None:
    """Tests that upgrade makes a store, and revision tells which it is."""
    place = tmp_path / "new.db"
    made = run("db", "upgrade", "--db", place, "--json")
    assert (made.code, made.report["revision"]) == (0, "0001")
    assert run("db", "revision", "--db", place, "--json").report["revision"] == "0001"
    assert run("runs", "--db", place).code == 0


@pytest.mark.postgres
def test_postgresql(run: Run, tiny: Path, empty_postgresql: str) -> None:
    """Tests that a schedule is committed to a server, once it is upgraded, and shown from there."""
    (tiny / "s.csv").write_text(BY_HAND)
    at = ("--db", empty_postgresql)
    assert run("commit", tiny, tiny / "s.csv", *at).code == 69
    assert run("db", "upgrade", *at, "--json").report["revision"] == "0001"
    made = run("commit", tiny, tiny / "s.csv", *at, "--json")
    assert (made.code, made.report["run"]) == (0, 1)
    assert run("show", 1, *at, "--format", "csv").out == BY_HAND
    assert run("runs", *at, "--json").report["runs"][0]["live"] is True
    assert run("db", "revision", *at, "--json").report["revision"] == "0001"
    assert not (tiny / "nightfloat.db").exists()


@pytest.mark.parametrize("name", ["july%20rota", "why?not"])
def test_a_folder_whose_name_reads_like_a_url(run: Run, tmp_path: Path, name: str) -> None:
    """Tests that the store lies in the folder itself, and everybody finds it there."""
    folder = write(tmp_path / name)
    (folder / "s.csv").write_text(BY_HAND)
    assert run("commit", folder, folder / "s.csv").code == 0
    assert [path.name for path in tmp_path.iterdir()] == [name]
    at = ("--db", folder / "nightfloat.db")
    assert run("show", folder).code == run("show", 1, *at).code == run("runs", *at).code == 0
    assert run("show", folder, "--out", at[1]).code == 2
    assert run("audit", folder, folder / "s.csv").code == 0


def test_environment(run: Run, tiny: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Tests that NIGHTFLOAT_DB names the store for every command, and --db goes before it."""
    (tiny / "s.csv").write_text(BY_HAND)
    monkeypatch.setenv("NIGHTFLOAT_DB", str(tmp_path / "there.db"))
    assert run("commit", tiny, tiny / "s.csv").code == 0
    assert run("show", tiny).code == run("show", 1).code == run("runs").code == 0
    assert run("runs", "--db", tmp_path / "other.db").code == 2
    assert not (tiny / "nightfloat.db").exists()


def test_text_that_steers_a_terminal(run: Run, tiny: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Tests that who committed is listed without the commands that a name may hold."""
    (tiny / "s.csv").write_text(BY_HAND)
    monkeypatch.setenv("LOGNAME", "mal\x1b]0;owned\x07\x9b2Jlory")
    assert run("commit", tiny, tiny / "s.csv").code == 0
    listed = run("runs", "--db", tiny / "nightfloat.db").out
    assert "mal\ufffd]0;owned\ufffd\ufffd2Jlory" in listed
