"""Searches that are stopped or killed at their first schedule, and what is left of them."""

from collections.abc import Iterable
from contextlib import suppress
from dataclasses import replace

import psutil

from nightfloat.constraints.program import Program
from nightfloat.domain.result import INTERRUPTED, Improvement, Limits, Result, Status
from nightfloat.engine.audit import audit
from nightfloat.solver.search.message import LOST
from nightfloat.solver.search.watchdog import ENDINGS
from nightfloat.solver.solve import solve

LONG = 300


def values(trace: Iterable[Improvement]) -> list[int]:
    """Return what the schedules of a trace cost; a bound alone is none."""
    return [entry.value for entry in trace if entry.value is not None]


def stopped(asked: Program, limits: Limits) -> Result:
    """Return the result of a search stopped at its first schedule: lawful, and the best heard."""
    heard: list[Improvement] = []
    result = solve(
        asked,
        replace(limits, seconds=LONG),
        progress=heard.append,
        should_stop=lambda: bool(values(heard)),
    )
    assert result.note == INTERRUPTED
    assert result.schedule is not None
    assert not audit(asked, result.schedule).hard
    assert result.tiers[0].value == min(values(heard))
    return result


def killed(asked: Program, limits: Limits, *, hands: bool = False) -> list[psutil.Process]:
    """Kill a search at its first schedule, which has to be kept; return it and what it forked.

    Where ``hands`` are killed that is what it forked.
    """
    family: list[psutil.Process] = []

    def kill(found: Improvement) -> None:
        if found.value is not None and not family:
            # the test process may have a database server too
            ours = psutil.Process().children()
            (child,) = (c for c in ours if "nightfloat.solver.search.child" in c.cmdline())
            family.extend((child, *child.children(recursive=True)))
            for one in family[1:] if hands else (child,):
                # the search ends the others as soon as it misses one
                with suppress(psutil.NoSuchProcess):
                    one.kill()

    result = solve(asked, replace(limits, seconds=LONG), progress=kill)
    assert result.note == (ENDINGS[LOST] if hands else "the searching process ended with code -9")
    assert result.status is Status.FEASIBLE
    assert result.schedule is not None
    assert not audit(asked, result.schedule).hard
    return family
