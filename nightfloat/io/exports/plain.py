"""A schedule as bytes in the form asked for; the same input gives the same bytes."""

from collections.abc import Iterable
from io import StringIO
from typing import TYPE_CHECKING, Literal

from rich.console import Console, RenderableType

from nightfloat.constraints.base import Constraint
from nightfloat.domain.certificate import Certificate
from nightfloat.domain.instance import Instance
from nightfloat.domain.schedule import Schedule
from nightfloat.domain.violation import Violation
from nightfloat.errors import InputError
from nightfloat.io.curtois import curtois_grid
from nightfloat.io.exports.grid import grid
from nightfloat.io.exports.text import COMMANDING

if TYPE_CHECKING:
    import polars as pl

type Format = Literal["csv", "grid", "curtois", "xlsx"]

WIDTH = 120


def render_bytes(
    form: Format,
    instance: Instance,
    schedule: Schedule,
    violations: Iterable[Violation] = (),
    certificate: Certificate | None = None,
    constraints: Iterable[Constraint] = (),
    width: int = WIDTH,
) -> bytes:
    """Return the schedule as canonical CSV, plain grid, benchmark grid or workbook.

    Raises
    ------
    InputError
        If the form has no place for what the schedule holds.
    """
    match form:
        case "csv":
            return schedule.csv.encode()
        case "grid":
            return plain_text(grid(instance, schedule), width).encode()
        case "curtois":
            return _curtois(instance, schedule)
        case "xlsx":
            from nightfloat.io.exports.workbook import workbook_bytes

            return workbook_bytes(instance, schedule, violations, certificate, constraints)


def _curtois(instance: Instance, schedule: Schedule) -> bytes:
    try:
        return curtois_grid(instance, schedule).encode()
    except ValueError as error:
        message = f"{error}; ask for csv or xlsx"
        raise InputError(message) from error


def plain_text(shown: RenderableType, width: int = WIDTH) -> str:
    """Return what ``shown`` prints, without colours, no line wider than ``width``."""
    stream = StringIO()
    console = Console(
        file=stream, width=width, color_system=None, force_terminal=False, no_color=True,
        highlight=False, legacy_windows=False,
    )  # fmt: skip
    console.print(shown)
    return "".join(line.rstrip() + "\n" for line in stream.getvalue().splitlines())


def table_csv(table: "pl.DataFrame") -> bytes:
    """Return the table as CSV in which no text can start a formula: such text gets a ``'``."""
    import polars as pl
    import polars.selectors as cs

    starts = cs.string().str.slice(0, 1).is_in(list(COMMANDING))
    guarded = pl.when(starts).then(pl.lit("'") + cs.string()).otherwise(cs.string())
    return table.with_columns(guarded.name.keep()).write_csv().encode()
