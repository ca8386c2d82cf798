"""A search over time as a picture."""

from pathlib import Path

import pytest

from nightfloat.domain.result import Improvement
from nightfloat.errors import InputError
from nightfloat.io.exports.plot import plot, require_drawing

TRACE = (
    Improvement(0.5, "holes", 900, 10, "neighbourhood"),
    Improvement(1.5, "holes", 300, 10, "columns"),
    Improvement(2.0, "holes", 300, 300, "exact"),
    Improvement(2.5, "cost", 50, 20, "exact"),
    Improvement(3.0, "cost", 40, 40, ""),
)
STARTS = {".svg": b"<?xml", ".png": b"\x89PNG\r\n\x1a\n"}


@pytest.mark.parametrize("suffix", [".svg", ".png", ".SVG"])
def test_same_bytes(suffix: str) -> None:
    """Tests that a trace gives the same bytes twice, in the form asked for."""
    first, second = (plot(TRACE, ("holes", "cost"), suffix) for _ in range(2))
    assert first == second
    assert first.startswith(STARTS[suffix.lower()])
    assert b"<dc:date>" not in first


def test_other_trace_other_bytes() -> None:
    """Tests that what is drawn depends on value, bound and strategy."""
    drawn = {plot(TRACE[:n], ("holes", "cost"), ".svg") for n in range(len(TRACE) + 1)}
    assert len(drawn) == len(TRACE) + 1


@pytest.mark.parametrize("tiers", [(), ("cost",), ("holes", "cost")])
def test_nothing_found(tiers: tuple[str, ...]) -> None:
    """Tests that an empty trace is a picture that says so, whatever the tiers."""
    # the letters are paths; the text stands in a comment before them
    assert b"<!-- no schedule was found -->" in plot((), tiers, ".svg")


def test_only_bounds() -> None:
    """Tests that a bound without a schedule is drawn, beside the word that there is none."""
    first, second = (Improvement(float(n), "cost", None, n, "columns") for n in (1, 2))
    drawn = plot((first, second), ("cost",), ".svg")
    assert b"<!-- no schedule was found -->" in drawn
    assert drawn != plot((first,), ("cost",), ".svg")
    found = Improvement(3.0, "cost", 50, 2, "exact")
    assert b"no schedule was found" not in plot((first, second, found), ("cost",), ".svg")


def test_panels_and_words() -> None:
    """Tests that each tier has a panel with its axes, and the legend names who found what."""
    drawn = plot(TRACE, ("holes", "cost"), ".svg").decode()
    # two panels of the tiers, in the first one three strategies: neighbourhood and columns
    # found something better there, exact only in the second one
    counts = {
        "holes": 1,
        "cost": 3,  # once as a title, twice as an axis
        "seconds": 2,
        "objective": 2,
        "bound": 2,
        "gap": 2,
        "neighbourhood": 1,
        "columns": 1,
        "exact": 1,
        "unnamed strategy": 1,
    }
    assert {word: drawn.count(f"<!-- {word} -->") for word in counts} == counts


@pytest.mark.parametrize("tier", ["$cost$", "_hidden", "\u4ef7\u683c", "a<b & c", "\\frac"])
def test_any_name(tier: str) -> None:
    """Tests that a tier's name is text, never mark-up, and may lack its letters."""
    named = [Improvement(1.0, tier, 5, 0, "exact")]
    assert plot(named, (tier,), ".svg").startswith(b"<?xml")


@pytest.mark.parametrize(
    ("value", "bound"), [(5, 5), (0, 0), (10**9, 0), (10**9, 1), (20, 1), (-3, -40)]
)
def test_any_numbers(value: int, bound: int) -> None:
    """Tests that costs of every size and sign, and a single moment, can be drawn."""
    assert plot([Improvement(0.0, "cost", value, bound)], ("cost",), ".png")[:4] == b"\x89PNG"


@pytest.mark.parametrize("name", ["p.jpg", "p", "p.svg.gz", ".svg"])
def test_other_ending(name: str) -> None:
    """Tests that another form is refused in a sentence."""
    with pytest.raises(InputError, match=r"neither SVG nor PNG; let it end in \.svg or \.png"):
        require_drawing(Path(name))


@pytest.mark.parametrize("path", [None, Path("p.svg"), Path("a/b.PNG")])
def test_right_ending(path: Path | None) -> None:
    """Tests that SVG, PNG and no plot at all pass."""
    require_drawing(path)


def test_a_cost_that_rose_for_an_earlier_tier_and_fell_again_is_marked() -> None:
    """Tests 2, then 7 beside a better first tier, then 5: who found that has a mark."""
    values = ((2, "greedy"), (7, "exact"), (5, "columns"))
    trace = [Improvement(float(n), "rest", v, 0, s) for n, (v, s) in enumerate(values)]
    drawn = plot(trace, ("rest",), ".svg").decode()
    assert [drawn.count(f"<!-- {name} -->") for _, name in values] == [1, 0, 1]
