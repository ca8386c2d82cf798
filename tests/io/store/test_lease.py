"""One run at a time holds a program and its days."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from threading import Barrier
from time import sleep

import pytest

from nightfloat.errors import LeaseHeldError
from nightfloat.io.store import open_store
from tests.io.store.making import NEXT_WEEK, PROGRAM, WEEK


def test_second_lease(url: str) -> None:
    """Tests that an overlapping lease is refused with 75 and the holder's name and days."""
    shared = replace(NEXT_WEEK, first=WEEK.last)
    words = f"night cron is working on medicine from {WEEK.first} to {WEEK.last};"
    with open_store(url) as store, store.lease(PROGRAM, WEEK, "night cron", 60):
        with (
            pytest.raises(LeaseHeldError, match=words) as caught,
            store.lease(PROGRAM, shared, "second", 60),
        ):
            pass
        assert caught.value.exit_code == 75


def test_leases_apart(url: str) -> None:
    """Tests that other days and other programs are free."""
    with (
        open_store(url) as store,
        store.lease(PROGRAM, WEEK, "first", 60),
        store.lease(PROGRAM, NEXT_WEEK, "second", 60),
        store.lease("surgery", WEEK, "third", 60) as third,
    ):
        assert third.holder == "third"


def test_lease_is_given_up(url: str) -> None:
    """Tests that a lease ends with its block, also when the block fails."""
    with open_store(url) as store:
        with pytest.raises(KeyError), store.lease(PROGRAM, WEEK, "first", 60):
            raise KeyError
        with store.lease(PROGRAM, WEEK, "second", 60) as lease:
            assert lease.holder == "second"


def test_expired_lease_is_taken_over(url: str) -> None:
    """Tests that a lease left behind is free after its time, and its holder learns it."""
    with open_store(url) as store, store.lease(PROGRAM, WEEK, "crashed", 0.01) as old:
        sleep(0.05)
        with store.lease(PROGRAM, WEEK, "next", 60), pytest.raises(LeaseHeldError, match="crashed"):
            store.renew(old, 60)
        with store.lease(PROGRAM, WEEK, "third", 60):
            pass


def test_renewed_lease(url: str) -> None:
    """Tests that a renewed lease lasts."""
    with open_store(url) as store, store.lease(PROGRAM, WEEK, "long", 0.01) as lease:
        renewed = store.renew(lease, 60)
        sleep(0.05)
        assert renewed.expires > lease.expires
        with pytest.raises(LeaseHeldError), store.lease(PROGRAM, WEEK, "second", 60):
            pass


def test_concurrent_leases(url: str) -> None:
    """Tests that of those who ask at one time exactly one gets the lease."""
    names = ["a", "b", "c", "d"]
    start, end = Barrier(len(names), timeout=60), Barrier(len(names), timeout=60)

    def attempt(name: str) -> bool:
        with open_store(url, timeout=30) as store:
            start.wait()
            try:
                with store.lease(PROGRAM, WEEK, name, 60):
                    end.wait()
                    return True
            except LeaseHeldError:
                end.wait()
                return False

    with ThreadPoolExecutor(len(names)) as pool:
        assert sorted(pool.map(attempt, names)) == [False, False, False, True]
