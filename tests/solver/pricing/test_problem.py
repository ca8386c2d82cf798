"""Tests of what a pricing problem says, and of what it cannot say."""

import numpy as np
import pytest

from nightfloat.constraints.emitter import Border, Lit, Row
from nightfloat.solver.columns.roster import Ledger
from nightfloat.solver.neutral import Item, Limit, NeutralModel, Price, RunLimit, Tag
from nightfloat.solver.pricing.boxes import INF
from nightfloat.solver.pricing.chains import BARRED
from nightfloat.solver.pricing.columns import Worth
from nightfloat.solver.pricing.making import problem
from nightfloat.solver.pricing.parts import Days, ForeignError, split
from nightfloat.solver.pricing.pricer import Pricer

OWN, TEAM = Tag(0, 0, 0, 4), Tag(0, -1, 0, 4)
SOFT = Price(0, 5)
TYPES = "".join(map(chr, range(ord("A"), ord("A") + 40)))


def model(
    *items: Item, types: str = "A", days: int = 5, any_of: tuple[tuple[Lit, ...], ...] = ()
) -> NeutralModel:
    """Return a model of one person; shift n is type n % types on day n // types."""
    shifts = tuple((kind, day) for day in range(days) for kind in types)
    return NeutralModel(("P",), shifts, days, any_of, ("cost",), items)


def runs(**changed: object) -> RunLimit:
    """Return a limit on runs of the five days."""
    given = {
        "works": tuple((day,) for day in range(5)),
        "on": True,
        "at_least": 1,
        "at_most": 2,
        "border": Border(),
        "waived": frozenset[int](),
        "price": SOFT,
        "tag": OWN,
    }
    return RunLimit(**(given | changed))  # pyright: ignore[reportArgumentType]


def worked(*days: int) -> np.ndarray[tuple[int], np.dtype[np.int64]]:
    return np.array([int(day in days) for day in range(5)])


@pytest.mark.parametrize(
    ("waived", "days", "over"),
    [
        (2, (0, 1, 2, 3, 4), 0),  # the run touches the waived day
        (2, (0, 1, 3, 4), 0),  # two runs of two
        (3, (0, 1, 2), 1),  # ends on the day before
        (3, (0, 1, 2, 3), 0),
        (0, (1, 2, 3, 4), 2),  # begins on the day after
        (4, (0, 1, 2, 3), 2),
        (-1, (0, 1, 2, 3), 2),  # the day before is free: no run of the history goes on
    ],
)
@pytest.mark.parametrize("price", [SOFT, None])
def test_a_run_that_touches_a_waived_day_is_free(
    waived: int, days: tuple[int, ...], over: int, price: Price | None
) -> None:
    """Tests runs of at most 2 of five days, at 5 a day more."""
    border = Border(False, 1, truncated=False)
    at = problem(model(runs(waived=frozenset({waived}), border=border, price=price)), [1])
    cost = Worth(at).cost(0, worked(*days))
    assert cost == 5 * over if price else (cost >= BARRED) == (over > 0)


@pytest.mark.parametrize(
    ("limits", "days", "missed"),
    [
        ((3, None), (2,), 2),  # one day of three
        ((3, None), (0, 2, 4), 2),  # what lies around is not looked at
        ((3, None), (1,), 0),  # may have begun before
        ((3, None), (3, 4), 0),  # goes on beyond
        ((1, 1), (0, 1, 3, 4), 0),
        ((1, 1), (1, 2), 1),
        ((1, 1), (0, 1, 2, 3, 4), 2),
    ],
)
def test_runs_of_some_of_the_days(
    limits: tuple[int, int | None], days: tuple[int, ...], missed: int
) -> None:
    """Tests the middle three of five days, as of somebody hired and gone within the horizon."""
    at_least, at_most = limits
    middle = runs(works=((1,), (2,), (3,)), at_least=at_least, at_most=at_most, tag=Tag(0, 0, 1, 3))
    made = model(middle)
    (parts,) = split(made, Days(made)).people
    assert (len(parts.runs), parts.foreign) == (1, [])
    assert Worth(problem(made, [1])).cost(0, worked(*days)) == 5 * missed


