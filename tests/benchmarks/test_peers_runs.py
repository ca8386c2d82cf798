"""Tests that each run of a contest is made once, is kept, and leaves nothing running."""

import os
import shutil
import signal
import subprocess
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from typing import NoReturn

import psutil
import pytest

import nightfloat
from benchmarks.peers import contest as contests
from benchmarks.peers import environments
from benchmarks.peers.__main__ import run
from benchmarks.peers.contest import compete, ended_by_sigterm
from benchmarks.peers.contestants import contestants
from benchmarks.peers.environments import RUNNERS
from benchmarks.peers.ledger import append, rows
from tests.benchmarks.pretending import JUDGE, ROW, contest, doing, judge, question


def gone(pid: int) -> bool:
    """Whether the process ends within ten seconds."""
    until = time.monotonic() + 10
    with suppress(psutil.NoSuchProcess):
        while psutil.Process(pid).status() != psutil.STATUS_ZOMBIE:
            if time.monotonic() > until:
                return False
            time.sleep(0.05)
    return True


def test_rows_come_back_from_the_file_as_they_were(tmp_path: Path) -> None:
    ledger = tmp_path / "new" / "rows.csv"
    empty = replace(ROW, peer="timefold", cost=None, bound=None, claimed=None, startup=0.5)
    assert rows(ledger) == []
    append(ledger, ROW)
    append(ledger, empty)
    assert rows(ledger) == [ROW, empty]
    assert ledger.read_text(encoding="utf-8").count("verdict") == 1


def test_a_run_with_a_row_is_not_run_again(tmp_path: Path) -> None:
    asked, count = contest(tmp_path), tmp_path / "count"
    append(asked.ledger, ROW)
    # The same run under another limit is another run.
    append(asked.ledger, replace(ROW, peer="highs", time_limit=10.0))
    first = run(asked)
    ran = ["Instance1 highs", "Instance2 highs", "Instance2 nightfloat"]
    assert count.read_text(encoding="utf-8").splitlines() == ran
    assert run(asked) == first
    assert count.read_text(encoding="utf-8").splitlines() == ran
    assert len(rows(asked.ledger)) == 5
    # The judge's four stand against the five that were claimed.
    assert [(row.cost, row.claimed, row.verdict) for row in first[:2]] == [
        (4, 5, "differs"),
        (607, 607, "agrees"),
    ]


@pytest.mark.parametrize(
    "other",
    [
        {"edition": "1+cd"},
        {"input_sha256": "ab12"},
        {"judge_sha256": "ab12"},
        {"cores": 1},
        {"threads": 1},
    ],
    ids=str,
)
def test_a_row_of_another_run_does_not_stand_for_it(
    tmp_path: Path, other: dict[str, str | int]
) -> None:
    asked = contest(tmp_path)
    row = replace(ROW, **other)  # pyright: ignore[reportArgumentType]
    append(asked.ledger, row)
    assert len(run(asked)) == 4
    assert len((tmp_path / "count").read_text().splitlines()) == 4


def test_a_run_that_failed_is_run_again(tmp_path: Path) -> None:
    asked = contest(tmp_path)
    append(asked.ledger, replace(ROW, status="failed", cost=None, verdict="none"))
    append(asked.ledger, replace(ROW, peer="highs", status="late", cost=None, verdict="none"))
    again = run(asked)
    ran = ["Instance1 nightfloat", "Instance2 highs", "Instance2 nightfloat"]
    assert (tmp_path / "count").read_text().splitlines() == ran
    assert [row.status for row in again[:2]] == ["late", "optimal"]
    assert run(asked) == again


