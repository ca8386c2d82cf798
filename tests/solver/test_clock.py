"""Tests that a search ends when its time is over, and not when it comes to it."""

import time
from dataclasses import replace
from random import Random

import pytest

from nightfloat.constraints.program import Program
from nightfloat.domain.people import Request
from nightfloat.domain.result import Limits, Status, Strategy
from nightfloat.solver.cpsat.lower import lower
from nightfloat.solver.emitter import emit
from nightfloat.solver.neutral import RunLimit
from nightfloat.solver.search.exact import exact_search
from nightfloat.solver.search.message import Ended, Message, SolveTask
from nightfloat.solver.solve import solve
from tests.solver.making import LIMITS, hard_puzzle, made

SECONDS = 4
# beyond the time limit, what a search may take at most: less than what ends it from outside
BEYOND = 1.3
# a machine that is busy with something else is given another chance, a search that is late is not
CHANCES = 4


def two_tiers(people: int) -> Program:
    """Return a puzzle of wishes with a second tier, in which nothing costs anything.

    Half a minute does not close the first.
    """
    asked, draw = hard_puzzle(people), Random(1)
    wishes = tuple(
        Request(one.id, day, draw.choice("DN"), draw.choice(("on", "off")), draw.randint(1, 7))
        for one in asked.instance.people
        for day in asked.instance.calendar.horizon
    )
    rules = (*asked.constraints, made("requests", tier="cost"))
    instance = replace(asked.instance, requests=wishes)
    return replace(asked, instance=instance, constraints=rules, tiers=(*asked.tiers, "more"))


def beyond(asked: Program, strategy: Strategy) -> float:
    """Return the seconds that a search took beyond its time limit."""
    limits = Limits(SECONDS, 4096, 2, 1, strategy=strategy)
    started = time.monotonic()
    result = solve(asked, limits)
    passed = time.monotonic() - started
    assert result.status in (Status.UNKNOWN, Status.FEASIBLE)
    assert result.note == ""
    return passed - SECONDS


@pytest.mark.no_cover
@pytest.mark.slow
@pytest.mark.parametrize("strategy", Strategy)
def test_a_search_keeps_its_clock(strategy: Strategy) -> None:
    """Tests a puzzle that nothing closes in time, also milp and exact together."""
    asked = two_tiers(20)
    late = (beyond(asked, strategy) for _ in range(CHANCES))
    assert any(seconds <= BEYOND for seconds in late)


def test_a_model_is_not_written_after_the_time_is_over() -> None:
    """Tests that the exact strategy leaves at once when it is told to stop while it writes."""
    heard: list[Message] = []
    search = exact_search(SolveTask(emit(hard_puzzle(4)), LIMITS), heard.append)
    search.stop()
    search.run()
    assert (search.engine, heard) == (None, [Ended(Status.UNKNOWN)])


def test_writing_heeds_every_item_and_network() -> None:
    """Tests that no part of a model, however large, is written without asking."""
    model, asked = emit(hard_puzzle(4)), list[None]()
    lower(model, heed=lambda: asked.append(None))
    runs = {
        (item.tag.person, item.works, item.border)
        for item in model.items
        if isinstance(item, RunLimit)
    }
    assert len(asked) == len(model.items) + len(runs)
