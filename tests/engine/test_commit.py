"""The commit step: one key for one result, and no commit of changed input."""

from dataclasses import replace
from datetime import date
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from nightfloat.domain.calendar import Calendar, Days
from nightfloat.domain.instance import Instance
from nightfloat.domain.people import Person
from nightfloat.domain.schedule import Assignment, Schedule
from nightfloat.domain.shifts import Cover, ShiftKind, ShiftType
from nightfloat.engine.commit import bookings, commit_schedule, idempotency_key
from nightfloat.errors import CommitConflictError
from nightfloat.io.store import Commit, Provenance, open_store

SUNDAY = date(2026, 3, 8)
HORIZON = Days.one(SUNDAY)
NIGHT = ShiftType("night", 19 * 60, 12 * 60, ShiftKind.NIGHT_FLOAT)
STANDBY = ShiftType("standby", 0, 24 * 60, ShiftKind.STANDBY, occupies=False)


@pytest.fixture
def instance() -> Instance:
    """Return one Sunday in New York, the morning of which is an hour short."""
    return Instance(
        name="medicine",
        calendar=Calendar(ZoneInfo("America/New_York"), HORIZON, SUNDAY),
        people=(Person("ana"),),
        shift_types=(NIGHT, STANDBY),
        covers=(Cover("night", SUNDAY), Cover("standby", SUNDAY)),
    )


@pytest.fixture
def made(instance: Instance) -> Commit:
    """Return a commit of Ana on the night."""
    schedule = Schedule.of([Assignment("ana", SUNDAY, "night")])
    return Commit(
        program=instance.name,
        horizon=HORIZON,
        status="optimal",
        bookings=bookings(instance, schedule),
        input_sha256="facts",
        idempotency_key=idempotency_key("facts", {}, "0.1.0", "9.15"),
        expected="",
        who="cron",
        why="nightly",
        report="{}",
        provenance=Provenance("0.1.0", "9.15"),
    )


def test_equal_parameters_have_one_key() -> None:
    """Tests that the order of parameters does not matter."""
    one = idempotency_key("facts", {"seed": 1, "workers": 2}, "0.1.0", "9.15")
    assert one == idempotency_key("facts", {"workers": 2, "seed": 1}, "0.1.0", "9.15")
    assert len(one) == 64


def test_whatever_differs_changes_the_key() -> None:
    """Tests that input, each parameter with its type, and both versions decide the key."""
    keys = {
        idempotency_key("facts", {"seed": 1}, "0.1.0", "9.15"),
        idempotency_key("other", {"seed": 1}, "0.1.0", "9.15"),
        idempotency_key("facts", {"seed": 2}, "0.1.0", "9.15"),
        idempotency_key("facts", {"seed": "1"}, "0.1.0", "9.15"),
        idempotency_key("facts", {"seed": True}, "0.1.0", "9.15"),
        idempotency_key("facts", {"seed": None}, "0.1.0", "9.15"),
        idempotency_key("facts", {}, "0.1.0", "9.15"),
        idempotency_key("facts", {"seed": 1}, "0.2.0", "9.15"),
        idempotency_key("facts", {"seed": 1}, "0.1.0", "9.16"),
        idempotency_key("facts", {"seed": 1}, "0.1.09", ".15"),
    }
    assert len(keys) == 10


def test_parameter_that_is_no_number() -> None:
    """Tests that a parameter without a canonical form is refused."""
    with pytest.raises(ValueError, match="JSON"):
        idempotency_key("facts", {"limit": float("nan")}, "0.1.0", "9.15")


def test_bookings_have_real_instants(instance: Instance) -> None:
    """Tests that a booking starts and ends when the clocks of the zone say so."""
    schedule = Schedule.of(Assignment("ana", SUNDAY, s) for s in ("night", "standby"))
    night, standby = bookings(instance, schedule)
    # 19:00 EDT is 23:00 UTC; the Sunday from 00:00 EST (05:00 UTC) to 24:00 EDT (04:00 UTC).
    assert night.start.isoformat() == "2026-03-08T23:00:00+00:00"
    assert standby.start.isoformat() == "2026-03-08T05:00:00+00:00"
    assert standby.end.isoformat() == "2026-03-09T04:00:00+00:00"
    assert (night.occupies, standby.occupies) == (True, False)


def test_changed_input_is_not_committed(tmp_path: Path, made: Commit) -> None:
    """Tests that input that changed since it was read is exit code 6 and nothing is written."""
    with open_store(f"sqlite:///{tmp_path}/store.db") as store:
        with pytest.raises(CommitConflictError, match="The input of medicine changed") as caught:
            commit_schedule(store, made, lambda: "changed")
        assert caught.value.exit_code == 6
        assert store.runs() == []


def test_unchanged_input_is_committed(tmp_path: Path, made: Commit) -> None:
    """Tests that the commit goes to the store when the input is what it was."""
    with open_store(f"sqlite:///{tmp_path}/store.db") as store:
        expected = store.version(made.program, HORIZON)
        run = commit_schedule(store, replace(made, expected=expected), lambda: "facts")
        assert store.runs() == [run]
        assert store.schedule(run.id) == made.schedule
