"""Tests that a model is searched by strategies that can search it, and the others step in."""

from dataclasses import replace
from typing import TYPE_CHECKING, cast

import pytest

from nightfloat.domain.result import INTERRUPTED, Status, Strategy
from nightfloat.solver import solve as solving
from nightfloat.solver.neutral import NeutralModel
from nightfloat.solver.search import portfolio
from nightfloat.solver.search.child import UNKEPT
from nightfloat.solver.search.portfolio import (
    FEW,
    MEDIUM,
    SMALL,
    TINY,
    Role,
    roles,
    strategies,
)
from nightfloat.solver.search.watchdog import Watched
from nightfloat.solver.solve import solve
from tests.solver.columns.programs import crowded, week
from tests.solver.making import LIMITS, made

if TYPE_CHECKING:
    from collections.abc import Callable

    from nightfloat.solver.search.message import Known

ALL = (Strategy.COLUMNS, Strategy.MILP, Strategy.EXACT)


def model(posts: int, tiers: int = 1) -> NeutralModel:
    """Return a model of one person with so many posts and tiers."""
    names = tuple(f"tier {n}" for n in range(tiers))
    shifts = tuple(("D", day) for day in range(posts))
    return NeutralModel(("A",), shifts, posts, (), names, ())


@pytest.mark.parametrize("asked", [s for s in Strategy if s is not Strategy.PORTFOLIO])
@pytest.mark.parametrize("reproducible", [False, True])
def test_what_is_asked_for_is_done(asked: Strategy, reproducible: bool) -> None:
    """Tests that a strategy named is the only one, whatever the model."""
    limits = replace(LIMITS, strategy=asked, reproducible=reproducible)
    assert [strategies(model(9, tiers), limits) for tiers in (0, 1, 2)] == [(asked,)] * 3


@pytest.mark.parametrize(
    ("asked", "chosen"),
    [
        (model(1), ALL),
        (model(SMALL), ALL),
        (model(SMALL + 1), (Strategy.COLUMNS,)),
        (model(0), (Strategy.EXACT,)),
        (model(FEW, tiers=2), ALL[1:]),
        (model(FEW + 1, tiers=2), (Strategy.COLUMNS, Strategy.EXACT)),
        (model(MEDIUM, tiers=2), (Strategy.COLUMNS, Strategy.EXACT)),
        (model(MEDIUM + 1, tiers=2), (Strategy.COLUMNS,)),
    ],
)
def test_the_portfolio_chooses(asked: NeutralModel, chosen: tuple[Strategy, ...]) -> None:
    """Tests the choice by size and tiers, on both sides of the edge."""
    assert strategies(asked, LIMITS) == chosen


@pytest.mark.parametrize(
    ("asked", "chosen"),
    [
        (model(0), Strategy.EXACT),
        (model(TINY), Strategy.EXACT),
        (model(TINY + 1), Strategy.COLUMNS),
        (model(FEW, tiers=2), Strategy.EXACT),
        (model(FEW + 1, tiers=2), Strategy.COLUMNS),
    ],
)
def test_one_strategy_is_reproducible(asked: NeutralModel, chosen: Strategy) -> None:
    """Tests that one searches by counted work, on both sides of the edge."""
    assert strategies(asked, replace(LIMITS, reproducible=True)) == (chosen,)


@pytest.mark.parametrize(("tiers", "closed"), [(2, 1), (3, 1), (4, 2), (5, 3)])
def test_exact_helps_columns_in_the_last_two_tiers(tiers: int, closed: int) -> None:
    """Tests how many tiers columns close before it starts, one at least, in half of the time."""
    limits = replace(LIMITS, seconds=300)
    for posts in (FEW + 1, MEDIUM):
        assert roles(model(posts, tiers), limits) == (
            Role(Strategy.COLUMNS),
            Role(Strategy.EXACT, nice=5, after=150.0, behind=closed),
        )


@pytest.mark.parametrize(
    ("posts", "tiers", "seconds", "waits"),
    [
        # the exact strategy goes alone for 3 s, or 15 % of 10 s
        (TINY, 1, 60, (3, 3, 0)),
        (TINY, 1, 10, (1.5, 1.5, 0)),
        (TINY, 2, 60, (3, 0)),
        (TINY + 1, 1, 60, (0, 1, 0)),
        (TINY + 1, 2, 60, (1, 0)),
        (SMALL + 1, 1, 60, (0,)),
    ],
)
def test_a_tiny_model_is_left_to_the_exact_strategy_at_first(
    posts: int, tiers: int, seconds: float, waits: tuple[float, ...]
) -> None:
    """Tests how long strategies let the others go first, on both sides of the edge."""
    asked, limits = model(posts, tiers), replace(LIMITS, seconds=seconds)
    found = roles(asked, limits)
    assert tuple(role.strategy for role in found) == strategies(asked, limits)
    assert tuple(role.after for role in found) == waits
    assert {role.behind for role in found} == {0}
    # exact gives way to those beside it
    assert [role.nice for role in found if role.strategy is not Strategy.EXACT] == [0] * max(
        1, len(found) - 1
    )
    assert all(role.nice == 5 for role in found if role.strategy is Strategy.EXACT)


