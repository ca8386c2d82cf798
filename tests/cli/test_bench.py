"""The command bench: a row per instance, resumed where it was left, whatever an instance does."""

import csv
import json
import os
import signal
from collections.abc import Callable
from io import StringIO
from pathlib import Path
from typing import Any

import pytest

from nightfloat.bench import runner
from nightfloat.bench.row import Found
from nightfloat.bench.runner import Bench
from nightfloat.bench.suite import Entry
from nightfloat.constraints.program import Program
from nightfloat.domain.result import Limits, Result, Status, TierResult
from nightfloat.domain.schedule import Assignment, Schedule
from nightfloat.engine.audit import audit
from nightfloat.engine.generate import Outcome
from nightfloat.io.curtois import read_curtois
from nightfloat.io.schedule_file import read_schedule
from tests.bench.making import ONE_DAY, write_suite
from tests.cli.conftest import Run, process, started, wait_for
from tests.io.inrc2_set import JUDGE, judge

# each is proved long before
FAST = ("--time-limit", "60", "--workers", "2")
INRC2 = Path(__file__).parents[3] / "shared" / "bench" / "inrc2"
CURTOIS = Path(__file__).parents[3] / "shared" / "bench" / "curtois"
WEEKS = "n005w4_0_1-2-3-3"
BROKEN = ONE_DAY.replace("0,D,1,100,1", "0,D,one,100,1")


def rows(path: Path) -> list[dict[str, str]]:
    return list(csv.DictReader(StringIO(path.read_text())))


