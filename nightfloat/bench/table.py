"""The rows of a suite as a table for people."""

from collections.abc import Iterable

from rich.table import Table
from rich.text import Text

from nightfloat.bench.row import Row
from nightfloat.bench.summary import Summary

NUMBERS = ("cost", "bound", "gap", "best known", "to best", "seconds", "peak MB")
COLUMNS = ("instance", "status", *NUMBERS, "audit")


def rows_table(rows: Iterable[Row]) -> Table:
    """Return a table with a line per row, cells being text and never markup."""
    table = Table(box=None, pad_edge=False)
    for column in COLUMNS:
        table.add_column(column, justify="right" if column in NUMBERS else "left", no_wrap=True)
    for row in rows:
        table.add_row(*map(Text, _cells(row)))
    return table


def _cells(row: Row) -> tuple[str, ...]:
    return (
        row.instance,
        f"{row.status}, {row.ended}" if row.ended == "cut short" else row.status,
        _number(row.cost),
        _number(row.bound),
        _share(row.gap),
        _number(row.best_known),
        _share(row.gap_to_best),
        f"{row.seconds:.1f}",
        str(row.peak_mb),
        row.audit,
    )


def _number(value: int | None) -> str:
    return "-" if value is None else str(value)


def _share(value: float | None) -> str:
    return "-" if value is None else f"{value:.2%}"


def summary_line(summary: Summary) -> Text:
    """Return the sums in one line."""
    said = f"{summary.rows} instances, {summary.scheduled} with a schedule, {summary.proved} proved"
    if summary.mean_gap_to_best is not None:
        said += (
            f"; of {summary.compared} with a best known cost {summary.equal} reach it, "
            f"mean gap {summary.mean_gap_to_best:.2%}"
        )
    return Text(said)
