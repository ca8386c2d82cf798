"""Tests of whole searches by columns: what they prove holds, and nothing they found is lost."""

from dataclasses import replace
from datetime import timedelta

import psutil
import pytest

from nightfloat.constraints.cases import MONDAY, Case
from nightfloat.constraints.emitter import Row
from nightfloat.domain.people import Pin
from nightfloat.domain.result import Limits, Status, Strategy
from nightfloat.domain.schedule import Assignment, Schedule
from nightfloat.engine.audit import audit
from nightfloat.solver.emitter import emit
from nightfloat.solver.neutral import Limit, Price, Tag
from nightfloat.solver.search.message import Ended, Found, Message, SolveTask
from nightfloat.solver.search.watchdog import run_task
from nightfloat.solver.solve import solve
from tests.solver.children import own
from tests.solver.columns.programs import DAYS, drawn, puzzle, waived, week
from tests.solver.endings import killed, stopped, values
from tests.solver.making import made, program

# searches end with the proof, long before their time unless the machine is busy
COLUMNS = Limits(60, 4096, 2, 1, strategy=Strategy.COLUMNS)
EXACT = replace(COLUMNS, strategy=Strategy.EXACT)
FINDERS = {"greedy", "dive", "neighbourhood", "window", "tree"}


def test_bound_and_cost_meet_at_the_optimum() -> None:
    """Tests that two people who may work three days leave one of seven uncovered, proved."""
    asked = week(made("shifts_in_horizon", minimum=0, maximum=3), weight=4)
    result = solve(asked, COLUMNS)
    assert result.status is Status.OPTIMAL
    assert [(t.value, t.bound) for t in result.tiers] == [(4, 4)]
    assert result.schedule is not None
    assert len(result.schedule) == 6
    assert {entry.strategy for entry in result.trace} <= {*FINDERS, "columns"}


def test_what_costs_nothing_is_nothing() -> None:
    """Tests that a program that nothing can cost is done with a bound of 0."""
    result = solve(week(), COLUMNS)
    assert (result.status, [(t.value, t.bound) for t in result.tiers]) == (
        Status.OPTIMAL,
        [(0, 0)],
    )


def test_a_requirement_is_dearer_than_what_one_person_is_charged() -> None:
    """Tests that seven posts have to be filled, although each costs its person 15: 105, proved."""
    cover = tuple(f"D {day} 1 1 1" for day in range(7))
    rows = {"A": " ".join("......."), "B": " ".join(".......")}
    case = Case(says="", rows=rows, shifts=DAYS, cover=cover, amount=0)
    few = made("shifts_in_horizon", minimum=0, maximum=0, tier="cost", weight=15)
    result = solve(program(case, (few,)), COLUMNS)
    assert (result.status, [(t.value, t.bound) for t in result.tiers]) == (
        Status.OPTIMAL,
        [(105, 105)],
    )


@pytest.mark.parametrize(("aside", "cost"), [(False, 1), (True, 0)])
def test_a_run_that_touches_a_waived_day_may_be_longer(aside: bool, cost: int) -> None:
    """Tests a person who may work three days in a row: 6 of 7 days, all from a waived first day."""
    cover = tuple(f"D {day} 0 1 1" for day in range(7))
    case = Case(says="", rows={"A": ". . . . . . ."}, shifts=DAYS, cover=cover, amount=0)
    asked = program(case, (made("cover_target", tier="cost"), made("max_stretch", maximum=3)))
    result = solve(waived(asked, "max_stretch") if aside else asked, COLUMNS)
    assert (result.status, [(t.value, t.bound) for t in result.tiers]) == (
        Status.OPTIMAL,
        [(cost, cost)],
    )


@pytest.mark.no_cover
@pytest.mark.parametrize("seed", range(4))
def test_what_no_programme_can_say_is_priced_by_models(seed: int) -> None:
    """Tests random programs in which the worst of two sums of each person's posts is priced too."""
    model = emit(drawn(seed))
    size, half = len(model.shifts), len(model.shifts) // 2
    worst = tuple(
        Limit(
            tuple(
                Row(tuple((1, person * size + shift) for shift in shifts), at_least=1, at_most=2)
                for shifts in (range(half), range(half, size))
            ),
            Price(0, 3),
            Tag(0, person, 0, model.length - 1),
        )
        for person in range(len(model.people))
    )
    model = replace(model, items=(*model.items, *worst))
    found: dict[Strategy, list[Message]] = {Strategy.EXACT: [], Strategy.COLUMNS: []}
    for strategy, messages in found.items():
        run_task(SolveTask(model, COLUMNS, strategy=strategy), messages.append, lambda: False)
    costs = [
        min(message.costs for message in messages if isinstance(message, Found))
        for messages in found.values()
    ]
    assert costs[0] == costs[1]
    assert all(messages[-1] == Ended(Status.OPTIMAL) for messages in found.values())


