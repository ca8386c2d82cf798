"""Tests of which tasks start when."""

from dataclasses import replace

import pytest

from nightfloat.solver.search.due import is_due, shortened, soonest, waits
from nightfloat.solver.search.message import ConflictTask, SolveTask
from tests.solver.making import LIMITS
from tests.solver.test_portfolio import model

TASK = SolveTask(model(1), LIMITS)
CONFLICT = ConflictTask(model(1), LIMITS)


@pytest.mark.parametrize(
    ("passed", "behind", "closed", "due"),
    [
        (4.9, 0, 9, False),
        (5.0, 0, 0, True),
        (0.0, 2, 1, False),
        (0.0, 2, 2, True),
        (5.0, 2, 0, True),
    ],
)
def test_a_task_starts_at_its_time_or_behind_closed_tiers(
    passed: float, behind: int, closed: int, due: bool
) -> None:
    """Tests both sides of five seconds, and of two closed tiers where they are waited for."""
    assert is_due(replace(TASK, after=5.0, behind=behind), passed, closed) == due
    assert is_due(CONFLICT, 0.0, 0)


def test_the_soonest_go_first() -> None:
    """Tests that all that wait as long as the first are among them."""
    late, sooner = replace(TASK, after=9.0), replace(TASK, after=3.0, nice=1)
    assert soonest([late, sooner, replace(sooner, nice=2)]) == [sooner, replace(sooner, nice=2)]
    assert soonest([late, CONFLICT]) == [CONFLICT]
    assert soonest([]) == []
    assert (waits(late), waits(TASK), waits(CONFLICT)) == (True, False, False)


def test_a_late_task_has_less_time() -> None:
    """Tests that the rest of it stays."""
    late = replace(TASK, after=2.0)
    assert shortened(late, 2.0).limits == replace(LIMITS, seconds=LIMITS.seconds - 2)
    assert replace(shortened(late, 2.0), limits=LIMITS) == late
