"""What ``test_pieces`` checks of bounds and rows whose costs are large for floats."""

import numpy as np
import pytest

from nightfloat.solver.columns.generation import SURE, Generator
from nightfloat.solver.columns.goals import goals
from nightfloat.solver.columns.precision import doubt
from nightfloat.solver.columns.relaxed import Effort
from nightfloat.solver.columns.room import room
from nightfloat.solver.columns.roster import Ledger
from nightfloat.solver.emitter import emit
from nightfloat.solver.pricing.columns import Worth
from nightfloat.solver.pricing.parts import ForeignError
from nightfloat.solver.pricing.pricer import Pricer
from tests.solver.columns.programs import week
from tests.solver.columns.small import free, some_problem, soon, whole_master
from tests.solver.making import made


def doubted() -> None:
    """Tests that a bound is lower by what its sum may be too high, and not where that is small.

    A week is 85 additions. A row of one day holds A and B, and one is wanted, so that sums are 3 at
    most: at a dual of 1e12, and again for what rows cost by themselves, 6e12. Of that 85 halves of
    the last place are 0.0566, less half of a margin of a thousandth of the unit, 4.
    """
    problem = some_problem()
    open_ = room(problem, Ledger(problem), range(2), problem.price)
    row = next(n for n, low in enumerate(problem.rows.low) if low == 1)
    assert open_.ledger.reach[row] == 3
    duals, costs = np.zeros(problem.rows.count), np.zeros(2)
    for dual, off in ((1.0, 0.0), (1e12, 85 * 6e12 / 2**53 - 0.002)):
        duals[row] = dual
        assert doubt(open_.ledger, duals, costs) == pytest.approx(off)
        assert open_.bound(duals, costs) == pytest.approx(dual - off, abs=1e-4)
    # costs of people count too: 9e15 of them are 85
    assert doubt(open_.ledger, np.zeros(problem.rows.count), np.array([-(2.0**53), 0.0])) > 84


def declined() -> None:
    """Tests both sides of costs so large that a row could count as none.

    A day's shift is paid up to its weight where it is wanted and ten times that where one at most
    may be: 77 times the weight in a week, beside a quarter of 1e15. The same where each shift costs
    its person as much, and what a day is wanted for is 1.
    """
    for weight, heavy in ((3_246_000_000_000, False), (3_247_000_000_000, True)):
        own = made("shifts_in_horizon", minimum=0, maximum=0, tier="cost", weight=weight)
        for asked in (week(weight=weight), week(own)):
            (goal,) = goals(emit(asked))
            if not heavy:
                assert goal.problem.length == 7
                continue
            with pytest.raises(ForeignError, match="costs so large beside the smallest"):
                _ = goal.problem


def costed() -> None:
    """Tests that columns cost what their rows do, though what they are paid is 1e12 and more."""
    few = made("shifts_in_horizon", minimum=0, maximum=1, tier="cost", weight=3)
    (goal,) = goals(emit(week(few, weight=10**12)))
    problem, worth = goal.problem, Worth(goal.problem)
    master = whole_master(problem)
    master.add(free(problem).columns)
    with Pricer(problem) as pricer:
        Generator(master, pricer.batch(range(2)), worth, problem.price).run(Effort(soon()))
    paid = [one for one in master.columns if one.cost != 0]
    assert len(paid) > 2
    assert SURE < 10**12
    assert all(one.cost == worth.cost(one.person, one.members) for one in master.columns)