def test_a_cut_last_line_is_dropped_and_told(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    asked = contest(tmp_path)
    append(asked.ledger, ROW)
    append(asked.ledger, replace(ROW, peer="highs"))
    asked.ledger.write_bytes(asked.ledger.read_bytes()[:-40])
    assert rows(asked.ledger) == [ROW]
    found = run(asked)
    assert "the last line of" in capsys.readouterr().out
    assert len(rows(asked.ledger)) == 4
    assert run(asked) == found
    assert "the last line of" not in capsys.readouterr().out


@pytest.mark.parametrize("kept", [0, 7])
def test_a_cut_header_is_written_again(tmp_path: Path, kept: int) -> None:
    asked = contest(tmp_path)
    append(asked.ledger, ROW)
    asked.ledger.write_bytes(asked.ledger.read_bytes()[:kept])
    assert len(run(asked)) == len(rows(asked.ledger)) == 4


@pytest.mark.parametrize("text", ["peer,version,instance\nhighs,1,Instance1\n", "of somebody"])
def test_a_file_of_other_columns_is_left_alone(tmp_path: Path, text: str) -> None:
    asked = contest(tmp_path)
    asked.ledger.write_text(text)
    with pytest.raises(ValueError, match=r"rows\.csv holds no rows of these columns; name another"):
        run(asked)
    assert asked.ledger.read_text() == text


def test_the_edition_of_a_peer_tells_its_sources_apart(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Tests changes while a contest runs: each run is a fresh process of what is there then."""
    before = editions(tmp_path)
    assert len(set(before.values())) == len(before)
    copy = Path(shutil.copytree(RUNNERS, tmp_path / "runners"))
    monkeypatch.setattr(environments, "RUNNERS", copy)
    peers = contestants(tmp_path)
    assert {name: peer.edition() for name, peer in peers.items()} == before
    for name in ("highs.lock", "cpmpy_ortools.py", "java/Rules.java"):
        with (copy / name).open("a") as file:
            file.write("\n")
    changed = {name for name, peer in peers.items() if peer.edition() != before[name]}
    assert changed == {"cpmpy", "highs", "timefold"}


def test_the_edition_of_nightfloat_is_that_of_each_run(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    peer, before = contestants(tmp_path)["nightfloat"], editions(tmp_path)["nightfloat"]
    monkeypatch.setattr(nightfloat, "__file__", str(tmp_path / "__init__.py"))
    assert peer.edition() != before


def test_the_edition_of_what_is_compiled_tells_the_java(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    java = tmp_path / "java"
    monkeypatch.setenv("PATH", str(tmp_path), prepend=":")
    found = list[dict[str, str]]()
    for version in ("17", "21"):
        java.write_text(f"#!/bin/sh\necho version {version} >&2\n")
        java.chmod(0o755)
        found.append(editions(tmp_path))
    assert {name for name, said in found[0].items() if said != found[1][name]} == {"timefold"}


def editions(folder: Path) -> dict[str, str]:
    return {name: peer.edition() for name, peer in contestants(folder).items()}


def interrupt() -> NoReturn:
    raise KeyboardInterrupt


def fail() -> NoReturn:
    raise MemoryError


def terminate() -> None:
    os.kill(os.getpid(), signal.SIGTERM)
    time.sleep(60)


@pytest.mark.parametrize(
    ("act", "raised"),
    [(interrupt, KeyboardInterrupt), (fail, MemoryError), (terminate, SystemExit)],
)
def test_nothing_is_left_running_when_a_run_is_broken_off(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    act: Callable[[], None],
    raised: type[BaseException],
) -> None:
    """Tests a process that has started another one, and a signal while it is listened to."""
    mark = tmp_path / "pids"
    script = (
        "import os, sys, time\n"
        "forked = os.fork()\n"
        "if forked:\n"
        "    open(sys.argv[1] + '.new', 'w').write(f'{os.getpid()} {forked}')\n"
        "    os.rename(sys.argv[1] + '.new', sys.argv[1])\n"
        "time.sleep(60)\n"
    )
    listen = subprocess.Popen[str].communicate

    def interrupted(
        process: subprocess.Popen[str], given: str | None = None, timeout: float | None = None
    ) -> tuple[str, str]:
        if timeout is None:
            return listen(process)
        while not mark.is_file():
            time.sleep(0.05)
        act()
        raise AssertionError

    monkeypatch.setattr(subprocess.Popen, "communicate", interrupted)
    with pytest.raises(raised), ended_by_sigterm():
        compete(doing(script, str(mark)), question(tmp_path / "in"), judge(tmp_path))
    assert all(gone(int(pid)) for pid in mark.read_text().split())


def test_a_process_that_fails_leaves_a_row_without_a_roster(tmp_path: Path) -> None:
    broken = doing("raise SystemExit('why')")
    row = compete(broken, question(tmp_path / "in"), judge(tmp_path))
    assert (row.status, row.cost, row.verdict) == ("failed", None, "none")
    assert (tmp_path / "out" / "x.log").read_text(encoding="utf-8") == "why\n"


def test_nightfloats_settings_are_not_the_environments(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("NIGHTFLOAT_STRATEGY", "exact")
    monkeypatch.setenv("OMP_NUM_THREADS", "2")
    listed = "import os, sys; open(sys.argv[1], 'w').write(' '.join(os.environ))"
    names = tmp_path / "names"
    compete(doing(listed, str(names)), question(tmp_path / "in"), judge(tmp_path))
    said = names.read_text().split()
    assert ("NIGHTFLOAT_STRATEGY" in said, "OMP_NUM_THREADS" in said) == (False, True)


def test_the_grid_of_a_run_that_was_late_is_not_judged(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Tests a grid cut off by the end of its process, of which the judge can say nothing."""
    monkeypatch.setattr(contests, "GRACE", 0.0)
    slow = doing("import sys, time; open(sys.argv[1], 'w').close(); time.sleep(60)")
    asks = replace(question(tmp_path / "in"), seconds=2.0)
    row = compete(slow, asks, judge(tmp_path))
    assert (row.status, row.cost, row.verdict) == ("late", None, "none")


def test_a_mended_judge_leaves_no_old_verdict(tmp_path: Path) -> None:
    asked, count = contest(tmp_path), tmp_path / "count"
    run(asked)
    asked.judge.write_text(JUDGE.replace("len(grid)", "len(grid) + 1"), encoding="utf-8")
    assert [row.cost for row in run(asked)] == [5] * 4
    assert len(count.read_text().splitlines()) == 8
