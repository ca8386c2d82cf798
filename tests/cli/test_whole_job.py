"""From a new folder to a schedule that is live, shown, certified and edited."""

from hashlib import sha256
from pathlib import Path

import pytest

from tests.cli.conftest import Ran, Run, fast, process
from tests.cli.programs import BY_HAND


def test_the_template_works(run: Run, tmp_path: Path) -> None:
    """Tests that what init writes passes check as it stands, and is never written over."""
    folder = tmp_path / "mine"
    assert run("init", folder).code == 0
    said = run("check", folder)
    assert (said.code, "nothing wrong found" in said.out) == (0, True)
    (folder / "people.csv").write_text("person\nMine\n")
    assert run("init", folder).code == 2
    assert (folder / "people.csv").read_text() == "person\nMine\n"


@pytest.mark.cli
def test_generate_twice(committed_once: tuple[Path, Ran]) -> None:
    """Tests that a repeated run returns the first one's result and bytes, without a search."""
    folder, first = committed_once
    assert (first.code, first.report["committed"], first.report["run"]) == (0, True, 1)
    before = (folder / "nightfloat.db").read_bytes()
    again = process(*fast("generate", folder, "--json", "--out", folder / "again.csv"))
    assert again.code == 0
    assert "solve" not in again.err
    assert first.report["replayed"] is False
    assert again.report == first.report | {"replayed": True}
    assert (folder / "again.csv").read_bytes() == (folder / "schedule.csv").read_bytes()
    assert (folder / "nightfloat.db").read_bytes() == before


def test_show(run: Run, committed: Path) -> None:
    """Tests that what is live is shown as grid and tables, as JSON, and in the file's form."""
    shown = run("show", committed)
    assert shown.code == 0
    for words in ("A Ann", "Coverage  4 of 4 places filled", "Hours", "Fairness", "4 secure"):
        assert words in shown.out
    report = run("show", committed, "--json").report
    assert len(report["assignments"]) == 4
    assert report["contingency"]["secure"] == 4
    stored = (committed / "schedule.csv").read_text()
    assert run("show", 1, "--db", committed / "nightfloat.db", "--format", "csv").out == stored
    assert run("show", committed, "--format", "csv", "--json").code == 2


def test_runs(run: Run, committed: Path) -> None:
    """Tests that a run's row is whole when another program reads it."""
    listed = run("runs", "--db", committed / "nightfloat.db").out.splitlines()
    assert listed[0].split() == [
        "run",
        "program",
        "horizon",
        "status",
        "live",
        "created",
        "by",
        "schedule",
    ]
    assert listed[1].split()[:5] == ["1", "tiny", "2026-08-03..2026-08-06", "optimal", "yes"]
    assert "…" not in listed[1]
    assert run("runs", "other", "--db", committed / "nightfloat.db", "--json").report["runs"] == []


def test_audit_and_contingency(run: Run, committed: Path) -> None:
    """Tests that any schedule file is judged, and every event named when asked for."""
    schedule = committed / "schedule.csv"
    judged = run("audit", committed, schedule, "--json")
    assert (judged.code, judged.report["status"], judged.report["items"]) == (0, "passed", [])
    certified = run("contingency", committed, schedule, "--require", "n-1", "--events", "--json")
    assert (certified.code, certified.report["status"]) == (0, "secure")
    assert [event["verdict"] for event in certified.report["items"]] == ["secure"] * 4
    for seconds in ("0", "-1", "nan", "inf"):
        assert run("contingency", committed, schedule, "--seconds", seconds).code == 2


def test_edit_by_hand(run: Run, copy: Path) -> None:
    """Tests that an edited schedule passes the same gate, replaces the first, and is shown."""
    (copy / "edited.csv").write_text(BY_HAND)
    command = ("commit", copy, copy / "edited.csv", "--why", "a swap", "--json")
    made, again = run(*command), run(*command)
    assert (made.code, made.report["run"], made.report["replayed"]) == (0, 2, False)
    assert (again.code, again.report["run"], again.report["replayed"]) == (0, 2, True)
    store = copy / "nightfloat.db"
    for number, name in ((1, "schedule.csv"), (2, "edited.csv")):
        shown = run("show", number, "--db", store, "--format", "csv")
        assert (shown.code, shown.out) == (0, (copy / name).read_text())
    assert run("show", copy, "--format", "csv").out == BY_HAND
    live = [listed["live"] for listed in run("runs", "--db", store, "--json").report["runs"]]
    assert live == [False, True]


