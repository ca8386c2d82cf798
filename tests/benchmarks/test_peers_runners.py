"""Tests of what the runners of peers do without their own environments."""

import importlib
import os
import subprocess
import sys
from importlib import metadata
from pathlib import Path

import pytest

from benchmarks.peers.environments import ROOT
from benchmarks.peers.task import Answer, Task

BUILT = """
import sys
from pathlib import Path
from benchmarks.peers.instance import read
from benchmarks.peers.runners.highs import build
program, _, _ = build(read(Path(sys.argv[1]).read_text()))
print(program.starts, program.indices)
"""
TEXT = """\
SECTION_HORIZON
7
SECTION_SHIFTS
early,480,
late,480,early|day
night,480,early|day|late
day,480,early
SECTION_STAFF
A,early=7|late=7|night=7|day=7,2400,480,5,2,3,1
SECTION_COVER
0,early,1,100,1
"""


class Package:
    """A package that is not there."""

    version = "1.0"

    @staticmethod
    def locate_file(path: str) -> str:
        return path


def installed(name: str) -> Package:
    del name
    return Package()


@pytest.mark.parametrize(("hard", "said"), [(0, ("feasible", 7)), (-2, ("unknown", None))])
def test_a_run_without_a_lawful_roster_proves_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, hard: int, said: tuple[str, int | None]
) -> None:
    """Tests what Java prints of a roster that keeps all rules, and of one that breaks two."""
    monkeypatch.setattr(metadata, "distribution", installed)
    runner = importlib.import_module("benchmarks.peers.runners.timefold_java")
    printed = f'{{"hard": {hard}, "soft": -7, "startup_ms": 400}}\n'

    def run(command: tuple[str, ...], **options: object) -> subprocess.CompletedProcess[str]:
        del options
        return subprocess.CompletedProcess(command, 0, printed)

    monkeypatch.setattr(subprocess, "run", run)
    monkeypatch.setattr(runner, "JAVA_VERSION", tmp_path / "java-version")
    (tmp_path / "java-version").write_text("17")
    answer = runner.solve(Task(tmp_path / "in.txt", tmp_path / "out.csv", 60.0, 2, 0.0))
    assert isinstance(answer, Answer)
    assert (answer.status, answer.cost) == said


def test_the_rows_of_highs_have_one_order(tmp_path: Path) -> None:
    """Tests processes in which sets of words have other orders."""
    (tmp_path / "in.txt").write_text(TEXT)
    command = (sys.executable, "-c", BUILT, str(tmp_path / "in.txt"))
    built = {
        subprocess.run(
            command,
            cwd=ROOT,
            env={**os.environ, "PYTHONHASHSEED": str(seed)},
            capture_output=True,
            text=True,
            check=True,
        ).stdout
        for seed in range(4)
    }
    assert len(built) == 1
