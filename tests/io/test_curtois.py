import time
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from functools import partial
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nightfloat.constraints.forbidden_succession import ForbiddenSuccession
from nightfloat.domain.people import Person, Request
from nightfloat.domain.schedule import Assignment, Schedule
from nightfloat.errors import InputError
from nightfloat.io.curtois import curtois_grid, require_grid
from nightfloat.io.curtois_text import parse_curtois
from nightfloat.io.faults import Faults
from nightfloat.io.read import fingerprint, read
from nightfloat.io.schedule_file import read_schedule
from tests.io.curtois_files import COVER, TINY, faults_of

BENCH = Path(__file__).parents[3] / "shared" / "bench" / "curtois"


@pytest.fixture
def told(tmp_path: Path) -> Callable[[str], list[str]]:
    """Return the reader that gives every fault of a text."""
    return partial(faults_of, tmp_path)


@pytest.fixture
def tiny(tmp_path: Path) -> Path:
    """Return a sound file."""
    file = tmp_path / "tiny.txt"
    file.write_text(TINY)
    return file


def test_a_benchmark_is_a_program(tiny: Path) -> None:
    """Tests that each section becomes the facts and constraints that it states."""
    program = read(tiny)
    facts = program.instance
    assert facts.calendar.horizon.first == date(2024, 1, 1)
    assert [(s.start, s.minutes) for s in facts.shift_types] == [(0, 480), (0, 600)]
    assert [leave.days.first.day for leave in facts.leave] == [1, 7]
    assert facts.requests == (
        Request("A", date(2024, 1, 3), "E", "on", 3),
        Request("B", date(2024, 1, 6), "N", "off", 1),
    )
    assert {(c.minimum, c.target, c.under, c.over) for c in facts.covers} == {(0, 1, 100, 1)}
    assert len(facts.shifts) == 14
    assert program.tiers == ("cost",)
    assert program.input_sha256 == fingerprint(tiny)
    assert [(c.title, sorted(c.scope.people)) for c in program.constraints[5:]] == [
        ("cover_target", []),
        ("requests", []),
        ("after N", []),
        ("at most 2 N", ["A"]),
        ("at most 0 N", ["B"]),
        ("960 to 3360 minutes", []),
        ("at most 5 days on", []),
        ("at least 2 days on", []),
        ("at least 2 days off", []),
        ("at most 1 weekends", []),
    ]


def test_shifts_before_the_same_ones_share_a_constraint(tiny: Path) -> None:
    """Tests that one constraint speaks of E and N, however their lines are ordered."""
    text = TINY.replace("E,480,\nN,600,E|N", "E,480,N|E\nN,600,E|N\nL,700,\nM,800,E")
    cover = "".join(f"{day},{shift},1,100,1\n" for day in range(7) for shift in "ELMN")
    tiny.write_text(text.replace("E=7|", "E=7|L=7|M=7|").replace(COVER, cover))
    rules = [c for c in read(tiny).constraints if isinstance(c, ForbiddenSuccession)]
    assert [(c.title, c.earlier, c.later) for c in rules] == [
        ("after E, N", ("E", "N"), ("E", "N")),
        ("after M", ("M",), ("E",)),
    ]


def test_the_grid_goes_and_comes(tiny: Path) -> None:
    """Tests that a schedule survives the grid form, which has a place for every day."""
    facts = read(tiny).instance
    schedule = Schedule.of([Assignment("A", date(2024, 1, 3), "E")])
    grid = curtois_grid(facts, schedule)
    assert grid == "A,-,-,E,-,-,-,-\nB,-,-,-,-,-,-,-\n"
    file = tiny.with_suffix(".csv")
    file.write_text(grid)
    assert read_schedule(file, facts) == schedule


def test_a_grid_holds_one_shift_a_day(tiny: Path) -> None:
    """Tests that what the form cannot say is refused."""
    day = date(2024, 1, 3)
    both = Schedule.of([Assignment("A", day, "E"), Assignment("A", day, "N")])
    with pytest.raises(ValueError, match="A has two shifts on 2024-01-03"):
        curtois_grid(read(tiny).instance, both)


def test_a_grid_has_commas_between_its_cells(tiny: Path) -> None:
    """Tests that an id that would be read as two cells is refused, a person's or a shift's."""
    facts = read(tiny).instance
    day = date(2024, 1, 3)
    others = replace(facts, people=(Person("Smith, J"),))
    with pytest.raises(ValueError, match="'Smith, J' holds a comma, and the grid form has commas"):
        curtois_grid(others, Schedule())
    with pytest.raises(ValueError, match="'E, late' holds a comma"):
        curtois_grid(facts, Schedule.of([Assignment("A", day, "E, late")]))