def test_refused_by_hand(run: Run, copy: Path) -> None:
    """Tests that a schedule with a gap is refused, and the store is as it was before."""
    before = (copy / "nightfloat.db").read_bytes()
    (copy / "gap.csv").write_text("person,shift,date\nA,day,2026-08-03\n")
    made = run("commit", copy, copy / "gap.csv", "--json")
    assert made.code == 5
    assert [words[:15] for words in made.report["errors"]] == ["day of 2026-08-"] * 3
    assert "day of 2026-08-04 has 0 people" in made.report["errors"][0]
    judged = run("audit", copy, copy / "gap.csv", "--json")
    assert (judged.code, judged.report["violations"]["hard"]) == (5, 3)
    hard = [item["sentence"] for item in judged.report["items"] if item["hard"]]
    assert judged.report["errors"] == hard
    assert judged.report["items"][0]["dates"] == ["2026-08-04", "2026-08-04"]
    assert (copy / "nightfloat.db").read_bytes() == before


def test_require(run: Run, copy: Path) -> None:
    """Tests that what cannot be secured is refused by name, and not committed."""
    (copy / "people.csv").write_text("person,name,grade\nA,Ann,PGY-1\n")
    (copy / "alone.csv").write_text(BY_HAND.replace("B,", "A,"))
    ran = run(*fast("generate", copy, "--require", "n-1", "--json"))
    assert ran.code == 5
    assert (ran.report["run"], ran.report["committed"]) == (None, False)
    assert "the absence of A on 2026-08-03 is insecure" in ran.report["errors"][0]
    assert run("commit", copy, copy / "alone.csv", "--require", "n-1").code == 5
    listed = run("runs", "--db", copy / "nightfloat.db", "--json").report["runs"]
    assert [found["run"] for found in listed] == [1]
    assert run("contingency", copy, copy / "alone.csv").code == 0
    below = run("contingency", copy, copy / "alone.csv", "--require", "n-1", "--json")
    assert (below.code, below.report["errors"]) == (5, ran.report["errors"])


def test_a_refused_schedule_takes_no_others_place(
    run: Run, copy: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Tests that a file that is there stays what it was, and what was refused is beside it.

    An empty one is nobody's, and a schedule that was refused before goes.
    """
    (copy / "people.csv").write_text("person,name,grade\nA,Ann,PGY-1\n")
    (copy / "plan.csv").write_text("the plan")
    monkeypatch.chdir(copy)
    words = fast("generate", copy, "--require", "n-1", "--json")
    (copy / "new.csv").touch()
    (copy / "plan.refused.csv").write_text("refused before")
    kept, made = (run(*words, "--out", name) for name in ("plan.csv", "new.csv"))
    assert (kept.code, made.code) == (5, 5)
    assert (copy / "plan.csv").read_text() == "the plan"
    told = "'plan.csv' is left as it was; what was refused is 'plan.refused.csv'"
    assert kept.report["errors"][-1] == told
    assert made.report["errors"] == kept.report["errors"][:-1]
    written = sha256((copy / "new.csv").read_bytes()).hexdigest()
    assert written == made.report["schedule_sha256"]
    assert (copy / "plan.refused.csv").read_bytes() == (copy / "new.csv").read_bytes()


def test_certificate_of_another_input(run: Run, copy: Path) -> None:
    """Tests that what was certified is not shown beside a program that has changed since."""
    assert run("show", copy, "--json").report["contingency"]["secure"] == 4
    with (copy / "people.csv").open("a") as people:
        people.write("D,Dee,PGY-1\n")
    shown = run("show", copy, "--json")
    assert (shown.code, shown.report["contingency"]) == (0, None)
    assert len(shown.report["assignments"]) == 4


def test_a_program_called_like_a_run(run: Run, copy: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Tests that a program in a folder with the name of a number is shown as a program."""
    monkeypatch.chdir(copy.rename(copy.with_name("1")).parent)
    (Path("1") / "people.csv").write_text("person,name,grade\nA,An,PGY-1\nB,Bo,PGY-2\nC,Cy,PGY-3\n")
    shown = run("show", "1", "--db", "1/nightfloat.db")
    assert (shown.code, "A An" in shown.out) == (0, True)


def test_changed_program(run: Run, tiny: Path) -> None:
    """Tests that a run is not shown against an input that is no longer its own."""
    (tiny / "schedule.csv").write_text(BY_HAND)
    assert run("commit", tiny, tiny / "schedule.csv").code == 0
    (tiny / "people.csv").write_text("person,name,grade\nB,Bob,PGY-1\nC,Cy,PGY-1\n")
    for words in (("1", "--db", tiny / "nightfloat.db"), (tiny,)):
        shown = run("show", *words, "--json")
        assert (shown.code, len(shown.report["errors"])) == (2, 1)
