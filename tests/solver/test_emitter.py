"""Writing the model: in time, and lean where rules say little."""

import gc
import time
from dataclasses import replace
from random import Random

import pytest

from nightfloat.constraints.base import Constraint
from nightfloat.constraints.cases import Case
from nightfloat.constraints.emitter import Row
from nightfloat.constraints.program import Program
from nightfloat.constraints.registry import registry
from nightfloat.domain.result import INTERRUPTED, Status
from nightfloat.domain.schedule import Schedule
from nightfloat.engine.audit import audit
from nightfloat.solver.decided import decided
from nightfloat.solver.emitter import OutOfTimeError, emit
from nightfloat.solver.evaluate import allowed, costs
from nightfloat.solver.neutral import Limit, NeutralModel, Tag
from nightfloat.solver.pricing.parts import decides
from nightfloat.solver.solve import UNWRITTEN, solve
from nightfloat.testing.together import draw_program, survey
from nightfloat.testing.worlds import draw_world
from tests.solver.making import LIMITS, made, program

CAPPING = (
    "min_rest", "no_overlap", "post_call_rest", "forbidden_succession", "max_continuous",
)  # fmt: skip
# three people, two shifts a day on three days: 18 posts
CASE = Case(says="", rows={"A": "D . N", "B": "N D .", "C": ". N D"}, amount=0)


def test_out_of_time() -> None:
    """Tests that a deadline in the past or a wish ends the writing, a later deadline does not."""
    asked = program(CASE)
    with pytest.raises(OutOfTimeError):
        emit(asked, time.monotonic() - 1)
    with pytest.raises(OutOfTimeError):
        emit(asked, should_stop=lambda: True)
    assert emit(asked, time.monotonic() + 60) == emit(asked)
    assert gc.isenabled()


def test_no_time_is_no_error() -> None:
    """Tests that a search whose time is over before the model is written is unknown, with why."""
    # emission may take a second beyond the limit, so that a limit of -4 s is over at once
    result = solve(program(CASE), replace(LIMITS, seconds=-4))
    assert (result.status, result.schedule, result.tiers) == (Status.UNKNOWN, None, ())
    assert result.note == UNWRITTEN == "the time limit ended before the model was written"


def test_a_wish_to_stop_is_heard_before_the_model_is_written() -> None:
    """Tests that a search stopped so early says that it was, and not that its time was up."""
    result = solve(program(CASE), LIMITS, should_stop=lambda: True)
    assert (result.status, result.schedule, result.note) == (Status.UNKNOWN, None, INTERRUPTED)


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


def free_target(*, exclusive: bool) -> Program:
    """Return a program that requires people whom nobody misses, whom two limits do not allow."""
    instance, _ = CASE.build()
    covers = tuple(
        replace(cover, target=1, maximum=None, under=0, over=0, exclusive=exclusive)
        for cover in instance.covers
    )
    nobody = made("max_shifts", maximum=0)
    return Program(replace(instance, covers=covers), (made("cover_target"), nobody), ("cost",))


@pytest.mark.parametrize("exclusive", [False, True])
def test_what_may_be_missed_for_nothing_is_not_required(exclusive: bool) -> None:
    asked = free_target(exclusive=exclusive)
    assert allowed(emit(asked), frozenset())
    assert solve(asked, LIMITS).status is Status.OPTIMAL
    assert audit(asked, Schedule()).hard == ()


@pytest.mark.parametrize("dear", [0, 1])
def test_only_what_costs_something_is_decided(dear: int) -> None:
    """Tests a post that is wanted and one that is not: ``decided`` says what ``allowed`` does."""
    rows = (Row(((1, 0),), at_least=1, under=dear), Row(((1, 1),), at_most=0, over=dear))
    tag = Tag(0, 0, 0, 0)
    items = tuple(Limit((row,), None, tag) for row in rows)
    model = NeutralModel(("P",), (("A", 0), ("B", 0)), 1, (), ("cost",), items)
    assert decided(model) == ({0: True, 1: False} if dear else {})
    assert allowed(model, frozenset({1})) is not bool(dear)
    assert [decides(row) for row in rows] == [False, bool(dear)]


def test_a_narrow_model_does_not_keep_leave_apart() -> None:
    """Tests three days 12 h apart that need 40 h of rest, the first of them on leave.

    Apart are the first and second, the second and third, the first and third without the second.
    """
    case = Case(says="", rows={"A": "D D D"}, shifts="D=07:00+12h", leave=("A 0 0",), amount=0)
    instance, _ = case.build()
    asked = Program(instance, (made("min_rest", hours=40), made("leave")), ())
    whole, narrow = emit(asked), emit(asked, narrow=True)
    leave = whole.items[-1]
    assert (len(whole.items), whole.items[0].tag.constraint) == (4, 0)
    second_and_third = Row(((1, 1), (1, 2)), at_most=1)
    assert narrow.items[0] == leave
    (apart,) = narrow.items[1:]
    assert isinstance(apart, Limit)
    assert apart.rows == (second_and_third,)


@pytest.mark.no_cover
@pytest.mark.property
def test_a_narrow_model_allows_the_same_at_the_same_costs() -> None:
    """Tests every schedule of drawn programs, against a whole model that the audit confirms."""
    kinds, rng, shorter = registry(), Random("narrow"), 0
    deciding = [kinds[name] for name in ("leave", "eligibility", "pins")]
    capping = [kinds[name] for name in CAPPING]
    for _ in range(120):
        drawn = draw_program((*deciding, *capping), draw_world(rng), rng, 5)
        rules = [c if rng.random() < 0.3 else _required(c) for c in drawn.constraints]
        asked = replace(drawn, constraints=tuple(rules))
        land, narrow = survey(asked), emit(asked, narrow=True)
        shorter += len(narrow.items) < len(land.model.items)
        assert not any(allowed(narrow, chosen) for chosen in land.unlawful)
        for paid, chosen in land.lawful:
            assert (allowed(narrow, chosen), costs(narrow, chosen)) == (True, paid)
    assert shorter > 8


def _required(rule: Constraint) -> Constraint:
    """Return the constraint as a requirement."""
    return rule.model_copy(update={"tier": None, "weight": 1})
