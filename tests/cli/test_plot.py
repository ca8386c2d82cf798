"""A search that can be looked at afterwards: the stored trace, its picture, and the strategy."""

from collections.abc import Sequence
from pathlib import Path

import pytest

from nightfloat.domain.result import Improvement
from nightfloat.engine import report as engine_report
from nightfloat.io.exports import plot as exports_plot
from tests.cli.conftest import Run, fast
from tests.cli.programs import TINY, write

# of three people, nine are to work every day
IMPOSSIBLE = {"cover.csv": "shift,days,minimum,target,maximum\nday,daily,9,9,9\n"}


@pytest.mark.parametrize("name", ["p.svg", "p.PNG"])
def test_plot(run: Run, tiny: Path, tmp_path: Path, name: str) -> None:
    """Tests that the file asked for is there, and the report holds what it was drawn from."""
    drawn = tmp_path / name
    said = run(*fast("generate", tiny, "--no-commit", "--json", "--plot", drawn))
    assert said.code == 0
    assert drawn.read_bytes()[:5] in (b"<?xml", b"\x89PNG\r")
    trace, tiers = said.report["trace"], said.report["tiers"]
    last = {tier: [value, bound] for _, tier, value, bound, _ in trace}
    assert last == {tier["name"]: [tier["value"], tier["bound"]] for tier in tiers}
    assert (said.report["strategy"], said.report["peak_mb"] > 0) == ("portfolio", True)


def test_plot_of_a_replayed_run(run: Run, tiny: Path, tmp_path: Path) -> None:
    """Tests that the trace is stored with the run: a picture of it can be drawn later."""
    first, second = tmp_path / "1.svg", tmp_path / "2.svg"
    for drawn, replayed in ((first, False), (second, True)):
        said = run(*fast("generate", tiny, "--json", "--plot", drawn))
        assert (said.code, said.report["replayed"]) == (0, replayed)
    assert first.read_bytes() == second.read_bytes()


@pytest.mark.parametrize("draft", [False, True])
def test_the_most_important_tier_is_drawn_first(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, draft: bool
) -> None:
    """Tests a trace whose later tier was heard of first."""
    wish = '\n[[constraints]]\nkind = "requests"\ntier = "preference"\n'
    folder = write(tmp_path / "a", {"program.toml": f"{TINY['program.toml']!s}{wish}"})
    drawn = list[tuple[str, ...]]()

    def trace(report: object) -> list[Improvement]:
        del report
        tiers = "preference", "coverage", "holes"
        return [Improvement(1.0, tier, 1, 0, "exact") for tier in tiers[: 2 + draft]]

    def plot(told: Sequence[Improvement], tiers: tuple[str, ...], suffix: str) -> bytes:
        del told, suffix
        drawn.append(tiers)
        return b""

    monkeypatch.setattr(engine_report, "read_trace", trace)
    monkeypatch.setattr(exports_plot, "plot", plot)
    words = ("--draft",) if draft else ("--no-commit",)
    assert run(*fast("generate", folder, *words, "--plot", tmp_path / "p.svg")).code == 0
    assert drawn == [("holes",) * draft + ("coverage", "preference")]


def test_plot_of_nothing(run: Run, tmp_path: Path) -> None:
    """Tests that a run without a schedule draws a picture that says so, and keeps its code."""
    folder, drawn = write(tmp_path / "a", IMPOSSIBLE), tmp_path / "p.svg"
    said = run(*fast("generate", folder, "--json", "--plot", drawn))
    assert (said.code, said.report["trace"]) == (3, [])
    assert b"<!-- no schedule was found -->" in drawn.read_bytes()


@pytest.mark.parametrize(
    ("place", "words"),
    [("p.jpg", "neither SVG nor PNG"), ("none/p.svg", "cannot be written")],
)
def test_no_place(run: Run, tiny: Path, tmp_path: Path, place: str, words: str) -> None:
    """Tests that a file that cannot be drawn is refused before anything is solved."""
    said = run("generate", tiny, "--json", "--plot", tmp_path / place)
    assert said.code == 2
    assert words in said.report["errors"][0]
    assert not (tiny / "nightfloat.db").exists()


def test_strategy(run: Run, tiny: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Tests that the strategy is the flag's, else the environment's, and another run's."""
    monkeypatch.setenv("NIGHTFLOAT_STRATEGY", "exact")
    said = run(*fast("generate", tiny, "--json"))
    assert (said.code, said.report["strategy"]) == (0, "exact")
    again = run(*fast("generate", tiny, "--json"))
    assert again.report["replayed"]
    other = run(*fast("generate", tiny, "--json", "--strategy", "portfolio"))
    assert (other.report["strategy"], other.report["replayed"]) == ("portfolio", False)


@pytest.mark.parametrize("said", ["fast", "", "EXACT"])
def test_unknown_strategy(run: Run, tiny: Path, said: str) -> None:
    """Tests that another strategy is refused with the list of those there are."""
    refused = run("generate", tiny, "--json", "--strategy", said)
    assert refused.code == 2
    assert refused.report["errors"] == [
        f"the strategy is {said!r}; it must be one of portfolio, exact, columns, milp"
    ]
