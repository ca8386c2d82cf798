"""One sheet at a time: the grid, the legend, and tables."""

from collections.abc import Iterable, Mapping, Sequence

from rich.cells import cell_len

from nightfloat.domain.instance import Instance
from nightfloat.domain.schedule import Schedule
from nightfloat.io.exports.book import Book, Ink, Look, Page
from nightfloat.io.exports.codes import codes, colours
from nightfloat.io.exports.matrix import Cell, Day, matrix

WIDEST = 60
TOP, LEFT = 3, 2
GREY, SHADE, HOLIDAY = "#bfbfbf", "#f2f2f2", "#f8d7da"

HEAD: Look = {"bold": True, "bottom": 1}


def schedule_sheet(book: Book, ink: Ink, instance: Instance, schedule: Schedule) -> None:
    """Write people by days in the colours of their shifts; weekends and leave are shaded."""
    page, shown = book.add_worksheet("Schedule"), matrix(instance, schedule)
    ids = [kind.id for kind in instance.shift_types]
    short, colour = codes(ids), colours(ids)
    _head(page, ink, instance.name, shown.days)
    at = TOP
    for title, rows in shown.groups:
        if title:
            ink.write(page, at, 0, title, {"bold": True})
            at += 1
        for row in rows:
            ink.write(page, at, 0, row.person.id)
            ink.write(page, at, 1, row.person.name)
            for col, (day, cell) in enumerate(zip(shown.days, row.cells, strict=True), start=LEFT):
                text = cell.text(short) if cell.shifts or cell.away or cell.partly_away else ""
                ink.write(page, at, col, text, _look(cell, day, colour))
            at += 1
    _set_up(page, [row.person.id for row in shown.rows], [row.person.name for row in shown.rows])
    texts = (cell.text(short) for row in shown.rows for cell in row.cells)
    widest = max((cell_len(text) for text in texts), default=0)
    page.set_column(LEFT, LEFT + max(0, len(shown.days) - 1), max(6, widest + 1))


def _head(page: Page, ink: Ink, name: str, days: Iterable[Day]) -> None:
    ink.write(page, 0, 0, name, {"bold": True})
    ink.write(page, 2, 0, "person", HEAD)
    ink.write(page, 2, 1, "name", HEAD)
    for col, day in enumerate(days, start=LEFT):
        shade = {"bg_color": _shade(day)} if _shade(day) else {}
        ink.write(page, 1, col, day.weekday, {"bold": True, "align": "center", **shade})
        short = {"num_format": "d mmm", "align": "center"}
        ink.write(page, 2, col, day.date, {**HEAD, **short, **shade})


def _set_up(page: Page, ids: Sequence[str], names: Sequence[str]) -> None:
    page.set_column(0, 0, _width(["person", *ids]))
    page.set_column(1, 1, _width(["name", *names]))
    page.freeze_panes(TOP, LEFT)
    page.set_landscape()
    page.fit_to_pages(1, 0)
    page.repeat_rows(0, TOP - 1)


def _look(cell: Cell, day: Day, colour: Mapping[str, str]) -> Look:
    look = {"align": "center"}
    if cell.shifts:
        return {**look, "bg_color": colour[cell.shifts[0]], "border": 1, "border_color": GREY}
    back = GREY if cell.away else _shade(day)
    return {**look, "bg_color": back} if back else look


def _shade(day: Day) -> str:
    return HOLIDAY if day.holiday else SHADE if day.weekend else ""


def legend_sheet(book: Book, ink: Ink, instance: Instance) -> None:
    """Write every code in its colour with what it stands for, then the marks."""
    page = book.add_worksheet("Legend")
    ids = [kind.id for kind in instance.shift_types]
    short, colour = codes(ids), colours(ids)
    names = ("code", "shift", "start", "minutes", "kind", "tags")
    rows: list[tuple[object, ...]] = [
        (short[t.id], t.id, f"{t.start // 60:02}:{t.start % 60:02}", t.minutes, t.kind.value,
         ", ".join(sorted(t.tags)))
        for t in instance.shift_types
    ]  # fmt: skip
    _grid(page, ink, names, rows)
    for at, id_ in enumerate(ids, start=1):
        ink.write(page, at, 0, short[id_], {"bg_color": colour[id_], "align": "center"})
    marks = (("//", "leave", GREY), ("/", "leave for part of the day", ""),
             ("", "weekend", SHADE), ("", "holiday", HOLIDAY))  # fmt: skip
    for at, (mark, words, back) in enumerate(marks, start=len(ids) + 2):
        ink.write(page, at, 0, mark, {"align": "center", **({"bg_color": back} if back else {})})
        ink.write(page, at, 1, words)


def table_sheet(
    book: Book,
    ink: Ink,
    title: str,
    columns: Sequence[str],
    rows: Sequence[Sequence[object]],
    said: str,
) -> None:
    """Write a table with a frozen header that filters; ``said`` stands where there are no rows."""
    page = book.add_worksheet(title)
    _grid(page, ink, columns, rows)
    if said and not rows:
        ink.write(page, 1, 0, said)
    if rows:
        page.autofilter(0, 0, len(rows), len(columns) - 1)


def _grid(page: Page, ink: Ink, columns: Sequence[str], rows: Sequence[Sequence[object]]) -> None:
    for col, name in enumerate(columns):
        ink.write(page, 0, col, name, HEAD)
        page.set_column(col, col, _width([name, *(str(row[col]) for row in rows)]))
    for at, row in enumerate(rows, start=1):
        for col, value in enumerate(row):
            ink.write(page, at, col, value)
    page.freeze_panes(1, 0)


def _width(texts: Iterable[str]) -> float:
    return min(WIDEST, max(map(cell_len, texts)) + 2)
