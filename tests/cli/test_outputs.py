"""Whoever reads the two outputs may leave, and disks may be full: a run goes on and says so."""

import os
import signal
import subprocess
from datetime import date, timedelta
from pathlib import Path
from types import FrameType

import pytest

from nightfloat.cli import produce, writing
from nightfloat.constraints.program import Program
from nightfloat.domain.result import INTERRUPTED
from nightfloat.io import read as reading
from tests.cli.conftest import NIGHTFLOAT, Run, fast
from tests.cli.programs import BY_HAND, TINY, write

pytestmark = pytest.mark.no_cover
FULL = pytest.mark.skipif(not Path("/dev/full").exists(), reason="no full disk here")


def shell(line: str, *words: object) -> subprocess.CompletedProcess[str]:
    """Run a line of bash in which ``$@`` is the command; pipes end with nightfloat's code."""
    command = ["bash", "-c", line, "bash", NIGHTFLOAT, *map(str, words)]
    return subprocess.run(command, capture_output=True, timeout=120, text=True)


@pytest.mark.cli
@pytest.mark.parametrize(
    "line",
    [
        '"$@" 2>&1 | head -1 >&2; exit ${PIPESTATUS[0]}',
        '"$@" 2>&-',
        pytest.param('"$@" 2>/dev/full', marks=FULL),
    ],
    ids=["reader left", "closed", "full"],
)
def test_standard_error(tiny: Path, line: str) -> None:
    """Tests that nobody who reads progress is needed for a run to be committed."""
    ended = shell(line, *fast("generate", tiny, "--out", tiny / "s.csv"))
    assert ended.returncode == 0
    assert len((tiny / "s.csv").read_text().splitlines()) == len(BY_HAND.splitlines())


@pytest.mark.cli
@pytest.mark.parametrize(
    ("line", "said"),
    [('"$@" 2>&-', BY_HAND.splitlines()[0]), ('"$@" | :; exit ${PIPESTATUS[0]}', "")],
    ids=["standard error closed", "reader left"],
)
def test_a_schedule_into_standard_output(tiny: Path, line: str, said: str) -> None:
    """Tests that who reads the schedule may leave, and nobody need read anything else."""
    ended = shell(line, *fast("generate", tiny, "--out", "/dev/stdout"))
    assert (ended.returncode, ended.stdout[: len(said)]) == (0, said)
    assert "internal" not in ended.stderr
    assert (tiny / "nightfloat.db").exists()


@pytest.mark.cli
@pytest.mark.parametrize(
    "line", ['"$@" >&-', pytest.param('"$@" >/dev/full', marks=FULL)], ids=["closed", "full"]
)
@pytest.mark.parametrize("json", [(), ("--json",)], ids=["text", "json"])
def test_standard_output(committed: Path, line: str, json: tuple[str, ...]) -> None:
    """Tests that a result that cannot be told is one sentence, and a code that is not 0."""
    for words, code in (
        (("audit", committed, committed / "schedule.csv"), 2),
        (("show", committed), 2),
        (("show", committed / "none"), 2),
        (("contingency", committed, committed / "schedule.csv"), 2),
    ):
        ended = shell(line, *words, *json)
        assert ended.returncode == code
        assert "Traceback" not in ended.stderr
        assert "internal" not in ended.stderr
        assert "standard output cannot be written: " in ended.stderr or not json


@pytest.mark.cli
def test_a_code_is_kept(committed: Path) -> None:
    """Tests that a refusal stays one when its sentences cannot be written."""
    (committed / "none.csv").write_text("person,shift,date\n")
    ended = shell('"$@" >&-', "audit", committed, committed / "none.csv")
    assert ended.returncode == 5


@pytest.mark.cli
def test_reader_of_a_schedule_leaves(tmp_path: Path) -> None:
    """Tests that a schedule larger than any buffer, of which nothing is read, is no failure."""
    program = str(TINY["program.toml"]).replace("days = 4", "days = 1000")
    folder = write(tmp_path / "long", {"program.toml": program})
    days = (date(2026, 8, 3) + timedelta(days=n) for n in range(1000))
    rows = "".join(f"A,day,{day}\n" for day in days)
    (folder / "s.csv").write_text(f"person,shift,date\n{rows}")
    for words in (("--format", "csv"), ("--json",)):
        ended = shell('"$@" | :; exit ${PIPESTATUS[0]}', "show", folder, folder / "s.csv", *words)
        assert (ended.returncode, ended.stderr) == (0, "")


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_signal_before_explain_searches(
    run: Run, tiny: Path, monkeypatch: pytest.MonkeyPatch, number: signal.Signals
) -> None:
    """Tests that a first signal while the program is read ends with an object that says so."""
    real = reading.read

    def interrupted(source: str) -> Program:
        os.kill(os.getpid(), number)
        return real(source)

    monkeypatch.setattr(reading, "read", interrupted)
    before = signal.signal(number, _unheard)
    try:
        ran = run("explain", tiny, "--json")
    finally:
        signal.signal(number, before)
    assert (ran.code, ran.report["status"], ran.report["note"]) == (4, "unknown", INTERRUPTED)
    assert ran.report["errors"] == [f"{INTERRUPTED} before anything was found; run it again"]


def _unheard(number: int, frame: FrameType | None) -> None:
    del frame
    message = f"nobody heard signal {number}"
    raise RuntimeError(message)


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_signal_after_the_commit(
    run: Run, tiny: Path, monkeypatch: pytest.MonkeyPatch, number: signal.Signals
) -> None:
    """Tests that a first signal while the file is written keeps neither it nor the report away."""
    real = writing.write

    def interrupted(*asked: object) -> list[str]:
        os.kill(os.getpid(), number)
        return real(*asked)  # pyright: ignore[reportArgumentType]

    monkeypatch.setattr(produce, "write", interrupted)
    before = signal.signal(number, _unheard)
    try:
        ran = run(*fast("generate", tiny, "--json", "--out", tiny / "s.csv"))
    finally:
        signal.signal(number, before)
    assert (ran.code, ran.report["committed"], "errors" in ran.report) == (0, True, False)
    assert (tiny / "s.csv").exists()
