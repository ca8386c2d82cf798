"""A reproducible run gives the same bytes again; nothing else is claimed to."""

import json
from pathlib import Path

import pytest

from nightfloat.cli.output import Output
from nightfloat.cli.render import render_replay
from nightfloat.engine.replay import Repeated
from tests.cli.conftest import Run, process
from tests.cli.programs import ENDLESS, write


def test_same_bytes(run: Run, tiny: Path) -> None:
    """Tests that replay repeats the search and finds the same bytes, for the same input."""
    store = tiny / "nightfloat.db"
    made = run("generate", tiny, "--reproducible", "--time-limit", "20", "--json")
    assert (made.code, made.report["reproducible"], made.report["workers"]) == (0, True, 1)
    repeated = run("replay", 1, "--db", store, "--json")
    digest = made.report["schedule_sha256"]
    assert (repeated.code, repeated.report["same"]) == (0, True)
    assert (repeated.report["stored_sha256"], repeated.report["repeated_sha256"]) == (
        digest,
        digest,
    )
    (tiny / "people.csv").write_text("person,name,grade\nA,Ann,PGY-1\nB,Bob,PGY-1\n")
    changed = run("replay", 1, "--db", store, "--json")
    assert (changed.code, "has changed since" in changed.report["errors"][0]) == (2, True)


@pytest.mark.cli
@pytest.mark.slow
@pytest.mark.no_cover
@pytest.mark.parametrize("workers", [1, 2])
def test_same_bytes_by_columns(tmp_path: Path, workers: int) -> None:
    """Tests the same of a program that columns search until their counted time is over."""
    folder = write(tmp_path / "endless", ENDLESS)
    words = ("--reproducible", "--time-limit", "0.8", "--workers", workers, "--json")
    made = process("generate", folder, *words)
    assert (made.code, made.report["status"]) == (0, "feasible")
    assert {row[4] for row in made.report["trace"]} & {"neighbourhood", "dive"}
    repeated = process("replay", 1, "--db", folder / "nightfloat.db", "--json")
    assert (repeated.code, repeated.report["same"]) == (0, True)


@pytest.mark.parametrize(
    ("repeated", "code", "words"),
    [
        (Repeated(3, "aa", "aa"), 0, ""),
        (Repeated(3, "aa", "bb"), 70, "other bytes"),
        (Repeated(3, "aa", None), 70, "other bytes"),
        (Repeated(3, "aa", None, "too little memory"), 4, "cut short, nothing compared"),
    ],
    ids=["same", "other", "none", "cut short"],
)
def test_what_a_repetition_came_to(
    capsys: pytest.CaptureFixture[str], repeated: Repeated, code: int, words: str
) -> None:
    """Tests that only bytes that were compared are called other bytes, and each has its code."""
    assert render_replay(Output(json=True), repeated) == code
    report = json.loads(capsys.readouterr().out)
    errors = report.get("errors", [])
    assert (len(errors), "".join(errors).find(words) >= 0) == (int(code > 0), True)


def test_other_runs(run: Run, committed: Path) -> None:
    """Tests that a run that was not made to be repeated is refused with a sentence."""
    told = run("replay", 1, "--db", committed / "nightfloat.db", "--json")
    assert (told.code, "--reproducible" in told.report["errors"][0]) == (2, True)
    assert run("replay", 9, "--db", committed / "nightfloat.db").code == 2
