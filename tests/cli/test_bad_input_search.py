"""A search under bad conditions ends with a sentence and what it has, never with a traceback."""

import json
import os
import signal
import sys
from hashlib import sha256
from pathlib import Path

import psutil
import pytest

from tests.cli.conftest import Run, fast, process, started, wait_for
from tests.cli.huge import huge
from tests.cli.programs import ENDLESS, TINY, write

NOBODY = """\
SECTION_HORIZON
7

SECTION_SHIFTS
D,480,

SECTION_STAFF
{staff}
SECTION_DAYS_OFF

SECTION_SHIFT_ON_REQUESTS

SECTION_SHIFT_OFF_REQUESTS

SECTION_COVER
{cover}"""
PERSON = "A,D=7,3360,0,5,1,1,1\n"


def _cover(wanted: int) -> str:
    return "".join(f"{day},D,{wanted},100,1\n" for day in range(7))


@pytest.mark.parametrize("limit", ["0", "-1", "nan", "inf"])
def test_time_limit_of_nothing(run: Run, tiny: Path, limit: str) -> None:
    """Tests that a limit that leaves no time is refused as input, before anything is read."""
    said = run("generate", tiny, "--time-limit", limit, "--json")
    assert said.code == 2
    assert said.report["errors"] == [f"the time limit is {limit}; it must be above 0"]
    assert not (tiny / "nightfloat.db").exists()


@pytest.mark.cli
@pytest.mark.no_cover
@pytest.mark.slow
def test_a_second_for_a_huge_instance(tmp_path: Path) -> None:
    """Tests that time that does not even suffice to write the model ends with 4 and says so."""
    # 150 * 364 * 32 posts, and 31 * 150 * 363 forbidden successions: far more than 1 + 1 s
    source, drawn = tmp_path / "huge.txt", tmp_path / "huge.svg"
    source.write_text(huge())
    words = ("--time-limit", "1", "--no-commit", "--json", "--plot", drawn)
    said = process("generate", source, *words)
    if said.code == 0:  # on a machine as fast as that, a poor schedule is as good an answer
        assert said.report["status"] == "feasible"
        assert said.report["violations"]["hard"] == 0
    else:
        assert (said.code, said.report["status"], said.report["trace"]) == (4, "unknown", [])
        assert "--time-limit" in said.report["errors"][0]
        assert b"no schedule was found" in drawn.read_bytes()
    # reading and starting are not the search's, which has 1 s, 1 s to write and 1.5 s to end
    assert said.report["seconds"] < 6


@pytest.mark.cli
@pytest.mark.no_cover
def test_killed_search(tmp_path: Path) -> None:
    """Tests that the best so far is kept and committed when the searching process is killed."""
    folder = write(tmp_path / "endless", ENDLESS)
    command = ("generate", folder, "--time-limit", "120", "--workers", "2", "--json")
    with started(*command) as running:
        wait_for(running, "%")
        for child in psutil.Process(running.pid).children(recursive=True):
            os.kill(child.pid, signal.SIGKILL)
        out, err = running.communicate(timeout=60)
    report = json.loads(out)
    assert (running.returncode, report["status"], report["committed"]) == (0, "feasible", True)
    assert report["violations"]["hard"] == 0
    assert "ended with code" in report["note"]
    assert report["trace"]
    assert "Traceback" not in err


@pytest.mark.cli
def test_too_little_memory(tiny: Path) -> None:
    """Tests that a memory limit below what any search needs is named, and nothing committed."""
    said = process(*fast("generate", tiny, "--memory-limit", "5", "--json"))
    assert (said.code, said.report["status"], said.report["committed"]) == (4, "unknown", False)
    assert said.report["errors"] == [
        "the search needed more than 5 MB of memory; allow more with --time-limit or --memory-limit"
    ]
    assert said.report["peak_mb"] > 5


def test_no_room_for_a_process(
    run: Run, tiny: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Tests that a search that cannot begin is no defect, and hides nothing that is known."""
    monkeypatch.setattr(sys, "executable", str(tmp_path / "nowhere"))
    for command in ("generate", "explain"):
        said = run(command, tiny, "--json")
        assert said.code == 4
        assert said.report["errors"] == [
            "the system has no room for a searching process (No such file or directory); free "
            "memory or end other processes, and run again"
        ]
    nobody = {"cover.csv": "shift,days,minimum,target,maximum\nday,daily,9,9,9\n"}
    said = run("explain", write(tmp_path / "nobody", nobody), "--json")
    assert (said.code, said.report["status"]) == (3, "infeasible")
    assert said.report["impossible"]
    assert "no room for a searching process" in said.report["note"]


@pytest.mark.parametrize("sections", [("", ""), ("", _cover(1)), (PERSON, "")], ids=str)
def test_empty_sections(run: Run, tmp_path: Path, sections: tuple[str, str]) -> None:
    """Tests that a benchmark without people or cover is one that seems to be cut off."""
    staff, cover = sections
    source = tmp_path / "Empty.txt"
    source.write_text(NOBODY.format(staff=staff, cover=cover))
    said = run("generate", source, "--no-commit", "--json")
    assert said.code == 2
    missing = "SECTION_STAFF is empty" if not staff else "SECTION_COVER has 0 of 7 lines"
    assert missing in said.report["errors"][0]


def test_nothing_to_staff(run: Run, tmp_path: Path) -> None:
    """Tests that a benchmark that wants nobody has the empty schedule, proved the best."""
    source = tmp_path / "Idle.txt"
    source.write_text(NOBODY.format(staff=PERSON, cover=_cover(0)))
    said = run(*fast("generate", source, "--no-commit", "--json"))
    assert (said.code, said.report["status"], said.report["objective"]) == (0, "optimal", 0)
    assert said.report["violations"]["soft"] == 0


@pytest.mark.parametrize("minimum", ["", "day,daily,0,0,2\n", "day,daily,0,0,0\n"])
def test_no_cover(run: Run, tmp_path: Path, minimum: str) -> None:
    """Tests that a program that asks for nobody is done with the empty schedule, committed."""
    cover = "shift,days,minimum,target,maximum\n" + minimum
    folder = write(tmp_path / "idle", {"cover.csv": cover})
    said = run(*fast("generate", folder, "--json"))
    assert (said.code, said.report["status"], said.report["objective"]) == (0, "optimal", 0)
    assert said.report["committed"]
    # nobody works: the bytes of the schedule are its header
    assert said.report["schedule_sha256"] == sha256(b"person,shift,date\n").hexdigest()


def test_nobody(run: Run, tmp_path: Path) -> None:
    """Tests that a program without people is told to name some."""
    header = str(TINY["people.csv"]).splitlines()[0]
    folder = write(tmp_path / "empty", {"people.csv": header + "\n"})
    said = run("generate", folder, "--json")
    assert said.code == 2
    assert "people.csv" in said.report["errors"][0]


@pytest.mark.parametrize("part", range(5, 100, 5))
def test_benchmark_cut_off(run: Run, tmp_path: Path, part: int) -> None:
    """Tests that a benchmark file cut anywhere is never taken for a whole one."""
    text = huge(people=3, days=7, shifts=2)
    source = tmp_path / "Half.txt"
    source.write_text(text[: len(text) * part // 100])
    said = run("generate", source, "--no-commit", "--json")
    assert said.code == 2
    assert any("cut off" in s or "missing" in s for s in said.report["errors"])
    assert all(sentence.startswith("Half.txt") for sentence in said.report["errors"])
