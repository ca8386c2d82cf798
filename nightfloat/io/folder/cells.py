"""Every cell is read by exactly one function, which refuses in one sentence.

The annotated types at the end are what the row models and the settings are made of.
"""

import re
import unicodedata
from calendar import month_name, monthrange
from collections.abc import Callable
from datetime import date, datetime
from difflib import get_close_matches
from typing import Annotated

from pydantic import PlainValidator
from pydantic_core import PydanticCustomError

from nightfloat.io.exports.text import COMMANDING
from nightfloat.io.faults import shown

DATE = re.compile(r"([0-9]{4})-([0-9]{2})-([0-9]{2})")
CLOCK = re.compile(r"([0-9]{1,2}):([0-9]{2})")
LENGTH = re.compile(r"(?:([0-9]{1,4})h)?\s?(?:([0-9]{1,5})m(?:in)?)?")
NUMBER = re.compile(r"[0-9]{1,7}")
FTE = re.compile(r"([0-9]{1,3}(?:[.,][0-9]{1,6})?)\s?(%?)")
YEARS = range(1900, 2200)
LONGEST = 96 * 60
MIDNIGHT = 1440


def refuse(sentence: str, column: str | None = None) -> PydanticCustomError:
    """Return the error that carries ``sentence`` (and the column, for a whole row) to the fault."""
    context = {"sentence": sentence, "column": column}
    return PydanticCustomError("cell", "{sentence}", context)


def read_id(value: object) -> str:
    """Return an id: one line of printable text that no spreadsheet runs as a formula."""
    text = unicodedata.normalize("NFC", str(value)).strip(" \u00a0")
    if not text:
        raise refuse("an id is empty; give it a letter or a digit")
    hidden = next((c for c in text if not c.isprintable()), None)
    if hidden is not None:
        raise refuse(f"{shown(text)} holds the invisible character U+{ord(hidden):04X}; remove it")
    if text.startswith(tuple(COMMANDING)):
        message = f"{shown(text)} starts with {text[0]!r}, which spreadsheets take for a formula"
        raise refuse(f"{message}; start it with a letter or a digit")
    return text


def read_exact_id(value: object) -> str:
    """Return an id that is written as it is kept: who judges a benchmark compares its bytes."""
    text, id_ = str(value), read_id(value)
    if text != text.strip():
        raise refuse(f"{shown(text)} has blanks at its ends; remove them")
    if text != id_:
        raise refuse(f"{shown(text)} is not in Unicode's composed form (NFC); write it so")
    return id_


def read_text(value: object) -> str:
    """Return text on one line."""
    text = " ".join(unicodedata.normalize("NFC", str(value)).split())
    hidden = next((c for c in text if unicodedata.category(c) == "Cc"), None)
    if hidden is not None:
        raise refuse(f"{shown(text)} holds the control character U+{ord(hidden):04X}; remove it")
    return text


def read_words(value: object) -> frozenset[str]:
    """Return the ids between semicolons."""
    return frozenset(read_id(word) for word in str(value).split(";") if word.strip())


def read_date(value: object) -> date:
    """Return an ISO date that exists."""
    if isinstance(value, date) and not isinstance(value, datetime):
        return _within(value)
    text = str(value).strip()
    match = DATE.fullmatch(text)
    if not match:
        raise refuse(f"{shown(text)} is not a date; write it as YYYY-MM-DD, such as 2026-08-03")
    year, month, day = map(int, match.groups())
    if not 1 <= month <= 12:
        raise refuse(f"{text} does not exist; months go from 01 to 12")
    if year not in YEARS:
        raise refuse(f"{text} is not between 1900 and 2199; is the year right?")
    last = monthrange(year, month)[1]
    if not 1 <= day <= last:
        raise refuse(f"{text} does not exist; {month_name[month]} {year} has {last} days")
    return date(year, month, day)


def _within(day: date) -> date:
    if day.year not in YEARS:
        raise refuse(f"{day} is not between 1900 and 2199; is the year right?")
    return day


def read_clock(value: object) -> int:
    """Return local minutes after midnight, 24:00 included."""
    text = str(value).strip()
    match = CLOCK.fullmatch(text)
    hour, minute = map(int, match.groups()) if match else (99, 99)
    total = hour * 60 + minute
    if minute > 59 or total > MIDNIGHT:
        raise refuse(f"{shown(text)} is not a time of day; write it as HH:MM, such as 07:00")
    return total


