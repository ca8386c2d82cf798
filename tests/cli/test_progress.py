"""Progress: a panel that changes on a terminal, plain lines elsewhere."""

import io
import os
import pty
import subprocess
import time
from pathlib import Path

import pytest
from rich.console import Console

from nightfloat.cli import progress
from nightfloat.cli.progress import Board, watching
from nightfloat.domain.result import Improvement
from tests.cli.conftest import NIGHTFLOAT, fast, process

pytestmark = pytest.mark.cli


def _seen(terminal: int) -> str:
    """Return all that is written to a terminal until nobody writes to it any more."""
    parts: list[bytes] = []
    while True:
        try:
            part = os.read(terminal, 65536)
        except OSError:
            break
        if not part:
            break
        parts.append(part)
    return b"".join(parts).decode()


def test_panel(tiny: Path) -> None:
    """Tests that a terminal shows a panel with objective, bound, gap and time left."""
    ours, theirs = pty.openpty()
    command = [NIGHTFLOAT, *map(str, fast("generate", tiny, "--json"))]
    told = os.environ | {"TERM": "xterm-256color", "COLUMNS": "100"}
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=theirs, env=told) as running:
        os.close(theirs)
        seen = _seen(ours)
        out = running.communicate(timeout=60)[0]
    os.close(ours)
    for word in ("objective", "bound", "gap", "by", "coverage", "s left", "\x1b["):
        assert word in seen
    assert (running.returncode, out.count(b"\n"), b"\x1b" in out) == (0, 1, False)


def test_lines(tiny: Path) -> None:
    """Tests that elsewhere each stage and improvement is a line without escape codes."""
    said = process(*fast("generate", tiny, "--no-commit"))
    lines = said.err.splitlines()
    stages = [line for line in lines if line.endswith("...")]
    assert stages == ["preflight ...", "solve ...", "audit ...", "contingency ..."]
    (first,) = [line for line in lines if "coverage  objective 0 by " in line]
    assert first.endswith("  bound 0  gap 0.0%")
    assert "\x1b" not in said.err + said.out


def _board(*improvements: Improvement) -> str:
    """Return the panel of a search that has told these."""
    board, panel = Board(60, "solve"), Console(file=io.StringIO(), width=100)
    for improvement in improvements:
        board.hear(improvement)
    panel.print(board)
    return _written(panel)


@pytest.mark.parametrize(("strategy", "by"), [("columns", " by columns"), ("", "")])
def test_who_found_it(strategy: str, by: str) -> None:
    """Tests that line and panel name the strategy that found a schedule, where there is one."""
    found = Improvement(1.25, "cost", 200, 150, strategy)
    lines = Console(file=io.StringIO())
    with watching(lines, 60, lambda: False) as watch:
        watch.progress(found)
    # (200 - 150) / 200
    told = f"1.2 s  cost  objective 200{by}  bound 150{by}  gap 25.0%\n"
    assert _written(lines) == told
    assert _board(found).count("columns") == (2 if strategy else 0)


def test_who_found_and_who_proved() -> None:
    """Tests that one strategy's bound is not told as what another one found, nor the reverse."""
    told = (
        Improvement(1.0, "cost", 200, 0, "greedy"),
        Improvement(2.0, "cost", 200, 150, "columns"),
        Improvement(3.0, "cost", 180, 150, "neighbourhood"),
    )
    words = [_board(*told[:count]).splitlines()[2].split()[1:-1] for count in (1, 2, 3)]
    assert words == [
        ["cost", "200", "greedy", "0", "100.0%"],
        ["cost", "200", "greedy", "150", "columns", "25.0%"],
        ["cost", "180", "neighbourhood", "150", "columns", "16.7%"],
    ]


def test_a_bound_without_a_schedule() -> None:
    """Tests that line and panel show what is proved while there is no schedule."""
    proved = Improvement(1.25, "cost", None, 150, "columns")
    lines = Console(file=io.StringIO())
    with watching(lines, 60, lambda: False) as watch:
        watch.progress(proved)
    assert _written(lines) == "1.2 s  cost  objective -  bound 150 by columns  gap -\n"
    assert _board(proved).splitlines()[2].split()[1:-1] == ["cost", "-", "150", "columns", "-"]


def _written(console: Console) -> str:
    assert isinstance(console.file, io.StringIO)
    return console.file.getvalue()


def test_tiers_are_shown_as_they_are_called() -> None:
    """Tests that a name that looks like markup is no markup, in a panel and in lines."""
    found = Improvement(1.0, "[/] [b]rest", 3, 3)
    lines = Console(file=io.StringIO())
    with watching(lines, 60, lambda: False) as watch:
        watch.progress(found)
    assert found.tier in _board(found)
    assert found.tier in _written(lines)


def test_no_time_left_without_a_clock() -> None:
    """Tests that a search in deterministic time shows no seconds, of which it has none."""
    for limit, shown in ((60.0, True), (None, False)):
        panel = Console(file=io.StringIO(), width=100)
        panel.print(Board(limit, "solve"))
        assert ("s left" in _written(panel)) is shown


def test_a_first_schedule_is_told_at_once() -> None:
    """Tests that a bound told just before holds no line of it back, but the next bound's.

    That one is never told, since the schedule's line has it; what is better soon after is, later.
    """
    lines = Console(file=io.StringIO())
    with watching(lines, 60, lambda: False) as watch:
        for value in (None, None, 5, 4):
            watch.progress(Improvement(1.0, "cost", value, 3))
    objectives = [line.split()[4] for line in _written(lines).splitlines()]
    assert objectives == ["-", "5", "4"]


def test_each_tier_has_its_own_lines() -> None:
    """Tests that tiers that change together are a line each, and no more within two seconds.

    The last that is known of each is told before the next stage all the same.
    """
    lines = Console(file=io.StringIO())
    with watching(lines, 60, lambda: False) as watch:
        for value in (5, 4, 3):
            for tier in ("first", "second"):
                watch.progress(Improvement(1.0, tier, value, 0))
        watch.stage("audit")
        assert not watch.should_stop()
    told = [line.split() for line in _written(lines).splitlines()]
    first, second = ([words[4] for words in told if words[2:3] == [t]] for t in ("first", "second"))
    assert (first, second, told[-1]) == (["5", "3"], ["5", "3"], ["audit", "..."])


def test_what_came_too_soon_is_told_when_it_is_time(monkeypatch: pytest.MonkeyPatch) -> None:
    """Tests that asking whether to stop, as a search does all the time, tells what was held."""
    monkeypatch.setattr(progress, "EVERY", 0.3)
    lines = Console(file=io.StringIO())
    with watching(lines, 60, lambda: False) as watch:
        for value in (5, 4):
            watch.progress(Improvement(1.0, "cost", value, 0))
        held = len(_written(lines).splitlines())
        time.sleep(0.3)
        assert not watch.should_stop()
        assert len(_written(lines).splitlines()) == held + 1 == 2
