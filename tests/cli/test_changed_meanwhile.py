"""What was solved against must still be there when the result is committed."""

from collections.abc import Callable
from hashlib import sha256
from pathlib import Path

import pytest

from nightfloat.config import Flags, database, resolve
from nightfloat.engine import run as runs
from nightfloat.engine.generate import Outcome, Plan, Watch
from nightfloat.engine.run import Job
from nightfloat.io.read import fingerprint, read
from nightfloat.io.store import open_store
from tests.cli.conftest import Run, fast
from tests.cli.programs import BY_HAND
from tests.io.store.making import commit


def _append(folder: Path) -> None:
    with (folder / "people.csv").open("a") as people:
        people.write("D,Dee,PGY-1\n")


def _remove(folder: Path) -> None:
    (folder / "program.toml").unlink()


@pytest.mark.parametrize("change", [_append, _remove], ids=["edited", "gone"])
def test_input(
    run: Run, tiny: Path, change: Callable[[Path], None], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Tests that a program that changes during the search is not committed: exit 6, and a file."""
    found = runs.generate

    def changed(*asked: object) -> Outcome:
        outcome = found(*asked)  # pyright: ignore[reportArgumentType]
        change(tiny)
        return outcome

    monkeypatch.setattr(runs, "generate", changed)
    ran = run(*fast("generate", tiny, "--json", "--out", tiny / "s.csv"))
    assert (ran.code, "changed while" in ran.err) == (6, True)
    report = ran.report
    assert (report["committed"], "changed while" in report["errors"][0]) == (False, True)
    assert sha256((tiny / "s.csv").read_bytes()).hexdigest() == report["schedule_sha256"]
    assert run("runs", "--db", tiny / "nightfloat.db", "--json").report["runs"] == []


def test_live_schedule(tiny: Path) -> None:
    """Tests that a schedule that others committed during the search is not overwritten."""
    program = read(tiny)
    config = resolve(Flags(time_limit=60, workers=2), {}, program)
    with open_store(database(None, {}, program)) as store:

        def interfere(stage: str) -> None:
            if stage == "audit":
                horizon = program.instance.calendar.horizon
                store.commit(commit(store, program="tiny", horizon=horizon))

        plan = Plan(config.limits, config.policy)
        job = Job(program, plan, lambda: fingerprint(tiny), "me", "a test")
        finished = runs.run(job, store, Watch(stage=interfere))
        assert (finished.exit_code, "run it again" in finished.errors[0]) == (6, True)
        assert finished.schedule is not None
        assert [found.id for found in store.runs("tiny")] == [1]


def test_same_schedule_again(run: Run, copy: Path) -> None:
    """Tests that a schedule by hand that double books somebody is refused."""
    twice = "person,shift,date\nA,day,2026-08-03\nA,day,2026-08-03\n"
    (copy / "twice.csv").write_text(twice + "".join(BY_HAND.splitlines(keepends=True)[2:]))
    ran = run("commit", copy, copy / "twice.csv", "--json")
    assert (ran.code, "twice.csv, row 3" in ran.report["errors"][0]) == (2, True)
