"""Tests of the watch that a search has unless it is given another one."""

import threading

from nightfloat.solver.search.watch import MonotonicWatch


def test_an_alarm_rings_not_before_its_time() -> None:
    """Tests that an alarm is heard, and that the watch has gone on by as much at least."""
    watch, heard = MonotonicWatch(), threading.Event()
    set_at = watch.now()
    watch.alarm(0.05, heard.set)
    assert heard.wait(60)
    assert watch.now() - set_at >= 0.05


def test_a_cancelled_alarm_does_not_ring() -> None:
    """Tests that nothing happens at the time of an alarm that was cancelled before."""
    watch, heard = MonotonicWatch(), threading.Event()
    watch.alarm(0.2, heard.set).cancel()
    assert not heard.wait(0.5)
