"""A search over time as a picture: the same trace gives the same bytes.

One panel per tier: cost and proved bound over seconds, the gap between them shaded, and a mark,
coloured by strategy, wherever a better schedule was found. Before the first one there is a bound.
"""

# pyright: reportUnknownMemberType=false
# matplotlib leaves the keywords of its functions without types.

import math
from collections.abc import Generator, Sequence
from contextlib import contextmanager
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING, Any
from warnings import catch_warnings, filterwarnings

from nightfloat.domain.result import Improvement
from nightfloat.errors import InputError

if TYPE_CHECKING:
    from matplotlib.axes import Axes

SUFFIXES = (".svg", ".png")
# without dates and versions, so that bytes repeat
METADATA: dict[str, dict[str, str | None]] = {
    ".svg": {"Date": None, "Creator": "nightfloat"},
    ".png": {"Software": "nightfloat"},
}
STYLE: Any = {  # the keys are a type of matplotlib's, too heavy to import for their sake
    "font.family": "DejaVu Sans",
    "svg.hashsalt": "nightfloat",
    "svg.fonttype": "path",
    "text.parse_math": False,
    "text.usetex": False,
}
MARKS = "osD^vP*X"
WIDE = 20  # a range of this many times its least value is drawn on a logarithmic axis
NOTHING = "no schedule was found"


def require_drawing(path: Path | None) -> None:
    """Refuse a file whose ending names no form a plot can be written in.

    Raises
    ------
    InputError
        If it is neither SVG nor PNG.
    """
    if path is not None and path.suffix.lower() not in SUFFIXES:
        sentence = f"--plot {path.name!r} is neither SVG nor PNG; let it end in .svg or .png"
        raise InputError(sentence)


def plot(trace: Sequence[Improvement], tiers: Sequence[str], path_suffix: str) -> bytes:
    """Return the picture of ``trace`` in the form of ``path_suffix``, ``.svg`` or ``.png``.

    Parameters
    ----------
    trace
        In order of time.
    tiers
        Names, the most important first; one that nothing was found for says so.
    """
    from matplotlib.figure import Figure

    suffix, written = path_suffix.lower(), BytesIO()
    with _style():
        figure = Figure(figsize=(9, 0.8 + 2.8 * max(1, len(tiers))), layout="constrained")
        panels = figure.subplots(max(1, len(tiers)), 1, squeeze=False)[:, 0]
        marks = {name: n for n, name in enumerate(sorted({entry.strategy for entry in trace}))}
        for panel, tier in zip(panels, tiers or ("",), strict=True):
            _panel(panel, tier, [entry for entry in trace if entry.tier == tier], marks)
        figure.savefig(written, format=suffix[1:], metadata=METADATA[suffix])
    return written.getvalue()


@contextmanager
def _style() -> Generator[None]:
    """Draw with our settings; a name in letters the font lacks is drawn as boxes."""
    import matplotlib as mpl

    with mpl.rc_context(STYLE), catch_warnings():
        filterwarnings("ignore", message="Glyph .* missing from font")
        yield


def _panel(axes: "Axes", tier: str, trace: Sequence[Improvement], marks: dict[str, int]) -> None:
    axes.set(title=tier, xlabel="seconds", ylabel="cost")
    if all(entry.value is None for entry in trace):
        axes.text(0.5, 0.5, NOTHING, ha="center", va="center", transform=axes.transAxes)
    if not trace:
        return
    seconds, bounds = [entry.seconds for entry in trace], [entry.bound for entry in trace]
    values = [math.nan if entry.value is None else entry.value for entry in trace]
    axes.step(seconds, values, where="post", color="0.25", label="objective")
    axes.step(seconds, bounds, where="post", color="0.25", linestyle="--", label="bound")
    axes.fill_between(seconds, bounds, values, step="post", color="0.88", label="gap")
    for strategy, found in _found(trace).items():
        number = marks[strategy]
        axes.plot(
            [moment for moment, _ in found],
            [value for _, value in found],
            MARKS[number % len(MARKS)],
            color=f"C{number}",
            markersize=5,
            label=strategy or "unnamed strategy",
        )
    _scale(axes, min(bounds), max(e.bound if e.value is None else e.value for e in trace))
    axes.legend(loc="upper left", bbox_to_anchor=(1, 1), fontsize="small")


def _scale(axes: "Axes", least: int, most: int) -> None:
    """Choose the axis of costs; its numbers are whole and written out."""
    from matplotlib.ticker import MaxNLocator, NullFormatter, StrMethodFormatter

    if 0 < WIDE * least <= most:
        axes.set_yscale("log")
        axes.yaxis.set_minor_formatter(NullFormatter())
    else:
        axes.yaxis.set_major_locator(MaxNLocator(integer=True))
    axes.yaxis.set_major_formatter(StrMethodFormatter("{x:,.0f}"))


def _found(trace: Sequence[Improvement]) -> dict[str, list[tuple[float, int]]]:
    """Return when the value got better, and to what, by strategy."""
    found: dict[str, list[tuple[float, int]]] = {}
    before: int | None = None
    for entry in trace:
        if entry.value is not None and (before is None or entry.value < before):
            found.setdefault(entry.strategy, []).append((entry.seconds, entry.value))
        before = entry.value
    return found
