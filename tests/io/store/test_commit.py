"""A commit is whole or nothing, and only against what it was solved against."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, datetime
from threading import Barrier

import pytest

from nightfloat.domain.violation import Violation
from nightfloat.errors import CommitConflictError, NightfloatError, RefusedError
from nightfloat.io.store import Commit, open_store
from tests.io.store.making import (
    NEXT_WEEK,
    PROGRAM,
    WEEK,
    booking,
    certificate,
    commit,
    counts,
    violations,
)


def test_fault_late_in_the_transaction(url: str) -> None:
    """Tests that a row refused at the very end leaves nothing and supersedes nothing."""
    with open_store(url) as store:
        first = store.commit(commit(store, booking("ana", "day", 0)))
        before = counts(url)
        faulty = commit(
            store,
            booking("new", "day", 1),
            key="faulty",
            violations=violations(),
            certificate=certificate(distance=-1),
        )
        with pytest.raises(NightfloatError, match="nothing was written") as caught:
            store.commit(faulty)
        assert caught.value.exit_code == 70
        assert counts(url) == before
        assert store.run(first.id) == first


@pytest.mark.parametrize("occupies", [True, False])
@pytest.mark.parametrize("end", [datetime(2026, 3, 2, 1, tzinfo=UTC), datetime(2026, 3, 3)])  # noqa: DTZ001
def test_booking_that_cannot_be(url: str, end: datetime, occupies: bool) -> None:
    """Tests that a shift that ends before it starts, or in no zone, is a defect of ours."""
    with open_store(url) as store:
        before = counts(url)
        wrong = replace(booking("ana", "day", 0), end=end, occupies=occupies)
        with pytest.raises(NightfloatError, match="a defect") as caught:
            store.commit(commit(store, wrong))
        assert caught.value.exit_code == 70
        assert counts(url) == before


def test_live_schedule_changed(url: str) -> None:
    """Tests that a commit solved against an older version is refused."""
    with open_store(url) as store:
        second = commit(store, booking("ben", "day", 0), key="second")
        first = store.commit(commit(store, booking("ana", "day", 0)))
        with pytest.raises(CommitConflictError, match="changed while this one was made"):
            store.commit(second)
        assert store.live(PROGRAM, WEEK) == store.schedule(first.id)


def test_version_tells_what_touches_the_horizon(url: str) -> None:
    """Tests that the version changes with the eve of the horizon, not with what follows it."""
    with open_store(url) as store:
        nothing = store.version(PROGRAM, NEXT_WEEK)
        store.commit(commit(store, booking("ana", "night", 6)))
        eve = store.version(PROGRAM, NEXT_WEEK)
        this = store.version(PROGRAM, WEEK)
        store.commit(commit(store, horizon=NEXT_WEEK, key="next"))
        assert nothing != eve
        assert store.version(PROGRAM, NEXT_WEEK) != eve
        assert store.version(PROGRAM, WEEK) == this


def test_night_before_the_horizon(url: str) -> None:
    """Tests that somebody still on last night's shift is named, with both dates."""
    with open_store(url) as store:
        store.commit(commit(store, booking("ana", "night", 6)))
        before = counts(url)
        early = booking("ana", "day", 7)
        early = replace(early, start=early.start.replace(hour=7))
        with pytest.raises(CommitConflictError) as caught:
            store.commit(commit(store, early, horizon=NEXT_WEEK, key="next"))
        assert counts(url) == before
    assert str(caught.value) == (
        "ana is on night of 2026-03-08 in the live one and on day of 2026-03-09 in this schedule "
        "at the same time: nothing was committed."
    )


def test_double_booking_in_one_schedule(url: str) -> None:
    """Tests that a schedule that double books somebody by itself is refused, not a conflict."""
    with open_store(url) as store:
        rows = (
            booking("ana", "day", 0),
            replace(booking("ana", "night", 0), start=booking("ana", "day", 0).start),
        )
        with pytest.raises(RefusedError, match=r"ana is on .* of 2026-03-02 in this schedule"):
            store.commit(commit(store, *rows))


def test_assignment_outside_the_horizon(url: str) -> None:
    """Tests that a schedule may not reach beyond the days it replaces."""
    with open_store(url) as store, pytest.raises(RefusedError, match="outside 2026-03-02"):
        store.commit(commit(store, booking("ana", "day", 7)))


def test_hard_violation(url: str) -> None:
    """Tests that no schedule with a hard violation is committed."""
    hard = Violation("rest", "min_rest", "ana", WEEK, 1, "Ana rests too little.")
    with open_store(url) as store, pytest.raises(RefusedError, match="Ana rests too little"):
        store.commit(commit(store, violations=(hard,)))


def test_commit_twice(url: str) -> None:
    """Tests that the same commit again changes nothing and returns the first run."""
    with open_store(url) as store:
        made = commit(store, booking("ana", "day", 0))
        run = store.commit(made)
        before = counts(url)
        assert store.commit(made) == run
        assert counts(url) == before
        other = commit(store, booking("ben", "day", 0))
        with pytest.raises(CommitConflictError, match="Run 1 came of the same input"):
            store.commit(other)


def test_replayable_only_when_live(url: str) -> None:
    """Tests that a run replays until one of its days is replaced."""
    with open_store(url) as store:
        assert store.replayable("key") is None
        run = store.commit(commit(store, booking("ana", "day", 0)))
        assert store.replayable("key") == run
        assert store.replayable("other") is None
        last = replace(WEEK, first=WEEK.last)
        store.commit(commit(store, horizon=last, key="other"))
        assert store.replayable("key") is None
        found = store.run(run.id)
        assert found is not None
        assert not found.live


def test_concurrent_commits(url: str) -> None:
    """Tests that of commits made at one time against one version exactly one wins."""
    people = ["ana", "ben", "cai", "dee"]
    barrier = Barrier(len(people), timeout=60)
    with open_store(url, timeout=30) as store:
        made = [commit(store, booking(p, "day", 0), key=p) for p in people]

    def attempt(one: Commit) -> int:
        with open_store(url, timeout=30) as store:
            barrier.wait()
            try:
                return store.commit(one).id
            except CommitConflictError:
                return 0

    with ThreadPoolExecutor(len(people)) as pool:
        won = [run for run in pool.map(attempt, made) if run]
    assert len(won) == 1
    with open_store(url) as store:
        assert [run.id for run in store.runs()] == won
        assert len(store.live(PROGRAM, WEEK)) == 1
