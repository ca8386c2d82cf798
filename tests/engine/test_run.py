"""A run's schedule is committed when it may be, and comes back to the caller when it cannot be."""

from collections.abc import Generator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from threading import Event, Thread
from time import monotonic

import pytest

from nightfloat.constraints.program import ContingencyPolicy
from nightfloat.domain.calendar import Days
from nightfloat.domain.result import Limits, Result, Status
from nightfloat.domain.run import Run
from nightfloat.domain.schedule import Schedule
from nightfloat.engine import patience
from nightfloat.engine import run as runs
from nightfloat.engine.audit import Audit, audit
from nightfloat.engine.generate import Outcome, Plan, Watch
from nightfloat.engine.run import Finished, Job, commit_by_hand, run
from nightfloat.errors import CommitConflictError, StoreUnavailableError
from nightfloat.io.read import fingerprint, read
from nightfloat.io.schedule_file import read_schedule
from nightfloat.io.store import Commit, Lease, Store, open_store
from tests.cli.programs import BY_HAND, TINY, write
from tests.io.store.making import commit

LIMITS = Limits(60, 4096, 1, 1)


@pytest.fixture
def job(tmp_path: Path) -> Job:
    """Return the job of a folder, without contingency."""
    folder = write(tmp_path / "tiny")
    plan = Plan(LIMITS, ContingencyPolicy())
    return Job(read(folder), plan, lambda: fingerprint(folder), "cron", "nightly")


def schedules(job: Job, folder: Path) -> tuple[Schedule, Schedule]:
    """Return two lawful schedules of the tiny program."""
    made = list[Schedule]()
    for name, text in (("1.csv", BY_HAND), ("2.csv", BY_HAND.replace("A,", "C,"))):
        (folder / name).write_text(text)
        made.append(read_schedule(folder / name, job.program.instance))
    return made[0], made[1]


def finds(monkeypatch: pytest.MonkeyPatch, job: Job, schedule: Schedule, note: str = "") -> None:
    """Let the search come to this schedule."""
    result = Result(Status.FEASIBLE, schedule, (), 1.0, LIMITS, "made up", note=note)
    outcome = Outcome(result, audit(job.program, schedule))

    def found(*asked: object) -> Outcome:
        del asked
        return outcome

    monkeypatch.setattr(runs, "generate", found)


def test_cut_runs(tmp_path: Path, job: Job, monkeypatch: pytest.MonkeyPatch) -> None:
    """Tests that a second run that was cut short, with another schedule, replaces the first."""
    first, second = schedules(job, tmp_path)
    with open_store(f"sqlite:///{tmp_path}/store.db") as store:
        for schedule in (first, second):
            finds(monkeypatch, job, schedule, "the search needed more memory")
            assert run(job, store).exit_code == 0
        assert store.live("tiny", job.program.instance.calendar.horizon) == second
        assert [made.live for made in store.runs("tiny")] == [False, True]


