"""Tests of the parts of a search by columns, in a process beside this one."""

from collections.abc import Iterator
from contextlib import closing

import pytest

from tests.solver.columns.apart import Apart

CHECKS = (
    "lp",
    "ledger",
    "generation",
    "master",
    "trimming",
    "dive",
    "neighbour",
    "patches",
    "tools",
    "hands",
    "broken_hands",
    "clock",
)


@pytest.fixture(scope="module")
def apart() -> Iterator[Apart]:
    """Return what runs checks where there is no ortools."""
    with closing(Apart()) as found:
        yield found


@pytest.mark.parametrize("check", CHECKS)
def test_piece(check: str, apart: Apart) -> None:
    """Tests that the check of this name, described there, finds nothing wrong."""
    apart.run("checks", check)


@pytest.mark.parametrize(
    "check",
    [
        "starts",
        "bettered",
        "told_again",
        "large",
        "searched_large",
        "sweeps",
        "sweeps_again",
        "waits",
        "mends",
        "mends_few",
        "building",
    ],
)
def test_coordination(check: str, apart: Apart) -> None:
    """Tests that the check of this name, described there, finds nothing wrong."""
    apart.run("coordination", check)


@pytest.mark.parametrize(
    ("module", "check"),
    [
        *(("programming", check) for check in ("gap_rows", "refusals", "patience", "shut_again")),
        *(
            ("asking", check)
            for check in ("windows", "residuals", "turns", "wanted", "searched", "sizes", "slots")
        ),
    ],
)
def test_programmes(module: str, check: str, apart: Apart) -> None:
    """Tests the same where a process with ortools is forked, before highspy is imported here."""
    apart.run(module, check, fresh=True)


@pytest.mark.parametrize(
    "check",
    [
        "gone_on",
        "roaming",
        "decided",
        "proved_by_others",
        "merged",
        "left_behind",
        "kept_tiers",
        "restarted",
        "trifles",
        "unlawful_first",
    ],
)
def test_standings(check: str, apart: Apart) -> None:
    """Tests that the check of this name, described there, finds nothing wrong."""
    apart.run("standings", check)


@pytest.mark.parametrize(
    "check",
    [
        "better_and_dearer",
        "heard_out",
        "bounded_before",
        "resumed",
        "resumed_beside",
        "sideways",
        "left",
        "waited",
        "came_late",
        "visited",
        "begun",
    ],
)
def test_visiting(check: str, apart: Apart) -> None:
    """Tests that the check of this name, described there, finds nothing wrong."""
    apart.run("visiting", check)


@pytest.mark.parametrize(
    "check",
    ["revisited", "foreign_later", "constants", "courses", "foreign_courses", "closed_elsewhere"],
)
def test_again(check: str, apart: Apart) -> None:
    """Tests that the check of this name, described there, finds nothing wrong."""
    apart.run("again", check)


@pytest.mark.parametrize(
    "check",
    [
        "kicks",
        "anew",
        "polished",
        "left_open",
        "wide",
        "dearer",
        "landed",
        "roamed",
        "patience",
        "rested",
        "searched",
    ],
)
def test_kicks(check: str, apart: Apart) -> None:
    """Tests that the check of this name, described there, finds nothing wrong."""
    apart.run("kicking", check)


@pytest.mark.parametrize("check", ["response", "capped"])
def test_responses(check: str, apart: Apart) -> None:
    """Tests that the check of this name, described there, finds nothing wrong."""
    apart.run("responding", check)


@pytest.mark.parametrize("check", ["eased", "parts", "drawn"])
def test_gaps(check: str, apart: Apart) -> None:
    """Tests that the check of this name, described there, finds nothing wrong."""
    apart.run("gapping", check)


@pytest.mark.parametrize("check", ["doubted", "declined", "costed"])
def test_precision(check: str, apart: Apart) -> None:
    """Tests that the check of this name, described there, finds nothing wrong."""
    apart.run("precise", check)


@pytest.mark.parametrize("check", ["half_idle", "proved", "patched"])
def test_sharing(check: str, apart: Apart) -> None:
    """Tests that the check of this name, described there, finds nothing wrong."""
    apart.run("sharing", check)


@pytest.mark.parametrize(
    "check",
    [
        "proofs",
        "pauses",
        "hurries",
        "splits",
        "tangles",
        "nearly_whole",
        "choices",
        "scores",
        "jobs",
        "slow_roots",
        "turns",
    ],
)
def test_tree(check: str, apart: Apart) -> None:
    """Tests that the check of this name, described there, finds nothing wrong."""
    apart.run("growing", check)


def test_requirements(apart: Apart) -> None:
    """Tests that the check of this name, described there, finds nothing wrong."""
    apart.run("requiring", "unlawful")


@pytest.mark.parametrize(
    "check",
    [
        "proximal",
        "multipliers",
        "following",
        "nearness",
        "paid",
        "effort",
        "stalls",
        "slots",
        "narrowed",
        "exchanged",
    ],
)
def test_bundles(check: str, apart: Apart) -> None:
    """Tests that the check of this name, described there, finds nothing wrong."""
    apart.run("bundling", check)


@pytest.mark.parametrize(
    "check", ["forks", "no_room", "together", "stretches", "too_large", "waited_for"]
)
def test_compiling(check: str, apart: Apart) -> None:
    """Tests that the check of this name, described there, finds nothing wrong."""
    apart.run("compiling", check)


@pytest.mark.parametrize(
    "check",
    [
        "order",
        "by_the_clock",
        "pivots",
        "deadlines",
        "ends",
        "beats",
        "modelled",
        pytest.param("repeated", marks=[pytest.mark.slow, pytest.mark.no_cover]),
    ],
)
def test_counted_work(check: str, apart: Apart) -> None:
    """Tests that the check of this name, described there, finds nothing wrong."""
    apart.run("counting", check)