@pytest.mark.parametrize(
    "seed", [*range(3), *(pytest.param(seed, marks=pytest.mark.no_cover) for seed in range(3, 10))]
)
def test_never_a_bound_above_the_optimum(seed: int) -> None:
    """Tests random programs against the exact strategy: the optimum, proved, and lawful."""
    asked = drawn(seed)
    exact, found = solve(asked, EXACT), solve(asked, COLUMNS)
    assert (exact.status, found.note) == (Status.OPTIMAL, "")
    (best,), (tier,) = exact.tiers, found.tiers
    assert tier.bound == best.value == tier.value
    assert found.schedule is not None
    judged = audit(asked, found.schedule)
    assert (judged.hard, judged.values["cost"]) == ((), tier.value)
    # every bound that was ever told holds
    assert max(entry.bound for entry in found.trace) <= best.value <= min(values(found.trace))


def test_a_stop_keeps_the_best_so_far() -> None:
    """Tests that a wish to stop is heard by the search itself, and what it found is lawful."""
    stopped(puzzle(20), COLUMNS)


def test_a_kill_keeps_the_best_so_far() -> None:
    """Tests that a searching process that is killed leaves its best schedule and no process."""
    family = killed(puzzle(20), COLUMNS)
    # the searching process and a hand for each worker, or for the one processor there is
    assert len(family) >= 2
    assert psutil.wait_procs(family[1:], timeout=10)[1] == []


def test_a_hand_that_is_killed_takes_nothing_with_it() -> None:
    """Tests that the best schedule is kept when the system ends a process that was forked."""
    killed(puzzle(20), COLUMNS, hands=True)


def test_a_search_that_has_nothing_to_work_at_ends() -> None:
    """Tests a person who is pinned for three days and may work two: no column says that.

    Where columns search alone, 2,520 posts, exact has the time that they leave, and proves it.
    """
    pins = tuple(Pin("P00", "D", MONDAY + timedelta(days=n)) for n in range(3))
    rows = {f"P{n:02}": " ".join(["."] * 28) for n in range(90)}
    case = Case(says="", rows=rows, shifts=DAYS, pins=pins, amount=0)
    asked = program(case, (made("max_stretch", maximum=2),))
    alone = solve(asked, replace(COLUMNS, seconds=100))
    assert (alone.status, alone.seconds < 50) == (Status.UNKNOWN, True)
    both = solve(asked, replace(COLUMNS, seconds=100, strategy=Strategy.PORTFOLIO))
    assert (both.status, both.seconds < 50) == (Status.INFEASIBLE, True)


@pytest.mark.no_cover
def test_the_time_limit_ends_the_search() -> None:
    """Tests that a search that could go on ends by itself when its time is up."""
    result = solve(puzzle(100), replace(COLUMNS, seconds=7), hint=Schedule())
    assert (result.status, result.note) == (Status.FEASIBLE, "")


def test_too_little_memory_is_named() -> None:
    """Tests that searching process and hands together are held to the memory limit."""
    most = own() + 60
    result = solve(puzzle(20), replace(COLUMNS, memory_mb=most))
    assert f"more than {most} MB" in result.note


def test_a_hint_is_the_first_schedule() -> None:
    """Tests that a schedule given as a start is told first, at its own cost, and improved."""
    # A alone on Monday: six days of seven lack somebody
    hint = Schedule.of([Assignment("A", MONDAY, "D")])
    result = solve(week(weight=2), COLUMNS, hint=hint)
    first = next(entry for entry in result.trace if entry.value is not None)
    assert (first.strategy, first.value) == ("hint", 12)
    assert result.tiers[0].value == 0


@pytest.mark.parametrize(("few", "most", "works", "cost"), [(0, 1, 7, 10), (1, 7, 0, 0)])
def test_an_unlawful_hint_is_no_schedule(few: int, most: int, works: int, cost: int) -> None:
    """Tests that a hint is never told in which somebody works too often, or too seldom."""
    rule = made("shifts_in_horizon", minimum=few, maximum=most)
    hint = Schedule.of(Assignment("A", MONDAY + timedelta(days=n), "D") for n in range(works))
    result = solve(week(rule, weight=2), COLUMNS, hint=hint)
    # once each, two of seven days are covered
    assert (result.status, result.tiers[0].value) == (Status.OPTIMAL, cost)
    assert min(values(result.trace)) == cost
    assert "hint" not in {entry.strategy for entry in result.trace}


def test_nobody_to_staff() -> None:
    """Tests that an instance with nothing to staff is declined with a reason."""
    result = solve(program(Case(says="", rows={"A": ". ."}, shifts="", amount=0)), COLUMNS)
    assert result.note == "there is nobody or nothing to staff"
