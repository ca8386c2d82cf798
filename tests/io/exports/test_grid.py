"""Tests that the grid fits, shows every assignment, and needs no colour to be read."""

import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from io import StringIO
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from rich.cells import cell_len
from rich.console import Console

from nightfloat.constraints.fair_share import FairShare
from nightfloat.domain.calendar import Days
from nightfloat.domain.instance import Instance
from nightfloat.domain.people import Leave, Person
from nightfloat.domain.schedule import Assignment, Schedule
from nightfloat.io.exports.bands import split
from nightfloat.io.exports.codes import codes
from nightfloat.io.exports.grid import grid
from nightfloat.io.exports.plain import plain_text
from nightfloat.io.exports.report import show
from tests.io.exports.making import FIRST, drawn, forty, service, week

WEEK = """\
case: 2024-01-01 to 2024-01-07, 2 people, 8 assignments

2024-01-01 to 2024-01-07
  Mo Tu We Th Fr Sa Su
   1  2  3  4  5  6  7
  ** -- -- -- -- == ===
A D  D  N  .  .  D  .
B .  // // N  N  .  D+N

Legend
D 07:00-19:00   N 19:00-07:00   . free   // leave
/ part-day leave   == weekend   ** holiday
"""


def test_a_week_exactly() -> None:
    """Tests every mark: columns are two cells wide but the last, where B works twice."""
    assert plain_text(grid(*week()), 60) == WEEK


def read_back(text: str, instance: Instance) -> Schedule:
    """Return the schedule that the grid shows, read by the columns of each band's rule."""
    meaning = {code: id_ for id_, code in codes(t.id for t in instance.shift_types).items()}
    return Schedule.of(_cells(text.splitlines(), instance, meaning))


def _cells(lines: list[str], instance: Instance, meaning: dict[str, str]) -> Iterator[Assignment]:
    first, spans = FIRST, list[tuple[int, int]]()
    for line in lines:
        if line == "Legend":
            return
        if dated := re.match(r"(\d{4}-\d\d-\d\d) to", line):
            first = date.fromisoformat(dated[1])
        if re.fullmatch(r" +[-=* ]+", line):
            spans = [m.span() for m in re.finditer(r"[-=*]+", line)]
        person = line.split(" ", 1)[0]
        if person in instance.person:
            for offset, (start, end) in enumerate(spans):
                for code in re.findall(r"[^+/. ]+", line[start:end]):
                    yield Assignment(person, first + timedelta(days=offset), meaning[code])


@pytest.mark.parametrize("width", [40, 80, 100, 200])
def test_forty_people_fit_and_nothing_is_lost(width: int) -> None:
    """Tests that 40 x 28 keeps the width, and that the schedule can be read back from it."""
    instance, schedule = forty()
    shown = plain_text(show(instance, schedule, (), None), width)
    assert max(map(cell_len, shown.splitlines())) <= width
    assert read_back(shown, instance) == schedule


def test_bands_are_whole_weeks() -> None:
    """Tests 28 days of two cells: 84 in one band, 42 in two, 21 in four, 3 a day below."""
    assert [len(b) for b in split([2] * 28, 84)] == [28]
    assert [len(b) for b in split([2] * 28, 83)] == [21, 7]
    assert [len(b) for b in split([2] * 28, 42)] == [14, 14]
    assert [len(b) for b in split([2] * 10, 29)] == [7, 3]
    assert [len(b) for b in split([2] * 7, 10)] == [3, 3, 1]
    assert [len(b) for b in split([2] * 2, 0)] == [1, 1]
    assert list(split([], 10)) == []


@settings(max_examples=20)
@given(
    st.lists(st.text(min_size=1, max_size=20), min_size=1, max_size=5, unique=True),
    st.text(max_size=20),
    st.integers(14, 60),
)
def test_whatever_people_are_called_no_line_is_too_long(
    ids: list[str], name: str, width: int
) -> None:
    """Tests hostile ids and names: the width holds and no command reaches the terminal."""
    instance = service([Person(id_, name) for id_ in ids], days=9)
    shown = plain_text(grid(instance, drawn(instance, Random(2))), width)
    assert all(cell_len(line) <= width for line in shown.splitlines())
    assert not re.search(r"[\x00-\x09\x0b-\x1f\x7f\u202a-\u202e]", shown)


