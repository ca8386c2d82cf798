"""The schedule as a grid of people by days in which no line is wider than the terminal.

Colour repeats what the text already says: without colour nothing is lost.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from rich.cells import cell_len
from rich.console import Console, ConsoleOptions, RenderResult
from rich.style import Style
from rich.text import Text

from nightfloat.domain.instance import Instance
from nightfloat.domain.schedule import Schedule
from nightfloat.domain.shifts import ShiftType
from nightfloat.io.exports.bands import Layout, lay_out
from nightfloat.io.exports.codes import codes, colours
from nightfloat.io.exports.matrix import Cell, Day, Matrix, Row, matrix
from nightfloat.io.exports.text import visible

BOLD, DIM, RED = Style(bold=True), Style(dim=True), Style(bold=True, color="red")
MARKS = (". free", "// leave", "/ part-day leave", "== weekend", "** holiday")
GUTTER = "   "


@dataclass(frozen=True, slots=True)
class Grid:
    """Days in bands, people by group, one coloured cell each; the legend of codes comes last."""

    title: str
    matrix: Matrix
    types: tuple[ShiftType, ...]
    codes: Mapping[str, str]
    styles: Mapping[str, Style]

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        """Yield line by line, each within the width."""
        del console
        width, rows = options.max_width, self.matrix.rows
        columns = [self._column(index) for index in range(len(self.matrix.days))]
        layout = lay_out(rows, columns, width)
        for line in self._lines(columns, layout):
            line.no_wrap, line.overflow = True, "crop"
            yield line
        yield Text("Legend", BOLD)
        yield from flow(self._entries(), width)
        yield from flow((Text(f"{short} = {visible(id_)}") for short, id_ in layout.elided), width)

    def _lines(self, columns: Sequence[int], layout: Layout) -> Iterator[Text]:
        yield Text(self.title, BOLD)
        for band in layout.bands:
            yield Text()
            yield from self._band([*band], columns, layout)
        yield Text()

    def _column(self, index: int) -> int:
        """Return the width of a day: that of its widest cell, and of two figures."""
        cells = (row.cells[index].text(self.codes) for row in self.matrix.rows)
        return max([2, *(cell_len(text) for text in cells)])

    def _band(self, band: Sequence[int], columns: Sequence[int], layout: Layout) -> Iterator[Text]:
        days, widths = [self.matrix.days[i] for i in band], [columns[i] for i in band]
        yield from _header(days, widths, layout.label_width)
        for title, rows in self.matrix.groups:
            if title:
                yield Text(visible(title), BOLD)
            for row in rows:
                label = layout.labels[row.person.id]
                yield self._row(row, label, band, columns, layout.label_width)

    def _row(
        self, row: Row, label: str, band: Sequence[int], columns: Sequence[int], label_width: int
    ) -> Text:
        line = Text(_padded(label, label_width))
        for index in band:
            cell = row.cells[index]
            line.append(" ")
            line.append(_padded(cell.text(self.codes), columns[index]), self._style(cell))
        return line

    def _style(self, cell: Cell) -> Style:
        return self.styles[cell.shifts[0]] if cell.shifts else DIM

    def _entries(self) -> Iterator[Text]:
        for kind in self.types:
            code = self.codes[kind.id]
            id_ = "" if code == kind.id else f" {visible(kind.id)}"
            yield Text.assemble((code, self.styles[kind.id]), f"{id_} {_hours(kind)}")
        yield from (Text(mark, DIM) for mark in MARKS)


def grid(instance: Instance, schedule: Schedule) -> Grid:
    """Return the grid of the horizon; printing it needs no more than the width."""
    shown = matrix(instance, schedule)
    ids = [kind.id for kind in instance.shift_types]
    days = instance.calendar.horizon
    title = (
        f"{visible(instance.name)}: {days.first} to {days.last}, "
        f"{len(instance.people)} people, {len(schedule)} assignments"
    )
    styles = {id_: Style(color="#000000", bgcolor=c) for id_, c in colours(ids).items()}
    types = tuple(instance.shift_type[id_] for id_ in shown.used)
    return Grid(title, shown, types, codes(ids), styles)


def flow(entries: Iterable[Text], width: int) -> Iterator[Text]:
    """Yield lines of whole entries; one that is wider than a line is folded."""
    line = Text()
    for entry in entries:
        if line and line.cell_len + len(GUTTER) + entry.cell_len > width:
            yield line
            line = Text()
        line = entry.copy() if not line else line.append(GUTTER).append_text(entry)
    if line:
        yield line


def _header(days: Sequence[Day], widths: Sequence[int], label_width: int) -> Iterator[Text]:
    """Yield dates, weekdays, day numbers, and a rule that marks weekends and holidays."""
    yield Text(f"{days[0].date} to {days[-1].date}", BOLD)
    yield _line([day.weekday for day in days], days, widths, label_width)
    yield _line([f"{day.date.day:>2}" for day in days], days, widths, label_width)
    rules = [_rule(day) * width for day, width in zip(days, widths, strict=True)]
    yield _line(rules, days, widths, label_width)


def _line(
    words: Sequence[str], days: Sequence[Day], widths: Sequence[int], label_width: int
) -> Text:
    line = Text(" " * label_width)
    for word, day, width in zip(words, days, widths, strict=True):
        style = RED if day.holiday else BOLD if day.weekend else DIM
        line.append(" ").append(_padded(word, width), style)
    return line


def _rule(day: Day) -> str:
    return "*" if day.holiday else "=" if day.weekend else "-"


def _padded(text: str, width: int) -> str:
    return text + " " * (width - cell_len(text))


def _hours(kind: ShiftType) -> str:
    """Return local start and end, or the length of what goes round the clock."""
    if kind.minutes >= 1440:
        return f"{_clock(kind.start)}+{kind.minutes / 60:g}h"
    return f"{_clock(kind.start)}-{_clock(kind.start + kind.minutes)}"


def _clock(minute: int) -> str:
    return f"{minute // 60 % 24:02}:{minute % 60:02}"