def test_exact_steps_in_for_columns(monkeypatch: pytest.MonkeyPatch) -> None:
    """Tests that a large model that columns decline is searched by the exact strategy."""
    monkeypatch.setattr(portfolio, "SMALL", 0)
    result = solve(crowded(), LIMITS)
    assert (result.status, result.note) == (Status.OPTIMAL, "")
    assert [tier.value for tier in result.tiers] == [1]
    assert {entry.strategy for entry in result.trace} == {"exact"}


def test_exact_beside_columns_that_decline() -> None:
    """Tests that of a small model the exact strategy's result is all that is told."""
    result = solve(crowded(), LIMITS)
    assert (result.status, result.note, result.declined) == (Status.OPTIMAL, "", False)


def test_columns_alone_say_why_not() -> None:
    """Tests that columns asked for by name decline with a reason and nothing steps in."""
    result = solve(crowded(), replace(LIMITS, strategy=Strategy.COLUMNS))
    told = (result.status, result.schedule, result.note)
    assert told == (Status.UNKNOWN, None, "columns cannot say days with too many sets of shifts")
    assert result.declined


def test_columns_with_no_place_for_what_is_compiled(monkeypatch: pytest.MonkeyPatch) -> None:
    """Tests that a service without a home gets a reason by name, and exact in the portfolio."""
    # numba looks for a place among these alone, none of which is one outside of a notebook
    monkeypatch.setenv("NUMBA_CACHE_LOCATOR_CLASSES", "IPythonCacheLocator")
    monkeypatch.setattr(portfolio, "SMALL", 0)
    result = solve(crowded(), replace(LIMITS, strategy=Strategy.COLUMNS))
    assert (result.status, result.note, result.declined) == (Status.UNKNOWN, UNKEPT, True)
    result = solve(crowded(), LIMITS)
    assert (result.status, result.note, result.declined) == (Status.OPTIMAL, "", False)


def test_exact_solves_the_tiers_that_columns_decline() -> None:
    """Tests that the portfolio solves two tiers, the second of which costs nothing."""
    result = solve(crowded(("cost", "more")), LIMITS)
    assert [(t.name, t.value, t.proved) for t in result.tiers] == [
        ("cost", 1, True),
        ("more", 0, True),
    ]


@pytest.mark.parametrize(("reproducible", "known"), [(False, [None, 1]), (True, [None, None])])
def test_exact_steps_in_for_a_later_tier(
    monkeypatch: pytest.MonkeyPatch, reproducible: bool, known: list[int | None]
) -> None:
    """Tests that a tier whose costs columns decline is solved from what they found in the first.

    Of seven days two people who are to work none take each one: at 3,247,000,000,000 a day. Exact
    is told that the first tier is closed, but not where it may hear that sooner or later.
    """
    for edge in ("SMALL", "FEW", "MEDIUM"):
        monkeypatch.setattr(portfolio, edge, 0)
    closed = list[int | None]()

    def told(*asked: object) -> Watched:
        known = cast("Callable[[], Known | None]", asked[4])()
        closed.append(None if known is None else known.closed)
        return run(*asked)  # pyright: ignore[reportArgumentType]

    run = solving.run_tasks
    monkeypatch.setattr(solving, "run_tasks", told)
    weight = 3_247_000_000_000
    rest = made("shifts_in_horizon", minimum=0, maximum=0, tier="rest", weight=weight)
    limits = replace(LIMITS, reproducible=reproducible)
    result = solve(week(rest, tiers=("cost", "rest")), limits)
    assert (result.status, result.note) == (Status.OPTIMAL, "")
    assert closed == known
    assert [tier.value for tier in result.tiers] == [0, 7 * weight]
    assert {entry.strategy for entry in result.trace} >= {"exact"}


def test_a_wish_to_stop_is_heard_before_another_strategy_steps_in(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Tests that nothing is searched after a stop, though columns have declined."""
    monkeypatch.setattr(portfolio, "SMALL", 0)
    over = list[bool]()

    def ended(*asked: object) -> Watched:
        watched = run(*asked)  # pyright: ignore[reportArgumentType]
        over.append(True)
        return watched

    run = solving.run_tasks
    monkeypatch.setattr(solving, "run_tasks", ended)
    result = solve(crowded(), LIMITS, should_stop=lambda: bool(over))
    assert (result.status, result.schedule, len(over)) == (Status.UNKNOWN, None, 1)
    assert result.note == INTERRUPTED
