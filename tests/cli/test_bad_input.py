"""Input as it should not be: each fault is a sentence that says where, and nothing is committed."""

from pathlib import Path

import pytest

from tests.cli.conftest import Run
from tests.cli.programs import BY_HAND, TINY, Files, write

PROGRAM = str(TINY["program.toml"])
PEOPLE = str(TINY["people.csv"])
LEAVE = "person,first_day,last_day,status,reason\n"
PINS = "person,shift,date,on\n"
SKILLED = "shift,start,length,kind,skills\nday,08:00,8h,clinical,airway\n"

FAULTS: dict[str, tuple[Files, str]] = {
    "wrong zone": ({"program.toml": PROGRAM.replace("Pacific/", "Atlantis/")}, "Atlantis/Honolulu"),
    "no TOML": ({"program.toml": "name = "}, "program.toml"),
    "unknown key": ({"program.toml": "speed = 3\n" + PROGRAM}, "speed"),
    "unknown kind": ({"program.toml": PROGRAM.replace("min_rest", "max_rest")}, "max_rest"),
    "no such date": ({"leave.csv": LEAVE + "A,2026-02-30,2026-03-01,,\n"}, "leave.csv, row 2"),
    "no such hour": ({"shifts.csv": "shift,start,length,kind\nday,25:00,8h,clinical\n"}, "25:00"),
    "person twice": ({"people.csv": PEOPLE + "A,Ann,PGY-1\n"}, "people.csv, row 5"),
    "leave for nobody": ({"leave.csv": LEAVE + "Zoe,2026-08-03,2026-08-04,,\n"}, "Zoe"),
    "pins that collide": (
        {"pins.csv": PINS + "A,day,2026-08-03,yes\nA,day,2026-08-03,no\n"},
        "pins.csv, row 3",
    ),
    "nobody": ({"people.csv": "person,name,grade\n"}, "people.csv"),
    "empty file": ({"people.csv": ""}, "people.csv"),
    "huge cell": ({"people.csv": PEOPLE + "D," + "x" * 10_000_000 + ",PGY-1\n"}, "row 5"),
    "not UTF-8": ({"people.csv": PEOPLE.encode() + b"D,\xe9,PGY-1\n"}, "people.csv, row 5"),
    "NUL": ({"people.csv": PEOPLE + "D,\0,PGY-1\n"}, "people.csv, row 5"),
    "NUL in a name": (
        {"program.toml": PROGRAM.replace('"min_rest"\n', '"min_rest"\nname = "a\\u0000b"\n')},
        "program.toml, row 11, column constraints.name: the text holds a NUL character",
    ),
    "NUL in a list": (
        {"program.toml": f'tiers = ["a", "b\\u0000"]\n{PROGRAM}'},
        "program.toml, row 1, column tiers: the text holds a NUL character",
    ),
    "unknown column": ({"people.csv": PEOPLE.replace("grade", "rank")}, "rank"),
    "cell too many": ({"people.csv": PEOPLE + "D,Dee,PGY-1,9\n"}, "people.csv, row 5"),
}


@pytest.mark.parametrize("name", FAULTS)
def test_fault(run: Run, tmp_path: Path, name: str) -> None:
    """Tests that each command that reads it ends with 2 and the place, and makes no store."""
    files, words = FAULTS[name]
    folder = write(tmp_path / "a", files)
    (folder / "s.csv").write_text(BY_HAND)
    for command in (("check",), ("generate",), ("commit", folder / "s.csv")):
        said = run(command[0], folder, *command[1:], "--json")
        assert (said.code, said.report["exit_code"]) == (2, 2)
        assert any(words in sentence for sentence in said.report["errors"])
        assert max(len(sentence) for sentence in said.report["errors"]) < 400
        assert said.err.splitlines() == said.report["errors"]
    assert not (folder / "nightfloat.db").exists()


def test_every_fault_at_once(run: Run, tmp_path: Path) -> None:
    """Tests that the faults of all files are told in one go."""
    bad = {"leave.csv": LEAVE + "Zoe,2026-08-03,2026-08-04,,\nA,2026-02-30,2026-03-01,,\n"}
    folder = write(tmp_path / "a", bad, {"people.csv": PEOPLE + "A,Ann,PGY-1\n"})
    told = "\n".join(run("check", folder, "--json").report["errors"])
    for place in ("people.csv, row 5", "leave.csv, row 2", "leave.csv, row 3"):
        assert place in told


def test_unreadable(run: Run, tmp_path: Path) -> None:
    """Tests that a folder in a file's place is one fault."""
    folder = write(tmp_path / "a")
    (folder / "leave.csv").mkdir()
    said = run("generate", folder, "--json")
    assert said.code == 2
    assert said.report["errors"] == [
        "leave.csv: this is not a regular file; put a file in its place"
    ]


def test_excel(run: Run, tmp_path: Path) -> None:
    """Tests that a byte order mark, semicolons and CRLF are read."""
    people = b"\xef\xbb\xbf" + PEOPLE.replace(",", ";").replace("\n", "\r\n").encode()
    folder = write(tmp_path / "a", {"people.csv": people})
    assert run("check", folder, "--json").report["people"] == 3


@pytest.mark.parametrize(
    ("files", "words"),
    [
        ({"shifts.csv": SKILLED}, "day"),
        ({"cover.csv": "shift,days,minimum,target,maximum\nday,daily,4,4,4\n"}, "2026-08-03"),
    ],
    ids=["no skill", "too few"],
)
def test_cover_that_nobody_can_fill(run: Run, tmp_path: Path, files: Files, words: str) -> None:
    """Tests that preflight proves it without a search: exit 3, and no store."""
    folder = write(tmp_path / "a", files)
    for command in ("check", "generate"):
        said = run(command, folder, "--json")
        assert said.code == 3
        assert words in said.report["errors"][0]
        assert "solve" not in said.err
    assert not (folder / "nightfloat.db").exists()


def test_store_as_it_was(run: Run, copy: Path) -> None:
    """Tests that bad input leaves a store that is there byte for byte the same."""
    before = (copy / "nightfloat.db").read_bytes()
    for files, code in ((FAULTS["person twice"][0], 2), ({"shifts.csv": SKILLED}, 3)):
        write(copy, files)
        assert run("generate", copy).code == code
    assert (copy / "nightfloat.db").read_bytes() == before
