"""What ``test_pieces`` checks of tiers that are open when others are done, beside no ortools."""

import time
from dataclasses import replace

from nightfloat.domain.result import Limits, Status, Strategy
from nightfloat.solver.columns.clock import Clock
from nightfloat.solver.columns.search import LEAST, ColumnSearch
from nightfloat.solver.emitter import emit
from nightfloat.solver.search.message import Declined, Ended, Found, Message, SolveTask, TierDone
from tests.solver.columns.programs import puzzle, week
from tests.solver.making import made

SECONDS = 4.0


def revisited() -> None:
    """Tests that the first tier, open at half of the time, has what the second does not need.

    Nobody need work more than 16 days of 28, so that the second tier costs nothing at once.
    """
    asked = puzzle(60)
    rest = made("shifts_in_horizon", minimum=0, maximum=16, tier="rest", weight=2)
    model = emit(replace(asked, constraints=(*asked.constraints, rest), tiers=("cost", "rest")))
    told, started = list[Message](), time.monotonic()
    task = SolveTask(model, Limits(SECONDS, 4096, 2, 1), None, Strategy.COLUMNS)
    ColumnSearch(task, told.append, Clock()).run()
    done = [(one.tier, one.status) for one in told if isinstance(one, TierDone)]
    first, second = (0, Status.FEASIBLE), (1, Status.OPTIMAL)
    assert done[:3] == [first, second, first]
    assert told[-1] == Ended(Status.FEASIBLE)
    assert time.monotonic() - started >= SECONDS - LEAST


def foreign_later() -> None:
    """Tests that a tier that columns cannot say is declined when the one before it is done.

    Two people may work seven days, for which costs of the second tier are too large for floats.
    """
    weight = 3_247_000_000_000
    rest = made("shifts_in_horizon", minimum=0, maximum=0, tier="rest", weight=weight)
    task = SolveTask(emit(week(rest, tiers=("cost", "rest"))), Limits(60, 4096, 2, 1))
    told, started = list[Message](), time.monotonic()
    ColumnSearch(replace(task, strategy=Strategy.COLUMNS), told.append, Clock()).run()
    assert [one.costs[0] for one in told if isinstance(one, Found)][-1] == 0
    assert TierDone(0, Status.OPTIMAL, 0) in told
    *_, declined, ended = told
    assert isinstance(declined, Declined)
    assert "costs so large" in declined.reason
    assert ended == Ended(Status.FEASIBLE)
    assert time.monotonic() - started < 50
