"""The database refuses the impossible by itself: these tests speak SQL to it, not our code."""

from collections.abc import Mapping
from dataclasses import replace

import pytest
import sqlalchemy as sa
from sqlalchemy.exc import DatabaseError, StatementError

from nightfloat.domain.calendar import Days
from nightfloat.io.store import open_store
from nightfloat.io.store import tables as t
from tests.io.store.making import (
    MONDAY,
    NEXT_WEEK,
    PROGRAM,
    WEEK,
    booking,
    certificate,
    commit,
    on,
    raw,
    violations,
)

LATER = Days.one(on(30))
KEPT = [name for name in t.metadata.tables if name != "lease"]


@pytest.fixture
def filled(url: str) -> str:
    """Return a store with one run: Ana by day and on standby on Monday, Ben on Tuesday night."""
    rows = booking("ana", "day", 0), booking("ana", "standby", 0), booking("ben", "night", 1)
    with open_store(url) as store:
        store.commit(commit(store, *rows, violations=violations(), certificate=certificate()))
        store.commit(commit(store, horizon=LATER, key="later"))
        store.commit(commit(store, horizon=LATER, key="latest"))
    return url


def _number(url: str, external: str) -> int:
    with raw(url) as connection:
        wanted = sa.select(t.person.c.id).where(t.person.c.external == external)
        return connection.execute(wanted).scalar_one()


def _row(url: str, person: str, shift: str, index: int) -> Mapping[str, object]:
    duty = booking(person, shift, index)
    return {
        "run": 1,
        "person": _number(url, person),
        "day": duty.assignment.day,
        "shift": f"second {shift}",
        "program": 1,
        "starts": duty.start,
        "ends": duty.end,
        "occupies": True,
        "live": True,
    }


def _insert(url: str, table: sa.Table, values: Mapping[str, object]) -> None:
    with raw(url) as connection:
        connection.execute(sa.insert(table).values(**values))


def test_overlap_cannot_be_inserted(filled: str) -> None:
    """Tests that a second live assignment at an overlapping time is refused on insert."""
    with pytest.raises(DatabaseError, match="assignment_overlap"):
        _insert(filled, t.assignment, _row(filled, "ana", "day", 0))


def test_night_into_the_morning_cannot_be_inserted(filled: str) -> None:
    """Tests that an overlap of one minute across midnight is refused, and touching is not."""
    row = dict(_row(filled, "ben", "day", 2))
    _insert(filled, t.assignment, row)
    early = {**row, "shift": "early", "starts": booking("ben", "day", 2).start.replace(hour=7)}
    with pytest.raises(DatabaseError, match="assignment_overlap"):
        _insert(filled, t.assignment, early)


def test_overlap_may_be_inserted_where_it_excludes_nothing(filled: str) -> None:
    """Tests that standby and assignments of nobody else's time overlap freely."""
    _insert(filled, t.assignment, {**_row(filled, "ana", "day", 0), "occupies": False})
    _insert(filled, t.assignment, _row(filled, "ben", "day", 0))


@pytest.mark.parametrize(
    "change",
    [
        {"occupies": True},
        {"starts": booking("ana", "day", 0).start, "occupies": True},
    ],
)
def test_overlap_cannot_be_made_by_update(filled: str, change: Mapping[str, object]) -> None:
    """Tests that an assignment cannot be changed into one that overlaps."""
    standby = t.assignment.c.shift == "standby"
    with pytest.raises(DatabaseError, match="assignment_overlap"), raw(filled) as connection:
        connection.execute(sa.update(t.assignment).where(standby).values(**change))


def test_overlap_cannot_be_made_by_changing_the_person(filled: str) -> None:
    """Tests that an assignment cannot be handed to somebody who is taken."""
    _insert(filled, t.assignment, _row(filled, "ben", "day", 0))
    ana = _number(filled, "ana")
    second = t.assignment.c.shift == "second day"
    with pytest.raises(DatabaseError, match="assignment_overlap"), raw(filled) as connection:
        connection.execute(sa.update(t.assignment).where(second).values(person=ana))


