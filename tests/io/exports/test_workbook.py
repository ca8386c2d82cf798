"""Tests that the workbook shows the grid and the tables, and that no cell can run."""

from dataclasses import replace
from datetime import datetime
from io import BytesIO
from pathlib import Path

import pytest
from openpyxl import Workbook, load_workbook

from nightfloat.constraints.fair_share import FairShare
from nightfloat.domain.calendar import Days
from nightfloat.domain.people import Person
from nightfloat.domain.schedule import Assignment, Schedule
from nightfloat.domain.violation import Violation
from nightfloat.errors import InputError
from nightfloat.io.exports.workbook import workbook_bytes, write_workbook
from tests.io.exports.making import FIRST, day, forty, service, week
from tests.io.exports.test_contingency_table import certificate

SHEETS = ["Schedule", "Legend", "Coverage", "Hours", "Fairness", "Contingency", "Violations",
          "Requests"]  # fmt: skip
EVIL = ("=cmd|' /C calc'!A0", "+1+1", "-2+3", "@SUM(A1)", "https://example.org", "\t=1", "{=1}")


def opened(data: bytes) -> Workbook:
    return load_workbook(BytesIO(data))


def cells(book: Workbook, sheet: str) -> list[list[object]]:
    return [[cell.value for cell in row] for row in book[sheet].iter_rows()]


def test_the_grid_exactly() -> None:
    """Tests the week: heading, two header rows, one row each, and frozen panes."""
    book = opened(workbook_bytes(*week(), (), None, ()))
    assert book.sheetnames == SHEETS
    got = cells(book, "Schedule")
    assert got[0][0] == "case"
    assert got[1] == [None, None, "Mo", "Tu", "We", "Th", "Fr", "Sa", "Su"]
    assert got[2][:3] == ["person", "name", datetime(2024, 1, 1)]  # noqa: DTZ001
    assert got[3] == ["A", None, "D", "D", "N", None, None, "D", None]
    assert got[4] == ["B", None, None, "//", "//", "N", "N", None, "D+N"]
    assert book["Schedule"].freeze_panes == "C4"


def test_colours_follow_the_legend_and_leave_and_weekends_are_shaded() -> None:
    """Tests that a cell has its shift's colour in the legend, and free days their own shade."""
    book = opened(workbook_bytes(*week(), (), None, ()))
    page, key = book["Schedule"], book["Legend"]

    def back(name: str, sheet: str = "Schedule") -> str:
        return str(book[sheet][name].fill.fgColor.rgb)

    assert key["A2"].value == page["C4"].value == "D"
    assert back("C4") == back("A2", "Legend")
    assert back("E4") == back("A3", "Legend") != back("C4")
    assert back("D5") == "FFBFBFBF"  # B's leave
    assert back("H5") == "FFF2F2F2"  # B's free Saturday
    assert back("C5") == "FFF8D7DA"  # B's free New Year's Day


def test_every_assignment_of_forty_people_is_there() -> None:
    """Tests that codes in the grid are as many as the assignments, with tables beside."""
    instance, schedule = forty()
    fair = FairShare.model_validate({"load": "nights", "tier": "f", "scope": {"shifts": ["NF"]}})
    book = opened(workbook_bytes(instance, schedule, (), certificate(), [fair]))
    grid = [row[2:] for row in cells(book, "Schedule")[3:]]
    codes = [
        code for row in grid for text in row if isinstance(text, str) for code in text.split("+")
    ]
    assert len(codes) == len(schedule)
    assert len(cells(book, "Hours")) == 41
    assert len(cells(book, "Fairness")) == 41
    assert len(cells(book, "Contingency")) == 12


def test_no_text_becomes_a_formula_or_a_link() -> None:
    """Tests every place a user's text can reach: each cell is a string or a number."""
    people = [Person(text, text, peer_group=text) for text in EVIL]
    instance = replace(service(people, days=2), name=EVIL[0])
    schedule = Schedule.of(Assignment(p.id, FIRST, "NF") for p in people)
    found = [Violation(text, text, text, Days.one(day(0)), 1, text, tier=text) for text in EVIL]
    book = opened(workbook_bytes(instance, schedule, found, None, ()))
    seen = [cell for sheet in book for row in sheet.iter_rows() for cell in row]
    assert {cell.data_type for cell in seen} <= {"s", "n", "d"}
    assert not any(cell.hyperlink for cell in seen)
    texts = {str(cell.value) for cell in seen}
    assert {text.replace("\t", "�") for text in EVIL} <= texts


@pytest.mark.parametrize("text", ["<r>&</r>", "<r></r>", "<r><t> 1 < 2</t></r>"])
def test_text_that_looks_like_a_part_of_the_file(text: str) -> None:
    """Tests that it is the text of its cell, with the cell's look."""
    instance = service([Person(text, text)], days=1)
    found = [Violation("rest", "rest", text, Days.one(day(0)), 1, text)]
    book = opened(workbook_bytes(instance, Schedule(), found, None, ()))
    assert cells(book, "Schedule")[3][:2] == [text, text]
    assert text in cells(book, "Violations")[1]


def test_the_same_schedule_gives_the_same_bytes() -> None:
    """Tests that neither clock nor chance is in the file."""
    instance, schedule = forty()
    first, second = (workbook_bytes(instance, schedule, (), None, ()) for _ in range(2))
    assert first == second


def test_a_workbook_replaces_the_old_one_whole(tmp_path: Path) -> None:
    """Tests that writing leaves one file, and that a place that is none is one sentence."""
    path = tmp_path / "out.xlsx"
    path.write_bytes(b"old")
    write_workbook(path, *week(), (), None, ())
    assert opened(path.read_bytes()).sheetnames == SHEETS
    assert [p.name for p in tmp_path.iterdir()] == ["out.xlsx"]
    with pytest.raises(InputError, match="cannot be written"):
        write_workbook(tmp_path / "no" / "out.xlsx", *week(), (), None, ())


def test_what_is_too_long_or_no_character_is_still_a_workbook() -> None:
    """Tests a text beyond a cell's limit, a control character, and an empty schedule."""
    instance = service([Person("A", "x" * 40_000), Person("B", "a\x00\ufffe_x0041_")], days=1)
    book = opened(workbook_bytes(instance, Schedule(), (), None, ()))
    page = book["Schedule"]
    assert len(str(page["B4"].value)) == 32_767
    assert page["B5"].value == "a��_x0041_"
    assert book["Contingency"]["A2"].value == "not analysed"
