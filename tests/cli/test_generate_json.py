"""What generate says to programs, and the forms it writes a schedule in."""

import json
from pathlib import Path
from typing import Any

import pytest
from openpyxl import load_workbook

from tests.cli.conftest import Ran, Run, fast, process
from tests.cli.programs import write

NUMBER = (int, float)
PROMISED: dict[str, type | tuple[type, ...]] = {
    "status": str,
    "objective": NUMBER,
    "tiers": list,
    "bound": NUMBER,
    "gap": NUMBER,
    "seconds": NUMBER,
    "seed": int,
    "workers": int,
    "solver": str,
    "violations": dict,
    "contingency": dict,
    "run": int,
    "committed": bool,
    "replayed": bool,
    "schedule_sha256": str,
    "input_sha256": str,
}
LITERAL = "[red]=1+1[/red] :smile: é\x1b[31m"


def test_promised_keys(committed_once: tuple[Path, Ran]) -> None:
    """Tests that every key of the contract is there with a value of its kind."""
    report = committed_once[1].report
    wrong = [key for key, kind in PROMISED.items() if not isinstance(report[key], kind)]
    assert wrong == []
    assert (report["seed"], report["workers"], report["time_limit"]) == (1, 2, 60.0)
    assert (report["status"], report["gap"]) == ("optimal", 0.0)
    assert report["tiers"] == [{"name": "coverage", "status": "optimal", "value": 0, "bound": 0}]
    assert set(report["violations"]) >= {"hard", "soft"}
    counts: dict[str, Any] = report["contingency"]
    assert counts.keys() >= {"level", "tier", "k", "events", "secure", "insecure", "unknown"}
    assert (counts["level"], counts["events"], counts["secure"]) == ("n-1", 4, 4)


def test_the_rest_goes_to_standard_error(committed_once: tuple[Path, Ran]) -> None:
    """Tests that progress leaves the one object alone, and neither holds an escape code."""
    said = committed_once[1]
    assert len(said.out.splitlines()) == 1
    assert ("solve ..." in said.err, "objective 0" in said.err) == (True, True)
    assert "\x1b" not in said.out + said.err


def test_forms(run: Run, committed: Path, tmp_path: Path) -> None:
    """Tests that a live schedule is written as CSV, as benchmark grid and as workbook."""
    for name, start in (("a.csv", b"person,shift,date\n"), ("a.xlsx", b"PK")):
        assert run(*fast("generate", committed, "--out", tmp_path / name)).code == 0
        assert (tmp_path / name).read_bytes().startswith(start)
    command = fast("generate", committed, "--format", "curtois", "--out", tmp_path / "a.txt")
    assert run(*command).code == 0
    rows = [row.split(",") for row in (tmp_path / "a.txt").read_text().splitlines()]
    assert ([row[0] for row in rows], {len(row) for row in rows}) == (["A", "B", "C"], {5})


def test_places_nobody_can_write_to(run: Run, tiny: Path, tmp_path: Path) -> None:
    """Tests that a file that cannot be written is refused before anything is solved."""
    (tmp_path / "file").touch()
    (tmp_path / "link.csv").symlink_to("none/a.csv")
    places = "none/a.csv", "", "file/a.csv", "link.csv"
    for place in (tmp_path / name for name in places):
        ran = run("generate", tiny, "--out", place, "--json")
        assert (ran.code, "cannot be written" in ran.report["errors"][0]) == (2, True)
        assert "solve" not in ran.err
    assert run("generate", tiny, "--format", "xlsx").code == 2
    assert not (tiny / "nightfloat.db").exists()


def test_unwritten_after_the_commit(run: Run, tmp_path: Path) -> None:
    """Tests that a form that cannot hold the schedule hides neither the commit nor the fault."""
    twice = {
        "shifts.csv": "shift,start,length,kind\nday,08:00,8h,clinical\nlate,17:00,2h,clinical\n",
        "cover.csv": "shift,days,minimum,target,maximum\nday,daily,1,1,1\nlate,daily,1,1,1\n",
        "people.csv": "person,name,grade\nA,Ann,PGY-1\n",
        "program.toml": 'name = "two"\nzone = "Pacific/Honolulu"\nstart = 2026-08-03\ndays = 2\n',
    }
    folder = write(tmp_path / "two", twice)
    place = tmp_path / "grid.txt"
    ran = run(*fast("generate", folder, "--json", "--format", "curtois", "--out", place))
    assert (ran.code, ran.report["committed"], ran.report["run"]) == (2, True, 1)
    assert (len(ran.report["errors"]), place.exists()) == (1, False)
    assert ran.report["errors"][0] in ran.err


@pytest.mark.cli
def test_names_are_text(run: Run, tmp_path: Path) -> None:
    """Tests that markup, formulas and terminal codes in names stay text wherever they are shown."""
    hostile = {"people.csv": f'person,name,grade\nA,"{LITERAL[:-5]}",PGY-1\nB,=2+2,PGY-1\n'}
    name = "[bold]tiny[/bold] [/]"
    program = str((write(tmp_path / "a") / "program.toml").read_text()).replace("tiny", name)
    folder = write(tmp_path / "[red]dir[/red]", hostile, {"program.toml": program})
    (folder / "s.csv").write_text(
        "person,shift,date\n"
        + "".join(
            f"{person},day,2026-08-{day:02}\n"
            for day, person in ((3, "A"), (5, "A"), (4, "B"), (6, "B"))
        )
    )
    assert name in run("check", folder).out
    assert run("commit", folder, folder / "s.csv", "--why", "[/]").code == 0
    shown = process("show", folder, environment={"COLUMNS": "120", "PYTHONIOENCODING": "ascii"})
    assert (shown.code, "[red]=1+1[/red] :smile: \\xe9" in shown.out) == (0, True)
    assert process("runs", "--db", folder / "nightfloat.db").out.count(name) == 1
    said = process("show", folder, "--json", environment={"PYTHONIOENCODING": "ascii"})
    assert json.loads(said.out)["program"] == name
    assert run("show", folder, "--out", tmp_path / "a.xlsx").code == 0
    cells = [c for sheet in load_workbook(tmp_path / "a.xlsx") for row in sheet for c in row]
    assert [c.value for c in cells if c.data_type == "f"] == []
    assert any("=2+2" in str(c.value) for c in cells)


def test_terminal_codes_in_names(run: Run, tmp_path: Path) -> None:
    """Tests that no name reaches a terminal as a command."""
    folder = write(tmp_path / "a", {"people.csv": f'person,name,grade\nA,"{LITERAL}",PGY-1\n'})
    (folder / "s.csv").write_text("person,shift,date\n")
    for words in (
        ("check", folder),
        ("audit", folder, folder / "s.csv"),
        ("show", folder, folder / "s.csv"),
    ):
        said = run(*words)
        assert "\x1b" not in said.out + said.err
