"""What is committed comes back as it was."""

from datetime import UTC

from nightfloat.domain.schedule import Schedule
from nightfloat.io.store import Provenance, open_store
from tests.io.store.making import (
    NEXT_WEEK,
    PROGRAM,
    WEEK,
    booking,
    certificate,
    commit,
    violations,
)


def test_run_comes_back(url: str) -> None:
    """Tests that a committed run is read back with every field."""
    with open_store(url) as store:
        made = commit(store, booking("ana", "day", 0))
        run = store.commit(made)
        assert store.run(run.id) == run
        assert store.runs() == store.runs(PROGRAM) == [run]
        assert store.runs("surgery") == []
    assert (run.id, run.program, run.horizon, run.live) == (1, PROGRAM, WEEK, True)
    assert (run.created_by, run.created.tzinfo) == ("coordinator", UTC)
    assert run.schedule_sha256 == made.schedule.sha256
    assert run.input_sha256 == made.input_sha256
    assert run.report == made.report


def test_schedule_comes_back(url: str) -> None:
    """Tests that the schedule has the bytes it was committed with."""
    rows = booking("ben", "night", 1), booking("ana", "day", 0), booking("ana", "standby", 0)
    with open_store(url) as store:
        made = commit(store, *rows)
        run = store.commit(made)
        assert store.schedule(run.id).csv == made.schedule.csv
        assert store.live(PROGRAM, WEEK) == made.schedule
        assert store.live(PROGRAM, NEXT_WEEK) == Schedule()


def test_audit_and_certificate_come_back(url: str) -> None:
    """Tests that violations, certificate and provenance are equal to what was written."""
    with open_store(url) as store:
        made = commit(store, violations=violations(), certificate=certificate())
        run = store.commit(made)
        assert store.violations(run.id) == violations()
        assert store.certificate(run.id) == certificate()
        assert store.provenance(run.id) == Provenance("0.1.0", "9.15", 7, '{"k":1}', "facts")


def test_run_without_certificate(url: str) -> None:
    """Tests that what was not made is None and what does not exist is empty."""
    with open_store(url) as store:
        run = store.commit(commit(store))
        assert store.certificate(run.id) is None
        assert store.run(99) is None
        assert store.provenance(99) is None
        assert store.schedule(99) == Schedule()


def test_programs_are_apart(url: str) -> None:
    """Tests that two programs may use one person id at one time."""
    with open_store(url) as store:
        store.commit(commit(store, booking("ana", "day", 0)))
        run = store.commit(commit(store, booking("ana", "day", 0), program="surgery"))
        assert run.live
        assert len(store.live(PROGRAM, WEEK)) == len(store.live("surgery", WEEK)) == 1