def test_overlap_cannot_come_alive(filled: str) -> None:
    """Tests that a superseded night cannot be made live again over the next morning."""
    tuesday, wednesday = Days.one(on(1)), Days.one(on(2))
    early = booking("ben", "day", 2)
    early = replace(early, start=early.start.replace(hour=7))
    with open_store(filled) as store:
        off = store.commit(commit(store, horizon=tuesday, key="off"))
        store.commit(commit(store, early, horizon=wednesday, key="early"))
    day = t.schedule_day.c
    with raw(filled) as connection:
        connection.execute(sa.update(t.schedule_day).where(day.run == off.id).values(live=False))
    night = sa.update(t.schedule_day).where(day.run == 1, day.day == on(1))
    with pytest.raises(DatabaseError, match="assignment_overlap"), raw(filled) as connection:
        connection.execute(night.values(live=True))


def test_assignment_lives_with_its_day(filled: str) -> None:
    """Tests that an assignment cannot be live on a day that is not."""
    with pytest.raises(DatabaseError), raw(filled) as connection:
        connection.execute(sa.update(t.assignment).values(live=False))
    with raw(filled) as connection:
        connection.execute(sa.update(t.schedule_day).values(live=False))
        lives = connection.execute(sa.select(t.assignment.c.live)).scalars().all()
    assert lives == [False, False, False]


def test_day_has_one_live_schedule(filled: str) -> None:
    """Tests that a second live schedule on a program's date is refused."""
    row = {"run": 2, "day": MONDAY, "program": 1, "live": True}
    with pytest.raises(DatabaseError, match="schedule_day"):
        _insert(filled, t.schedule_day, row)
    _insert(filled, t.schedule_day, {**row, "live": False})


@pytest.mark.parametrize(
    ("table", "values"),
    [
        (t.schedule_day, {"run": 9, "day": MONDAY, "program": 1, "live": False}),
        (t.person, {"program": 9, "external": "eve"}),
        (t.person, {"program": 1, "external": ""}),
        (
            t.act,
            {
                "run": 1,
                "action": "commit",
                "who": "",
                "why": "x",
                "at": booking("a", "day", 0).start,
            },
        ),
        (
            t.act,
            {
                "run": 1,
                "action": "delete",
                "who": "x",
                "why": "x",
                "at": booking("a", "day", 0).start,
            },
        ),
        (
            t.violation,
            {
                "run": 1,
                "position": 9,
                "program": 1,
                "name": "rest",
                "kind": "min_rest",
                "first_day": MONDAY,
                "end_day": WEEK.end,
                "amount": 1,
                "sentence": "Hard.",
                "weight": 0,
                "inherited": False,
            },
        ),
    ],
)
def test_row_that_cannot_be(filled: str, table: sa.Table, values: Mapping[str, object]) -> None:
    """Tests that foreign keys and checks refuse strangers, nobody, and a hard violation."""
    with pytest.raises(DatabaseError):
        _insert(filled, table, values)


@pytest.mark.parametrize("name", KEPT)
def test_nothing_is_deleted(filled: str, name: str) -> None:
    """Tests that the database deletes no row of any table but the leases."""
    with pytest.raises(DatabaseError), raw(filled) as connection:
        connection.execute(sa.delete(t.metadata.tables[name]))
    with raw(filled) as connection:
        assert connection.execute(sa.select(t.metadata.tables[name])).first() is not None


def test_two_leases_on_one_day(url: str) -> None:
    """Tests that two held leases of one program cannot share a day, however they are written."""
    with open_store(url) as store, store.lease(PROGRAM, WEEK, "first", 60):
        with raw(url) as connection:
            row = connection.execute(sa.select(t.lease)).mappings().one()
        second = {**row, "id": 2, "first_day": WEEK.last, "end_day": NEXT_WEEK.end}
        with pytest.raises(DatabaseError, match="lease_overlap"):
            _insert(url, t.lease, second)
        _insert(url, t.lease, {**second, "held": False})
        with pytest.raises(DatabaseError, match="lease_overlap"), raw(url) as connection:
            connection.execute(sa.update(t.lease).values(held=True))


def test_naive_instant_is_refused(filled: str) -> None:
    """Tests that a time without a zone never reaches the database."""
    naive = booking("ana", "day", 3).start.replace(tzinfo=None)
    with pytest.raises(StatementError, match="time zone"):
        _insert(filled, t.assignment, {**_row(filled, "ana", "day", 3), "starts": naive})
