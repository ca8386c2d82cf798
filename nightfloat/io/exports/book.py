"""A workbook through the few calls that are used, in which text is never anything but text."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time
from io import BytesIO
from types import MappingProxyType
from typing import Protocol, cast

import xlsxwriter  # pyright: ignore[reportMissingTypeStubs]

from nightfloat.io.exports.text import visible

LONGEST = 32_767
INERT = {
    "in_memory": True,
    "strings_to_formulas": False,
    "strings_to_urls": False,
    "strings_to_numbers": False,
}

type Look = Mapping[str, object]

PLAIN: Look = MappingProxyType({})


class Format(Protocol):
    """How a cell looks."""


class Page(Protocol):
    """A sheet; rows and columns count from 0."""

    def write_string(self, row: int, col: int, string: str, cell_format: Format) -> int:
        """Write text."""
        ...

    def write_rich_string(self, row: int, col: int, *fragments: str | Format) -> int:
        """Write pieces of text, each after its look if it has one; the last look is the cell's."""
        ...

    def write_number(self, row: int, col: int, number: float, cell_format: Format) -> int:
        """Write a number."""
        ...

    def write_datetime(self, row: int, col: int, date: datetime, cell_format: Format) -> int:
        """Write a date."""
        ...

    def write_blank(self, row: int, col: int, blank: None, cell_format: Format) -> int:
        """Write nothing, with a look."""
        ...

    def set_column(self, first_col: int, last_col: int, width: float) -> int:
        """Set the width of columns, both inside."""
        ...

    def freeze_panes(self, row: int, col: int) -> None:
        """Keep the rows above and the columns before in sight."""
        ...

    def autofilter(self, first_row: int, first_col: int, last_row: int, last_col: int) -> object:
        """Let the header filter."""
        ...

    def set_landscape(self) -> None:
        """Print on wide paper."""
        ...

    def fit_to_pages(self, width: int, height: int) -> None:
        """Print on so many pages; 0 is as many as it takes."""
        ...

    def repeat_rows(self, first_row: int, last_row: int) -> None:
        """Print these rows on every page."""
        ...


class Book(Protocol):
    """A workbook that is being written."""

    def add_worksheet(self, name: str) -> Page:
        """Add a sheet."""
        ...

    def add_format(self, properties: dict[str, object]) -> Format:
        """Add a format."""
        ...

    def set_properties(self, properties: dict[str, object]) -> None:
        """Set what the file says of itself."""
        ...

    def close(self) -> None:
        """Write the file."""
        ...


def open_book(stream: BytesIO, title: str, created: date) -> Book:
    """Return an empty workbook whose bytes depend on nothing but what is written into it."""
    book = cast("Book", xlsxwriter.Workbook(stream, INERT))
    book.set_properties({"title": visible(title), "created": datetime.combine(created, time())})
    return book


@dataclass(frozen=True, slots=True)
class Ink:
    """Formats of one workbook, each made once."""

    book: Book
    made: dict[tuple[tuple[str, object], ...], Format] = field(
        default_factory=dict[tuple[tuple[str, object], ...], Format]
    )

    def of(self, look: Look) -> Format:
        """Return the format with these properties."""
        key = tuple(sorted(look.items()))
        if key not in self.made:
            self.made[key] = self.book.add_format(dict(look))
        return self.made[key]

    def write(self, page: Page, row: int, col: int, value: object, look: Look = PLAIN) -> None:
        """Write a value as what it is."""
        match value:
            case None | "":
                page.write_blank(row, col, None, self.of(look))
            case int() | float():
                page.write_number(row, col, value, self.of(look))
            case date():
                dated = {"num_format": "yyyy-mm-dd", "align": "left", **look}
                moment = datetime.combine(value, time())
                page.write_datetime(row, col, moment, self.of(dated))
            case _:
                self._write_text(page, row, col, visible(str(value))[:LONGEST], self.of(look))

    @staticmethod
    def _write_text(page: Page, row: int, col: int, text: str, look: Format) -> None:
        if text.startswith("<r>") and text.endswith("</r>"):
            # xlsxwriter takes such a string for XML, but none that it put together itself
            page.write_rich_string(row, col, text[:1], look, text[1:], look)
        else:
            page.write_string(row, col, text, look)