def test_wide_names_keep_columns_in_line() -> None:
    """Tests that a cell after a name of wide characters starts where the others do."""
    instance = service([Person("李小龍", "李"), Person("B", "Bob Baker")], days=2)
    schedule = Schedule((Assignment("B", FIRST, "NF"), Assignment("李小龍", FIRST, "NF")))
    rows = [s for s in plain_text(grid(instance, schedule), 80).splitlines() if " NF " in s]
    assert {cell_len(row.split("NF")[0]) for row in rows[:2]} == {12}  # "B Bob Baker" and a space


def test_long_ids_are_elided_and_explained() -> None:
    """Tests that an id too long for a third of the width is told in full below."""
    ids = [f"department-of-internal-medicine-resident-{n:02}" for n in range(3)]
    shown = plain_text(grid(service(Person(id_) for id_ in ids), Schedule()), 60)
    for n, id_ in enumerate(ids):
        assert shown.count(f"\ndepartment…sident-{n:02} ") == 5  # four bands and below them
        assert f"department…sident-{n:02} = {id_}" in " ".join(shown.split())


def test_markup_in_names_is_literal() -> None:
    """Tests that rich's markup is text like any other, in grid and tables."""
    people = [Person("[red]A[/red]", "[bold]", peer_group="[link=x]g"), Person("[/]", "x")]
    shown = plain_text(show(service(people, days=3), Schedule(), (), None), 100)
    for text in ("[red]A[/red] [bold]", "[link=x]g", "[/] x"):
        assert text in shown


def test_colour_repeats_what_the_text_says() -> None:
    """Tests colours on a terminal, none when plain, none under NO_COLOR, and the same text."""
    instance, schedule = week()
    shown: list[str] = []
    for environment in ({}, {"NO_COLOR": "1"}):
        stream = StringIO()
        Console(
            file=stream, width=60, force_terminal=True, color_system="truecolor",
            _environ=environment,
        ).print(grid(instance, schedule))  # fmt: skip
        shown.append(stream.getvalue())
    assert "48;2;" in shown[0]
    assert "48;2;" not in shown[1]
    assert "\x1b" not in plain_text(grid(instance, schedule), 60)
    for text in shown:
        bare = re.sub(r"\x1b\[[0-9;]*m", "", text)
        assert [line.rstrip() for line in bare.splitlines()] == WEEK.splitlines()


def test_part_day_leave_employment_and_an_empty_schedule() -> None:
    """Tests the cells of a person hired on Tuesday, away on Wednesday morning."""
    hired = Person("A", employed=Days(FIRST + timedelta(days=1), date.max))
    instance = service([hired], days=3)
    wednesday, at = Days.one(FIRST + timedelta(days=2)), instance.calendar.instant
    leave = Leave("A", wednesday, at(wednesday.first, 480), at(wednesday.first, 720), False)
    shown = plain_text(grid(replace(instance, leave=(leave,)), Schedule()), 80)
    assert "\nA    .  /\n" in shown


def test_the_short_tables_of_a_week() -> None:
    """Tests totals, the broken maximum before the mere shortfall, and who is furthest off."""
    # targets 2 + 1, of which A fills 1 + 1; one too many on Saturday. One night is
    # wanted, shared over 7 and 5 days: A 0.58, B 0.42; A took 1 (+0.42) and B 3 (+2.58).
    fair = FairShare.model_validate({"load": "nights", "tier": "f", "scope": {"shifts": ["N"]}})
    shown = plain_text(show(*week(), [fair], None), 80)
    assert "2 of 3 places filled; 1 short of target, 0 below minimum, 1 above maximum" in (
        " ".join(shown.split())
    )
    lines = [" ".join(line.split()) for line in shown.splitlines()]
    at = lines.index("date shift part minimum target assigned short over")
    assert lines[at + 2 : at + 4] == ["2024-01-06 D 0 0 1 0 1", "2024-01-01 D 1 2 1 1 0"]
    assert "A 4 48.0 48.0 1 1 1 2 4" in lines
    assert "nights 2 2.16 2.58 B: 3 taken, 0.42 fair" in lines


def test_nobody_and_nothing() -> None:
    """Tests that an instance without people or shifts still prints."""
    bare = replace(service([], days=1), covers=())
    assert plain_text(grid(bare, Schedule()), 80).startswith("service: 2026-08-03 to 2026-08-03")
    assert "not analysed" in plain_text(show(bare, Schedule(), (), None), 80)
