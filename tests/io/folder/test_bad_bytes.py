"""Tables that are no tables: bytes, encodings, separators and cells too long."""

from collections.abc import Callable, Mapping

import pytest

type Files = Mapping[str, str | bytes | None]
type Tell = Callable[[Files], list[str]]

BYTES = [
    (
        "people.csv",
        "person,name\nA,Müller\n".encode("latin-1"),
        "people.csv, row 2: byte 15 (0xFC) is not UTF-8; save the file as UTF-8 (in Excel: 'CSV "
        "UTF-8')",
    ),
    (
        "people.csv",
        b"person,name\nA,a\0b\n",
        "people.csv, row 2: the file holds a NUL character; save it again as text",
    ),
    (
        "people.csv",
        b"\xff\xfep",
        "people.csv: byte 2 (0x70) is not UTF-16; save the file as UTF-8 (in Excel: 'CSV UTF-8')",
    ),
    ("people.csv", b"", "people.csv, row 1: the file has no header; its columns are "),
    (
        "people.csv",
        b"person,name\nA," + b"x" * 10_000_000 + b"\n",
        "people.csv, row 2: a cell is longer than 100000 characters; shorten it, or close its "
        "quote "
        "with a second one",
    ),
    (
        "people.csv",
        b"person,name\nA," + b"x" * 100_001 + b"\nB,\n",
        "people.csv, row 2, column name: the cell is longer than 100000 characters; shorten it",
    ),
    (
        "people.csv",
        b'person,name\nA,"x"y\n',
        "people.csv, row 2: there is text after a closing quote; write a quote inside a cell twice",
    ),
]


@pytest.mark.parametrize(("file", "content", "sentence"), BYTES)
def test_bytes_that_are_no_table(told: Tell, file: str, content: bytes, sentence: str) -> None:
    """Tests that a broken file is one sentence, and nothing is judged by what it would hold."""
    found = told({file: content})
    assert any(line.startswith(sentence) for line in found)
    assert not any("nobody has the id" in line for line in found)


def test_the_longest_cell_is_read(told: Tell) -> None:
    """Tests the edge of what a cell may hold."""
    assert told({"people.csv": "person,name\nA," + "x" * 100_000 + "\nB,\n"}) == []
