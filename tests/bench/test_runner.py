"""One instance through the pipeline: what goes wrong is a result with a sentence."""

import shutil
from collections.abc import Callable
from contextlib import nullcontext
from dataclasses import replace
from pathlib import Path
from typing import NoReturn

import pytest

import nightfloat
from nightfloat.bench import runner
from nightfloat.bench.edition import edition
from nightfloat.bench.journal import open_journal
from nightfloat.bench.row import Found
from nightfloat.bench.runner import CHANGED, Bench, run_program, run_suite
from nightfloat.bench.solution import require_place
from nightfloat.bench.suite import Suite, find
from nightfloat.domain.result import Limits
from nightfloat.engine.generate import Outcome, Watch, generate
from nightfloat.errors import DisagreementError, InputError, NightfloatError, UnstartedError
from nightfloat.io.read import read
from tests.bench.making import ONE_DAY, write_suite
from tests.testing.faults import RequestsWeightless

LIMITS = Limits(seconds=60, memory_mb=2000, workers=2, seed=1)


def bench(folder: Path, out: Path | None = None) -> Bench:
    entries = find(Suite.CURTOIS, write_suite(folder, Instance1=ONE_DAY))
    return Bench(
        Suite.CURTOIS,
        entries,
        LIMITS,
        lambda limits, should_stop: nullcontext(Watch(should_stop=should_stop)),
        lambda sentence: None,
        out,
    )


def never() -> bool:
    return False


def test_a_disagreement_of_model_and_audit_is_a_failed_result(tmp_path: Path) -> None:
    """Tests a rule that prices every wish at 1: the model says 1 where the audit finds 2 or 3."""
    made = bench(tmp_path)
    (entry,) = made.entries
    program = read(entry.source)
    wrong = RequestsWeightless(tier=program.tiers[0])
    rules = tuple(wrong if c.kind == "requests" else c for c in program.constraints)
    found = run_program(made, entry, replace(program, constraints=rules), never)
    assert (found.status, found.audit, found.ended) == ("disagreement", "failed", "failed")
    assert "in the model and" in found.note
    assert run_program(made, entry, program, never).cost == 2


def taking(place: Path, search: Callable[..., object]) -> Callable[..., object]:
    """Return a search in which a folder takes a place that was free when it began."""

    def generate(*asked: object) -> object:
        (place / "sol-week0.txt").mkdir(parents=True)
        return search(*asked)

    return generate


