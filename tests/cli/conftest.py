"""Runs the command line: as its users do, in a process, or inside this one where that is enough."""

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from nightfloat.cli import main
from tests.cli.programs import write
from tests.io.store import conftest as stores

NIGHTFLOAT = str(Path(sys.executable).with_name("nightfloat"))
# the fixtures that start a PostgreSQL server
server = stores.server
empty_postgresql = stores.empty_postgresql


@dataclass(frozen=True, slots=True)
class Ran:
    """How a command ended and what it said."""

    code: int
    out: str
    err: str

    @property
    def report(self) -> dict[str, Any]:
        """The one JSON object on standard output."""
        lines = self.out.splitlines()
        assert len(lines) == 1, self.out
        assert lines[0].startswith("{")
        return json.loads(lines[0])


type Run = Callable[..., Ran]


@pytest.fixture(scope="session", autouse=True)
def _compiled() -> Iterator[None]:  # pyright: ignore[reportUnusedFunction]
    """Keep compiled modules for the many processes of these tests."""
    with pytest.MonkeyPatch.context() as patch:
        patch.delenv("PYTHONDONTWRITEBYTECODE", raising=False)
        for name in [n for n in os.environ if n.startswith("NIGHTFLOAT_")]:
            patch.delenv(name)
        yield


@pytest.fixture
def run(capsys: pytest.CaptureFixture[str]) -> Run:
    """Return a function that runs a command in this process."""

    def inside(*words: object) -> Ran:
        capsys.readouterr()
        with pytest.raises(SystemExit) as left:
            main([str(word) for word in words])
        said = capsys.readouterr()
        assert "Traceback" not in said.err
        return Ran(int(str(left.value.code)), said.out, said.err)

    return inside


def process(
    *words: object, cwd: Path | None = None, environment: dict[str, str] | None = None
) -> Ran:
    """Run a command as its users do."""
    command = [NIGHTFLOAT, *map(str, words)]
    told = os.environ | (environment or {})
    ended = subprocess.run(command, capture_output=True, cwd=cwd, env=told, timeout=120, text=True)
    assert "Traceback" not in ended.stderr
    return Ran(ended.returncode, ended.stdout, ended.stderr)


def started(*words: object) -> subprocess.Popen[str]:
    """Start a command whose two outputs can be read while it runs."""
    command = [NIGHTFLOAT, *map(str, words)]
    return subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, bufsize=1
    )


def wait_for(running: subprocess.Popen[str], words: str) -> str:
    """Return what standard error says up to the first line that holds the words."""
    assert running.stderr is not None
    said: list[str] = []
    for line in running.stderr:
        said.append(line)
        if words in line:
            return "".join(said)
    pytest.fail(f"{words!r} was never said, only: {''.join(said)}")


def fast(*words: object) -> Sequence[object]:
    """Return the words with limits that keep a search small."""
    return (*words, "--time-limit", "60", "--workers", "2", "--seed", "1")


@pytest.fixture
def tiny(tmp_path: Path) -> Path:
    """Return the folder of a program that works and has never been run."""
    return write(tmp_path / "tiny")


@pytest.fixture(scope="session")
def committed_once(tmp_path_factory: pytest.TempPathFactory, _compiled: None) -> tuple[Path, Ran]:
    """Commit a schedule once, for all tests that only look, and return what was said."""
    folder = write(tmp_path_factory.mktemp("committed") / "tiny")
    return folder, process(*fast("generate", folder, "--json", "--out", folder / "schedule.csv"))


@pytest.fixture
def committed(committed_once: tuple[Path, Ran]) -> Path:
    """Return a folder with a live schedule, also in schedule.csv; only to look at."""
    return committed_once[0]


@pytest.fixture
def copy(committed: Path, tmp_path: Path) -> Path:
    """Return the folder of a program with a live schedule, also in schedule.csv, to work on."""
    return Path(shutil.copytree(committed, tmp_path / "copy"))
