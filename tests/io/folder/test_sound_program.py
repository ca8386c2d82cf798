from collections.abc import Callable, Mapping
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from nightfloat.domain.calendar import Days
from nightfloat.domain.people import Balance, Pin, Request
from nightfloat.domain.schedule import Assignment
from nightfloat.domain.shifts import Cover, ShiftKind
from nightfloat.io.read import fingerprint, read

type Files = Mapping[str, str | bytes | None]
type Make = Callable[[Files], Path]


def test_every_table_arrives(folder: Make) -> None:
    """Tests that each file of a sound folder becomes the facts it states."""
    facts = read(folder({})).instance
    ann, bob = facts.people
    assert (ann.grade(date(2026, 8, 9)), ann.grade(date(2026, 8, 10))) == ("PGY-1", "PGY-2")
    assert (ann.skills, bob.fte, bob.peer_group) == ({"line", "airway"}, 80, "res")
    assert bob.employed == Days.through(date(2026, 1, 1), date(2026, 12, 31))
    assert facts.services("A", date(2026, 8, 30)) == {"WARDS"}
    assert facts.requests[1] == Request("B", date(2026, 8, 10), "night", "on", 1)
    assert facts.pins == (
        Pin("B", "D", date(2026, 8, 4)),
        Pin("B", "N", date(2026, 8, 5), on=False),
    )
    assert facts.history.assignments == (Assignment("A", date(2026, 8, 2), "N"),)
    assert facts.balances == (Balance("A", "nights", 12, 200),)
    assert facts.waivers[0].approver == "Dr Chu"


def test_shifts_have_lengths_and_defaults(folder: Make) -> None:
    """Tests that an end before the start is the next day and that standby does not occupy."""
    day, night, standby = read(folder({})).instance.shift_types
    assert (day.start, day.minutes, day.occupies, day.credited) == (420, 720, True, None)
    assert (night.minutes, night.credited, night.kind) == (720, 660, ShiftKind.NIGHT_FLOAT)
    assert (standby.minutes, standby.occupies) == (1440, False)


def test_leave_is_local_time(folder: Make) -> None:
    """Tests that whole days run from local midnight to midnight and parts between two times."""
    whole, part = read(folder({})).instance.leave
    # Honolulu is ten hours behind UTC all year.
    assert (whole.start, whole.end) == (
        datetime(2026, 8, 5, 10, tzinfo=UTC),
        datetime(2026, 8, 7, 10, tzinfo=UTC),
    )
    assert whole.whole_days
    assert whole.blocks
    assert (part.start.hour, part.end.hour, part.whole_days, part.blocks) == (18, 22, False, False)


def test_midnight_to_midnight_is_whole_days(folder: Make) -> None:
    """Tests that leave from 00:00 to 24:00 counts as whole days."""
    text = "person,first_day,last_day,start,end\nA,2026-08-05,2026-08-06,00:00,24:00\n"
    assert read(folder({"leave.csv": text})).instance.leave[0].whole_days


def test_rules_stand_in_order(folder: Make) -> None:
    """Tests that standing rules come first and that tiers nobody uses are dropped."""
    program = read(folder({}))
    assert [c.title for c in program.constraints] == [
        "no_overlap",
        "eligibility",
        "leave",
        "pins",
        "cover",
        "min_rest",
        "cover_target",
        "requests",
        "nights",
    ]
    assert program.tiers == ("coverage", "fairness", "preference")
    assert program.contingency.analyse == "none"


def test_absent_files_are_empty(folder: Make, sound: Files) -> None:
    """Tests that a program needs people and settings only."""
    bare = dict.fromkeys(sound, None) | {
        "program.toml": 'name = "x"\nzone = "UTC"\nstart = 2026-08-03\nend = 2026-08-03\n',
        "people.csv": "person\nA\n",
    }
    program = read(folder(bare))
    assert program.instance.calendar.horizon.count == 1
    assert program.instance.shifts == ()
    assert program.tiers == ()


def test_history_starts_where_it_is_first_known(folder: Make, sound: Files) -> None:
    """Tests that without history_from the first row of the history is its start."""
    settings = str(sound["program.toml"]).replace("history_from = 2026-07-06\n", "")
    assert read(folder({"program.toml": settings})).instance.calendar.known_from == date(2026, 8, 2)
    nothing = {"program.toml": settings, "history.csv": None}
    assert read(folder(nothing)).instance.calendar.known_from == date(2026, 8, 3)


@pytest.mark.parametrize(
    "form", ["bom", "semicolons", "tabs", "utf-16", "crlf", "cr", "blank lines"]
)
def test_spreadsheets_are_read(folder: Make, sound: Files, form: str) -> None:
    """Tests that what Excel and others write is the same program."""

    def table(text: str) -> bytes:
        quoted = text.replace("line;airway", '"line;airway"').replace(
            "PGY-1; PGY-2", "PGY-1; PGY-2"
        )
        match form:
            case "bom":
                return b"\xef\xbb\xbf" + text.encode()
            case "semicolons":
                cells = text.replace(";", "\0").replace(",", ";")
                lines = [
                    ";".join(f'"{c}"' if "\0" in c else c for c in line.split(";"))
                    for line in cells.split("\n")
                ]
                return "\n".join(lines).replace("\0", ";").encode()
            case "tabs":
                return text.replace(",", "\t").encode()
            case "utf-16":
                return text.encode("utf-16")
            case "crlf":
                return text.replace("\n", "\r\n").encode()
            case "cr":
                return text.replace("\n", "\r").encode()
            case _:
                return ("\n" + quoted.replace("\n", "\n,,\n\n")).encode()

    plain = read(folder({})).instance
    changed = {n: table(str(t)) for n, t in sound.items() if n.endswith(".csv")}
    assert read(folder(changed)).instance == plain


