"""A stored run is repeated as it was made: by its own strategy, an empty schedule included."""

from dataclasses import replace
from importlib import metadata
from importlib.metadata import version
from pathlib import Path

import pytest

from nightfloat.constraints.program import ContingencyPolicy
from nightfloat.domain.result import Limits, Strategy
from nightfloat.engine.commit import bookings
from nightfloat.engine.generate import Plan
from nightfloat.engine.replay import repeat
from nightfloat.engine.run import Job, provenance, run
from nightfloat.errors import InputError
from nightfloat.io.read import fingerprint, read
from nightfloat.io.store import Commit, open_store
from nightfloat.solver.solve import never, solve, solver_version
from tests.cli.programs import TINY, Files, write

LIMITS = Limits(20, 4096, 1, 1, reproducible=True)
# nobody is needed and whoever works costs: the best schedule is the empty one
NOBODY: Files = {"cover.csv": "shift,days,minimum,target,maximum\nday,daily,0,0,2\n"}
# nine more shifts that one may take on the same day: 1,024 sets
FOREIGN: Files = {
    "program.toml": str(TINY["program.toml"]).replace(
        "hours = 10", "hours = 10\nmerge_minutes = 600"
    ),
    "shifts.csv": str(TINY["shifts.csv"])
    + "".join(f"short{n},16:{5 * n:02},5m,clinical\n" for n in range(9)),
    "cover.csv": str(TINY["cover.csv"]) + "".join(f"short{n},daily,0,0,1\n" for n in range(9)),
}


def job(folder: Path, limits: Limits = LIMITS) -> Job:
    """Return the job of a folder, without contingency."""
    plan = Plan(limits, ContingencyPolicy())
    return Job(read(folder), plan, lambda: fingerprint(folder), "cron", "nightly")


def by_exact(asked: Job) -> Commit:
    """Return a commit of the exact strategy's schedule as if the job had come to it."""
    program, limits = asked.program, asked.plan.limits
    schedule = solve(program, replace(limits, strategy=Strategy.EXACT)).schedule
    assert schedule is not None
    return Commit(
        program=program.instance.name,
        horizon=program.instance.calendar.horizon,
        status="optimal",
        bookings=bookings(program.instance, schedule),
        input_sha256=program.input_sha256,
        idempotency_key=asked.key(),
        expected="",
        who=asked.who,
        why=asked.why,
        report="{}",
        provenance=provenance(asked, solver_version()),
    )


def test_an_empty_schedule_is_a_schedule(tmp_path: Path) -> None:
    """Tests that a run in which nobody works is the same again, and not one without schedule."""
    folder = write(tmp_path / "tiny", NOBODY)
    with open_store(f"sqlite:///{tmp_path}/store.db") as store:
        made = run(job(folder), store)
        assert (made.run is not None, len(made.schedule or ())) == (True, 0)
        repeated = repeat(store, 1, never)
    assert repeated.same


def test_an_interrupted_repetition_compares_nothing(tmp_path: Path) -> None:
    """Tests that what was cut short is not called other than what is stored."""
    folder = write(tmp_path / "tiny")
    with open_store(f"sqlite:///{tmp_path}/store.db") as store:
        run(job(folder), store)
        repeated = repeat(store, 1, lambda: True)
    assert (repeated.same, repeated.repeated, bool(repeated.cut)) == (False, None, True)


@pytest.mark.parametrize("upgraded", ["ortools", "highspy", "numpy"])
def test_a_run_on_another_solver_is_another_run(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, upgraded: str
) -> None:
    """Tests that when a solver is upgraded, no result of before is returned or repeated."""
    asked = job(write(tmp_path / "tiny", NOBODY))
    with open_store(f"sqlite:///{tmp_path}/store.db") as store:
        run(asked, store)
        assert store.replayable(asked.key()) is not None

        def changed(package: str) -> str:
            return "99.9" if package == upgraded else version(package)

        monkeypatch.setattr(metadata, "version", changed)
        assert store.replayable(asked.key()) is None
        told = r"on ortools [0-9.]+, highspy .+, numpy [0-9.]+; install these versions"
        with pytest.raises(InputError, match=told):
            repeat(store, 1, never)


@pytest.mark.parametrize(("strategy", "same"), [(Strategy.EXACT, True), (Strategy.COLUMNS, False)])
def test_the_strategy_is_that_of_the_run(tmp_path: Path, strategy: Strategy, same: bool) -> None:
    """Tests that the stored strategy searches, not the default one.

    Columns cannot say so many sets of shifts, so what is stored as theirs is not found again.
    """
    folder = write(tmp_path / "tiny", FOREIGN)
    with open_store(f"sqlite:///{tmp_path}/store.db") as store:
        asked = job(folder, replace(LIMITS, strategy=strategy))
        commit = by_exact(asked)
        horizon = asked.program.instance.calendar.horizon
        store.commit(replace(commit, expected=store.version("tiny", horizon)))
        repeated = repeat(store, 1, never)
    assert (repeated.same, repeated.repeated is not None) == (same, same)
