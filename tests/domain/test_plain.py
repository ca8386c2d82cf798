"""Tests of values by the million: equal after a journey, and the collector as it was."""

import gc
import pickle
from dataclasses import dataclass

import pytest

from nightfloat.constraints.emitter import Border, Row
from nightfloat.domain.plain import Plain, uncollected
from nightfloat.solver.neutral import Limit, Price, RestPeriods, RunLimit, Tag

TAG = Tag(3, 1, 0, 6)
ROW = Row(((1, 4), (2, 9)), at_least=1, at_most=5)


@pytest.mark.parametrize(
    "value",
    [
        TAG,
        ROW,
        Price(1, 30),
        Limit((ROW,), Price(0, 2), TAG),
        RunLimit(((1, 2), ()), True, 2, None, Border(), frozenset({3}), None, TAG),
    ],
    ids=lambda value: type(value).__name__,
)
def test_a_journey_changes_nothing(value: Plain) -> None:
    """Tests equality, type and hash, and that it is the short way that was taken."""
    again = pickle.loads(pickle.dumps(value, 5))
    assert (again, type(again), hash(again)) == (value, type(value), hash(value))
    maker, fields = value.__reduce__()
    assert maker(*fields) == value


def test_what_is_neither_sent_nor_read_by_fields_says_so() -> None:
    """Tests that one field alone, which an attribute getter would not wrap, is refused."""

    @dataclass(frozen=True, slots=True)
    class Lonely(Plain):
        only: int

    with pytest.raises(TypeError, match="Lonely has too few fields"):
        pickle.dumps(Lonely(1))
    assert issubclass(RestPeriods, Plain)


@pytest.mark.parametrize("enabled", [True, False])
def test_the_collector_is_left_as_it_was(enabled: bool) -> None:
    """Tests both states, also after an error."""
    before = gc.isenabled()
    (gc.enable if enabled else gc.disable)()
    try:
        with uncollected():
            assert not gc.isenabled()
        with pytest.raises(KeyError), uncollected():
            raise KeyError
        assert gc.isenabled() is enabled
    finally:
        (gc.enable if before else gc.disable)()
