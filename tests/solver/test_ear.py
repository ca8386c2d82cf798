"""Tests that what several strategies say is put together without claiming too much."""

import time

import pytest

from nightfloat.domain.result import Improvement, Status
from nightfloat.errors import DisagreementError
from nightfloat.solver.neutral import NeutralModel
from nightfloat.solver.search.ear import Ear
from nightfloat.solver.search.message import Bounded, Ended, Found, TierDone

MODEL = NeutralModel(("A",), (("D", 0),), 1, (), ("first", "second", "third"), ())


def ear() -> Ear:
    """Return an ear that has heard nothing."""
    return Ear(MODEL, lambda _: None)


def found(*costs: int, tier: int = 0, bound: int = 0, within: tuple[int, ...] = ()) -> Found:
    """Return a schedule of these costs."""
    return Found(tier, frozenset(), costs, bound, "exact", within)


def bounds(heard: Ear) -> list[int]:
    """Return the bound of each tier."""
    return [tier.bound for tier in heard.tier_results()]


def test_the_cheaper_schedule_and_the_higher_bound_are_kept() -> None:
    """Tests costs (5, 9, 0) against (5, 8, 9): the second tier decides."""
    heard = ear()
    for message in (found(5, 9, 0, bound=3), found(5, 8, 9), found(6, 0, 0)):
        heard.hear(message)
    heard.hear(Bounded(0, 4, "columns"))
    heard.hear(Bounded(0, 2, "columns"))
    assert heard.costs == (5, 8, 9)
    assert bounds(heard) == [4, 0, 0]


def test_a_bound_counts_only_within_the_values_it_was_proved_beside() -> None:
    """Tests the third tier's bound of 7, proved among schedules of at most (5, 3).

    The best then wins the first tier and pays 4 in the second, so 7 says nothing about it.
    """
    heard = ear()
    heard.hear(found(5, 3, 9))
    heard.hear(Bounded(2, 7, "exact", (5, 3)))
    heard.hear(Bounded(2, 1, "columns", (9, 9)))
    assert bounds(heard) == [0, 0, 7]
    heard.hear(found(4, 4, 2))
    assert bounds(heard) == [0, 0, 1]
    heard.hear(found(4, 3, 8))
    assert bounds(heard) == [0, 0, 7]


def test_a_bound_is_shown_before_there_is_a_schedule() -> None:
    """Tests that bounds that rise are shown without a value until there is one; none is not."""
    shown: list[Improvement] = []
    heard = Ear(MODEL, shown.append)
    for bound in (0, 3, 2, 5):
        heard.hear(Bounded(0, bound, "columns"))
    heard.hear(found(6, 0, 0, bound=4))
    assert [(entry.tier, entry.value, entry.bound) for entry in shown] == [
        ("first", None, 3),
        ("first", None, 5),
        *(("first", 6, 5), ("second", 0, 0), ("third", 0, 0)),
    ]
    assert heard.trace == shown


def test_closed_when_every_bound_meets_its_cost() -> None:
    """Tests that the last open tier keeps the search going."""
    heard = ear()
    assert not heard.closed()
    heard.hear(found(2, 0, 1, bound=2))
    assert not heard.closed()
    heard.hear(TierDone(2, Status.OPTIMAL, 1, (2, 0)))
    assert heard.closed()
    assert heard.status is Status.OPTIMAL


def test_a_bound_above_a_cost_is_a_disagreement() -> None:
    """Tests that a proof and a schedule that contradict each other are never smoothed over."""
    heard = ear()
    heard.hear(found(2, 0, 1))
    heard.hear(Bounded(0, 3, "columns"))
    with pytest.raises(DisagreementError, match="proved to cost 3 at least and a schedule costs 2"):
        heard.tier_results()


def test_infeasible_is_not_unsaid() -> None:
    """Tests that a strategy that merely ran out of time does not undo a proof."""
    heard = ear()
    heard.hear(Ended(Status.INFEASIBLE))
    heard.hear(Ended(Status.UNKNOWN))
    assert heard.closed()
    assert heard.status is Status.INFEASIBLE


