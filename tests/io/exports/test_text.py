"""Tests that text is shown whole, shortened visibly, and never obeyed."""

from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len

from nightfloat.io.exports.text import cut, elide, labels, visible


def test_what_steers_a_terminal_is_replaced() -> None:
    """Tests escape, line ends, direction override, half a pair and a non-character."""
    assert visible("a\x1b[31m\r\n\u202eb\ud800\ufffe") == "a�[31m���b��"


def test_names_of_the_world_stay_as_they_are() -> None:
    """Tests that joiners and accents are no commands."""
    for name in ("Zoë Ångström", "李小龍", "👩‍⚕️ Kealoha", "می‌خواهم"):
        assert visible(name) == name


def test_an_id_loses_its_middle_and_a_name_its_end() -> None:
    """Tests both forms, with characters two cells wide."""
    assert elide("internal-medicine-07", 9) == "inte…e-07"
    assert cut("internal-medicine-07", 9) == "internal…"
    assert cut("李小龍李小龍", 6) == "李小…"  # 5 cells: half a character is no character


def test_elided_labels_are_told_apart() -> None:
    """Tests that ids alike at both ends get numbers."""
    ids = ["resident-of-the-north-1", "resident-of-the-south-1", "B"]
    assert list(labels(ids, 7).values()) == ["res…h-1", "re…-1~2", "B"]


@given(st.lists(st.text(max_size=30), unique=True, max_size=12), st.integers(0, 20))
def test_no_label_is_too_wide(ids: list[str], width: int) -> None:
    """Tests that labels keep the width, whatever the text."""
    assert all(cell_len(label) <= width for label in labels(ids, width).values())


@given(st.lists(st.text("ab-1", min_size=1, max_size=30), unique=True, max_size=12))
def test_labels_are_unique_where_there_is_room(ids: list[str]) -> None:
    """Tests that eight cells always suffice to tell twelve people apart."""
    assert len(set(labels(ids, 8).values())) == len(ids)
