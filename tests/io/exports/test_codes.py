"""Tests that codes and colours tell shift types apart and stay the same."""

from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len

from nightfloat.io.exports.codes import COLOURS, codes, colours
from tests.io.exports.making import TYPES

IDS = st.lists(st.text(min_size=1, max_size=12), unique=True, max_size=40)


def test_codes_are_initials_or_letters_of_the_id() -> None:
    """Tests the codes of the demo's kind of ids."""
    assert codes(t.id for t in TYPES) == {
        "NF": "NF",  # short enough as it is
        "clinic-am": "CA",
        "clinic-pm": "CP",
        "icu-day": "ID",
        "icu-night": "IN",
        "jeopardy": "JE",
        "wards-day": "WD",
        "wards-long-call": "WLC",
    }


def test_colliding_initials_take_further_letters() -> None:
    """Tests that the second of two ids with equal initials draws from its letters, then numbers."""
    found = codes(["ward-day", "ward-duty", "WD", "....", "!!"])
    # WD is taken by the id WD; ward-day and ward-duty draw WA and WR from W-A-R-D
    assert found == {"WD": "WD", "ward-day": "WA", "ward-duty": "WR", "!!": "S1", "....": "S2"}


@given(IDS)
def test_codes_are_unique_visible_and_in_letters(ids: list[str]) -> None:
    """Tests uniqueness, and that no code can be taken for a mark of the grid."""
    found = codes(ids)
    assert set(found) == set(ids)
    assert len(set(found.values())) == len(ids)
    assert all(code.isalnum() and cell_len(code) >= 1 for code in found.values())


@given(IDS)
def test_the_order_of_ids_does_not_matter(ids: list[str]) -> None:
    """Tests that codes and colours depend on the set of ids alone."""
    assert codes(ids) == codes(reversed(ids))
    assert colours(ids) == colours(reversed(ids))


@given(IDS)
def test_colours_differ_while_there_are_enough(ids: list[str]) -> None:
    """Tests that no colour is used twice before each is used once."""
    used = list(colours(ids).values())
    assert len(set(used)) == min(len(ids), len(COLOURS))
