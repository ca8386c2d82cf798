"""Progress: a panel that changes on a terminal, plain lines elsewhere."""

import io
import os
import pty
import subprocess
from pathlib import Path

import pytest
from rich.console import Console

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
    for word in ("objective", "bound", "gap", "strategy", "coverage", "s left", "\x1b["):
        assert word in seen
    assert (running.returncode, out.count(b"\n"), b"\x1b" in out) == (0, 1, False)


def test_lines(tiny: Path) -> None:
    """Tests that elsewhere each stage and improvement is a line without escape codes."""
    said = process(*fast("generate", tiny, "--no-commit"))
    lines = said.err.splitlines()
    stages = [line for line in lines if line.endswith("...")]
    assert stages == ["preflight ...", "solve ...", "audit ...", "contingency ..."]
    assert any("coverage  objective 0  bound 0  gap 0.0%" in line for line in lines)
    assert "\x1b" not in said.err + said.out


@pytest.mark.parametrize(("strategy", "ending"), [("columns", "  by columns"), ("", "")])
def test_who_found_it(strategy: str, ending: str) -> None:
    """Tests that line and panel name the strategy that found a schedule, where there is one."""
    found = Improvement(1.25, "cost", 200, 150, strategy)
    lines, panel = Console(file=io.StringIO()), Console(file=io.StringIO(), width=100)
    with watching(lines, 60, lambda: False) as watch:
        watch.progress(found)
    # (200 - 150) / 200
    line = "1.2 s  cost  objective 200  bound 150  gap 25.0%"
    assert _written(lines) == f"{line}{ending}\n"
    panel.print(Board(60, "solve", latest={"cost": found}))
    assert ("columns" in _written(panel)) == bool(strategy)


def test_a_bound_without_a_schedule() -> None:
    """Tests that line and panel show what is proved while there is no schedule."""
    proved = Improvement(1.25, "cost", None, 150, "columns")
    lines, panel = Console(file=io.StringIO()), Console(file=io.StringIO(), width=100)
    with watching(lines, 60, lambda: False) as watch:
        watch.progress(proved)
    assert _written(lines) == "1.2 s  cost  objective -  bound 150  gap -  by columns\n"
    panel.print(Board(60, "solve", latest={"cost": proved}))
    assert _written(panel).splitlines()[2].split()[1:-1] == ["cost", "-", "150", "-", "columns"]


def _written(console: Console) -> str:
    assert isinstance(console.file, io.StringIO)
    return console.file.getvalue()


def test_tiers_are_shown_as_they_are_called() -> None:
    """Tests that a name that looks like markup is no markup, in a panel and in lines."""
    found = Improvement(1.0, "[/] [b]rest", 3, 3)
    panel, lines = Console(file=io.StringIO(), width=100), Console(file=io.StringIO())
    panel.print(Board(60, "solve", latest={found.tier: found}))
    with watching(lines, 60, lambda: False) as watch:
        watch.progress(found)
    assert found.tier in _written(panel)
    assert found.tier in _written(lines)


def test_no_time_left_without_a_clock() -> None:
    """Tests that a search in deterministic time shows no seconds, of which it has none."""
    for limit, shown in ((60.0, True), (None, False)):
        panel = Console(file=io.StringIO(), width=100)
        panel.print(Board(limit, "solve"))
        assert ("s left" in _written(panel)) is shown


def test_a_first_schedule_is_told_at_once() -> None:
    """Tests that a bound told just before holds no line of it back, but the next bound's."""
    lines = Console(file=io.StringIO())
    with watching(lines, 60, lambda: False) as watch:
        for value in (None, None, 5, 4):
            watch.progress(Improvement(1.0, "cost", value, 3))
    objectives = [line.split()[4] for line in _written(lines).splitlines()]
    assert objectives == ["-", "5"]


def test_each_tier_has_its_own_lines() -> None:
    """Tests that tiers that change together are a line each, and no more within two seconds."""
    lines = Console(file=io.StringIO())
    with watching(lines, 60, lambda: False) as watch:
        for value in (5, 4):
            for tier in ("first", "second"):
                watch.progress(Improvement(1.0, tier, value, 0))
    assert [line.split()[2] for line in _written(lines).splitlines()] == ["first", "second"]
