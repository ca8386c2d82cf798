"""What ``test_pieces`` checks of the coordination of hands and tiers, beside no ortools."""

import numpy as np
import pytest

from nightfloat.solver.columns.ahead import ahead
from nightfloat.solver.columns.clock import Clock
from nightfloat.solver.columns.goals import goals
from nightfloat.solver.columns.hands import Better, Report, Rooted, StartJob, Tools
from nightfloat.solver.columns.patches import SWEEP, Picker
from nightfloat.solver.columns.roster import Ledger
from nightfloat.solver.emitter import emit
from nightfloat.solver.neutral import RestPeriods
from nightfloat.solver.pricing.parts import ForeignError
from nightfloat.solver.pricing.pricer import Pricer
from tests.solver.columns.programs import long, week
from tests.solver.columns.small import free, some_problem, soon
from tests.solver.making import made


def starts() -> None:
    """Tests that a start is one roster, told before the end of the job, and none when too late."""
    problem = some_problem()
    with Pricer(problem) as pricer:
        tool = Tools(problem, pricer)
        told, late = list[Report](), list[Report]()
        tool.start(StartJob(1, soon()), told.append)
        tool.start(StartJob(1, soon(-1)), late.append)
    better, ended = told
    assert isinstance(better, Better)
    assert len(better.roster) == 2
    assert ended == Rooted()
    assert late == [Rooted()]


def sweeps() -> None:
    """Tests that a long roster is swept while it is not lawful, and one of 100 days never."""
    for days, swept in ((101, True), (100, False)):
        problem = next(goals(emit(long(days)))).problem
        picker = Picker(problem, Ledger(problem), np.random.default_rng(1))
        nobody = free(problem)
        assert picker.sweeps(None) == picker.sweeps(nobody) == swept
        kind, patch = picker.pick(nobody, [])
        assert (kind.name == SWEEP) == swept
        if swept:
            assert (patch.people, patch.first, patch.end) == ((0, 1), 0, 28)
        with Pricer(problem) as pricer:
            told = list[Report]()
            tool = Tools(problem, pricer)
            tool.start(StartJob(1, soon()), told.append)
            (roster,) = (tool.roster(one.roster) for one in told if isinstance(one, Better))
        assert tool.ledger.lawful(roster.filled(problem))
        assert not picker.sweeps(roster)


def building() -> None:
    """Tests that problems come in order, one may be passed over, and a foreign one is named."""
    rules = (made("shifts_in_horizon", minimum=0, maximum=2, tier="rest", weight=2),)
    found = list(goals(emit(week(*rules, tiers=("cost", "rest")))))
    assert len(found) == 2
    with ahead(found) as problems:
        last = problems.take(found[1], Clock())
    assert last is not None
    assert last.rows.count == found[1].problem.rows.count
    with ahead(found) as problems:
        assert problems.take(found[0], Clock()) is not None
    foreign = made("days_off_averaged", unit="week", days_off=3, tier="rest")
    model = emit(week(foreign, tiers=("cost", "rest")))
    assert any(isinstance(item, RestPeriods) for item in model.items)
    found = list(goals(model))
    with ahead(found) as problems:
        assert problems.take(found[0], Clock()) is not None
        with pytest.raises(ForeignError):
            problems.take(found[1], Clock())