@pytest.mark.parametrize(("waived", "days", "over"), [(-2, (0, 1), 0), (-3, (0, 1), 2)])
def test_a_waived_day_of_the_history_frees_the_run_that_goes_on(
    waived: int, days: tuple[int, ...], over: int
) -> None:
    """Tests a run of two days before the horizon: the third day before is none of its days."""
    border = Border(True, 2, truncated=False)
    at = problem(model(runs(waived=frozenset({waived}), border=border)), [1])
    assert Worth(at).cost(0, worked(*days)) == 5 * over


def test_runs_of_what_takes_days_are_left_to_a_model() -> None:
    """Tests that the second day holds if A is taken on the first or the second."""
    works = ((0,), (5,), (2,), (3,), (4,))
    at = problem(model(runs(works=works), any_of=((0, 1),)), [1])
    assert list(at.modelled) == [0]
    # Monday alone makes a run of two days, with Wednesday one of three, where two are allowed
    assert [Worth(at).cost(0, worked(*days)) for days in ((0,), (0, 2))] == [0, 5]


def test_an_item_tagged_with_one_person_about_another_is_a_row_on_both() -> None:
    both = Limit((Row(((1, 0), (1, 1)), at_most=1),), SOFT, OWN)
    at = problem(NeutralModel(("P", "Q"), (("A", 0),), 1, (), ("cost",), (both,)), [1])
    assert (at.rows.owner.tolist(), at.rows.high.tolist()) == ([-1], [1.0])
    assert at.rows.cell.tolist() == [1, 3]  # a person's day has two members


def test_a_priced_sum_is_a_row_in_steps_for_each_hinge() -> None:
    """Tests a share of 1.33 of three shifts, in hundredths, at 5, where two other sums are counted.

    None is short by 133, one by 33; two are 67 too many. Half a shift lies on the line between.
    """
    other = [
        Limit((Row(tuple((f, lit) for lit, f in enumerate(factors)), at_most=5),), None, OWN)
        for factors in ((1, 1, 1, 1, 2), (2, 1, 1, 1, 1))
    ]
    share = Limit((Row(((100, 0), (100, 1), (100, 2)), 133, 133),), SOFT, OWN)
    at = problem(model(*other, share), [1])
    ledger = Ledger(at)
    assert (at.rows.low.tolist(), at.rows.high.tolist()) == ([2, 1], [2, 1])
    assert at.rows.cell_factor.tolist() == [1] * 6
    amounts = [ledger.cost(np.array([n, n])) / 5 for n in (0, 0.5, 1, 2, 3)]
    assert amounts == [133, 83, 33, 67, 167]


def test_the_worst_of_priced_sums_of_one_person_is_left_to_a_model() -> None:
    rows = tuple(Row(((1, lit), (1, 4)), at_most=0) for lit in (0, 1))
    at = problem(model(Limit(rows, SOFT, OWN)), [1])
    assert (list(at.modelled), at.rows.count) == ([0], 0)
    # both sums see the last day, each one of the first two: 2 is the worst of 2 and 1, or of 2s
    days = ((4,), (0, 4), (0, 1, 4), (2, 3))
    assert [Worth(at).cost(0, worked(*one)) for one in days] == [5, 10, 10, 0]
    required = problem(model(Limit(rows, None, OWN)), [1])
    assert (required.modelled, required.rows.count) == ({}, 0)


def test_sums_of_whom_a_model_prices_are_no_rows_of_the_master() -> None:
    """Tests three sums, of which a programme counts two, beside one that it cannot say."""
    sums = [Limit((Row(((1, 0), (1, n)), at_most=1),), SOFT, OWN) for n in (2, 3, 4)]
    rows = tuple(Row(((1, lit), (1, 4)), at_most=0) for lit in (0, 1))
    assert problem(model(*sums), [1]).rows.count == 1
    assert problem(model(*sums, Limit(rows, SOFT, OWN)), [1]).rows.count == 0


