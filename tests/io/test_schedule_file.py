import os
import sys
from collections.abc import Callable, Mapping
from datetime import date, timedelta
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from nightfloat.domain.instance import Instance
from nightfloat.domain.people import Person
from nightfloat.domain.schedule import Assignment, Schedule
from nightfloat.domain.shifts import Cover, ShiftType
from nightfloat.errors import InputError
from nightfloat.io.faults import Faults
from nightfloat.io.read import read
from nightfloat.io.schedule_file import (
    parse_schedule,
    read_schedule,
    write_atomically,
    write_schedule,
)

type Make = Callable[[Mapping[str, str | bytes | None]], Path]

PEOPLE = ("A", "Chu, Dr.", 'the "new" one', "Ünal", "B;C")
SHIFTS = ("D", "N/line", "J, late")
FIRST = date(2026, 8, 3)


@pytest.fixture(scope="module")
def instance() -> Instance:
    """Return two weeks of three shifts a day for five people with difficult names."""
    from zoneinfo import ZoneInfo

    from nightfloat.domain.calendar import Calendar, Days

    days = Days(FIRST, FIRST + timedelta(days=14))
    return Instance(
        "tiny",
        Calendar(ZoneInfo("UTC"), days, FIRST),
        tuple(map(Person, PEOPLE)),
        tuple(ShiftType(id_, 420, 60) for id_ in SHIFTS),
        tuple(Cover(shift, day) for shift in SHIFTS for day in days),
    )


ASSIGNMENTS = st.builds(
    Assignment,
    st.sampled_from(PEOPLE),
    st.integers(0, 13).map(lambda n: FIRST + timedelta(days=n)),
    st.sampled_from(SHIFTS),
)


@pytest.mark.property
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
@given(rows=st.lists(ASSIGNMENTS))
def test_what_is_written_is_read(
    instance: Instance, tmp_path: Path, rows: list[Assignment]
) -> None:
    """Tests that every schedule survives its file, byte for byte."""
    schedule, file = Schedule.of(rows), tmp_path / "schedule.csv"
    write_schedule(file, schedule)
    assert read_schedule(file, instance) == schedule
    assert file.read_bytes() == schedule.csv.encode()


@pytest.mark.property
@given(data=st.binary() | st.text(alphabet='person,shiftdate\n\r"\0;-AD2026\ufeff').map(str.encode))
def test_junk_is_at_most_a_fault(instance: Instance, data: bytes) -> None:
    """Tests that no bytes raise anything while a schedule is read."""
    faults = Faults()
    _ = parse_schedule(data, "x.csv", instance, faults)


def test_each_bad_row_is_told(folder: Make, tmp_path: Path) -> None:
    """Tests that every row is held against the instance."""
    facts = read(folder({})).instance
    file = tmp_path / "schedule.csv"
    file.write_text(
        "person,shift,date\nA,D,2026-08-03\nC,D,2026-08-03\nA,X,2026-08-03\nA,D,2026-08-31\n"
        "A,N,2026-08-08\nA,D,2026-08-03\n"
    )
    with pytest.raises(InputError) as caught:
        read_schedule(file, facts)
    assert [str(fault) for fault in caught.value.faults] == [
        "schedule.csv, row 3, column person: nobody has the id 'C'; known: A, B",
        "schedule.csv, row 4, column shift: no shift is called 'X'; known: D, J, N",
        "schedule.csv, row 5, column date: 2026-08-31 is outside the horizon, 2026-08-03 to "
        "2026-08-30",
        "schedule.csv, row 6, column shift: no cover asks for N on 2026-08-08; drop this row",
        "schedule.csv, row 7, column date: A on D of 2026-08-03 is already in row 2; keep one of "
        "the two",
    ]


def test_no_such_schedule(instance: Instance, tmp_path: Path) -> None:
    """Tests that an absent file is a fault by name."""
    with pytest.raises(InputError, match=r"no\.csv: the file cannot be read: No such file"):
        read_schedule(tmp_path / "no.csv", instance)


def test_a_write_that_fails_leaves_the_old_file(tmp_path: Path) -> None:
    """Tests that a file is replaced whole or not at all, and that nothing else is left behind."""
    file = tmp_path / "out.csv"
    write_atomically(file, "old")
    write_atomically(file, b"new")
    (tmp_path / "taken").mkdir()
    for place in (tmp_path / "taken", tmp_path / "none" / "out.csv", "x\0y"):
        with pytest.raises(InputError, match=r"cannot be written: .*; name another place"):
            write_atomically(place, "x")
    assert file.read_text() == "new"
    assert sorted(path.name for path in tmp_path.iterdir()) == ["out.csv", "taken"]


def test_the_longest_name(tmp_path: Path) -> None:
    """Tests that every name that a file may have can be written to."""
    file = tmp_path / ("a" * 251 + ".csv")
    for content in ("old", "new"):
        write_atomically(file, content)
        assert file.read_text() == content


def test_a_link_stays_and_the_file_behind_it_is_new(tmp_path: Path) -> None:
    """Tests that the file under its own name holds what was written, also a first time."""
    (tmp_path / "shared").mkdir()
    file, link = tmp_path / "shared" / "plan.csv", tmp_path / "mine.csv"
    link.symlink_to("shared/plan.csv")
    for content in ("first", "second"):
        write_atomically(link, content)
        assert file.read_text() == content
    assert link.is_symlink()
    assert [path.name for path in file.parent.iterdir()] == ["plan.csv"]


def test_what_is_no_file_is_written_into(tmp_path: Path) -> None:
    """Tests that a pipe, as a device would, gets the bytes and stays what it is."""
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    reader = os.open(pipe, os.O_RDONLY | os.O_NONBLOCK)
    write_atomically(pipe, "content")
    assert os.read(reader, 100) == b"content"
    os.close(reader)
    assert pipe.is_fifo()


def test_an_open_stream_is_written_into(tmp_path: Path) -> None:
    """Tests a pipe without a name, and a file to which more is written by its stream."""
    reader, writer = os.pipe()
    write_atomically(f"/dev/fd/{writer}", "content")
    os.close(writer)
    assert os.read(reader, 100) == b"content"
    os.close(reader)
    with (tmp_path / "file").open("w") as stream:
        stream.write("before\n")
        stream.flush()
        write_atomically(f"/dev/fd/{stream.fileno()}", "content\n")
        stream.write("after\n")
    assert (tmp_path / "file").read_text() == "before\ncontent\nafter\n"


def test_a_reader_who_leaves_early_is_no_failure() -> None:
    """Tests a pipe that nobody reads any more."""
    reader, writer = os.pipe()
    os.close(reader)
    write_atomically(f"/dev/fd/{writer}", "content")
    os.close(writer)


def test_a_closed_standard_error_is_not_missed(monkeypatch: pytest.MonkeyPatch) -> None:
    """Tests an open stream that is written into where nobody can be told anything."""
    monkeypatch.setattr(sys, "stderr", None)
    reader, writer = os.pipe()
    write_atomically(f"/dev/fd/{writer}", "content")
    os.close(writer)
    assert os.read(reader, 100) == b"content"
    os.close(reader)
