"""Signals: the first one means that time is up, the second one ends it all."""

import json
import os
import signal
from contextlib import suppress
from pathlib import Path
from threading import Thread
from time import sleep

import pytest

from nightfloat.cli.signals import stop_on_signal
from nightfloat.domain.result import INTERRUPTED
from tests.cli.conftest import Run, started, wait_for
from tests.cli.programs import ENDLESS, write

pytestmark = [pytest.mark.cli, pytest.mark.no_cover]
LONG = ("--time-limit", "120", "--workers", "2")


@pytest.fixture
def endless(tmp_path: Path) -> Path:
    """Return the folder of a program whose search goes on and on."""
    return write(tmp_path / "endless", ENDLESS)


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_first_signal(run: Run, endless: Path, number: signal.Signals) -> None:
    """Tests that the best so far is audited and committed, and stands for no whole run."""
    with started("generate", endless, *LONG, "--reproducible", "--json") as running:
        wait_for(running, "%")
        running.send_signal(number)
        out, err = running.communicate(timeout=60)
    assert (running.returncode, "time is up" in err) == (0, True)
    report = json.loads(out)
    assert (report["status"], report["committed"], report["run"]) == ("feasible", True, 1)
    assert report["violations"]["hard"] == 0
    assert (report["note"], report["seconds"] < 60) == (INTERRUPTED, True)
    store = endless / "nightfloat.db"
    repeated = run("replay", 1, "--db", store, "--json")
    assert (repeated.code, "cut short" in repeated.report["errors"][0]) == (2, True)


def test_second_signal(run: Run, endless: Path) -> None:
    """Tests that it quits with 130, one object and no commit, and gives the lease up."""
    with started("generate", endless, *LONG, "--json") as running:
        wait_for(running, "%")
        running.send_signal(signal.SIGINT)
        wait_for(running, "time is up")
        running.send_signal(signal.SIGINT)
        out, err = running.communicate(timeout=60)
    assert running.returncode == 130
    assert json.loads(out)["errors"][0].startswith("interrupted")
    assert "Traceback" not in err
    again = run("generate", endless, "--time-limit", "0.01", "--json")
    assert (again.code, again.report["status"]) == (4, "unknown")
    assert run("runs", "--db", endless / "nightfloat.db", "--json").report["runs"] == []


def test_out_of_time(run: Run, endless: Path) -> None:
    """Tests that a limit that is far too small ends with 4, and is never called infeasible."""
    ran = run("generate", endless, "--time-limit", "0.01", "--workers", "2", "--json")
    assert (ran.code, ran.report["status"], ran.report["committed"]) == (4, "unknown", False)
    assert "--time-limit" in ran.report["errors"][0]


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_signal_within_a_write(number: signal.Signals) -> None:
    """Tests that a signal while nobody reads progress is heard, and said after what was written."""
    reader, writer = os.pipe()
    _fill(writer)
    read = list[bytes]()

    def interrupt() -> None:
        sleep(0.3)
        os.kill(os.getpid(), number)
        while part := os.read(reader, 65536):
            read.append(part)

    other = Thread(target=interrupt)
    with os.fdopen(writer, "w") as stream:

        def say(sentence: str) -> None:
            print(sentence, file=stream, flush=True)

        with stop_on_signal(say) as should_stop:
            other.start()
            say("progress")
            while not should_stop():
                sleep(0.01)
    other.join()
    os.close(reader)
    lines = b"".join(read).decode().strip().splitlines()
    assert (lines[0], lines[1].partition(":")[0]) == ("progress", "time is up")


def _fill(pipe: int) -> None:
    """Write blanks until there is no room for more."""
    os.set_blocking(pipe, False)
    with suppress(BlockingIOError):
        while True:
            os.write(pipe, b" " * 4096)
    with suppress(BlockingIOError):
        while True:
            os.write(pipe, b" ")
    os.set_blocking(pipe, True)