def test_a_bad_grid(tiny: Path) -> None:
    """Tests that every line of a grid is held against the instance."""
    file = tiny.with_suffix(".csv")
    file.write_text("A,-,X,-,-,-,-,-\nA,-,-,-,-,-,-,-\n\nC,E,-,-,-,-,-,-\nB,-\n")
    with pytest.raises(InputError) as caught:
        read_schedule(file, read(tiny).instance)
    assert [str(fault) for fault in caught.value.faults] == [
        "tiny.csv: B has no row; give one, of - for days off",
        "tiny.csv, row 1, column day 1: no shift is called 'X'; known: E, N",
        "tiny.csv, row 2: 'A' is already in row 1; keep one",
        "tiny.csv, row 4, column day 0: nobody has the id 'C'; known: A, B",
        "tiny.csv, row 5: the row has 1 days, the horizon 7; is the file cut off?",
    ]


SWAPS = [
    (
        "\n7\n",
        "\n8\n",
        "tiny.txt, row 3: a horizon of 8 days is not a number of weeks up to 1100 days",
    ),
    ("\n7\n", "\nx\n", "tiny.txt, row 3: the number of days 'x' is not a whole number from 0"),
    ("E,480,", "E,1441,", "tiny.txt, row 6: a shift of 1441 minutes is not between 1 and 1440"),
    (
        "E,480,",
        "E,480",
        "tiny.txt, row 6: a line of SECTION_SHIFTS has 3 cells, not 2; is the file",
    ),
    ("N,600,E|N", "N,600,E|D", "tiny.txt, row 7: no shift is called 'D'; known: E, N"),
    ("N,600,", "E,600,", "tiny.txt, row 7: shift 'E' is there already; keep one of the two"),
    ("E,480,", "clinical,480,", "tiny.txt, row 6: 'clinical' cannot name a shift here; choose"),
    ("E,480,", "*,480,", "tiny.txt, row 6: '*' cannot name a shift here; choose another word"),
    ("B,E=7|N=0", "B,E=7|D=0", "tiny.txt, row 11: no shift is called 'D'; known: E, N"),
    ("B,E=7|N=0", "B,E7", "tiny.txt, row 11: 'E7' is no limit; write it as D=14"),
    ("B,E=7", "A,E=7", "tiny.txt, row 11: person 'A' is there already; keep one of the two"),
    ("A,E=7|N=2", "A,E=7|E=2", "tiny.txt, row 10: the limit of E is there twice; keep one"),
    ("B,E=7", "=B,E=7", "tiny.txt, row 11: '=B' starts with '=', which spreadsheets"),
    ("E,480,", "E ,480,", "tiny.txt, row 6: 'E ' has blanks at its ends; remove them"),
    ("E,480,", " E,480,", "tiny.txt, row 6: ' E' has blanks at its ends; remove them"),
    (
        "E,480,",
        "E\u0301,480,",
        "tiny.txt, row 6: 'E\u0301' is not in Unicode's composed form (NFC); ",
    ),
    ("B,E=7", "B ,E=7", "tiny.txt, row 11: 'B ' has blanks at its ends; remove them"),
    (
        "B,E=7",
        "e\u0301,E=7",
        "tiny.txt, row 11: 'e\u0301' is not in Unicode's composed form (NFC); ",
    ),
    ("3360,960", "3360,9600", "tiny.txt, row 10: A has the minimum minutes 9600 above the maximum"),
    ("960,5,", "960,0,", "tiny.txt, row 10: A has a longest stretch of 0 days; write 1 or more"),
    (
        "960,5,",
        "960,-5,",
        "tiny.txt, row 10: the longest stretch '-5' is not a whole number from 0",
    ),
    ("A,0,6", "A,0,7", "tiny.txt, row 14: day 7 is outside the horizon, 0 to 6"),
    ("A,2,E,3", "C,2,E,3", "tiny.txt, row 18: nobody has the id 'C'; known: A, B"),
    ("A,2,E,3", "A,2,E,0", "tiny.txt, row 18: the weight 0 would never be read; give at least 1"),
    (
        "6,N,1,100,1",
        "",
        "tiny.txt: SECTION_COVER has 13 of 14 lines; day 6 shift N is the first one",
    ),
    (
        "6,N,1,100,1",
        "6,N,1,100",
        "tiny.txt, row 37: a line of SECTION_COVER has 5 cells, not 4; is",
    ),
    ("6,N,", "6,E,", "tiny.txt, row 37: day 6 shift E is there already; keep one of the two"),
    (
        "SECTION_COVER",
        "SECTION_COVERS",
        "tiny.txt, row 23: there is no section 'SECTION_COVERS'; did",
    ),
    ("SECTION_STAFF", "", "tiny.txt: SECTION_STAFF is missing; is the file cut off?"),
    (
        "SECTION_DAYS_OFF",
        "SECTION_STAFF",
        "tiny.txt, row 13: SECTION_STAFF is there twice; keep one",
    ),
    (
        "# two",
        "two",
        "tiny.txt, row 1: 'two people, one week' stands before any section; start with",
    ),
]


