"""Tests how a searching process ends."""

import time
from contextlib import suppress

from nightfloat.solver.emitter import emit
from nightfloat.solver.evaluate import costs
from nightfloat.solver.search.message import Ended, Known, SolveTask
from tests.solver.children import child
from tests.solver.columns.programs import puzzle
from tests.solver.making import LIMITS

# a process that takes its time to leave, as one whose coverage is measured does
SLOW = """\
import os, runpy, time
leave = os._exit
os._exit = lambda code: (time.sleep(0.6), leave(code))
runpy.run_module("nightfloat.solver.search.child", run_name="__main__", alter_sys=True)
"""


def test_a_search_that_is_told_something_while_it_leaves_ends_in_silence() -> None:
    """Tests that no thread reads from a pipe that another has closed."""
    model = emit(puzzle(2))
    known = Known(frozenset(), costs(model, frozenset()))
    with child("-c", SLOW) as (process, ours):
        ours.send(SolveTask(model, LIMITS))
        while not isinstance(ours.recv(), Ended):
            pass
        time.sleep(0.2)
        with suppress(BrokenPipeError):
            ours.send(known)
        _, printed = process.communicate()
    assert (process.returncode, printed) == (0, b"")
