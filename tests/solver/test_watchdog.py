"""Tests that whatever becomes of the searching process, the run goes on or says why."""

import os
import sys
from dataclasses import replace
from pathlib import Path

import pytest

from nightfloat.constraints.cases import Case
from nightfloat.errors import SearchFailedError
from nightfloat.solver.emitter import emit
from nightfloat.solver.neutral import Limit, NeutralModel
from nightfloat.solver.search import watchdog
from nightfloat.solver.search.message import Message, SolveTask
from nightfloat.solver.search.watchdog import run_task
from tests.solver.making import LIMITS, program

TINY = Case(says="", rows={"A": "."}, cover=("D 0 1 1 -",), amount=0)


def task(model: NeutralModel | None = None) -> SolveTask:
    """Return a task any search ends at once."""
    return SolveTask(emit(program(TINY)) if model is None else model, LIMITS)


def interpreter(tmp_path: Path, body: str) -> str:
    """Return a program that runs ``body`` with the connection's handle as ``h``."""
    script = tmp_path / "child"
    script.write_text(f"#!{sys.executable}\nimport os, sys\nh = int(sys.argv[-1])\n{body}\n")
    script.chmod(0o755)
    return os.fspath(script)


def test_a_child_cut_off_inside_a_message_ends_the_search(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Tests that a header of a message whose body never comes is the end, not a crash."""
    body = "os.write(h, (100000).to_bytes(4, 'big') + b'x' * 500)\nsys.exit(9)"
    monkeypatch.setattr(sys, "executable", interpreter(tmp_path, body))
    heard: list[Message] = []
    watched = run_task(task(), heard.append, lambda: False)
    assert watched.note == "the searching process ended with code 9"
    assert heard == []


def test_a_child_that_never_reads_its_task_is_ended(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Tests that a task larger than the pipe does not hold up the watch."""
    monkeypatch.setattr(watchdog, "GRACE", 0.5)
    sleeper = interpreter(tmp_path, "import time\ntime.sleep(60)")
    monkeypatch.setattr(sys, "executable", sleeper)
    model = emit(program(TINY))
    long = replace(model, people=tuple(f"{n:06}" * 10 for n in range(30000)))
    watched = run_task(task(long), lambda _: None, lambda: True)
    assert "ended from outside" in watched.note


def test_a_child_that_dies_at_once_is_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Tests that a process that cannot start searching is a note, not a crash."""
    monkeypatch.setattr(sys, "executable", interpreter(tmp_path, "sys.exit(3)"))
    watched = run_task(task(), lambda _: None, lambda: False)
    assert watched.note == "the searching process ended with code 3"


def test_a_defect_in_the_child_is_an_internal_error() -> None:
    """Tests that a broken model is never called 'no schedule found in time'."""
    model = emit(program(TINY))
    item = next(i for i in model.items if isinstance(i, Limit))
    beyond = replace(item, rows=(replace(item.rows[0], terms=((1, 10**6),)),))
    broken = replace(model, items=(beyond,))
    with pytest.raises(SearchFailedError, match="the search failed: IndexError"):
        run_task(task(broken), lambda _: None, lambda: False)
