"""Tests of free periods as a pricing programme sees them; that they are right is tested elsewhere.

``test_exactness`` and ``test_rosters`` compare every count with the solver-free evaluation.
"""

from collections.abc import Sequence
from dataclasses import replace

import pytest

from nightfloat.constraints.emitter import Block, Lit
from nightfloat.solver.neutral import NeutralModel, RestPeriods, Tag
from nightfloat.solver.pricing.making import problem
from nightfloat.solver.pricing.parts import Days, split
from nightfloat.solver.pricing.rests import settle
from nightfloat.solver.pricing.shape import Book

DAY = 1440
# a day from 7 to 19 o'clock, a night from 19 to 7
HOURS = ((7, 19), (19, 31))


def model(
    spans: Sequence[tuple[int, int]],
    days: int = 28,
    facts: Sequence[tuple[int, int]] = (),
    any_of: tuple[tuple[Lit, ...], ...] = (),
) -> NeutralModel:
    """Return days and nights of one person, who needs four free periods of a day."""
    blocks = [Block(start, end, -1) for start, end in facts]
    for day in range(days):
        for type_, (begin, end) in enumerate(HOURS):
            base = DAY * day
            blocks.append(Block(base + 60 * begin, base + 60 * end, len(HOURS) * day + type_))
    blocks += [Block(0, 60, len(HOURS) * days + n) for n in range(len(any_of))]
    item = RestPeriods(tuple(blocks), tuple(spans), DAY, 4, None, Tag(0, 0, 0, days - 1))
    shifts = tuple((type_, day) for day in range(days) for type_ in "DN")
    return NeutralModel(("P",), shifts, days, any_of, ("cost",), (item,))


def test_a_long_span_has_few_states() -> None:
    """Tests that days and people's states are told apart by what they lead to only.

    Free since midnight, since 19 o'clock, since 7 o'clock, and nothing on the day after the last:
    four hubs, and three states after work. Days are the first, those between, and the last, after
    which nothing is remembered.
    """
    at = problem(model([(0, 28 * DAY)]), [1])
    (graph,) = at.graphs
    assert graph.off_next.shape[1] == 4
    assert graph.work_arcs.shape[1] == 3
    assert graph.kind.tolist() == [0, *[1] * 26, 2]


def test_what_a_rest_can_lose_is_found_once() -> None:
    """Tests that a rest that was met before is the sum that it was, which another is not."""
    asked = [model([(0, n * DAY)]) for n in (28, 28, 14)]
    days = Days(asked[0])
    book = Book(days, [frozenset(), frozenset({0}), frozenset({1})], [1])
    first, again, other = (
        book.rest(settle(split(one, days).people[0], days)[0].rest) for one in asked
    )
    assert first is again
    assert first.events
    assert not {*first.events} & {*other.events}
    assert set(book.lost) == {event for one in (first, other) for event, _ in one.events}


def test_two_units_that_meet_take_a_day_more_to_tell() -> None:
    """Tests that a night may take of the next unit: its last day is one more kind."""
    at = problem(model([(0, 14 * DAY), (14 * DAY, 28 * DAY)]), [1])
    (graph,) = at.graphs
    assert len(set(graph.kind.tolist())) == 4
    assert graph.off_next.shape[1] == 4


def test_history_decides_the_start_and_what_may_be_lost() -> None:
    """Tests a unit of 14 days, four of them past: a night and a day of it took two periods."""
    facts = ((-3 * DAY + 19 * 60, -2 * DAY + 7 * 60), (-DAY + 7 * 60, -DAY + 19 * 60))
    spans = [(-4 * DAY, 10 * DAY)]
    fresh, tired = (problem(model(spans, 10, known), [1]) for known in ((), facts))
    # 14 periods less the four asked for; -4d to -3d 19:00 holds one, -2d 7:00 to -1d 7:00 another,
    # -1d 19:00 to 10d ten: 12 less four
    assert [at.rows.high.tolist() for at in (fresh, tired)] == [[10.0], [8.0]]


@pytest.mark.parametrize(
    "asked",
    [
        # noon lies between the beginnings of a day and a night
        model([(0, DAY // 2)], 1),
        # history after the first shift
        model([(0, 2 * DAY)], 2, facts=[(DAY, DAY + 60)]),
        # a night that begins at 19 o'clock touches the next unit and the one after that
        model([(0, 20 * 60), (20 * 60, 22 * 60), (22 * 60, DAY)], 1),
        # what is free of is either of two shifts
        model([(0, 2 * DAY)], 2, any_of=((0, 2),)),
    ],
)
def test_what_days_do_not_divide_is_left_to_a_model(asked: NeutralModel) -> None:
    at = problem(asked, [1])
    assert (list(at.modelled), at.rows.count) == ([0], 0)


def test_of_one_rest_after_two_histories_one_is_left_to_a_model() -> None:
    """Tests two items on the same days and nights, the second after work on the day before."""
    fresh = model([(0, 9 * DAY)], 9, [(-DAY, -DAY + 60)])
    tired = model([(0, 9 * DAY)], 9, [(-600, 400)])
    assert (problem(fresh, [1]).modelled, problem(tired, [1]).modelled) == ({}, {})
    both = replace(fresh, items=(*fresh.items, *tired.items))
    assert list(problem(both, [1]).modelled) == [0]


def test_work_may_touch_two_spans() -> None:
    """Tests that a programme says a night that begins in a unit and touches the next one."""
    assert problem(model([(0, 20 * 60), (20 * 60, 22 * 60)], 1), [1]).modelled == {}


@pytest.mark.parametrize("edge", [7 * 60, 19 * 60 + 1, DAY])
def test_a_span_may_end_where_no_day_is_divided(edge: int) -> None:
    """Tests that a span may end before, or after, everything that begins on a day."""
    assert problem(model([(0, edge)], 2), [1]).modelled == {}
