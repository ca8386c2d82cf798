"""Both sides of every edge of a cell."""

from collections.abc import Callable
from datetime import date
from zoneinfo import ZoneInfo

import pytest
from pydantic_core import PydanticCustomError

from nightfloat.domain.calendar import Calendar, Days
from nightfloat.io.folder import cells
from nightfloat.io.folder.day_words import read_day_words

type Read = Callable[[object], object]

READ: list[tuple[Read, str, object]] = [
    (cells.read_id, " a,b ", "a,b"),
    (cells.read_id, "e\u0301", "\u00e9"),
    (cells.read_id, "a-b", "a-b"),
    (cells.read_exact_id, "\u00e9 b", "\u00e9 b"),
    (cells.read_text, " =1  a\n b ", "=1 a b"),
    (cells.read_words, "a; b;;a", frozenset("ab")),
    (cells.read_date, "2024-02-29", date(2024, 2, 29)),
    (cells.read_date, "1900-01-01", date(1900, 1, 1)),
    (cells.read_date, "2199-12-31", date(2199, 12, 31)),
    (cells.read_start, "0:00", 0),
    (cells.read_start, "23:59", 1439),
    (cells.read_clock, "24:00", 1440),
    (cells.read_length, "96h", 5760),
    (cells.read_length, "1m", 1),
    (cells.read_length, "12:30", 750),
    (cells.read_length, "1h30m", 90),
    (cells.read_length, "720min", 720),
    (cells.read_number, "0", 0),
    (cells.read_number, "1000000", 1_000_000),
    (cells.read_most, " 3 ", 3),
    *((cells.read_most, mark, cells.NO_LIMIT) for mark in ("-", "- ", " -")),
    (cells.read_weight, "1", 1),
    (cells.read_fte, "1", 100),
    (cells.read_fte, "0,01", 1),
    (cells.read_fte, "0.07", 7),
    (cells.read_fte, "100 %", 100),
    (cells.read_grades, "PGY-1", ((date.min, "PGY-1"),)),
    (
        cells.read_grades,
        "P1@2025-07-01;P2@2026-07-01",
        ((date(2025, 7, 1), "P1"), (date(2026, 7, 1), "P2")),
    ),
    (cells.read_yes, "YES", True),
    (cells.read_yes, "0", False),
]
REFUSED: list[tuple[Read, str, str]] = [
    (cells.read_id, "\u00a0 ", "an id is empty; give it a letter or a digit"),
    (cells.read_id, "a\u200bb", "holds the invisible character U+200B; remove it"),
    (cells.read_id, "\ta", "holds the invisible character U+0009; remove it"),
    (cells.read_id, "a\r", "holds the invisible character U+000D; remove it"),
    *(
        (cells.read_id, f"{mark}a", "which spreadsheets take for a formula")
        for mark in "=+-@\uff1d\uff0b\uff0d\uff20"
    ),
    (cells.read_exact_id, " a", "' a' has blanks at its ends; remove them"),
    (cells.read_exact_id, "a\u00a0", "has blanks at its ends; remove them"),
    (cells.read_exact_id, "e\u0301", "is not in Unicode's composed form (NFC); write it so"),
    (cells.read_exact_id, "=a", "which spreadsheets take for a formula"),
    (cells.read_text, "a\x07", "holds the control character U+0007; remove it"),
    (cells.read_words, "a;=b", "'=b' starts with '='"),
    (cells.read_date, "2023-02-29", "2023-02-29 does not exist; February 2023 has 28 days"),
    (cells.read_date, "2026-04-31", "2026-04-31 does not exist; April 2026 has 30 days"),
    (cells.read_date, "2026-01-00", "2026-01-00 does not exist; January 2026 has 31 days"),
    (cells.read_date, "2026-13-01", "2026-13-01 does not exist; months go from 01 to 12"),
    (cells.read_date, "1899-12-31", "1899-12-31 is not between 1900 and 2199; is the year right?"),
    (cells.read_date, "2200-01-01", "2200-01-01 is not between 1900 and 2199; is the year right?"),
    (cells.read_date, "2026-8-3", "'2026-8-3' is not a date; write it as YYYY-MM-DD"),
    (cells.read_date, "\u0662026-08-03", "is not a date"),
    (cells.read_start, "24:00", "a shift cannot start at 24:00"),
    (cells.read_clock, "24:01", "'24:01' is not a time of day; write it as HH:MM, such as 07:00"),
    (cells.read_clock, "07:60", "is not a time of day"),
    (cells.read_clock, "7", "is not a time of day"),
    (cells.read_length, "97h", "'97h' is not between 1m and 96h; split a longer duty by day"),
    (cells.read_length, "0m", "is not between 1m and 96h"),
    (cells.read_length, "12", "'12' is not a length; write it as 12h, 720m or 12:00"),
    (cells.read_length, "12:60", "is not a length"),
    (cells.read_number, "1000001", "'1000001' is not a whole number from 0 to 1000000"),
    (cells.read_number, "-1", "is not a whole number"),
    (cells.read_number, "1.0", "is not a whole number"),
    (cells.read_number, "\u00b2", "is not a whole number"),
    (cells.read_most, "--", "is not a whole number"),
    (cells.read_weight, "0", "the weight 0 would never be read; give at least 1 or drop the row"),
    (cells.read_fte, "0", "is no share of full time"),
    (cells.read_fte, "101%", "is no share of full time"),
    (cells.read_fte, "0.333", "is no share of full time"),
    (cells.read_grades, "P1@2026-07-01;P2@2026-07-01", "needs a date after the grade before it"),
    (cells.read_yes, "y", "'y' is neither yes nor no"),
    (cells.choice("on", "off"), "off!", "'off!' is not known here; did you mean 'off'?"),
    (cells.choice("on", "off"), "zz", "'zz' is not known here; write one of: on, off"),
    (read_day_words, ";", "';' names no day; write daily"),
    (read_day_words, "Mon-", "'Mon-' names no day; write daily, weekday, weekend, holiday"),
    (read_day_words, "Mo-Fr", "names no day"),
    (read_day_words, "2026-02-30", "2026-02-30 does not exist"),
]


@pytest.mark.parametrize(("read", "text", "value"), READ)
def test_what_a_cell_means(read: Read, text: str, value: object) -> None:
    """Tests that a good cell has one meaning."""
    assert read(text) == value


@pytest.mark.parametrize(("read", "text", "sentence"), REFUSED)
def test_what_a_cell_may_not_be(read: Read, text: str, sentence: str) -> None:
    """Tests that a bad cell is refused in one sentence."""
    with pytest.raises(PydanticCustomError) as caught:
        read(text)
    assert sentence in caught.value.message()


@pytest.mark.parametrize(
    ("words", "chosen"),
    [
        ("daily", [3, 4, 5, 6, 7, 8, 9]),
        ("Mon-Fri", [3, 4, 5, 6, 7]),
        ("sat;SUN", [8, 9]),
        ("Sat-Mon", [3, 8, 9]),
        ("Tue-Tue", [4]),
        ("holiday", [5]),
        ("weekend;holiday;2026-08-04", [4, 5, 8, 9]),
    ],
)
def test_which_days_words_choose(words: str, chosen: list[int]) -> None:
    """Tests the days of one week, with a holiday on the Wednesday."""
    week = Days.through(date(2026, 8, 3), date(2026, 8, 9))
    calendar = Calendar(ZoneInfo("UTC"), week, week.first, (), frozenset({date(2026, 8, 5)}))
    read = read_day_words(words)
    assert [day.day for day in week if read.rank(calendar, day) is not None] == chosen
