"""Tests of whole searches: statuses, tiers, progress, limits, and what a stop leaves."""

import time
from dataclasses import replace
from datetime import timedelta
from importlib.metadata import version

import pytest

from nightfloat.constraints.cases import MONDAY, Case
from nightfloat.domain.people import Pin
from nightfloat.domain.result import Improvement, Limits, Status, Strategy
from nightfloat.domain.schedule import Assignment, Schedule
from nightfloat.engine.audit import audit
from nightfloat.solver import solve as solving
from nightfloat.solver.solve import solve, solver_version
from tests.solver.children import own
from tests.solver.endings import values
from tests.solver.making import LIMITS, hard_puzzle, made, program

WEEK = ". . . . . . ."
DAYS = "D=07:00+12h"
DAILY = tuple(f"D {day} 1 1 1" for day in range(7))


def test_an_optimal_schedule_is_audited_at_the_same_cost() -> None:
    """Tests that two people share seven days when nobody may work more than three in a row."""
    case = Case(says="", rows={"A": WEEK, "B": WEEK}, shifts=DAYS, cover=DAILY, amount=0)
    made_program = program(case, [made("max_stretch", maximum=3)])
    result = solve(made_program, LIMITS)
    assert result.status is Status.OPTIMAL
    assert result.schedule is not None
    assert len(result.schedule) == 7
    assert not audit(made_program, result.schedule).hard
    assert result.limits == LIMITS
    assert result.solver == solver_version()


def test_every_solver_is_named() -> None:
    """Tests that a schedule tells all packages that it may depend on."""
    named = [said.split(" ") for said in solver_version().split(", ")]
    assert named == [[name, version(name)] for name in ("ortools", "highspy", "numba", "numpy")]


def test_tiers_are_solved_in_order() -> None:
    """Tests that a later tier never costs an earlier one anything."""
    # covering both days takes A twice (B may not work); A's wish to be off on day 1 loses
    rules = (
        made("cover_target", tier="coverage"),
        made("max_shifts", maximum=1, tier="preference", weight=10),
        made("max_shifts", maximum=0, scope={"people": ["B"]}, name="B is off"),
    )
    case = Case(says="", rows={"A": ". .", "B": ". ."}, cover=("D 0 0 1 1", "D 1 0 1 1"), amount=0)
    result = solve(program(case, rules, ("coverage", "preference")), LIMITS)
    assert [(t.name, t.value, t.bound) for t in result.tiers] == [
        ("coverage", 0, 0),
        ("preference", 10, 10),
    ]
    assert result.status is Status.OPTIMAL
    assert result.headline is not None
    assert result.headline.name == "preference"


def test_an_impossible_program_is_infeasible() -> None:
    """Tests that one person cannot cover seven days under a limit of three in a row."""
    case = Case(says="", rows={"A": WEEK}, cover=DAILY, amount=0)
    result = solve(program(case, [made("max_stretch", maximum=3)]), LIMITS)
    assert result.status is Status.INFEASIBLE
    assert result.schedule is None
    assert result.tiers == ()


def test_a_program_without_people_or_shifts_is_optimal_and_empty() -> None:
    """Tests that nothing to do is done."""
    case = Case(says="", rows={"A": ". ."}, shifts="", amount=0)
    result = solve(program(case), LIMITS)
    assert result.status is Status.OPTIMAL
    assert result.schedule is not None
    assert len(result.schedule) == 0


def test_an_impossible_program_needs_no_second_opinion() -> None:
    """Tests that one strategy's proof that there is no schedule ends the others."""
    # both of seven days' shifts need two, and only A may work on day 3
    rows = {"A": WEEK, "B": WEEK}
    cover = tuple(f"D {day} 2 2 2" for day in range(7))
    barred = made("max_shifts", maximum=0, scope={"people": ["B"], "first_day": "2024-01-04"})
    case = Case(says="", rows=rows, shifts=DAYS, cover=cover, amount=0)
    result = solve(program(case, [barred]), replace(LIMITS, seconds=120))
    assert (result.status, result.schedule, result.note) == (Status.INFEASIBLE, None, "")


def test_what_a_search_held_is_told() -> None:
    """Tests that the most memory held is in the result, and who found each improvement."""
    case = Case(says="", rows={"A": WEEK, "B": WEEK}, shifts=DAYS, cover=DAILY, amount=0)
    result = solve(program(case, [made("cover_target", tier="cost")]), LIMITS)
    assert result.status is Status.OPTIMAL
    # an interpreter with a solver
    assert result.peak_mb > 20
    assert all(entry.strategy for entry in result.trace)