def read_start(value: object) -> int:
    """Return local minutes after midnight, 24:00 excluded."""
    minutes = read_clock(value)
    if minutes == MIDNIGHT:
        raise refuse("a shift cannot start at 24:00; write 00:00 and the next day")
    return minutes


def read_length(value: object) -> int:
    """Return minutes, more than none and at most four days."""
    text = str(value).strip()
    clock, parts = CLOCK.fullmatch(text), LENGTH.fullmatch(text)
    if clock and int(clock[2]) < 60:
        minutes = int(clock[1]) * 60 + int(clock[2])
    elif text and parts:
        minutes = int(parts[1] or 0) * 60 + int(parts[2] or 0)
    else:
        raise refuse(f"{shown(text)} is not a length; write it as 12h, 720m or 12:00")
    if not 0 < minutes <= LONGEST:
        raise refuse(f"{shown(text)} is not between 1m and 96h; split a longer duty by day")
    return minutes


def read_number(value: object) -> int:
    """Return a whole number from 0."""
    text = str(value).strip()
    if not NUMBER.fullmatch(text) or int(text) > 1_000_000:
        raise refuse(f"{shown(text)} is not a whole number from 0 to 1000000")
    return int(text)


def read_most(value: object) -> int:
    """Return a whole number, or ``NO_LIMIT`` for ``-``."""
    return NO_LIMIT if str(value).strip() == "-" else read_number(value)


def read_weight(value: object) -> int:
    """Return a whole number from 1."""
    number = read_number(value)
    if number == 0:
        raise refuse("the weight 0 would never be read; give at least 1 or drop the row")
    return number


def read_fte(value: object) -> int:
    """Return whole percent of full time, 1 to 100."""
    text = str(value).strip()
    match = FTE.fullmatch(text)
    share = float(match[1].replace(",", ".")) if match else 0.0
    percent = share if match and match[2] else share * 100
    if not 0 < percent <= 100 or abs(percent - round(percent)) > 1e-6:
        raise refuse(
            f"{shown(text)} is no share of full time; write 1.0, 0.5 or 80%, in whole percent"
        )
    return round(percent)


def read_grades(value: object) -> tuple[tuple[date, str], ...]:
    """Return dated grades, ``PGY-1; PGY-2@2026-07-01``: only the first may lack its date."""
    grades: list[tuple[date, str]] = []
    for piece in filter(None, map(str.strip, str(value).split(";"))):
        word, at, since = piece.partition("@")
        day = read_date(since) if at else date.min
        if grades and day <= grades[-1][0]:
            text = (
                f"{shown(piece)} needs a date after the grade before it, such as PGY-2@2026-07-01"
            )
            raise refuse(text)
        grades.append((day, read_id(word)))
    return tuple(grades)


def choice(*words: str) -> Callable[[object], str]:
    """Return the reader of a cell that holds one of ``words``."""

    def read(value: object) -> str:
        text = str(value).strip().casefold()
        if text not in words:
            near = get_close_matches(text, words, n=1)
            hint = f"did you mean {near[0]!r}?" if near else f"write one of: {', '.join(words)}"
            raise refuse(f"{shown(str(value).strip())} is not known here; {hint}")
        return text

    return read


def read_yes(value: object) -> bool:
    """Return whether the cell says yes."""
    text = str(value).strip().casefold()
    if text not in ("yes", "no", "true", "false", "1", "0"):
        raise refuse(f"{shown(text)} is neither yes nor no")
    return text in ("yes", "true", "1")


NO_LIMIT = 1 << 30

type Id = Annotated[str, PlainValidator(read_id)]
type Text = Annotated[str, PlainValidator(read_text)]
type Words = Annotated[frozenset[str], PlainValidator(read_words)]
type Day = Annotated[date, PlainValidator(read_date)]
type Start = Annotated[int, PlainValidator(read_start)]
type Clock = Annotated[int, PlainValidator(read_clock)]
type Length = Annotated[int, PlainValidator(read_length)]
type Number = Annotated[int, PlainValidator(read_number)]
type Most = Annotated[int, PlainValidator(read_most)]
type Weight = Annotated[int, PlainValidator(read_weight)]
type Share = Annotated[int, PlainValidator(read_fte)]
type Grades = Annotated[tuple[tuple[date, str], ...], PlainValidator(read_grades)]
type Yes = Annotated[bool, PlainValidator(read_yes)]
