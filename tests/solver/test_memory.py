"""Tests that a search keeps to its memory limit, and loses nothing that it had found before."""

import sys
from dataclasses import replace
from pathlib import Path

import pytest

from nightfloat.domain.result import Status
from nightfloat.domain.schedule import Schedule
from nightfloat.solver.search import watchdog
from nightfloat.solver.search.watchdog import Watched, run_task, run_tasks
from nightfloat.solver.solve import solve
from tests.solver.children import interpreter, own
from tests.solver.making import LIMITS, made, program
from tests.solver.test_watchdog import TINY, task

# 200 MB of its own, each page written
HOLD = """\
import time
forked = os.fork()
if forked == 0:
    held = bytearray(b"x") * (200 << 20)
    time.sleep(60)
time.sleep(60)
"""


def test_memory_of_the_whole_tree_counts(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Tests that what a grandchild holds is held against the limit, of all tasks together.

    One tree holds 200 MB and some for the interpreters, two hold twice that: one is within
    300 MB beside this process, two are not.
    """
    monkeypatch.setattr(sys, "executable", interpreter(tmp_path, HOLD))
    monkeypatch.setattr(watchdog, "LATE", 0.5)
    # measured at every look, however long that takes
    monkeypatch.setattr(watchdog, "RARELY", 1.0)
    most = own() + 300
    one = replace(task(), limits=replace(LIMITS, memory_mb=most, seconds=3))
    alone = run_tasks([one], lambda _: None, lambda: False)
    assert 200 <= alone.peak_mb - own() <= 300
    assert alone.note == ""
    both = run_tasks([one, one], lambda _: None, lambda: False)
    assert both.note == f"the search needed more than {most} MB of memory"


# tells a schedule, and takes more than it may
FULL = """\
import time
from multiprocessing.connection import Connection
from nightfloat.solver.search.message import Found
pipe = Connection(h)
pipe.recv()
pipe.send(Found(0, frozenset(), (1,), 0, "full"))
held = bytearray(os.urandom(1 << 20)) * 200
time.sleep(60)
"""


def test_what_was_found_before_memory_ran_out_is_kept(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Tests a search that has a schedule, open by one, when it passes its limit."""
    monkeypatch.setattr(sys, "executable", interpreter(tmp_path, FULL))
    asked = program(replace(TINY, cover=("D 0 0 1 -",)), [made("cover_target", tier="cost")])
    most = own() + 150
    result = solve(asked, replace(LIMITS, memory_mb=most))
    assert result.note == f"the search needed more than {most} MB of memory"
    assert (result.status, result.schedule) == (Status.FEASIBLE, Schedule())
    assert [(tier.value, tier.bound) for tier in result.tiers] == [(1, 0)]


def test_memory_of_this_process_counts(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Tests 400 MB held here, where the model is, beside a child of some ten MB."""
    monkeypatch.setattr(sys, "executable", interpreter(tmp_path, "import time\ntime.sleep(1)"))
    before = own()

    def watched(most: int) -> Watched:
        limits = replace(LIMITS, memory_mb=before + most)
        return run_task(replace(task(), limits=limits), lambda _: None, lambda: False)

    assert watched(200).note == ""
    held = bytearray(b"x") * (400 << 20)
    small, large = watched(200), watched(600)
    assert len(held) == 400 << 20
    assert small.note == f"the search needed more than {before + 200} MB of memory"
    assert (large.note, 400 <= large.peak_mb - before <= 600) == ("", True)


@pytest.mark.parametrize(("code", "words"), [(12, "ran out of memory"), (13, "want of memory")])
def test_an_end_for_want_of_memory_is_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, code: int, words: str
) -> None:
    """Tests that what the codes of a search mean is said in words."""
    monkeypatch.setattr(sys, "executable", interpreter(tmp_path, f"sys.exit({code})"))
    assert words in run_task(task(), lambda _: None, lambda: False).note