@pytest.mark.parametrize(("old", "new", "sentence"), SWAPS)
def test_one_fault_one_sentence(
    told: Callable[[str], list[str]], old: str, new: str, sentence: str
) -> None:
    """Tests that a bad line is told by its number, and the sound text is not."""
    assert told(TINY) == []
    found = told(TINY.replace(old, new, 1))
    assert [line for line in found if line.startswith(sentence)] != [], found


def test_two_bad_lines_are_two_faults(told: Callable[[str], list[str]]) -> None:
    """Tests that all is told at once."""
    assert len(told(TINY.replace("A,0,6", "A,9").replace("B,5,N,1", "C,5,N,1"))) == 2


def test_not_utf8(tmp_path: Path) -> None:
    """Tests that bytes that are no text are one sentence."""
    file = tmp_path / "x.txt"
    file.write_bytes(b"SECTION_HORIZON\n\xe9\n")
    with pytest.raises(InputError, match=r"x\.txt, row 2: byte 16 \(0xE9\) is not UTF-8"):
        read(file)


def test_minus_nothing_is_nothing(told: Callable[[str], list[str]]) -> None:
    """Tests that -0, which published instances contain, is read."""
    assert told(TINY.replace("6,N,1,", "6,N,-0,")) == []


@pytest.mark.property
@given(
    text=st.text()
    | st.lists(st.sampled_from(TINY.splitlines()), max_size=40).map("\n".join)
    | st.lists(st.sampled_from([*TINY, "\n", ","])).map("".join)
)
def test_junk_is_at_most_a_fault(text: str) -> None:
    """Tests that no text raises anything."""
    _ = parse_curtois(text, "x.txt", Faults())


@pytest.mark.skipif(not BENCH.is_dir(), reason="the published instances are not here")
def test_the_published_instances_read() -> None:
    """Tests that every published instance becomes a program, and fast."""
    start = time.monotonic()
    for file in BENCH.glob("*.txt"):
        program = read(file)
        facts = program.instance
        assert len(facts.covers) == len(facts.shift_types) * facts.calendar.horizon.count
    assert time.monotonic() - start < 20


def test_blanks_around_bars_are_none_of_a_name(told: Callable[[str], list[str]]) -> None:
    """Tests that shifts that may not follow are found as they are read."""
    assert told(TINY.replace("N,600,E|N", "N,600, E | N ")) == []


def test_blanks_around_a_name_that_is_known_are_none_of_it(
    told: Callable[[str], list[str]],
) -> None:
    """Tests days off, requests, limits and cover."""
    text = TINY.replace("A,2,E,3", "A , 2, E ,3").replace("B,5,N,1", "B ,5,N ,1")
    text = text.replace("A,0,6", "A ,0, 6, ").replace("0,E,1,", "0, E ,1,")
    assert told(text.replace("B,E=7|N=0", "B, E =7| N=0 ")) == []


def test_accents_of_a_name_that_is_known_may_be_apart(told: Callable[[str], list[str]]) -> None:
    """Tests days off and requests that were written on another system than the staff."""
    text = TINY.replace("B,E=7", "\u00e9,E=7").replace("\nB,", "\ne\u0301,")
    assert text.count("e\u0301") == 2
    assert told(text) == []


def test_names_that_a_grid_cannot_hold(tiny: Path) -> None:
    """Tests that a name that a cell would break is refused, and those of a benchmark are not."""
    facts = read(tiny).instance
    require_grid(facts)
    for people in ((Person("Chu, Dr."), *facts.people), (Person("A\nB"),)):
        with pytest.raises(InputError, match="has no place for the name"):
            require_grid(replace(facts, people=people, leave=(), requests=()))
