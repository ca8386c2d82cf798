"""One small problem whose optimum is counted by hand; made beside no ortools."""

import time

import numpy as np

from nightfloat.solver.columns.goals import goals
from nightfloat.solver.columns.master import Master
from nightfloat.solver.columns.room import room
from nightfloat.solver.columns.roster import Ledger, Roster, column
from nightfloat.solver.emitter import emit
from nightfloat.solver.pricing.columns import Worth
from nightfloat.solver.pricing.problem import Problem
from tests.solver.columns.programs import week
from tests.solver.making import made

# A and B may work three days each, so one of seven lacks somebody, at 4
MODEL = emit(week(made("shifts_in_horizon", minimum=0, maximum=3), weight=4))
BEST, NOBODY = 4, 28


def some_problem() -> Problem:
    """Return the one problem of MODEL."""
    (goal,) = goals(MODEL)
    return goal.problem


def free(problem: Problem) -> Roster:
    """Return the roster in which nobody works."""
    worth, nothing = Worth(problem), np.zeros(problem.length, np.int64)
    return Roster(tuple(column(worth, p, nothing) for p in range(len(problem.people))))


def soon(seconds: float = 20.0) -> float:
    """Return a deadline that is not met."""
    return time.monotonic() + seconds


def whole_master(problem: Problem) -> Master:
    """Return a master of everybody with everything open."""
    return Master(room(problem, Ledger(problem), range(len(problem.people)), problem.price))
