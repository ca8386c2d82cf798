"""Tests that a Curtois & Qu file is known to be whole, or cut off."""

import re
from itertools import combinations
from pathlib import Path

import pytest

from nightfloat.io.read import read
from tests.io.curtois_files import TINY, faults_of


def test_a_file_cut_anywhere(tmp_path: Path) -> None:
    """Tests that a file cut at the end of any line but the last is noticed."""
    lines = TINY.splitlines(keepends=True)
    for count in range(len(lines)):
        assert faults_of(tmp_path, "".join(lines[:count])) != []


OPTIONAL = ("SECTION_DAYS_OFF", "SECTION_SHIFT_ON_REQUESTS", "SECTION_SHIFT_OFF_REQUESTS")


def without(*sections: str) -> str:
    """Return the sound text less these sections."""
    parts = re.split(r"(?=^SECTION_)", TINY, flags=re.MULTILINE)
    return "".join(part for part in parts if part.partition("\n")[0] not in sections)


LEFT_OUT = [some for count in range(4) for some in combinations(OPTIONAL, count)]


@pytest.mark.parametrize("sections", LEFT_OUT, ids=" ".join)
def test_a_file_without_days_off_or_requests(tmp_path: Path, sections: tuple[str, ...]) -> None:
    """Tests that a section that is left out says nothing, and the others what they say."""
    file = tmp_path / "tiny.txt"
    file.write_text(without(*sections))
    facts = read(file).instance
    assert [len(facts.leave), *(r.wants for r in facts.requests)] == [
        0 if OPTIONAL[0] in sections else 2,
        *(() if OPTIONAL[1] in sections else ("on",)),
        *(() if OPTIONAL[2] in sections else ("off",)),
    ]


@pytest.mark.parametrize("sections", [(), OPTIONAL], ids=["all", "without"])
def test_a_file_cut_at_any_byte(tmp_path: Path, sections: tuple[str, ...]) -> None:
    """Tests that only what follows the last number can be missing unnoticed."""
    text = without(*sections).rstrip()
    assert faults_of(tmp_path, text) == []
    for count in range(len(text)):
        assert faults_of(tmp_path, text[:count]) != [], text[:count]


@pytest.mark.parametrize("section", OPTIONAL)
def test_a_section_may_be_left_out_only_where_cover_is_last(tmp_path: Path, section: str) -> None:
    """Tests files that may have been cut off before the section: what is last shows no end."""
    last = next(name for name in OPTIONAL if name != section)
    kept = without(section, last)
    sentence = f"tiny.txt: {section} is missing; is the file cut off?"
    assert faults_of(tmp_path, f"{kept}\n{last}\n") == [sentence]
