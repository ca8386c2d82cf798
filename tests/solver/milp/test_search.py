"""Tests of whole searches by mixed-integer programming: proofs, tiers, limits, and no orphans."""

import pickle
from dataclasses import replace
from pathlib import Path

import psutil
import pytest

from nightfloat.constraints.cases import MONDAY, Case
from nightfloat.domain.result import Limits, Status, Strategy
from nightfloat.domain.schedule import Assignment, Schedule
from nightfloat.engine.audit import audit
from nightfloat.solver.cpsat.lower import lower
from nightfloat.solver.emitter import emit
from nightfloat.solver.milp.lowering import lowering
from nightfloat.solver.milp.reading import read
from nightfloat.solver.search.forking import BrokenForkError
from nightfloat.solver.search.message import Message, SolveTask
from nightfloat.solver.search.watchdog import run_tasks
from nightfloat.solver.solve import solve
from tests.solver.children import own
from tests.solver.columns.programs import drawn, puzzle, week
from tests.solver.endings import killed, stopped, values
from tests.solver.making import made, program
from tests.solver.milp.samples import run_apart

MILP = Limits(60, 4096, 2, 1, strategy=Strategy.MILP)
EXACT = replace(MILP, strategy=Strategy.EXACT)


@pytest.mark.parametrize("seed", range(4))
def test_the_optimum_is_that_of_the_exact_strategy(seed: int) -> None:
    """Tests random programs: both prove the same cost, and the audit finds it lawful."""
    asked = drawn(seed)
    exact, found = solve(asked, EXACT), solve(asked, MILP)
    assert (exact.status, found.status, found.note) == (Status.OPTIMAL, Status.OPTIMAL, "")
    assert found.tiers == exact.tiers
    assert found.schedule is not None
    judged = audit(asked, found.schedule)
    assert (judged.hard, judged.values["cost"]) == ((), exact.tiers[0].value)
    best = exact.tiers[0].value
    assert max(entry.bound for entry in found.trace) <= best <= min(values(found.trace))
    assert {entry.strategy for entry in found.trace} == {"milp"}


def test_a_tier_before_decides() -> None:
    """Tests the same two tiers the other way round: four shifts are worked, three are missed."""
    rules = (made("shifts_in_horizon", minimum=0, maximum=2, tier="rest", weight=2),)
    result = solve(week(*rules, tiers=("rest", "cost"), weight=5), MILP)
    assert [(t.name, t.value, t.bound) for t in result.tiers] == [("rest", 0, 0), ("cost", 15, 15)]


def test_what_columns_cannot_say() -> None:
    """Tests that free periods of 24 hours are said, and cost what the exact strategy says."""
    rules = (made("days_off_averaged", unit="week", days_off=3, tier="rest"),)
    asked = week(*rules, tiers=("cost", "rest"))
    found, exact = solve(asked, MILP), solve(asked, EXACT)
    assert (found.status, found.tiers) == (Status.OPTIMAL, exact.tiers)


def test_an_impossible_program_is_infeasible() -> None:
    """Tests that one person cannot cover seven days under a limit of three in a row."""
    cover = tuple(f"D {day} 1 1 1" for day in range(7))
    case = Case(says="", rows={"A": " ".join(".......")}, cover=cover, amount=0)
    result = solve(program(case, [made("max_stretch", maximum=3)]), MILP)
    assert (result.status, result.schedule, result.tiers) == (Status.INFEASIBLE, None, ())


@pytest.mark.parametrize("shifts", ["", "D=07:00+12h"])
def test_nothing_to_decide(shifts: str) -> None:
    """Tests that an instance without shifts is done, and that free shifts are left."""
    case = Case(says="", rows={"A": ". ."}, shifts=shifts, amount=0)
    result = solve(program(case), MILP)
    assert result.status is Status.OPTIMAL
    assert result.schedule is not None


def test_a_stop_keeps_the_best_so_far() -> None:
    """Tests that a wish to stop ends a long search by itself with what it had."""
    assert stopped(puzzle(16), MILP).status is Status.FEASIBLE


def test_a_kill_keeps_the_best_so_far_and_leaves_no_process() -> None:
    """Tests that a searching process that is killed leaves its best schedule and no process."""
    family = killed(puzzle(16), MILP)
    # the process that lowered is gone before the first schedule
    assert len(family) == 1


def test_an_end_while_the_model_is_lowered_leaves_no_process() -> None:
    """Tests that the process that lowers is ended with the one that waits for it."""
    family: list[psutil.Process] = []

    def enough() -> bool:
        for child in psutil.Process().children():
            lowers = child.children() if "nightfloat.solver.search.child" in child.cmdline() else []
            family.extend([child, *lowers] if lowers else [])
        return bool(family)

    heard: list[Message] = []
    task = SolveTask(emit(puzzle(40)), MILP, strategy=Strategy.MILP)
    watched = run_tasks([task], heard.append, lambda: False, enough)
    assert (watched.note, heard, len(family)) == ("", [], 2)
    assert psutil.wait_procs(family, timeout=10)[1] == []


def test_the_time_limit_ends_the_search() -> None:
    """Tests that a search that could go on ends by itself when its time is up."""
    result = solve(puzzle(40), replace(MILP, seconds=1.5))
    assert (result.status, result.note) in ((Status.FEASIBLE, ""), (Status.UNKNOWN, ""))


def test_too_little_memory_is_named() -> None:
    """Tests that what lowers and what searches are held to the memory limit together."""
    most = own() + 40
    result = solve(puzzle(20), replace(MILP, memory_mb=most))
    assert f"more than {most} MB" in result.note


def test_a_hint_is_the_first_schedule() -> None:
    """Tests that a schedule given as a start is told first, at its own cost, and improved."""
    # A alone on Monday: six days of seven lack somebody, at 2
    hint = Schedule.of([Assignment("A", MONDAY, "D")])
    result = solve(week(weight=2), MILP, hint=hint)
    assert (values(result.trace)[0], result.tiers[0].value) == (12, 0)


def test_the_process_that_lowers_says_its_defects() -> None:
    """Tests that a model that cannot be lowered is an error with its reason, and can be ended."""
    model = emit(week())
    asked = lowering(replace(model, tiers=()))
    with pytest.raises(BrokenForkError, match="IndexError"):
        asked.take()
    asked.end()
    assert not psutil.pid_exists(asked.pid)


def test_a_tier_that_stays_open_has_what_the_next_one_leaves(tmp_path: Path) -> None:
    """Tests that HiGHS begins anew with the programme it has: the second tier is proved at once.

    The first has all covers of 16 people, which nothing proves in a second; nobody need work more
    than 16 of 28 days in the second.
    """
    asked = puzzle(16)
    rest = made("shifts_in_horizon", minimum=0, maximum=16, tier="rest", weight=2)
    model = emit(replace(asked, constraints=(*asked.constraints, rest), tiers=("cost", "rest")))
    path = tmp_path / "programme"
    path.write_bytes(pickle.dumps((model, read(lower(model)))))
    run_apart("begun_anew", path)