@pytest.mark.parametrize("reproducible", [False, True])
def test_no_time_to_write_the_model(monkeypatch: pytest.MonkeyPatch, reproducible: bool) -> None:
    """Tests that a model that cannot be written in time is unknown; only a clock can say so."""
    monkeypatch.setattr(solving, "GRACE", -LIMITS.seconds - 1)
    case = Case(says="", rows={"A": WEEK}, shifts=DAYS, cover=DAILY, amount=0)
    result = solve(program(case), replace(LIMITS, reproducible=reproducible))
    if reproducible:
        assert (result.status, result.note) == (Status.OPTIMAL, "")
    else:
        assert (result.status, result.note) == (Status.UNKNOWN, solving.UNWRITTEN)


def test_improvements_are_told_as_they_come_and_kept() -> None:
    """Tests that progress is told, that values fall and bounds never pass them."""
    heard: list[Improvement] = []
    result = solve(
        hard_puzzle(12),
        Limits(120, 4096, 4, 1),
        progress=heard.append,
        should_stop=lambda: len(values(heard)) > 2,
    )
    assert result.status in (Status.FEASIBLE, Status.OPTIMAL)
    assert tuple(heard) == result.trace
    costs = values(heard)
    assert costs == sorted(costs, reverse=True)
    assert all(i.value is None or i.bound <= i.value for i in heard)
    tier = result.tiers[0]
    assert tier.bound <= tier.value
    # every cost is a multiple of the weight
    assert tier.value % 7 == 0


def test_a_stop_keeps_the_best_so_far() -> None:
    """Tests that a wish to stop ends a long search early with what it had."""
    heard: list[Improvement] = []
    started = time.monotonic()
    result = solve(
        hard_puzzle(40),
        Limits(300, 4096, 4, 1),
        progress=heard.append,
        should_stop=lambda: bool(values(heard)),
    )
    assert time.monotonic() - started < 60
    assert result.schedule is not None
    assert result.status in (Status.FEASIBLE, Status.OPTIMAL)


def test_too_little_memory_is_named() -> None:
    """Tests that a search over its memory limit is ended and says so."""
    most = own() + 60
    result = solve(hard_puzzle(40), Limits(60, most, 4, 1))
    assert f"more than {most} MB" in result.note
    assert result.status in (Status.UNKNOWN, Status.FEASIBLE)


def test_a_hint_is_kept_when_nothing_better_is_found() -> None:
    """Tests that of several schedules as good as each other the one given as a start is left."""
    case = Case(says="", rows={"A": ". .", "B": ". ."}, cover=("D 0 1 1 1", "D 1 1 1 1"), amount=0)
    asked = program(case)
    # both take one shift each, in one order or the other
    for first, second in ("AB", "BA"):
        hint = Schedule.of(
            [Assignment(first, MONDAY, "D"), Assignment(second, MONDAY + timedelta(1), "D")]
        )
        result = solve(asked, LIMITS, hint=hint)
        assert (result.status, result.schedule) == (Status.OPTIMAL, hint)


@pytest.mark.no_cover
@pytest.mark.slow
@pytest.mark.parametrize(
    ("strategy", "people", "seconds"), [(Strategy.EXACT, 16, 0.4), (Strategy.COLUMNS, 41, 1.0)]
)
def test_a_reproducible_search_gives_the_same_bytes(
    strategy: Strategy, people: int, seconds: float
) -> None:
    """Tests that deterministic limits give one schedule however often they are run."""
    limits = Limits(seconds, 4096, 2, 5, reproducible=True, strategy=strategy)
    one, two = (solve(hard_puzzle(people), limits) for _ in range(2))
    assert one.schedule is not None
    assert (one.status, one.schedule) == (Status.FEASIBLE, two.schedule)
    assert len({entry.value for entry in one.trace}) > 2


def test_a_pin_and_a_bar_are_kept() -> None:
    """Tests that decisions by hand are constants of the model."""
    pins = (Pin("A", "D", MONDAY, on=False),)
    case = Case(
        says="", rows={"A": ".", "B": "."}, shifts=DAYS, cover=("D 0 1 1 1",), pins=pins, amount=0
    )
    result = solve(program(case), LIMITS)
    assert result.schedule is not None
    assert result.schedule.assignments == (Assignment("B", MONDAY, "D"),)