def test_a_team_row_over_something_that_takes_days_is_foreign() -> None:
    weekend = Limit((Row(((1, 5),), at_most=0),), SOFT, TEAM)
    with pytest.raises(ForeignError, match="more than a day"):
        problem(model(weekend, any_of=((0, 1),)), [1])


def test_too_many_sets_a_day_are_foreign() -> None:
    types = "ABCDEFGHI"  # 2 ** 9 = 512 sets
    with pytest.raises(ForeignError, match=r"^days with too many sets of shifts$"):
        problem(model(types=types, days=1), [1])
    assert len(problem(model(types=types[:8], days=1), [1]).members) == 256


def test_sets_a_day_are_listed_around_the_pinned() -> None:
    """Tests nine shifts of which one is taken: with it there are 256 sets, and one without any."""
    pin = Limit((Row(((1, 4),), at_least=1),), None, OWN)
    at = problem(model(pin, types="ABCDEFGHI", days=1), [1])
    assert len(at.members) == 257
    allowed = np.isfinite(at.price[0, 0])
    assert [4 in types for types in at.members] == allowed.tolist()


def test_what_is_pinned_beside_each_other_may_be_forbidden() -> None:
    """Tests two pins of which a third requirement allows one."""
    pins = [Limit((Row(((1, lit),), at_least=1),), None, OWN) for lit in (0, 1)]
    one = Limit((Row(((1, 0), (1, 1)), at_most=1),), None, OWN)
    at = problem(model(*pins, one, types="ABC", days=1), [1])
    assert not np.isfinite(at.price).any()


def test_minutes_of_half_a_year_are_a_row_of_the_master() -> None:
    """Tests shifts of 462, 475 and 731 minutes on 182 days, of which a row can have 133,042."""
    minutes = tuple((worth, lit) for lit, worth in enumerate((462, 475, 731) * 182))
    single = [
        Limit(
            (Row(tuple((1, 3 * day + n) for n in range(3)), at_most=1),), None, Tag(0, 0, day, day)
        )
        for day in range(182)
    ]
    asked = Limit((Row(minutes, 57000, 63000),), SOFT, Tag(0, 0, 0, 181))
    at = problem(model(*single, asked, types="ABC", days=182), [1])
    assert at.people[0].final.size == 1
    assert (at.rows.low.tolist(), at.rows.high.tolist()) == ([57000], [63000])
    with Pricer(at) as pricer:
        priced = pricer.batch([0]).price(np.ones(1), at.price)
    assert priced.costs.tolist() == [-731.0 * 182]


def test_many_shifts_of_which_few_may_meet_are_members() -> None:
    """Tests 40 shifts, one at most of 37 beside any of three: 38 times 8 sets."""
    ward = Row(tuple((1, lit) for lit in range(37)), at_most=1)
    at = problem(model(Limit((ward,), None, OWN), types=TYPES, days=1), [1])
    assert len(at.members) == 38 * 8


@pytest.mark.parametrize(("terms", "lawful"), [((0, 1), 3), ((0, 0, 1), 2), ((0, 0), 2)])
def test_a_shift_that_a_limit_counts_twice_is_two(terms: tuple[Lit, ...], lawful: int) -> None:
    """Tests one at most of A and B on a day: neither, A, B; A no more where it is listed twice.

    With A alone in the limit, twice, there are neither and B.
    """
    one = Limit((Row(tuple((1, lit) for lit in terms), at_most=1),), None, OWN)
    at = problem(model(one, types="AB", days=1), [1])
    assert np.isfinite(at.price[0, 0]).sum() == lawful


