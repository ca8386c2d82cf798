"""Commands that cannot be understood, and settings that cannot be had."""

import os
from pathlib import Path

import pytest

from nightfloat.cli.form import require_place
from tests.cli.conftest import Run, fast

COMMANDS = (
    *("demo", "init", "check", "generate", "commit", "audit", "contingency", "explain"),
    *("constraints", "runs", "show", "replay"),
)

# no file system has room for such a name
LONG = "a" * 300
# more than Python turns into a number
DIGITS = "9" * 5000


@pytest.mark.parametrize(
    "words",
    [
        ("bogus",),
        ("generate",),
        ("generate", "{tiny}", "--bogus"),
        ("generate", "{tiny}", "more"),
        ("generate", "{tiny}", "--workers"),
        ("generate", "{tiny}", "--time-limit", "soon"),
        ("generate", "{tiny}", "--time-limit", "0"),
        ("generate", "{tiny}", "--time-limit", "-1"),
        ("generate", "{tiny}", "--time-limit", "nan"),
        ("generate", "{tiny}", "--time-limit", "inf"),
        ("generate", "{tiny}", "--time-limit", "1e11"),
        ("generate", "{tiny}", "--memory-limit", "0"),
        ("generate", "{tiny}", "--workers", "0"),
        ("generate", "{tiny}", "--workers", "0", "--reproducible"),
        ("generate", "{tiny}", "--workers", "1000000"),
        ("generate", "{tiny}", "--seed", "-1"),
        ("generate", "{tiny}", "--seed", "99999999999"),
        ("generate", "{tiny}", "--format", "pdf"),
        ("generate", "{tiny}", "--contingency", "n-9"),
        ("generate", "{tiny}", "--contingency", "none", "--require", "n-1"),
        ("generate", "{tiny}", "--db", ""),
        ("generate", "{tiny}", "--db", "other.db", "--no-commit"),
        ("generate", "{tiny}", "--db", "other.db", "--draft"),
        ("generate", "{tiny}", "--draft", "--contingency", "n-1"),
        ("generate", "{tiny}", "--draft", "--require", "n-1"),
        ("generate", "{tiny}", "--format", "inrc2", "--out", "new"),
        ("generate", "{tiny}", "--out", "history.csv"),
        ("generate", "{tiny}", "--out", "{tiny}/../tiny/people.csv"),
        ("generate", "{tiny}", "--out", "nightfloat.db"),
        ("generate", "{tiny}", "--out", "nightfloat.db-wal", "--no-commit"),
        ("generate", "{tiny}", "--out", "a.svg", "--plot", "../tiny/a.svg"),
        ("generate", "{tiny}", "--out", LONG),
        ("generate", "{tiny}", "--plot", f"{LONG}/p.svg"),
        ("generate", "{tiny}", "--db", "mysql://host/name"),
        ("generate", "{tiny}/none"),
        ("generate", "{tiny}/people.csv"),
        ("generate", "{tiny}/.."),
        ("generate", "a\0b"),
        ("explain", "{tiny}", "--time-limit", "0"),
        ("demo", "{tiny}/demo", "--time-limit", "0"),
        ("demo", "{tiny}"),
        ("init", "{tiny}/people.csv"),
        ("constraints", "bogus"),
        ("audit", "{tiny}", "{tiny}/none.csv"),
        ("audit", "{tiny}", "{tiny}"),
        ("audit", "{tiny}", "{tiny}/people.csv"),
        ("audit", "{tiny}", LONG),
        ("bench", "curtois", LONG),
        ("bench", "residency", LONG, "--instances", "S", "--csv", LONG),
        ("show", "{tiny}", "{tiny}/people.csv", "--db", "other.db"),
        ("show", "{tiny}"),
        ("show", "7"),
        ("replay", "7"),
        ("show", DIGITS, "--db", "{committed}"),
        ("show", "9" * 18, "--db", "{committed}"),
        ("replay", "seven"),
        ("replay", DIGITS, "--db", "{committed}"),
        ("runs",),
        ("db", "bogus"),
        ("db", "revision"),
    ],
    ids=lambda words: " ".join(words).replace(LONG, "aaa").replace(DIGITS, "999"),
)
def test_refused(
    run: Run, tiny: Path, committed: Path, words: tuple[str, ...], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Tests that each ends with 2, sentences, one JSON object, and no file more than before."""
    monkeypatch.chdir(tiny)
    before, store = sorted(tiny.iterdir()), committed / "nightfloat.db"
    command = [word.format(tiny=tiny, committed=store) for word in words]
    said = run(*command)
    assert (said.code, said.out) == (2, "")
    assert said.err.strip()
    assert "internal" not in said.err
    told = run(*command, "--json")
    if "--workers" not in words[-1:]:
        assert (told.code, told.report["status"], told.report["exit_code"]) == (2, "error", 2)
        assert "\n".join(told.report["errors"]) == said.err.strip() == told.err.strip()
    assert [path for path in sorted(tiny.iterdir()) if path.name != "demo"] == before


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("TIME_LIMIT", "soon"),
        ("TIME_LIMIT", ""),
        ("TIME_LIMIT", "nan"),
        ("WORKERS", "2.5"),
        ("SEED", "-3"),
        ("MEMORY", "0"),
    ],
)
def test_refused_environment(
    run: Run, tiny: Path, name: str, value: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Tests that a bad environment variable is refused before anything is solved."""
    monkeypatch.setenv(f"NIGHTFLOAT_{name}", value)
    said = run("generate", tiny)
    assert (said.code, len(said.err.splitlines())) == (2, 1)


def test_a_number_below_those_of_runs(run: Run, committed: Path) -> None:
    """Tests that it is that of no run, however far below."""
    for number in ("0", "-1", "-99999999999999999999"):
        said = run("replay", "--db", committed / "nightfloat.db", "--json", "--", number)
        assert (said.code, f"no run {number}" in said.report["errors"][0]) == (2, True)


@pytest.mark.parametrize("place", ["/dev/stdout", "/dev/fd/1", "/proc/self/fd/1"])
def test_two_things_on_standard_output(run: Run, committed: Path, place: str) -> None:
    """Tests that --json has standard output for itself."""
    for command in (("generate", committed), ("show", committed)):
        said = run(*command, "--json", "--out", place)
        assert (said.code, "name another file" in said.report["errors"][0]) == (2, True)
        assert "solve" not in said.err


def test_the_file_of_another_owner(run: Run, tiny: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Tests that such a file in a folder like /tmp is refused before a search, a new one is not."""
    folder = tiny / "temporary"
    folder.mkdir()
    folder.chmod(0o1777)
    (folder / "s.csv").write_text("theirs")
    monkeypatch.setattr(os, "geteuid", lambda: folder.stat().st_uid + 1)
    said = run("generate", tiny, "--out", folder / "s.csv")
    assert (said.code, "cannot be written" in said.err, "solve" in said.err) == (2, True, False)
    require_place(folder / "new.csv", None)
    folder.chmod(0o777)
    require_place(folder / "s.csv", None)


@pytest.mark.parametrize(("why", "words"), [("", "neither may be empty"), ("\udce9", "UTF-8")])
def test_refused_reason(run: Run, tiny: Path, why: str, words: str) -> None:
    """Tests that a reason that no trail can hold is refused before anything is read."""
    said = run("commit", tiny, tiny / "none.csv", "--why", why)
    assert (said.code, words in said.err, "none.csv" in said.err) == (2, True, False)


def test_refused_user(run: Run, tiny: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Tests that a name that no trail can hold is refused before a search that is to commit."""
    monkeypatch.setenv("LOGNAME", "caf\udce9")
    said = run("generate", tiny)
    assert (said.code, "UTF-8" in said.err, "solve" in said.err) == (2, True, False)
    assert not (tiny / "nightfloat.db").exists()
    assert run(*fast("generate", tiny, "--no-commit")).code == 0


@pytest.mark.parametrize("db", ["caf\udce9.db", "postgresql://a:\udce9@host/x"])
def test_refused_store(run: Run, tiny: Path, db: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Tests that a store whose name is no text is one sentence that quotes nothing of it."""
    monkeypatch.chdir(tiny)
    (tiny / "caf\udce9.db").touch()
    for command in (("generate", tiny), ("runs",), ("db", "upgrade")):
        said = run(*command, "--db", db)
        assert (said.code, len(said.err.splitlines()), "UTF-8" in said.err) == (2, 1, True)


@pytest.mark.parametrize("words", [(), ("db",)], ids=["nothing", "db"])
def test_nothing_said(run: Run, words: tuple[str, ...]) -> None:
    """Tests that a command without arguments shows its help, and has done nothing."""
    said = run(*words)
    assert (said.code, said.err, "Usage" in said.out) == (2, "", True)


@pytest.mark.parametrize("command", COMMANDS)
def test_help(run: Run, command: str) -> None:
    """Tests that every command explains itself with an example."""
    said = run(command, "--help")
    assert said.code == 0
    assert f"Example: nightfloat {command}" in " ".join(said.out.split())
