"""Nothing is lost: what was superseded stays readable, and comes back exactly."""

from dataclasses import replace

import pytest

from nightfloat.domain.calendar import Days
from nightfloat.domain.schedule import Assignment, Schedule
from nightfloat.errors import CommitConflictError, InputError
from nightfloat.io.store import DayChange, open_store
from tests.io.store.making import NEXT_WEEK, PROGRAM, WEEK, booking, commit, counts, on


def test_superseded_run_stays(url: str) -> None:
    """Tests that a replaced run keeps its schedule, and the trail says who, when and why."""
    with open_store(url) as store:
        first = store.commit(commit(store, booking("ana", "day", 0)))
        made = replace(commit(store, booking("ben", "day", 0), key="2"), who="chief", why="swap")
        second = store.commit(made)
        assert [run.live for run in store.runs()] == [False, True]
        assert store.schedule(first.id) == Schedule.of([Assignment("ana", on(0), "day")])
        assert store.live(PROGRAM, WEEK) == store.schedule(second.id)
        begun, replaced = store.trail(PROGRAM)
    assert (begun.run, begun.who, begun.changes) == (1, "coordinator", ())
    assert (replaced.run, replaced.who, replaced.why) == (2, "chief", "swap")
    assert replaced.changes == tuple(DayChange(1, day, live=False) for day in WEEK)
    assert begun.at < replaced.at


def test_numbers_of_no_run(url: str) -> None:
    """Tests that a number out of the database's range is that of no run, as any other."""
    with open_store(url) as store:
        for number in (1, 0, -1, 2**31, 2**63, 10**20, -(10**20)):
            assert (store.run(number), store.provenance(number)) == (None, None)
            with pytest.raises(InputError, match=f"There is no run {number}:"):
                store.revert(number, "chief", "mistyped")


def test_part_of_a_run_is_replaced(url: str) -> None:
    """Tests that the days outside the new horizon stay live."""
    with open_store(url) as store:
        store.commit(commit(store, booking("ana", "day", 0), booking("ana", "day", 6)))
        middle = Days(on(5), on(9))
        store.commit(commit(store, booking("ben", "day", 6), horizon=middle, key="2"))
        names = [(a.person, a.day) for a in store.live(PROGRAM, Days(on(0), on(14)))]
    assert names == [("ana", on(0)), ("ben", on(6))]


def test_revert_is_exact(url: str) -> None:
    """Tests that reverting brings back the very version that was live, and replays it."""
    with open_store(url) as store:
        first = store.commit(commit(store, booking("ana", "day", 0)))
        before = store.version(PROGRAM, WEEK)
        second = store.commit(commit(store, booking("ben", "day", 0), key="2"))
        undone = store.revert(second.id, "chief", "was a mistake")
        assert not undone.live
        assert store.version(PROGRAM, WEEK) == before
        assert store.live(PROGRAM, WEEK) == store.schedule(first.id)
        assert store.replayable("key") == first
        last = store.trail(PROGRAM)[-1]
    assert (last.action, last.run, last.why) == ("revert", 2, "was a mistake")
    assert {(c.run, c.live) for c in last.changes} == {(1, True), (2, False)}


def test_revert_the_first_run(url: str) -> None:
    """Tests that nothing is live after the only run was reverted, and that it may come again."""
    with open_store(url) as store:
        made = commit(store, booking("ana", "day", 0))
        store.revert(store.commit(made).id, "chief", "too early")
        assert store.live(PROGRAM, WEEK) == Schedule()
        assert store.replayable("key") is None
        assert store.commit(made).id == 2


def test_revert_of_what_was_replaced(url: str) -> None:
    """Tests that only a run that is wholly live can be reverted."""
    with open_store(url) as store:
        store.commit(commit(store))
        store.commit(commit(store, key="2"))
        before = counts(url)
        with pytest.raises(CommitConflictError, match="revert what replaced it first"):
            store.revert(1, "chief", "why not")
        with pytest.raises(InputError, match="There is no run 9"):
            store.revert(9, "chief", "why not")
        with pytest.raises(InputError, match="Say who does this and why"):
            store.revert(2, "chief", "")
        with pytest.raises(InputError, match="is not UTF-8"):
            store.revert(2, "chief", "caf\udce9")
        assert counts(url) == before


def test_revert_beside_a_newer_neighbour(url: str) -> None:
    """Tests that a night that no longer fits beside the next week does not come back."""
    early = booking("ana", "day", 7)
    early = replace(early, start=early.start.replace(hour=7))
    with open_store(url) as store:
        store.commit(commit(store, booking("ana", "night", 6)))
        store.commit(commit(store, key="2"))
        store.commit(commit(store, early, horizon=NEXT_WEEK, key="3"))
        before = counts(url)
        with pytest.raises(CommitConflictError, match="two live assignments at one time"):
            store.revert(2, "chief", "back to the nights")
        assert counts(url) == before
        assert [run.live for run in store.runs()] == [False, True, True]
