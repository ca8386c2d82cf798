"""Writing the model: in time, and lean where rules say little."""

import gc
import time
from dataclasses import replace

import pytest

from nightfloat.constraints.cases import Case
from nightfloat.constraints.emitter import Row
from nightfloat.constraints.program import Program
from nightfloat.domain.result import Status
from nightfloat.solver.decided import decided
from nightfloat.solver.emitter import OutOfTimeError, emit
from nightfloat.solver.neutral import Limit
from nightfloat.solver.solve import UNWRITTEN, solve
from tests.solver.making import LIMITS, made, program

# three people, two shifts a day on three days: 18 posts
CASE = Case(says="", rows={"A": "D . N", "B": "N D .", "C": ". N D"}, amount=0)


def test_out_of_time() -> None:
    """Tests that a deadline in the past ends the writing, and one in the future does not."""
    asked = program(CASE)
    with pytest.raises(OutOfTimeError):
        emit(asked, time.monotonic() - 1)
    assert emit(asked, time.monotonic() + 60) == emit(asked)
    assert gc.isenabled()


def test_no_time_is_no_error() -> None:
    """Tests that a search whose time is over before the model is written is unknown, with why."""
    # emission may take 3 s beyond the limit, so that a limit of -4 s is over at once
    result = solve(program(CASE), replace(LIMITS, seconds=-4))
    assert (result.status, result.schedule, result.tiers) == (Status.UNKNOWN, None, ())
    assert result.note == UNWRITTEN == "the time limit ended before the model was written"


def test_reproducible_has_no_deadline() -> None:
    """Tests that the clock does not decide what a reproducible run comes to."""
    result = solve(program(CASE), replace(LIMITS, seconds=-4, reproducible=True, workers=1))
    assert result.note != UNWRITTEN


def test_maximum_of_zero() -> None:
    """Tests that a person who may take none of a shift is one item that decides all posts."""
    nobody = made("max_shifts", maximum=0, scope={"people": ["B"], "shifts": ["N"]})
    instance, _ = CASE.build()
    model = emit(Program(instance, (nobody,), ()))
    nights = [n for n, (shift, _) in enumerate(model.shifts) if shift == "N"]
    assert len(nights) == 3
    posts = [model.lit(1, night) for night in nights]
    (item,) = model.items
    assert isinstance(item, Limit)
    assert item.rows == (Row(tuple((1, post) for post in posts), None, 0),)
    assert decided(model) == dict.fromkeys(posts, False)
