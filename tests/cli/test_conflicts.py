"""Programs that cannot work: what is in the way is named, with people and dates."""

from pathlib import Path

from tests.cli.conftest import Run, fast
from tests.cli.programs import COLLIDING, EXHAUSTED, write

NAMED = [
    ("cover", None, "2026-08-05"),
    ("leave", "A", "2026-08-05"),
    ("pins", "B", "2026-08-05"),
]


def test_generate(run: Run, tmp_path: Path) -> None:
    """Tests that a conflict found by the search ends with 3, its members, and no run."""
    folder = write(tmp_path / "a", COLLIDING)
    ran = run(*fast("generate", folder, "--json"))
    assert (ran.code, ran.report["status"], ran.report["run"]) == (3, "infeasible", None)
    conflict = ran.report["conflict"]
    found = sorted((m["constraint"], m["person"], m["dates"][0]) for m in conflict["members"])
    assert found == NAMED
    assert (conflict["minimal"], conflict["confirmed"]) == (True, True)
    assert ran.report["errors"] == [member["sentence"] for member in conflict["members"]]
    assert run("runs", "--db", folder / "nightfloat.db", "--json").report["runs"] == []


def test_explain(run: Run, tmp_path: Path) -> None:
    """Tests that explain names the fewest requirements to give up, and writes no store."""
    folder = write(tmp_path / "a", EXHAUSTED)
    ran = run(*fast("explain", folder)[:-2])
    assert ran.code == 3
    assert "Nobody takes more than 1" in ran.out
    told = run(*fast("explain", folder, "--json")[:-2])
    members = told.report["conflict"]["members"]
    assert (told.code, told.report["errors"]) == (3, [member["sentence"] for member in members])
    assert "The fewest to give up, everything else then holds:" in ran.out
    assert len(ran.out.split("everything else then holds:\n")[1].splitlines()) == 1
    assert not (folder / "nightfloat.db").exists()


def test_explain_with_too_little_memory(run: Run, tmp_path: Path) -> None:
    """Tests that what ended the search is said, as text and in the object, and is no time limit."""
    folder = write(tmp_path / "a", EXHAUSTED)
    note = "the search needed more than 5 MB of memory"
    told = run("explain", folder, "--memory-limit", "5", "--json")
    assert (told.code, told.report["status"], told.report["note"]) == (4, "unknown", note)
    assert told.report["errors"] == [f"{note}; allow more with --time-limit or --memory-limit"]
    assert note in run("explain", folder, "--memory-limit", "5").out


def test_nothing_to_explain(run: Run, tiny: Path) -> None:
    """Tests that a program that works has no conflict."""
    ran = run("explain", tiny, "--time-limit", "20", "--workers", "2", "--json")
    assert (ran.code, ran.report["status"], "conflict" in ran.report) == (0, "feasible", False)


def test_draft(run: Run, tmp_path: Path) -> None:
    """Tests that a draft names its holes and is never committed."""
    folder = write(tmp_path / "a", COLLIDING)
    ran = run(*fast("generate", folder, "--draft", "--json", "--out", folder / "draft.csv"))
    assert (ran.code, ran.report["draft"], ran.report["committed"]) == (0, True, False)
    assert ran.report["holes"] == ["day of 2026-08-05 has 1 people, fewer than 2"]
    assert (folder / "draft.csv").read_text().count("2026-08-05") == 1
    assert not (folder / "nightfloat.db").exists()
    assert run("audit", folder, folder / "draft.csv").code == 5


def test_counts(run: Run, tmp_path: Path) -> None:
    """Tests that what is waived, inherited or without effect is counted, not hidden."""
    rest = '[[constraints]]\nkind = "max_stretch"\nname = "two"\nmaximum = 2\n'
    idle = '[[constraints]]\nkind = "max_shifts"\nname = "idle"\nmaximum = 1\n'
    idle += 'scope = { days = ["weekend"] }\n'
    days = [f"2026-07-{day}" for day in (29, 30, 31)]
    folder = write(
        tmp_path / "a",
        {
            "program.toml": (
                'name = "tiny"\nzone = "Pacific/Honolulu"\nstart = 2026-08-03\ndays = 4\n'
                f"history_from = 2026-07-27\n{rest}{idle}"
            ),
            "history.csv": "person,shift,date\n" + "".join(f"A,day,{day}\n" for day in days),
            "waivers.csv": "constraint,person,first_day,last_day,reason,approver\n"
            "two,B,2026-08-03,2026-08-06,short of people,Dr Chu\n",
            "s.csv": "person,shift,date\n"
            + "".join(f"B,day,2026-08-0{day}\n" for day in (3, 4, 5))
            + "C,day,2026-08-06\n",
        },
    )
    judged = run("audit", folder, folder / "s.csv", "--json")
    counts = judged.report["violations"]
    assert (judged.code, counts["hard"], counts["inherited"], counts["waived"]) == (0, 0, 1, 1)
    assert [item["waived"] for item in judged.report["items"] if item["person"] == "B"] == [
        "short of people"
    ]
    made = run(*fast("generate", folder, "--no-commit"))
    assert "1 inherited" in made.out
    assert "idle applies to nothing here" in made.out
    assert "idle applies to nothing here" in run("check", folder).out
