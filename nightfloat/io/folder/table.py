"""A table is CSV as Excel, LibreOffice or an editor write it; every bad row is told.

Comma, semicolon and tab are read as separators. A row without anything in it is no row.
"""

import csv
import io
from collections.abc import Callable, Hashable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import ClassVar

from pydantic import BaseModel, ValidationError

from nightfloat.domain.crosscheck import suggest
from nightfloat.io.faults import Faults, shown
from nightfloat.io.folder.complaint import complaint
from nightfloat.io.snapshot import decode

SEPARATORS = ",;\t"
LONGEST_CELL = 100_000


@dataclass(frozen=True, slots=True)
class Located[R]:
    """A row with the line of the file on which it starts."""

    row: R
    line: int


@dataclass(frozen=True)
class Table[R]:
    """The good rows of one file, and what is left of the others.

    Parameters
    ----------
    rows
        Good rows in order.
    refused
        Cells by column of the rows that had a fault.
    whole
        Whether every row was at least seen; False when the file itself is broken.
    """

    file: str
    rows: tuple[Located[R], ...] = ()
    refused: tuple[Mapping[str, str], ...] = field(default=())
    whole: bool = True

    @property
    def clean(self) -> bool:
        """Whether every row is good."""
        return self.whole and not self.refused

    def ids_refused(self, column: str) -> frozenset[str]:
        """Return what bad rows say in ``column``."""
        return frozenset(cells[column] for cells in self.refused if column in cells)

    def unique(
        self, key: Callable[[R], Hashable], name: Callable[[R], str], faults: Faults, column: str
    ) -> None:
        """Note every row whose key an earlier row has, naming both."""
        seen: dict[Hashable, int] = {}
        for located in self.rows:
            first = seen.setdefault(key(located.row), located.line)
            if first != located.line:
                text = f"{name(located.row)} is already in row {first}; keep one of the two"
                faults.add(text, self.file, located.line, column)


def read_table[R: BaseModel](
    file: str, data: bytes | None, model: type[R], faults: Faults
) -> Table[R]:
    """Return the table in ``data``; no data is an empty table."""
    if data is None:
        return Table[R](file)
    text = decode(data, file, faults)
    if text is None:
        return Table[R](file, whole=False)
    return _Reader(file, model, faults).read(text)


class _Reader[R: BaseModel]:
    """Reads one file; a fault in the header or in the quoting ends it, others do not."""

    LIMIT: ClassVar[int] = LONGEST_CELL

    def __init__(self, file: str, model: type[R], faults: Faults) -> None:
        self.file, self.model, self.faults = file, model, faults
        self.columns = tuple(model.model_fields)
        self.broken = False

    def read(self, text: str) -> Table[R]:
        lines = self._lines(text, self._separator(text))
        header = next(lines, None)
        if header is None:
            if not self.broken:
                self._fault(f"the file has no header; its columns are {','.join(self.columns)}", 1)
            return Table[R](self.file, whole=False)
        names = self._names(*header)
        if names is None:
            return Table[R](self.file, whole=False)
        good: list[Located[R]] = []
        refused: list[Mapping[str, str]] = []
        for line, cells in lines:
            by_column = dict(zip(names, cells, strict=False))
            row = self._row(line, cells, names)
            if row is None:
                refused.append({k: v.strip() for k, v in by_column.items()})
            else:
                good.append(Located(row, line))
        return Table(self.file, tuple(good), tuple(refused), not self.broken)

    def _separator(self, text: str) -> str:
        """Return the separator under which the first line holds the most known columns."""
        first = next(iter(text.lstrip("\r\n").splitlines()), "")[: self.LIMIT]

        def known(separator: str) -> int:
            names = (n.strip().strip('"').casefold() for n in first.split(separator))
            return sum(name in self.columns for name in names)

        return max(SEPARATORS, key=known)

    def _lines(self, text: str, separator: str) -> Iterator[tuple[int, list[str]]]:
        """Yield line number and cells of every row that is not blank."""
        reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True)
        line = 1
        while True:
            try:
                cells = next(reader, None)
            except csv.Error as error:
                self._fault(_quoting(str(error)), line)
                self.broken = True
                return
            if cells is None:
                return
            if any(cell.strip() for cell in cells):
                yield line, cells
            line = reader.line_num + 1

    def _names(self, line: int, cells: list[str]) -> list[str] | None:
        """Return the header's names, or None when rows cannot be read under it."""
        names = [cell.strip().casefold() for cell in _trimmed(cells)]
        unclear = False
        for name in dict.fromkeys(names):
            if name not in self.columns:
                known = suggest(name, self.columns)
                self._fault(f"there is no column {shown(name)}; {known}", line)
            elif names.count(name) > 1:
                self._fault("the column is there twice; keep one", line, name)
                unclear = True
        for name, info in self.model.model_fields.items():
            if info.is_required() and name not in names:
                self._fault(f"the column {name!r} is missing; add it", line, name)
                unclear = True
        return None if unclear else names

    def _row(self, line: int, cells: list[str], names: list[str]) -> R | None:
        cells = _trimmed(cells, len(names))
        if len(cells) != len(names):
            text = f"the row has {len(cells)} cells, the header {len(names)}"
            self._fault(f"{text}; quote a cell that holds the separator", line)
            return None
        named = ((n, c) for n, c in zip(names, cells, strict=True) if n in self.columns)
        given = {name: cell for name, cell in named if cell.strip()}
        long = [name for name, cell in given.items() if len(cell) > self.LIMIT]
        if long:
            self._fault(
                f"the cell is longer than {self.LIMIT} characters; shorten it", line, long[0]
            )
            return None
        try:
            return self.model.model_validate(given)
        except ValidationError as error:
            for one in error.errors(include_url=False):
                told = complaint(one)
                self._fault(told.sentence, line, told.key)
            return None

    def _fault(self, sentence: str, line: int, column: str | None = None) -> None:
        self.faults.add(sentence, self.file, line, column)


def _trimmed(cells: list[str], least: int = 0) -> list[str]:
    """Return the cells without blank ones at the end, but at least so many."""
    count = len(cells)
    while count > least and not cells[count - 1].strip():
        count -= 1
    return cells[:count]


def _quoting(message: str) -> str:
    if "limit" in message:
        return (
            f"a cell is longer than {LONGEST_CELL} characters; shorten it, or close its quote "
            "with a second one"
        )
    if "expected after" in message:
        return "there is text after a closing quote; write a quote inside a cell twice"
    return "a quote is never closed; close it with a second one"
