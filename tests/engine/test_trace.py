"""A stored trace is short and loses nothing that tells."""

from hypothesis import given
from hypothesis import strategies as st

from nightfloat.domain.result import Improvement
from nightfloat.engine.report import Json, read_trace, thin

COSTS = st.integers(0, 3000)


@st.composite
def traces(draw: st.DrawFn) -> list[Improvement]:
    """Return a trace of two tiers as a search tells them: values fall, bounds rise.

    In the second a better first may let values rise and bounds fall.
    """
    found: list[Improvement] = []
    for tier in ("first", "second"):
        values = draw(st.lists(COSTS, max_size=60))
        bounds = draw(st.lists(COSTS, min_size=len(values), max_size=len(values)))
        if tier == "first":
            values, bounds = sorted(values, reverse=True), sorted(bounds)
        pairs = zip(values, bounds, strict=True)
        for value, bound in pairs:
            found.append(Improvement(len(found) / 8, tier, value, min(value, bound), "exact"))
    return found


def _bounds(*bounds: int) -> list[Improvement]:
    return [Improvement(float(n), "cost", 1000, b, "exact") for n, b in enumerate(bounds)]


def test_small_rises_of_a_bound() -> None:
    """Tests that a bound is kept from 0.1 % of the range on, counted from the last one kept."""
    # range 10000 - 0, so that 10 is the least step: 5 and 9 fall short, 10 does not, from 10
    # on 19 falls short and 20 does not; the last one always stays
    trace = [Improvement(float(n), "cost", 10_000, b) for n, b in enumerate((0, 5, 9, 10, 19, 20))]
    trace.append(Improvement(6.0, "cost", 10_000, 21))
    assert [entry.bound for entry in thin(trace)] == [0, 10, 20, 21]


def test_a_bound_that_was_taken_back() -> None:
    """Tests that a bound that fell is kept, and what rises from there on counts from there.

    Another tier's schedule may have become better, so that 700 no longer holds. From 100 on 101
    is a step of 0.1 % of 1000 - 0, and so is 102; both are drawn.
    """
    kept = [entry.bound for entry in thin(_bounds(0, 700, 100, 101, 102, 102))]
    assert kept == [0, 700, 100, 101, 102, 102]


def test_same_again() -> None:
    """Tests that what says nothing new is left out even where the range is 0."""
    # range 1000 - 1000: every step is long enough, but 0 is no step; first and last stay
    assert [entry.seconds for entry in thin(_bounds(1000, 1000, 1000, 1000))] == [0.0, 3.0]


def test_each_tier_by_itself() -> None:
    """Tests that tiers that take turns are compared with themselves, and order is kept."""
    trace = [Improvement(n, tier, 5 - n // 2, 0) for n in range(4) for tier in ("b", "a")]
    # values 5 5 4 4 in each tier: the second 5 says nothing, the second 4 is the last
    assert [(e.tier, e.seconds) for e in thin(trace)] == [
        (tier, n) for n in (0, 2, 3) for tier in ("b", "a")
    ]


def test_nothing() -> None:
    """Tests that no trace is no trace."""
    assert thin([]) == []


@given(traces())
def test_keeps_what_tells(trace: list[Improvement]) -> None:
    """Tests that every change of value, and both ends of each tier, are there, in order."""
    kept = thin(trace)
    assert kept == [entry for entry in trace if entry in kept]
    for tier in ("first", "second"):
        of_tier = [entry for entry in trace if entry.tier == tier]
        ours = [entry for entry in kept if entry.tier == tier]
        assert {entry.value for entry in ours} == {entry.value for entry in of_tier}
        assert (ours[:1], ours[-1:]) == (of_tier[:1], of_tier[-1:])
        assert min(e.bound for e in ours) == min(e.bound for e in of_tier) if ours else not of_tier


@given(traces(), st.integers(4, 40))
def test_never_above_the_most(trace: list[Improvement], most: int) -> None:
    """Tests that it is cut to what was asked for, with both ends of each tier inside."""
    kept = thin(trace, most)
    assert len(kept) <= most
    for tier in {entry.tier for entry in trace}:
        of_tier = [entry for entry in trace if entry.tier == tier]
        assert of_tier[0] in kept
        assert of_tier[-1] in kept


def test_long_trace() -> None:
    """Tests that ten thousand values are two thousand entries at most, and still most of them."""
    trace = [Improvement(n / 10, "cost", 10_000 - n, 0, "exact") for n in range(10_000)]
    assert 1000 < len(thin(trace)) <= 2000


def test_read_back() -> None:
    """Tests that a report's trace is the one it was made of; a report without has none."""
    rows: list[Json] = [[0.5, "cost", 9, 1, "exact"], [2, "cost", 8, 8, ""]]
    assert read_trace({"trace": rows}) == [
        Improvement(0.5, "cost", 9, 1, "exact"),
        Improvement(2.0, "cost", 8, 8, ""),
    ]
    assert read_trace({}) == []
    assert read_trace({"trace": [[0.5, "cost", None, 1, "milp"]]}) == [
        Improvement(0.5, "cost", None, 1, "milp")
    ]


def test_bounds_before_a_schedule() -> None:
    """Tests that a bound without a value is kept where it rose, and beside the first value."""
    # range 10,000 - 1: 10 is a step, from 1 on 5 falls short and 11 does not
    rises = [Improvement(float(n), "cost", None, bound) for n, bound in enumerate((1, 5, 11))]
    trace = [*rises, Improvement(3.0, "cost", 10_000, 11), Improvement(4.0, "cost", 9_000, 11)]
    assert [entry.seconds for entry in thin(trace)] == [0.0, 2.0, 3.0, 4.0]
    assert [entry.bound for entry in thin(rises)] == [1, 5, 11]
