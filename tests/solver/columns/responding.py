"""What ``test_pieces`` checks of best responses, beside no ortools."""

import time

import numpy as np

from nightfloat.solver.columns.goals import goals
from nightfloat.solver.columns.response import Response
from nightfloat.solver.columns.roster import Ledger
from nightfloat.solver.emitter import emit
from nightfloat.solver.pricing.columns import Worth
from nightfloat.solver.pricing.pricer import Pricer
from tests.solver.columns.programs import limited
from tests.solver.columns.small import NOBODY, free, some_problem, soon


def response() -> None:
    """Tests that best responses start lawfully and never make a roster dearer."""
    problem = some_problem()
    judge = Ledger(problem)
    with Pricer(problem) as pricer:
        tool = Response(problem, judge, pricer, Worth(problem))
        rng = np.random.default_rng(1)
        first = tool.start(rng, soon())
        assert first is not None
        assert judge.lawful(first.filled(problem))
        better = tool.improve(free(problem), rng, soon())
        assert judge.of(better) < NOBODY
        assert tool.start(rng, time.monotonic() - 1) is None
        assert tool.improve(first, rng, time.monotonic() - 1).columns == first.columns


def capped() -> None:
    """Tests that a person takes of each shift what they may, and of the dearest the best days.

    Of 42 shifts of two weeks, each missing at 10, one person may work four of each kind; wishes for
    N are worth 1 to 14, of which the best four, 11 to 14, are granted: 30 * 10 + 1 + ... + 10. A
    charge that only rises until the limit on N holds takes all of N away.
    """
    (goal,) = goals(emit(limited()))
    problem = goal.problem
    assert (problem.rows.owner == 0).any()  # a limit that the programme does not count
    judge = Ledger(problem)
    with Pricer(problem) as pricer:
        tool = Response(problem, judge, pricer, Worth(problem))
        better = tool.improve(free(problem), np.random.default_rng(1), soon())
    assert judge.lawful(better.filled(problem))
    assert judge.of(better) == 355
