"""The results file holds whole rows, whatever was cut off, and gives back what was written."""

import signal
from pathlib import Path
from resource import RLIMIT_FSIZE, getrlimit, setrlimit

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nightfloat.bench.journal import HEADER, open_journal
from nightfloat.bench.row import Row
from nightfloat.errors import InputError
from tests.bench.making import row

NONE = {"cost": None, "bound": None, "gap": None, "best_known": None, "gap_to_best": None}


def written(path: Path, *rows: Row) -> bytes:
    journal = open_journal(path)
    for one in rows:
        journal.append(one)
    return path.read_bytes()


def test_what_is_written_is_read_back(tmp_path: Path) -> None:
    path = tmp_path / "results.csv"
    rows = (row(), row(**NONE, status="unknown"), row(note='a "quote", a comma', seconds=0.001))
    written(path, *rows)
    found = open_journal(path)
    assert (found.rows, found.dropped) == (rows, False)
    assert path.read_text().splitlines()[0] == HEADER.strip()


def test_only_complete_rows_stand_for_their_key_and_the_latest_does(tmp_path: Path) -> None:
    path = tmp_path / "results.csv"
    cut = row(instance="Instance2", ended="cut short")
    failed = row(instance="Instance3", ended="failed")
    written(path, row(cost=5), cut, failed, row(cost=4))
    assert open_journal(path).complete == {row().key: row(cost=4)}


@pytest.mark.parametrize("what", ["seed", "workers", "time_limit", "memory_limit_mb"])
def test_another_limit_is_another_key(what: str) -> None:
    assert row(**{what: 3}).key != row().key


def test_a_line_cut_anywhere_is_dropped_and_the_rest_goes_on(tmp_path: Path) -> None:
    path = tmp_path / "results.csv"
    whole = written(path, row(), row(instance="Instance2"))
    first = len(HEADER) + len(whole[len(HEADER) :].split(b"\n")[0]) + 1
    for cut in range(first + 1, len(whole)):
        path.write_bytes(whole[:cut])
        found = open_journal(path)
        assert (found.rows, found.dropped) == ((row(),), True)
        assert path.read_bytes() == whole[:first]
    open_journal(path).append(row(instance="Instance2"))
    assert path.read_bytes() == whole


def test_a_cut_header_is_written_again(tmp_path: Path) -> None:
    path = tmp_path / "results.csv"
    path.write_text(HEADER[:30])
    assert (open_journal(path).dropped, path.read_text()) == (True, HEADER)


@pytest.mark.parametrize("note", ["'", "''", "'=1", "'text'", "'\uff1dx", "=", "a'"])
def test_quotes_come_back(tmp_path: Path, note: str) -> None:
    written(tmp_path / "results.csv", row(note=note))
    assert open_journal(tmp_path / "results.csv").rows[0].note == note


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\uff1d"])
def test_no_text_starts_a_formula(tmp_path: Path, start: str) -> None:
    path = tmp_path / "results.csv"
    instance = f"{start}HYPERLINK(A1)"
    data = written(path, row(instance=instance)).decode()
    assert f"'{instance}" in data
    assert open_journal(path).rows[0].instance == instance


@pytest.mark.parametrize("text", ["person,grade\nA,PGY-1\n", "one line without an end"])
def test_a_file_of_another_form_is_kept_and_refused(tmp_path: Path, text: str) -> None:
    path = tmp_path / "people.csv"
    path.write_text(text)
    with pytest.raises(InputError, match="holds no results"):
        open_journal(path)
    assert path.read_text() == text


def test_an_empty_file_is_a_new_one(tmp_path: Path) -> None:
    path = tmp_path / "results.csv"
    path.write_text("")
    found = open_journal(path)
    assert (found.rows, found.dropped, path.read_text()) == ((), False, HEADER)


def test_every_line_that_is_no_row_is_told(tmp_path: Path) -> None:
    path = tmp_path / "results.csv"
    data = written(path, row(), row()).decode().splitlines()
    path.write_text("\n".join((data[0], "a,b", data[1], data[2].replace(",2,", ",x,"))) + "\n")
    with pytest.raises(InputError) as caught:
        open_journal(path)
    assert [fault.row for fault in caught.value.faults] == [2, 4]


@pytest.mark.parametrize("rows", [3, 1000])
def test_a_quote_that_nothing_closes_is_told_where_it_is(tmp_path: Path, rows: int) -> None:
    """Tests that it takes no line below with it, fewer or more than a cell may hold."""
    path = tmp_path / "results.csv"
    header, line = written(path, row()).decode().splitlines(keepends=True)
    path.write_text(header + line + line.replace(",cost,", ',"cost,') + line * rows)
    with pytest.raises(InputError) as caught:
        open_journal(path)
    assert [str(fault) for fault in caught.value.faults] == [
        "results.csv, row 3: the line is no row of results; remove it, or name another file"
    ]


def test_a_last_cell_with_an_open_quote_is_no_cell(tmp_path: Path) -> None:
    path = tmp_path / "results.csv"
    path.write_text(written(path, row(note="kept")).decode().replace(",kept", ',"kept'))
    with pytest.raises(InputError, match="row 2: the line is no row of results"):
        open_journal(path)


def test_a_row_for_which_there_is_no_room_leaves_the_file_as_it_was(tmp_path: Path) -> None:
    """Tests a limit in the middle of a row, of which the system writes the first half only."""
    path = tmp_path / "results.csv"
    before = written(path, row())
    limits, handler = getrlimit(RLIMIT_FSIZE), signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    setrlimit(RLIMIT_FSIZE, (len(before) + 40, limits[1]))
    try:
        with pytest.raises(InputError, match=r"cannot be written: .*; name another"):
            open_journal(path).append(row(instance="Instance2"))
    finally:
        setrlimit(RLIMIT_FSIZE, limits)
        signal.signal(signal.SIGXFSZ, handler)
    assert path.read_bytes() == before
    open_journal(path).append(row(instance="Instance2"))
    assert [one.instance for one in open_journal(path).rows] == ["Instance1", "Instance2"]


@pytest.mark.parametrize("word", ["optimal", "passed", "complete"])
def test_a_word_that_no_row_has_is_told(tmp_path: Path, word: str) -> None:
    """Tests status, verdict and ending, each without its last letter."""
    path = tmp_path / "results.csv"
    path.write_text(written(path, row()).decode().replace(f",{word},", f",{word[:-1]},"))
    with pytest.raises(InputError, match=r"results\.csv, row 2: the line is no row"):
        open_journal(path)


def test_a_place_that_cannot_be_written_is_one_sentence(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="cannot be written"):
        open_journal(tmp_path / "none" / "results.csv")


TEXT = st.text(st.characters(exclude_categories=("Cc", "Cs", "Zl", "Zp")), max_size=8)


@pytest.mark.property
@given(note=TEXT, instance=TEXT, seconds=st.floats(0, 1e6), cost=st.none() | st.integers(0, 10**9))
def test_any_row_comes_back(
    tmp_path_factory: pytest.TempPathFactory,
    note: str,
    instance: str,
    seconds: float,
    cost: int | None,
) -> None:
    path = tmp_path_factory.mktemp("journal") / "results.csv"
    one = row(note=note, instance=instance, seconds=seconds, cost=cost)
    written(path, one)
    assert open_journal(path).rows == (one,)
