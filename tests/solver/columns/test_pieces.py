"""Tests of the parts of a search by columns, each in a process of its own."""

import pytest

from tests.solver.columns.apart import apart

CHECKS = (
    "lp",
    "ledger",
    "generation",
    "master",
    "trimming",
    "volume",
    "dive",
    "response",
    "neighbour",
    "patches",
    "tools",
    "hands",
    "broken_hands",
    "clock",
)


@pytest.mark.parametrize("check", CHECKS)
def test_piece(check: str) -> None:
    """Tests that the check of this name, described there, finds nothing wrong."""
    apart(check)


@pytest.mark.parametrize("check", ["starts", "large", "sweeps", "mends", "building"])
def test_coordination(check: str) -> None:
    """Tests that the check of this name, described there, finds nothing wrong."""
    apart(check, "coordination")


@pytest.mark.parametrize(
    "check", ["gap_rows", "programmes", "sizes", "refusals", "patience", "shut_again"]
)
def test_programmes(check: str) -> None:
    """Tests that the check of this name, described there, finds nothing wrong."""
    apart(check, "programming")


@pytest.mark.parametrize("check", ["gone_on", "merged", "left_behind", "kept_tiers", "restarted"])
def test_standings(check: str) -> None:
    """Tests that the check of this name, described there, finds nothing wrong."""
    apart(check, "standings")


@pytest.mark.parametrize("check", ["eased", "parts", "drawn"])
def test_gaps(check: str) -> None:
    """Tests that the check of this name, described there, finds nothing wrong."""
    apart(check, "gapping")


@pytest.mark.parametrize("check", ["proofs", "pauses", "splits", "jobs", "slow_roots", "turns"])
def test_tree(check: str) -> None:
    """Tests that the check of this name, described there, finds nothing wrong."""
    apart(check, "growing")
