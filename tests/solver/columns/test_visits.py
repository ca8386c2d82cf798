"""Tests in which order columns search the tiers, on both sides of what is large."""

import pytest

from nightfloat.solver.columns.goals import Goal
from nightfloat.solver.columns.visits import LARGE, STUCK, TIRED, Visit, large, visits
from nightfloat.solver.neutral import NeutralModel

DAYS = 100


def _model(tiers: int, people: int = 1) -> NeutralModel:
    names = tuple(f"tier {n}" for n in range(tiers))
    staff = tuple(f"p{n}" for n in range(people))
    return NeutralModel(staff, tuple(("D", day) for day in range(DAYS)), DAYS, (), names, ())


def _visits(tiers: int, people: int) -> list[Visit]:
    model = _model(tiers, people)
    return visits([Goal(model, tier, (1,) * tiers) for tier in range(tiers)])


def _visited(tiers: int, people: int) -> list[tuple[int, float, float | None, bool, bool]]:
    found = _visits(tiers, people)
    assert [one.dives for one in found] == [not one.proves for one in found]
    return [(one.goal.tier, one.share, one.patience, one.proves, one.roams) for one in found]


@pytest.mark.parametrize("people", [1, LARGE // DAYS, LARGE // DAYS + 1])
def test_few_goals_are_searched_one_after_the_other(people: int) -> None:
    """Tests that one goal has all the time, and of two the first has half of it."""
    assert _visited(1, people) == [(0, 1.0, None, False, False)]
    assert _visited(2, people) == [(0, 0.5, None, False, False), (1, 1.0, None, False, False)]


def test_the_last_goal_is_visited_before_those_between_too() -> None:
    """Tests that tiers between are proved before they are searched, and the last one is thrice."""
    first, early = (0, 0.5, None, False, False), (2, 0.5, TIRED, False, True)
    proved, bettered = (1, 0.5, 0.0, True, False), (1, 0.5, STUCK, True, False)
    last = (2, 1.0, None, False, False)
    assert _visited(3, LARGE // DAYS) == [first, early, proved, early, bettered, last]
    assert [tier for tier, *_ in _visited(5, 1)] == [0, 4, 1, 2, 3, 4, 1, 2, 3, 4]


def test_earlier_tiers_are_held_more_firmly_until_the_last_visit() -> None:
    """Tests that every tier outweighs the next one twice as much as in the last goal itself."""
    weights = [one.goal.weights for one in _visits(4, 1) if one.goal.tier == 3]
    assert weights == [(4, 2, 1, 1), (4, 2, 1, 1), (1, 1, 1, 1)]


def test_goals_of_a_large_problem_are_searched_in_order() -> None:
    """Tests that a problem of one person more than LARGE is searched tier by tier."""
    assert not large(LARGE // DAYS, DAYS)
    assert large(LARGE // DAYS + 1, DAYS)
    found = _visited(3, LARGE // DAYS + 1)
    assert [one[1:] for one in found[:2]] == [(0.5, None, False, False)] * 2
    assert [one[0] for one in found] == [0, 1, 2]
    assert found[2][1:] == (1.0, None, False, False)


def test_what_tiers_before_cost_is_no_part_of_the_bound() -> None:
    """Tests that of a bound of 30.2 what two tiers cost at 6 and 3 is taken off, if it is known."""
    goal = Goal(_model(3), 2, (6, 3, 1))
    assert [goal.paid(best) for best in ((), (2,), (2, 5), (2, 5, 9))] == [0, 12, 27, 27]
    assert goal.whole(30.2, (2, 5, 9)) == goal.whole(30.2, (2, 5)) == 4
    assert (goal.whole(30.2, (2,)), goal.whole(26.0, (2, 5))) == (0, 0)