@pytest.fixture
def solved(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let every search come at once to the optimum of an instance of one day, in which A works."""

    def found(program: Program, *asked: object) -> Outcome:
        del asked
        first = program.instance.calendar.horizon.first
        schedule = Schedule.of([Assignment("A", first, "D")])
        judged = audit(program, schedule)
        tiers = tuple(TierResult(t, Status.OPTIMAL, n, n) for t, n in judged.values.items())
        limits = Limits(60, 4096, 2, 1)
        return Outcome(Result(Status.OPTIMAL, schedule, tiers, 1.0, limits, "made up"), judged)

    monkeypatch.setattr(runner, "generate", found)


def costs(report: dict[str, Any]) -> list[tuple[object, ...]]:
    return [(r["instance"], r["status"], r["cost"], r["audit"]) for r in report["rows"]]


@pytest.mark.cli
def test_a_suite_as_its_users_run_it(tmp_path: Path) -> None:
    """Tests the table, the rows and the solutions of two instances with an optimum of 2."""
    folder, out = write_suite(tmp_path / "suite"), tmp_path / "out"
    results = out / "results.csv"
    words = ("bench", "curtois", folder, "--instances", "1,10", *FAST)
    ran = process(*words, "--out", out, "--csv", results)
    assert ran.code == 0
    header, first, second, sums = ran.out.splitlines()
    assert header.split() == [
        "instance", "status", "cost", "bound", "gap", "best", "known", "to", "best", "seconds",
        "peak", "MB", "audit",
    ]  # fmt: skip
    assert first.split()[:7] == ["Instance1", "optimal", "2", "2", "0.00%", "2", "0.00%"]
    # the best known of Instance10 is wrong on purpose: (2 - 1) / 1
    assert second.split()[:7] == ["Instance10", "optimal", "2", "2", "0.00%", "1", "100.00%"]
    assert sums == (
        "2 instances, 2 with a schedule, 2 proved; of 2 with a best known cost 1 reach it, "
        "mean gap 50.00%"
    )
    found = rows(results)
    assert [(r["instance"], r["cost"], r["audit"], r["seed"]) for r in found] == [
        ("Instance1", "2", "passed", "1"),
        ("Instance10", "2", "passed", "1"),
    ]
    assert all(int(r["peak_mb"]) > 0 and 0 < float(r["seconds"]) < 60 for r in found)
    assert {path.name for path in out.iterdir()} == {
        "Instance1.csv",
        "Instance10.csv",
        "results.csv",
    }
    instance = read_curtois(folder / "Instance1.txt", "").instance
    schedule = read_schedule(out / "Instance1.csv", instance)
    assert schedule.sha256 == found[0]["schedule_sha256"] != Schedule().sha256
    assert (out / "Instance1.csv").read_text().startswith("A,D")


@pytest.mark.usefixtures("solved")
def test_one_object_and_the_same_rows_when_resumed(run: Run, tmp_path: Path) -> None:
    """Tests that rows that are there are not run again, and that another limit is another run."""
    words = ("bench", "curtois", write_suite(tmp_path / "suite"), "--csv", tmp_path / "r.csv")
    first = run(*words, "--instances", "1", *FAST, "--json")
    both = run(*words, "--instances", "1,2", *FAST, "--json")
    assert (first.code, both.code) == (0, 0)
    assert costs(both.report) == [
        ("Instance1", "optimal", 2, "passed"),
        ("Instance2", "optimal", 2, "passed"),
    ]
    assert both.report["rows"][0] == first.report["rows"][0]
    assert "Instance1 has its row already" in both.err
    assert "Instance2 has its row already" not in both.err
    assert (both.report["status"], both.report["not_run"]) == ("done", [])
    other = run(*words, "--instances", "1", *FAST, "--seed", "2", "--strategy", "exact", "--json")
    assert "already" not in other.err
    assert [(r["instance"], r["seed"], r["strategy"]) for r in rows(tmp_path / "r.csv")] == [
        ("Instance1", "1", "portfolio"),
        ("Instance2", "1", "portfolio"),
        ("Instance1", "2", "exact"),
    ]


@pytest.mark.usefixtures("solved")
def test_a_changed_instance_or_a_missing_solution_is_run_again(run: Run, tmp_path: Path) -> None:
    folder = write_suite(tmp_path / "suite", Instance1=ONE_DAY)
    out = tmp_path / "out"
    out.mkdir()
    words = ("bench", "curtois", folder, "--csv", out / "r.csv", *FAST, "--json")
    run(*words)
    assert "already" not in run(*words, "--out", out).err
    assert "already" in run(*words, "--out", out).err
    write_suite(folder, Instance1=ONE_DAY.replace("A,0,D,2", "A,0,D,1"))
    changed = run(*words)
    assert "already" not in changed.err
    assert costs(changed.report) == [("Instance1", "optimal", 1, "passed")]


@pytest.mark.usefixtures("solved")
def test_a_cut_results_file_is_mended(run: Run, tmp_path: Path) -> None:
    """Tests that a row cut off by a kill is dropped with a note, and made again."""
    results = tmp_path / "r.csv"
    words = ("bench", "curtois", write_suite(tmp_path / "suite"), "--csv", results, *FAST)
    run(*words)
    whole = results.read_bytes()
    results.write_bytes(whole[:-40])
    again = run(*words)
    assert (again.code, "its last line was cut off" in again.err) == (0, True)
    assert again.err.count("has its row already") == 2
    assert [r["instance"] for r in rows(results)] == ["Instance1", "Instance2", "Instance10"]
    assert results.read_bytes().endswith(b"\n")


@pytest.mark.usefixtures("solved")
def test_a_broken_instance_is_a_row_and_the_suite_goes_on(run: Run, tmp_path: Path) -> None:
    folder = write_suite(tmp_path / "suite", Instance1=BROKEN, Instance2=ONE_DAY)
    results = tmp_path / "r.csv"
    words = ("bench", "curtois", folder, "--csv", results, *FAST, "--json")
    for _ in range(2):  # what failed is tried again, what is done is not
        ran = run(*words)
        assert ran.code == 2
        assert costs(ran.report) == [
            ("Instance1", "unread", None, "none"),
            ("Instance2", "optimal", 2, "passed"),
        ]
        assert "Instance1.txt, row" in ran.report["errors"][0]
    assert [r["ended"] for r in rows(results)] == ["failed", "complete", "failed"]
    write_suite(folder, Instance1=ONE_DAY, Instance2=ONE_DAY)
    assert run(*words).code == 0


def test_no_schedule_in_time_is_4(run: Run, tmp_path: Path) -> None:
    # A has to work 8 days of 7, which columns never find out
    asked = ONE_DAY.replace("A,D=7,10080,0", "A,D=7,10080,3840")
    folder = write_suite(tmp_path / "suite", Instance1=asked)
    words = ("--time-limit", "1", "--strategy", "columns", "--json")
    ran = run("bench", "curtois", folder, *words)
    assert (ran.code, costs(ran.report)) == (4, [("Instance1", "unknown", None, "none")])
    assert ran.report["errors"]


def test_no_schedule_at_all_is_3(run: Run, tmp_path: Path) -> None:
    """Tests the same by the strategy that finds it out, and a sentence that says so."""
    asked = ONE_DAY.replace("A,D=7,10080,0", "A,D=7,10080,3840")
    folder = write_suite(tmp_path / "suite", Instance1=asked)
    ran = run("bench", "curtois", folder, *FAST, "--strategy", "exact", "--json")
    assert (ran.code, costs(ran.report)) == (3, [("Instance1", "infeasible", None, "none")])
    (error,) = ran.report["errors"]
    assert error.startswith("Instance1: ")
    assert "--time-limit" not in error


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("curtoise", "."), "'curtois'"),
        (("curtois", "{folder}/none"), "is no folder"),
        (("curtois", "{folder}", "--instances", "3"), "no instance 'Instance3'"),
        (("curtois", "{folder}", "--out", "{folder}/Instance1.txt"), "cannot be made"),
        (("curtois", "{folder}", "--csv", "{folder}/none/r.csv"), "cannot be written"),
        (("curtois", "{folder}", "--csv", "{folder}/Instance1.txt"), "holds no results"),
        (
            ("curtois", "{folder}", "--out", "{folder}/o", "--csv", "{folder}/o/Instance2.csv"),
            "Instance2;",
        ),
        (
            (
                "inrc2",
                "{folder}",
                "--instances",
                WEEKS,
                "--out",
                "{folder}/o",
                "--csv",
                f"{{folder}}/o/{WEEKS}/sol-week0.txt",
            ),
            f"the solution of {WEEKS};",
        ),
        (("inrc2", "{folder}", "--instances", "n005w4"), "'n005w4' is no INRC-II instance"),
        (("curtois", "{folder}", "--csv", "/dev/stdout"), "no room for anything else"),
        (("curtois", "{folder}", "--workers", "0"), "number of workers"),
        (("curtois", "{folder}", "--strategy", "luck"), "the strategy is 'luck'"),
        (("curtois",), "folder"),
    ],
    ids=str,
)
def test_bad_usage(run: Run, tmp_path: Path, words: tuple[str, ...], said: str) -> None:
    """Tests that what cannot be is one sentence and 2, before anything is solved."""
    folder = write_suite(tmp_path / "suite")
    ran = run("bench", *(word.format(folder=folder) for word in words), "--json")
    assert (ran.code, said in ran.report["errors"][0]) == (2, True), ran.out
    assert (folder / "Instance1.txt").read_text() == ONE_DAY


def folder_in_its_place(out: Path) -> None:
    (out / "Instance2.csv").mkdir()


def link_into_no_folder(out: Path) -> None:
    (out / "Instance2.csv").symlink_to(out / "none" / "Instance2.csv")


@pytest.mark.parametrize("taken", [folder_in_its_place, link_into_no_folder])
def test_nothing_is_solved_whose_roster_would_be_lost(
    run: Run, tmp_path: Path, taken: Callable[[Path], None]
) -> None:
    """Tests that an instance without a place is a row at once, and the others are solved."""
    (out := tmp_path / "out").mkdir()
    taken(out)
    ran = run("bench", "curtois", write_suite(tmp_path / "suite"), "--out", out, *FAST, "--json")
    rows = {row["instance"]: row for row in ran.report["rows"]}
    lost = rows.pop("Instance2")
    assert (ran.code, lost["status"], lost["cost"], lost["seconds"]) == (2, "unwritten", None, 0.0)
    assert {row["status"] for row in rows.values()} == {"optimal"}
    (error,) = ran.report["errors"]
    assert "cannot be written as the solution of Instance2; remove what is there" in error


def test_a_folder_that_takes_no_solution_is_told_first(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Tests a system that lets nobody write there: one sentence, not one for each instance."""

    def refused(path: Path, mode: int) -> bool:
        del path
        return mode != os.W_OK

    monkeypatch.setattr(os, "access", refused)
    ran = run("bench", "curtois", write_suite(tmp_path / "suite"), "--out", tmp_path, "--json")
    (error,) = ran.report["errors"]
    assert (ran.code, "cannot be written to; name another place" in error) == (2, True)


def test_the_errors_name_each_instance_that_has_one_and_no_other(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Tests a note of what succeeded, and one without a note beside one that has a note."""
    found = {
        "Instance1": Found("feasible", cost=3, audit="passed", note="it was ended from outside"),
        "Instance2": Found("unknown"),
        "Instance10": Found("unknown", note="no memory"),
    }

    def search(bench: Bench, entry: Entry, *others: object) -> Found:
        del bench, others
        return found[entry.name]

    monkeypatch.setattr(runner, "run_program", search)
    ran = run("bench", "curtois", write_suite(tmp_path / "suite"), "--json")
    assert ran.code == 4
    assert ran.report["errors"] == [
        "Instance2: unknown; allow more with --time-limit",
        "Instance10: no memory",
    ]
    assert "Instance1: it was ended from outside" in ran.err


@pytest.mark.cli
@pytest.mark.no_cover
@pytest.mark.slow
def test_the_first_signal_ends_the_suite_with_a_row(run: Run, tmp_path: Path) -> None:
    """Tests that the present residency keeps its best, is audited, and is run again next time.

    It is generated once: what has been changed in its folder by then is read.
    """
    folder, results, out = tmp_path / "new", tmp_path / "r.csv", tmp_path / "out"
    words = ("bench", "residency", folder, "--csv", results, "--out", out, "--json")
    with started(*words, "--instances", "S,M", "--time-limit", "300", "--workers", "2") as running:
        # a gap: before there is a schedule, bounds are said without one
        wait_for(running, "%")
        running.send_signal(signal.SIGINT)
        said, err = running.communicate(timeout=60)
    report = json.loads(said)
    assert (running.returncode, "time is up" in err) == (0, True)
    assert (report["status"], report["not_run"]) == ("cut short", ["residency-M"])
    (row,) = rows(results)
    assert (row["instance"], row["audit"], row["ended"]) == ("residency-S", "passed", "cut short")
    assert row["tiers"].startswith("coverage ")
    checked = run("audit", folder / "residency-S", out / "residency-S.csv", "--json")
    assert (checked.code, checked.report["violations"]["hard"]) == (0, 0)
    (folder / "residency-S" / "people.csv").write_text("person\n")
    broken = run(*words, "--instances", "S")
    assert (broken.code, broken.report["rows"][0]["status"]) == (2, "unread")


# the judge leaves the files that it reads to the interpreter to close
@pytest.mark.filterwarnings("ignore:unclosed file:ResourceWarning")
@pytest.mark.skipif(not INRC2.exists(), reason="the benchmark data is not here")
def test_inrc2(run: Run, tmp_path: Path) -> None:
    """Tests that an instance of the competition has its row and a file per week."""
    name = "n005w4_1_6-2-9-1"
    words = ("bench", "inrc2", INRC2, "--instances", name, "--out", tmp_path / "out")
    ran = run(*words, "--time-limit", "60", "--strategy", "columns", "--json")
    (row,) = ran.report["rows"]
    assert (ran.code, row["audit"], row["best_known"]) == (0, "passed", 1520)
    assert row["bound"] <= 1520 <= row["cost"]
    files = sorted(map(str, (tmp_path / "out" / name).iterdir()))
    assert len(files) == 4
    if JUDGE.is_file():
        faults, _, total = judge()(str(INRC2), name, files)
        assert (sum(faults.values()), total) == (0, row["cost"])


@pytest.mark.skipif(not CURTOIS.exists(), reason="the benchmark data is not here")
def test_the_first_curtois_instance(run: Run) -> None:
    ran = run("bench", "curtois", CURTOIS, "--instances", "1", *FAST, "--json")
    (row,) = ran.report["rows"]
    assert (ran.code, row["best_known"], row["audit"]) == (0, 607, "passed")
    assert row["bound"] <= 607 <= row["cost"]