def test_a_solution_that_cannot_be_written_keeps_its_row(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (out := tmp_path / "out").mkdir()
    monkeypatch.setattr(runner, "generate", taking(out / "Instance1.csv", runner.generate))
    (row,) = run_suite(bench(tmp_path / "suite", out), never)
    assert (row.status, row.cost, row.ended, row.exit_code) == ("unwritten", 2, "failed", 2)
    assert "cannot be written" in row.note


def test_an_instance_whose_solution_has_no_place_is_not_run(tmp_path: Path) -> None:
    out = tmp_path / "out"
    out.write_text("a file in the place of the folder")
    (row,) = run_suite(bench(tmp_path / "suite", out), never)
    assert (row.status, row.cost, row.seconds, row.exit_code) == ("unwritten", None, 0.0, 2)
    assert out.read_text() == "a file in the place of the folder"


@pytest.mark.parametrize(
    ("name", "text", "said"),
    [("validator.txt", "of the judge", "holds 'validator.txt'"), ("", "", "cannot be written to")],
)
def test_weeks_have_no_place_among_strangers(
    tmp_path: Path, name: str, text: str, said: str
) -> None:
    """Tests a folder with other files in it, and a file in the place of the folder."""
    weeks = tmp_path / "n005w4_0_1-2-3-3"
    require_place(Suite.INRC2, weeks.name, tmp_path)
    if name:
        weeks.mkdir()
        (weeks / "sol-week0.txt").touch()
    require_place(Suite.INRC2, weeks.name, tmp_path)
    (weeks / name).write_text(text)
    with pytest.raises(InputError, match=said):
        require_place(Suite.INRC2, weeks.name, tmp_path)


def test_a_run_without_a_schedule_leaves_no_older_solution(tmp_path: Path) -> None:
    """Tests a run without memory: what another one wrote is no solution of it."""
    (out := tmp_path / "out").mkdir()
    (first,) = run_suite(bench(tmp_path / "suite", out), never)
    assert (first.cost, (out / "Instance1.csv").exists()) == (2, True)
    grid, solution = out / "Instance1.csv", (out / "Instance1.csv").read_text()
    results = tmp_path / "results.csv"
    small = replace(bench(tmp_path / "suite", out), limits=replace(LIMITS, memory_mb=1))
    for again in range(2):  # once made, once kept
        grid.write_text(solution)
        said: list[str] = []
        made = replace(small, journal=open_journal(results), say=said.append)
        (row,) = run_suite(made, never)
        assert (row.cost, row.ended, grid.exists()) == (None, "complete", False)
        assert ("not run again" in said[-1]) == bool(again)


BROKEN = ONE_DAY.replace("0,D,1,100,1", "0,D,one,100,1")


def raising(error: BaseException) -> Callable[..., NoReturn]:
    def fail(*given: object) -> NoReturn:
        del given
        raise error

    return fail


@pytest.mark.parametrize("part", ["read_entry", "generate"])
@pytest.mark.parametrize(
    ("error", "said"),
    [
        (OSError(12, "no room for a process"), "OSError: [Errno 12] no room for a process"),
        (KeyError("D"), "KeyError: 'D'"),
        (NightfloatError("the search has no room"), "the search has no room"),
    ],
    ids=str,
)
def test_an_instance_that_fails_is_a_row_and_the_suite_goes_on(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, part: str, error: Exception, said: str
) -> None:
    monkeypatch.setattr(runner, part, raising(error))
    entries = find(Suite.CURTOIS, write_suite(tmp_path / "suite"))[:2]
    made = replace(bench(tmp_path / "suite"), entries=entries)
    for row in run_suite(replace(made, journal=open_journal(tmp_path / "results.csv")), never):
        assert (row.status, row.ended, row.exit_code) == ("failed", "failed", 70)
        assert said in row.note
    found = open_journal(tmp_path / "results.csv").rows
    assert [row.instance for row in found] == ["Instance1", "Instance2"]


@pytest.mark.parametrize("part", ["read_entry", "generate"])
def test_who_quits_ends_the_suite(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, part: str
) -> None:
    monkeypatch.setattr(runner, part, raising(KeyboardInterrupt()))
    with pytest.raises(KeyboardInterrupt):
        list(run_suite(bench(tmp_path / "suite"), never))


@pytest.mark.parametrize(
    ("error", "status"),
    [(DisagreementError("they differ"), "disagreement"), (ValueError("none"), "failed")],
    ids=["disagreement", "failed"],
)
def test_a_run_that_fails_leaves_no_older_solution(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, error: Exception, status: str
) -> None:
    """Tests a solution that a judge would score as this run's, and one that cannot be removed."""
    grid = tmp_path / "out" / "Instance1.csv"
    made = bench(tmp_path / "suite", grid.parent)
    monkeypatch.setattr(runner, "generate", raising(error))
    grid.parent.mkdir()
    grid.write_text("of before")
    (row,) = run_suite(made, never)
    assert (row.status, grid.exists()) == (status, False)
    monkeypatch.setattr(runner, "generate", taking(grid, raising(error)))
    (again,) = run_suite(made, never)
    assert (again.status, again.exit_code) == (row.status, row.exit_code)
    assert again.note.startswith(f"{row.note}; ")
    assert "cannot be removed" in again.note


@pytest.mark.parametrize(
    ("text", "error", "status"),
    [(BROKEN, None, "unread"), (ONE_DAY, OSError("no room"), "failed")],
    ids=["unread", "failed"],
)
def test_an_instance_that_cannot_be_read_leaves_an_older_solution(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    text: str,
    error: Exception | None,
    status: str,
) -> None:
    """Tests that nothing is removed where nothing is run."""
    grid = tmp_path / "out" / "Instance1.csv"
    made = bench(tmp_path / "suite", grid.parent)
    write_suite(tmp_path / "suite", Instance1=text)
    if error is not None:
        monkeypatch.setattr(runner, "read_entry", raising(error))
    grid.parent.mkdir()
    grid.write_text("of before")
    (row,) = run_suite(made, never)
    assert (row.status, row.ended, grid.read_text()) == (status, "failed", "of before")


def test_an_older_solution_that_cannot_be_removed_is_a_row(tmp_path: Path) -> None:
    """Tests folders in the place of a file: the suite goes on, and later all is tried again."""
    out, results = tmp_path / "out", tmp_path / "results.csv"
    out.mkdir()
    entries = find(Suite.CURTOIS, write_suite(tmp_path / "suite"))[:2]
    limits = replace(LIMITS, memory_mb=1)
    made = replace(bench(tmp_path / "suite", out), entries=entries, limits=limits)
    first = list(run_suite(replace(made, journal=open_journal(results)), never))
    assert [(row.cost, row.ended) for row in first] == [(None, "complete")] * 2
    (out / "Instance1.csv" / "sol-week0.txt").mkdir(parents=True)
    bad, good = run_suite(replace(made, journal=open_journal(results)), never)
    assert (bad.status, bad.ended, bad.exit_code) == ("unwritten", "failed", 2)
    assert "cannot be removed" in bad.note
    assert good == first[1]
    shutil.rmtree(out / "Instance1.csv")
    again = list(run_suite(replace(made, journal=open_journal(results)), never))
    assert [(row.status, row.ended) for row in again] == [("unknown", "complete")] * 2


def test_what_is_cut_short_leaves_an_older_solution(tmp_path: Path) -> None:
    """Tests a wish to stop that comes with the search: nothing is lost, and it is made again."""
    (out := tmp_path / "out").mkdir()
    grid = out / "Instance1.csv"
    grid.write_text("of before")
    asked: list[bool] = []

    def stop() -> bool:
        asked.append(True)
        return len(asked) > 1

    small = replace(bench(tmp_path / "suite", out), limits=replace(LIMITS, memory_mb=1))
    (row,) = run_suite(small, stop)
    assert (row.cost, row.ended, grid.read_text()) == (None, "cut short", "of before")


def test_a_row_with_the_solution_of_another_run_is_made_again(tmp_path: Path) -> None:
    """Tests a roster in which B works instead of A, put in the place of the optimum."""
    (out := tmp_path / "out").mkdir()
    results = tmp_path / "results.csv"
    made = replace(bench(tmp_path / "suite", out), journal=open_journal(results))
    (first,) = run_suite(made, never)
    grid = out / "Instance1.csv"
    solution = grid.read_text()
    said: list[str] = []
    for other in ("A,-,-,-,-,-,-,-\nB,D,-,-,-,-,-,-\n", "nothing"):
        grid.write_text(other)
        again = replace(made, journal=open_journal(results), say=said.append)
        (row,) = run_suite(again, never)
        assert (row.cost, grid.read_text()) == (first.cost, solution)
    assert not [sentence for sentence in said if "not run again" in sentence]
    (kept,) = run_suite(replace(made, journal=open_journal(results), say=said.append), never)
    assert (kept.cost, "not run again" in said[-1]) == (2, True)


def test_a_row_of_other_sources_is_made_again(tmp_path: Path) -> None:
    """Tests that the key tells two states of one version apart."""
    (row,) = run_suite(bench(tmp_path), never)
    version, _, sources = row.nightfloat.partition("+")
    assert (version, row.nightfloat) == (nightfloat.__version__, edition())
    assert len(bytes.fromhex(sources)) == 4


def test_a_run_during_which_sources_change_counts_for_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Tests that its row, which no version has made, is made again by the same suite.

    Its solution goes; that of the next instance, which is not begun, stays.
    """
    (sources := tmp_path / "sources").mkdir()
    monkeypatch.setattr(nightfloat, "__file__", str(sources / "__init__.py"))
    grid = tmp_path / "out" / "Instance1.csv"
    grid.parent.mkdir()
    made, before = bench(tmp_path / "suite", grid.parent), edition()
    (row,) = run_suite(made, never)
    assert (row.nightfloat, row.ended, row.note) == (before, "complete", "")

    def edited(*asked: object) -> Outcome:
        (sources / "new.py").write_text("later = True")
        return generate(*asked)  # pyright: ignore[reportArgumentType]

    monkeypatch.setattr(runner, "generate", edited)
    for begun in (True, False):
        grid.write_text("of before")
        (row,) = run_suite(made, never)
        assert (row.nightfloat, row.ended, row.note) == (before, "failed", CHANGED)
        assert (row.status, row.cost, row.exit_code) == ("failed", None, 70)
        assert row.nightfloat != edition()
        assert grid.exists() is not begun
        monkeypatch.setattr(runner, "generate", raising(AssertionError()))


def test_a_lock_of_an_editor_is_no_source(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Tests a link that leads nowhere, and a folder: neither has bytes."""
    monkeypatch.setattr(nightfloat, "__file__", str(tmp_path / "__init__.py"))
    before = edition()
    (tmp_path / ".#a.py").symlink_to("somebody@host.1:2")
    (tmp_path / "folder.py").mkdir()
    assert edition() == before
    (tmp_path / "a.py").write_text("")
    assert edition() != before


@pytest.mark.parametrize("readable", [0, 1])
def test_sources_that_can_no_longer_be_read_have_changed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, readable: int
) -> None:
    """Tests a file that goes while it is looked at, before an instance and after it."""
    made, left = bench(tmp_path / "suite"), [edition()] * readable

    def read() -> str:
        if not left:
            raise FileNotFoundError(2, "No such file or directory")
        return left.pop()

    def search(*asked: object) -> Found:
        del asked
        return Found("optimal")

    monkeypatch.setattr(runner, "edition", read)
    monkeypatch.setattr(runner, "run_program", search)
    (row,) = run_suite(made, never)
    assert (row.status, row.ended, row.note) == ("failed", "failed", CHANGED)


def test_no_room_for_a_process_is_no_defect(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Tests that the row has no schedule, is made again, and ends the suite with 4."""
    monkeypatch.setattr(runner, "generate", raising(UnstartedError("no room")))
    (row,) = run_suite(bench(tmp_path), never)
    assert (row.status, row.ended, row.exit_code) == ("unknown", "failed", 4)
    assert row.note == "no room"


def test_nothing_is_started_once_told_to_stop(tmp_path: Path) -> None:
    assert list(run_suite(bench(tmp_path), lambda: True)) == []
