"""Spans and hours of tables that are, and are not, where they can matter."""

from collections.abc import Callable, Mapping
from pathlib import Path

from nightfloat.io.read import read

type Files = Mapping[str, str | bytes | None]
type Tell = Callable[[Files], list[str]]


def test_spans_of_the_seasons_around_the_horizon(told: Tell) -> None:
    """Tests that cover and people of earlier and later months are no fault."""
    cover = (
        "shift,days,first_day,last_day,minimum\nN,daily,,,\nJ,daily,,,\nD,daily,2026-07-01,,1\n"
        "D,daily,2026-01-01,2026-06-30,2\nN,holiday,2026-12-01,,1\nJ,holiday,,2026-03-01,1\n"
    )
    people = "person,first_day,last_day\nA,2026-07-01,\nB,,\nC,2026-12-01,\nD,,2025-12-31\n"
    assert told({"cover.csv": cover, "people.csv": people}) == []


def test_a_shift_in_the_hour_that_spring_skips(told: Tell) -> None:
    """Tests that what would end before it starts is told with shift and day, once."""
    changes = {
        "program.toml": 'name = "x"\nzone = "America/New_York"\nstart = 2026-03-08\ndays = 7\n'
        "history_from = 2025-03-09\n",
        "shifts.csv": "shift,start,length\nD,02:30,30m\nE,02:30,45m\nL,02:30,90m\n",
        "cover.csv": "shift,days,minimum,skills\nD,daily,1,\nD,daily,1,line\nE,Mon-Sat,1,\n"
        "L,daily,1,\n",
        "leave.csv": "person,first_day,last_day,start,end\nA,2026-03-08,2026-03-08,02:15,03:15\n"
        "A,2026-03-08,2026-03-08,02:15,03:16\nB,2026-03-08,2026-03-09,02:30,03:00\n",
        "history.csv": "person,shift,date\nA,E,2025-03-09\n",
    }
    bare = dict.fromkeys(("rotations.csv", "requests.csv", "pins.csv", "balances.csv"))
    skips = "since a clock change skips that hour"
    assert told({**bare, "waivers.csv": None, **changes}) == [
        "cover.csv, row 2, column shift: D on 2026-03-08 would not end after it starts, "
        f"{skips}; give another shift on that day",
        "leave.csv, row 2, column end: the end on 2026-03-08 is not after the start, "
        f"{skips}; name another time",
        "history.csv, row 2, column shift: E on 2025-03-09 would not end after it starts, "
        f"{skips}; give another shift on that day",
    ]


def test_part_of_a_day_ends_after_it_starts(told: Tell) -> None:
    """Tests that part of a day has a length."""
    head = "person,first_day,last_day,start,end\n"
    assert told({"leave.csv": f"{head}A,2026-08-05,2026-08-05,12:00,12:00\n"}) == [
        "leave.csv, row 2, column end: the end is not after the start; name a later last_day"
    ]
    assert told({"leave.csv": f"{head}A,2026-08-05,2026-08-06,12:00,12:00\n"}) == []


def test_what_is_over_may_stay(folder: Callable[[Files], Path]) -> None:
    """Tests rows of people and cover that ended long before a horizon that has moved on."""
    files = {
        "people.csv": "person,first_day,last_day\nA,,\nB,,\nC,2019-07-01,2024-06-30\n",
        "cover.csv": "shift,days,first_day,last_day\nN,daily,,\nD,daily,,\n"
        "D,daily,2024-08-03,2024-08-30\n",
    }
    program = read(folder(files))
    assert [person.id for person in program.instance.people] == ["A", "B", "C"]
    assert {cover.day.year for cover in program.instance.covers} == {2026}