@pytest.mark.parametrize(
    ("weights", "units", "unit"),
    [((6, 9), (1, 1), 3), ((6, 9), (2, 4), 12), ((6,), (2,), 12), ((), (), 1)],
)
def test_the_unit_divides_every_cost(
    weights: tuple[int, ...], units: tuple[int, ...], unit: int
) -> None:
    items = [
        Limit((Row(((1, 0),), 1, 0, under, under),), Price(0, weight), OWN)
        for weight, under in zip(weights, units, strict=True)
    ]
    assert problem(model(*items), [1]).unit == unit


def test_weights_of_tiers_scale_prices_and_unit() -> None:
    at = problem(model(Limit((Row(((1, 0),), at_most=0),), Price(0, 2), OWN)), [100])
    assert at.unit == 200
    assert at.price[0, 0].tolist() == [0.0, 200.0]


@pytest.mark.parametrize("before", [0, 1, 2, 3, 9])
def test_a_maximum_beyond_the_horizon_binds_a_run_that_goes_on(before: int) -> None:
    border = Border(before > 0, before, truncated=False)
    at = problem(model(runs(at_most=7, border=border)), [1])
    # a run of all five days has 5 + before, of which max(7, before) are free
    over = max(0, 5 + before - max(7, before))
    assert Worth(at).cost(0, worked(0, 1, 2, 3, 4)) == 5 * over


def test_days_differ_when_different_events_count() -> None:
    """On both spans two events are open, of the same types; a different one of them counts."""
    # A of days 1-2 and B of days 3-4 are counted, B of days 1-2 and A of days 3-4 are left over.
    # Events are numbered as they are met: on both days the A comes before the B.
    spans = ((2, 4), (3, 5), (6, 8), (7, 9))
    a_first, b_first, a_then, b_then = range(12, 16)
    items = (
        Limit((Row(((-1, a_then), (-1, 0)), at_least=0),), SOFT, OWN),
        Limit((Row(((1, a_first), (1, b_then)), at_least=2),), None, OWN),
        Limit((Row(((-1, b_first), (-1, 11)), at_least=0),), SOFT, OWN),
    )
    at = problem(model(*items, types="AB", days=6, any_of=spans), [1])
    a, b = at.members.index(frozenset({0})), at.members.index(frozenset({1}))
    worth = Worth(at)
    assert worth.cost(0, np.array([0, a, 0, b, 0, 0])) == 0
    assert worth.cost(0, np.array([0, a, 0, a, 0, 0])) >= INF
    assert worth.cost(0, np.array([0, b, 0, b, 0, 0])) >= INF


def test_nobody_no_shifts_and_no_rules_make_a_problem() -> None:
    nobody = NeutralModel((), (("A", 0),), 1, (), ("cost",), ())
    at = problem(nobody, [1])
    assert (len(at.people), at.rows.count, at.columns(frozenset())) == (0, 0, [])
    idle = problem(NeutralModel(("P",), (), 3, (), ("cost",), ()), [1])
    with Pricer(idle) as pricer:
        priced = pricer.batch([0]).price(np.zeros(0), idle.price)
    assert priced.costs.tolist() == [0.0]
    assert priced.columns.tolist() == [[0, 0, 0]]
    assert idle.chosen(list(priced.columns)) == frozenset()


def test_a_person_without_lawful_row_has_no_column() -> None:
    never = Limit((Row(((1, 0),), at_least=2),), None, OWN)
    at = problem(model(never), [1])
    with Pricer(at) as pricer:
        assert pricer.batch([0]).price(np.zeros(0), at.price).costs.tolist() == [INF]


def test_threads_price_as_one_does() -> None:
    rules = (runs(), Limit((Row(tuple((1, n) for n in range(5)), at_least=3),), SOFT, OWN))
    at = problem(model(*rules), [1])
    prices = at.price + np.arange(at.price.size).reshape(at.price.shape) % 7
    with Pricer(at) as one, Pricer(at, threads=2) as two:
        a, b = (p.batch([0, 0, 0]).price(np.zeros(at.rows.count), prices) for p in (one, two))
    assert a.costs.tolist() == b.costs.tolist()
    assert a.columns.tolist() == b.columns.tolist()