def test_a_cut_run_is_no_whole_run(
    tmp_path: Path, job: Job, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Tests that a run cut short is not returned when a whole one is asked for."""
    first, second = schedules(job, tmp_path)
    with open_store(f"sqlite:///{tmp_path}/store.db") as store:
        finds(monkeypatch, job, first, "the search needed more memory")
        run(job, store)
        finds(monkeypatch, job, second)
        assert run(job, store).report["replayed"] is False
        assert run(job, store).report["replayed"] is True


@pytest.mark.parametrize(
    "error",
    [CommitConflictError("it changed"), StoreUnavailableError("the database is locked")],
    ids=["conflict", "unavailable"],
)
def test_a_commit_that_fails(
    tmp_path: Path,
    job: Job,
    monkeypatch: pytest.MonkeyPatch,
    error: CommitConflictError | StoreUnavailableError,
) -> None:
    """Tests that the schedule comes back with the sentence and exit code of the failure."""
    schedule, _ = schedules(job, tmp_path)
    finds(monkeypatch, job, schedule)
    monkeypatch.setattr(patience, "PATIENCE", 0.0)

    def fail(store: Store, commit: Commit) -> None:
        del store, commit
        raise error

    monkeypatch.setattr(Store, "commit", fail)
    with open_store(f"sqlite:///{tmp_path}/store.db") as store:
        finished: Finished = run(job, store)
    assert (finished.schedule, finished.errors) == (schedule, [str(error)])
    assert finished.exit_code == error.exit_code
    assert (finished.report["committed"], finished.report["run"]) == (False, None)


def test_a_store_that_comes_back(tmp_path: Path, job: Job, monkeypatch: pytest.MonkeyPatch) -> None:
    """Tests that a commit is tried again, and one that went through unheard is made only once."""
    schedule, _ = schedules(job, tmp_path)
    finds(monkeypatch, job, schedule)
    monkeypatch.setattr(patience, "PAUSE", 0.0)
    real, tries, stages = Store.commit, list[Commit](), list[str]()
    kept = list[Schedule | None]()

    def unheard(store: Store, commit: Commit) -> Run:
        tries.append(commit)
        made = real(store, commit) if len(tries) > 1 else None
        if made is None or len(tries) == 2:
            message = "The store is locked."
            raise StoreUnavailableError(message)
        return made

    monkeypatch.setattr(Store, "commit", unheard)
    with open_store(f"sqlite:///{tmp_path}/store.db") as store:
        watch = Watch(stage=stages.append)
        finished = run(job, store, watch, lambda made: kept.append(made.schedule))
        assert [made.id for made in store.runs()] == [1]
    assert (finished.exit_code, finished.errors, finished.report["run"]) == (0, [], 1)
    assert [stage.partition(",")[0] for stage in stages] == ["waiting for the store"] * 2
    # a kill while it waits loses nothing
    assert kept == [schedule]


@pytest.mark.parametrize("asks", [1, 3])
def test_a_commit_is_not_tried_again_when_asked_to_stop(
    asks: int, tmp_path: Path, job: Job, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Tests that the schedule comes back at once from a store that is unavailable.

    Whether to stop is asked before the first commit, after it, and while it is waited for the next.
    """
    schedule, _ = schedules(job, tmp_path)
    finds(monkeypatch, job, schedule)
    url = f"sqlite:///{tmp_path}/store.db"

    asked, tries = list[bool](), list[Commit]()

    def stopped() -> bool:
        asked.append(True)
        return len(asked) >= asks

    def fail(store: Store, commit: Commit) -> None:
        del store
        tries.append(commit)
        message = "The store is locked."
        raise StoreUnavailableError(message)

    monkeypatch.setattr(Store, "commit", fail)
    before = monotonic()
    with open_store(url) as store:
        finished = run(job, store, Watch(should_stop=stopped))
    assert (finished.exit_code, finished.schedule) == (69, schedule)
    assert monotonic() - before < patience.PAUSE
    assert len(tries) == 1


def test_a_renewal_that_hangs(tmp_path: Path, job: Job, monkeypatch: pytest.MonkeyPatch) -> None:
    """Tests that a lease is left although the store does not answer its renewal."""
    hanging, over = Event(), Event()

    def hang(store: Store, lease: Lease, seconds: float) -> None:
        del store, lease, seconds
        hanging.set()
        over.wait(30)

    monkeypatch.setattr(Store, "renew", hang)
    horizon = job.program.instance.calendar.horizon
    with open_store(f"sqlite:///{tmp_path}/store.db") as store:
        before = monotonic()
        with runs.held(store, "tiny", horizon, seconds=0.4):
            assert hanging.wait(10)
        assert monotonic() - before < 20
        with store.lease("tiny", horizon, "next", 60):
            over.set()


def test_a_run_that_waited_for_the_same_run_replays_it(
    tmp_path: Path, job: Job, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Tests a run that looks for a result just before another one commits it, and leases after."""
    schedule, _ = schedules(job, tmp_path)
    finds(monkeypatch, job, schedule)
    url, first = f"sqlite:///{tmp_path}/store.db", list[Finished]()

    def other() -> None:
        with open_store(url) as store:
            first.append(run(job, store))

    @contextmanager
    def late(store: Store, program: str, horizon: Days) -> Generator[None]:
        monkeypatch.setattr(runs, "held", held)
        thread = Thread(target=other)
        thread.start()
        thread.join()
        finds(monkeypatch, job, schedules(job, tmp_path)[1])
        with held(store, program, horizon):
            yield

    held = runs.held
    with open_store(url) as store:
        monkeypatch.setattr(runs, "held", late)
        second = run(job, store)
        assert (first[0].report["replayed"], second.report["replayed"]) == (False, True)
        assert (second.exit_code, second.report["run"]) == (0, first[0].report["run"])
        assert second.schedule == schedule
        assert len(store.runs("tiny")) == 1


def test_by_hand_counts_what_is_not_charged(tmp_path: Path) -> None:
    """Tests that the report of a schedule made by hand names what was waived, as any other does."""
    rule = '[[constraints]]\nkind = "max_shifts"\nname = "one"\nmaximum = 1\n'
    waived = "one,B,2026-08-03,2026-08-06,short of people,Dr Chu\n"
    folder = write(
        tmp_path / "tiny",
        {
            "program.toml": f"{TINY['program.toml']!s}\n{rule}",
            "waivers.csv": f"constraint,person,first_day,last_day,reason,approver\n{waived}",
        },
    )
    job = Job(
        read(folder), Plan(LIMITS, ContingencyPolicy()), lambda: fingerprint(folder), "a", "b"
    )
    days = zip("BBAC", (3, 4, 5, 6), strict=True)
    rows = "".join(f"{person},day,2026-08-0{day}\n" for person, day in days)
    (folder / "s.csv").write_text(f"person,shift,date\n{rows}")
    with open_store(f"sqlite:///{tmp_path}/store.db") as store:
        made = commit_by_hand(job, store, read_schedule(folder / "s.csv", job.program.instance))
    assert made.report["violations"] == {"hard": 0, "soft": 0, "inherited": 0, "waived": 1}


def test_by_hand_against_what_was_live_before_the_audit(
    tmp_path: Path, job: Job, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Tests that what others commit while a schedule is audited is not replaced unseen."""
    schedule, _ = schedules(job, tmp_path)
    horizon = job.program.instance.calendar.horizon
    with open_store(f"sqlite:///{tmp_path}/store.db") as store:

        def interfere(*asked: object) -> Audit:
            del asked
            store.commit(commit(store, program="tiny", horizon=horizon))
            return audit(job.program, schedule)

        monkeypatch.setattr(runs, "audit", interfere)
        with pytest.raises(CommitConflictError, match="changed while this one was made"):
            commit_by_hand(replace(job, why="a swap"), store, schedule)
        assert [made.status for made in store.runs("tiny")] == ["optimal"]