def test_what_is_known_counts_the_closed_tiers_from_the_first_on() -> None:
    """Tests costs (4, 8, 0): the last tier costs nothing, but counts only behind the others."""
    heard = ear()
    assert heard.known() is None
    heard.hear(found(4, 8, 0))
    closed: list[int] = []
    for message in (Bounded(1, 8, "", (4,)), Bounded(0, 3), Bounded(0, 4)):
        heard.hear(message)
        known = heard.known()
        assert known is not None
        closed.append(known.closed)
    assert closed == [0, 0, 3]


def test_what_is_known_has_bounds_for_those_no_worse_in_the_tiers_before() -> None:
    """Tests bounds of 3, 6 within (4) and 2 within (4, 7) on costs (4, 8, 5).

    The third tier's was proved among schedules that are better in the second than the best.
    """
    heard = ear()
    heard.hear(found(4, 8, 5))
    for message in (Bounded(0, 3), Bounded(1, 6, "", (4,)), Bounded(2, 2, "", (4, 7))):
        heard.hear(message)
    known = heard.known()
    assert known is not None
    assert known.bounds == (3, 6, 0)
    # a search that keeps the first tier at 4 or less may count on 6, at 5 it may not
    assert [known.bound(1, kept) for kept in ((3,), (4,), (5,), ())] == [6, 6, 0, 0]
    assert [known.bound(0, kept) for kept in ((), (9,))] == [3, 0]
    heard.hear(found(4, 7, 5))
    known = heard.known()
    assert known is not None
    assert known.bounds == (3, 6, 2)


def test_only_what_is_new_is_shown() -> None:
    """Tests that a tier is shown when its value or bound changes, under the tier that changed."""
    shown: list[Improvement] = []
    heard = Ear(MODEL, shown.append)
    for message in (found(4, 9, 3), found(4, 9, 3), found(5, 0, 0), found(4, 8, 5), found(4, 8, 4)):
        heard.hear(message)
    heard.hear(Bounded(0, 0))
    heard.hear(Bounded(0, 2))
    seen = [(entry.tier, entry.value, entry.bound) for entry in shown]
    # (4, 8, 4) was found while the first tier was searched, which it leaves at 4
    assert seen == [
        *(("first", 4, 0), ("second", 9, 0), ("third", 3, 0)),
        *(("second", 8, 0), ("third", 5, 0)),
        *(("third", 4, 0), ("first", 4, 2)),
    ]


def test_what_a_better_schedule_costs_in_later_tiers_is_shown_again() -> None:
    """Tests that 2 in the third tier is 7 once the second tier has become 8, after it.

    Tiers that nobody has come to have what the first schedule costs there.
    """
    shown: list[Improvement] = []
    heard = Ear(MODEL, shown.append)
    for message in (found(4, 9, 3), found(4, 9, 2), found(4, 8, 7)):
        heard.hear(message)
    seen = [(entry.tier, entry.value) for entry in shown]
    assert seen == [
        *(("first", 4), ("second", 9), ("third", 3)),
        ("third", 2),
        *(("second", 8), ("third", 7)),
    ]


def test_a_tier_of_which_only_its_end_is_told_is_shown() -> None:
    """Tests a tier that nothing can change: its value, proved, and by whom."""
    shown: list[Improvement] = []
    heard = Ear(MODEL, shown.append)
    heard.hear(TierDone(2, Status.OPTIMAL, 0, (4, 9), "exact"))
    heard.hear(found(4, 9, 3))
    heard.hear(TierDone(2, Status.OPTIMAL, 3, (4, 9), "exact"))
    *_, told = shown
    assert len(shown) == 4
    assert (told.tier, told.value, told.bound, told.strategy) == ("third", 3, 3, "exact")


def test_time_is_that_of_the_run() -> None:
    """Tests that what is told has the time since the start of the run, the model's included."""
    shown: list[Improvement] = []
    heard = Ear(MODEL, shown.append, time.monotonic() - 40)
    for bound in (1, 2, 3):
        heard.hear(Bounded(0, bound, "columns"))
    assert [entry.seconds for entry in shown] == sorted(entry.seconds for entry in shown)
    assert all(40 <= entry.seconds < 45 for entry in shown)
