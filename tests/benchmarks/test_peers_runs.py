"""Tests that each run of a contest is made once, is kept, and leaves nothing running."""

import shutil
import subprocess
import sys
import time
from contextlib import suppress
from dataclasses import replace
from pathlib import Path

import psutil
import pytest

from benchmarks.peers import environments
from benchmarks.peers.__main__ import run
from benchmarks.peers.contest import compete
from benchmarks.peers.contestants import Contestant, contestants
from benchmarks.peers.environments import RUNNERS
from benchmarks.peers.ledger import append, rows
from tests.benchmarks.pretending import ROW, contest, fake, question


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
    [{"edition": "1+cd"}, {"input_sha256": "ab12"}, {"cores": 1}, {"threads": 1}],
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
    peers = contestants(tmp_path)
    assert len({peer.edition for peer in peers.values()}) == len(peers)
    copy = Path(shutil.copytree(RUNNERS, tmp_path / "runners"))
    monkeypatch.setattr(environments, "RUNNERS", copy)
    assert contestants(tmp_path)["highs"].edition == peers["highs"].edition
    for name in ("highs.lock", "cpmpy_ortools.py", "java/Rules.java"):
        with (copy / name).open("a") as file:
            file.write("\n")
    changed = contestants(tmp_path)
    assert {name for name in peers if changed[name].edition != peers[name].edition} == {
        "cpmpy",
        "highs",
        "timefold",
    }


@pytest.mark.parametrize("raised", [KeyboardInterrupt, MemoryError])
def test_nothing_is_left_running_when_a_run_is_broken_off(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, raised: type[BaseException]
) -> None:
    """Tests a process that has started another one, and Ctrl-C while it is listened to."""
    mark = tmp_path / "pids"
    script = (
        "import os, sys, time\n"
        "forked = os.fork()\n"
        "if forked:\n"
        "    open(sys.argv[1] + '.new', 'w').write(f'{os.getpid()} {forked}')\n"
        "    os.rename(sys.argv[1] + '.new', sys.argv[1])\n"
        "time.sleep(60)\n"
    )
    slow = Contestant(
        "highs",
        lambda _: (sys.executable, "-c", script, str(mark)),
        fake("", tmp_path).read,
        "1+ab",
    )
    listen = subprocess.Popen[str].communicate

    def interrupted(
        process: subprocess.Popen[str], given: str | None = None, timeout: float | None = None
    ) -> tuple[str, str]:
        if timeout is None:
            return listen(process)
        while not mark.is_file():
            time.sleep(0.05)
        raise raised

    monkeypatch.setattr(subprocess.Popen, "communicate", interrupted)
    with pytest.raises(raised):
        compete(slow, question(tmp_path / "in"), tmp_path / "judge.py")
    assert all(gone(int(pid)) for pid in mark.read_text().split())


def test_a_process_that_fails_leaves_a_row_without_a_roster(tmp_path: Path) -> None:
    broken = Contestant(
        "highs",
        lambda _: (sys.executable, "-c", "raise SystemExit('why')"),
        fake("", tmp_path).read,
        "1+ab",
    )
    row = compete(broken, question(tmp_path / "in"), tmp_path / "judge.py")
    assert (row.status, row.cost, row.verdict) == ("failed", None, "none")
    assert (tmp_path / "out" / "x.log").read_text(encoding="utf-8") == "why\n"