def test_an_id_may_hold_a_comma(folder: Make, sound: Files) -> None:
    """Tests that a quoted separator is part of the cell and that blanks around it are not."""
    people = str(sound["people.csv"]) + '" Chu, Dr. ",,,,,,,\n'
    assert read(folder({"people.csv": people})).instance.people[2].id == "Chu, Dr."


def test_fingerprint_is_that_of_what_was_read(folder: Make) -> None:
    """Tests that the hash follows every byte read, and nothing else in the folder."""
    place = folder({})
    before = read(place).input_sha256
    (place / "notes.csv").write_text("anything")
    assert fingerprint(place) == before
    (place / "pins.csv").write_text("person,shift,date\n")
    assert fingerprint(place) != before
    assert read(str(place)).input_sha256 == fingerprint(str(place))


def test_moving_bytes_between_files_is_seen(folder: Make) -> None:
    """Tests that a file that is empty and one that is absent have different hashes."""
    empty = fingerprint(folder({"pins.csv": ""}))
    assert fingerprint(folder({"pins.csv": None})) != empty


@pytest.mark.parametrize(
    ("rows", "expected"),
    [
        ("D,daily,1,2,\nD,2026-08-04,3,,\n", (3, 3)),
        ("D,2026-08-04,3,,\nD,daily,1,2,\n", (3, 3)),
        ("D,Sat-Tue,1,2,\nD,Wed-Fri,5,5,\n", (1, 2)),
        ("D,weekday,1,1,\nD,weekend,0,0,\n", (1, 1)),
    ],
)
def test_the_more_particular_cover_wins(folder: Make, rows: str, expected: tuple[int, int]) -> None:
    """Tests that a date overrides a pattern whichever comes first, and that ranges wrap."""
    text = "shift,days,minimum,target,maximum\nN,daily,0,,\nJ,daily,0,,\n" + rows
    covers = read(folder({"cover.csv": text})).instance.covers_of["D", date(2026, 8, 4)]
    assert [(c.minimum, c.target) for c in covers] == [expected]


def test_a_date_overrides_a_holiday(folder: Make) -> None:
    """Tests the order pattern, holiday, date on the one holiday of the horizon."""
    text = "shift,days,minimum\nD,daily,1\nD,holiday,2\nN,daily,1\nN,holiday,2\nN,2026-08-21,3\n"
    covers = read(folder({"cover.csv": text})).instance.covers_of
    assert covers["D", date(2026, 8, 21)] == (Cover("D", date(2026, 8, 21), 2, 2, 2),)
    assert covers["N", date(2026, 8, 21)] == (Cover("N", date(2026, 8, 21), 3, 3, 3),)
    assert covers["D", date(2026, 8, 20)] == (Cover("D", date(2026, 8, 20), 1, 1, 1),)


def test_parts_of_a_cover_are_apart(folder: Make) -> None:
    """Tests that rows for everybody and for a skill stand side by side, within their days."""
    text = (
        "shift,days,minimum,skills,first_day,last_day,exclusive,under,over\n"
        "D,daily,1,,,,,,\nN,daily,1,,,,,,\nD,daily,1,airway,2026-08-04,2026-08-05,yes,5,1\n"
    )
    covers = read(folder({"cover.csv": text})).instance.covers_of
    assert [len(covers["D", date(2026, 8, day)]) for day in (3, 4, 5, 6)] == [1, 2, 2, 1]
    part = covers["D", date(2026, 8, 4)][1]
    assert (part.part, part.exclusive, part.under, part.over) == ("airway", True, 5, 1)


def test_blocks_from_a_grid_and_from_a_list(folder: Make, sound: Files) -> None:
    """Tests both forms of the block grid."""
    settings = str(sound["program.toml"])
    top, constraints = settings.split("\n[[", 1)
    listed = f"{top}\nblocks = [{{first_day = 2026-08-03, last_day = 2026-08-30}}]\n[[{constraints}"
    grid = f"{settings}\n[blocks]\nstart = 2026-07-06\ncount = 2\n"
    first = read(folder({"program.toml": listed})).instance.calendar.blocks
    assert first == (Days.through(date(2026, 8, 3), date(2026, 8, 30)),)
    assert read(folder({"program.toml": grid})).instance.calendar.blocks[1:] == first


def test_an_empty_maximum_is_the_target_and_a_dash_is_none(folder: Make) -> None:
    """Tests that nobody is put where nobody was asked for, unless the program says so."""
    text = "shift,days,minimum,target,maximum,over\nD,daily,1,2,,\nN,daily,1,,-,\nJ,daily,0,,,\n"
    covers = read(folder({"cover.csv": text})).instance.covers_of
    assert covers["D", date(2026, 8, 21)][0].maximum == 2
    assert covers["N", date(2026, 8, 21)][0].maximum is None
