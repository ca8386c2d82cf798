"""Tests that every form of a schedule is dispatched, and that CSV tables cannot run."""

import subprocess
import sys

import polars as pl
import pytest

from nightfloat.errors import InputError
from nightfloat.io.exports.plain import render_bytes, table_csv
from nightfloat.io.faults import Faults
from nightfloat.io.schedule_file import parse_schedule
from tests.io.exports.making import forty, week


def test_csv_is_the_canonical_form_and_reads_back() -> None:
    """Tests that the bytes are those that are hashed."""
    instance, schedule = forty()
    data = render_bytes("csv", instance, schedule)
    assert data == schedule.csv.encode()
    assert parse_schedule(data, "x.csv", instance, Faults()) == schedule


def test_grid_and_workbook_are_dispatched() -> None:
    """Tests the form's first bytes, and that the width is kept."""
    text = render_bytes("grid", *week(), width=30).decode()
    assert max(map(len, text.splitlines())) <= 30
    assert text.startswith("case: 2024-01-01")
    assert render_bytes("xlsx", *week()).startswith(b"PK")


def test_the_benchmark_grid_has_place_for_one_shift_a_day() -> None:
    """Tests a row per person, and one sentence where somebody works twice on a day."""
    instance, schedule = week()
    with pytest.raises(InputError, match=r"two shifts on 2024-01-07; .* ask for csv"):
        render_bytes("curtois", instance, schedule)
    once = schedule.with_changes(removed=[a for a in schedule if a.person == "B"])
    assert render_bytes("curtois", instance, once) == b"A,D,D,N,-,-,D,-\nB,-,-,-,-,-,-,-\n"


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t", "\r", "\n", "\uff1d"])
def test_text_that_starts_like_a_formula_is_quoted(start: str) -> None:
    """Tests that text gets a quote, and that numbers and other text are left alone."""
    table = pl.DataFrame({"who": [f"{start}cmd", "a=b", None], "off": [-1.5, 2.0, 3.0]})
    got = pl.read_csv(table_csv(table)).to_dicts()
    assert [row["who"] for row in got] == [f"'{start}cmd", "a=b", None]
    assert [row["off"] for row in got] == [-1.5, 2.0, 3.0]


def test_the_terminal_loads_neither_frames_nor_workbooks() -> None:
    """Tests that what ``show`` imports leaves out all that takes long to load."""
    heavy = ("polars", "xlsxwriter", "ortools", "sqlalchemy", "numpy")
    code = (
        "import sys, nightfloat.io.exports.report, nightfloat.io.exports.plain\n"
        f"print([name for name in {heavy} if name in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
