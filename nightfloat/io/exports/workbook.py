"""The workbook: the grid as people by days, a legend, and a sheet per table, as inert text.

Whatever a cell says, a spreadsheet never runs it; the same schedule gives the same bytes.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, fields
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING

from nightfloat.constraints.base import Constraint
from nightfloat.domain.certificate import Certificate
from nightfloat.domain.instance import Instance
from nightfloat.domain.schedule import Schedule
from nightfloat.domain.violation import Violation
from nightfloat.io.exports.book import Ink, open_book
from nightfloat.io.exports.rows.contingency import ContingencyRow, contingency_rows
from nightfloat.io.exports.rows.coverage import CoverageRow, coverage_rows
from nightfloat.io.exports.rows.fairness import FairnessRow, fairness_rows
from nightfloat.io.exports.rows.hours import HoursRow, hours_rows
from nightfloat.io.exports.rows.requests import RequestRow, request_rows
from nightfloat.io.exports.rows.violations import ViolationRow, violation_rows
from nightfloat.io.exports.sheets import legend_sheet, schedule_sheet, table_sheet
from nightfloat.io.schedule_file import write_atomically

if TYPE_CHECKING:
    from _typeshed import DataclassInstance


@dataclass(frozen=True, slots=True)
class Sheet:
    """One table: the fields of ``kind`` are its columns."""

    title: str
    kind: "type[DataclassInstance]"
    rows: "Sequence[DataclassInstance]"
    said: str = ""

    @property
    def columns(self) -> tuple[str, ...]:
        """Column names in order."""
        return tuple(field.name for field in fields(self.kind))

    @property
    def values(self) -> list[tuple[object, ...]]:
        """The cells, row by row."""
        return [tuple(getattr(row, name) for name in self.columns) for row in self.rows]


def write_workbook(
    path: str | Path,
    instance: Instance,
    schedule: Schedule,
    violations: Iterable[Violation],
    certificate: Certificate | None,
    constraints: Iterable[Constraint],
) -> None:
    """Write the workbook so that at every moment the file is the old one or the new one, whole.

    Raises
    ------
    InputError
        If the place cannot be written to.
    """
    data = workbook_bytes(instance, schedule, violations, certificate, constraints)
    write_atomically(path, data)


def workbook_bytes(
    instance: Instance,
    schedule: Schedule,
    violations: Iterable[Violation],
    certificate: Certificate | None,
    constraints: Iterable[Constraint],
) -> bytes:
    """Return the bytes of the workbook."""
    stream = BytesIO()
    book = open_book(stream, instance.name, instance.calendar.horizon.first)
    ink = Ink(book)
    schedule_sheet(book, ink, instance, schedule)
    legend_sheet(book, ink, instance)
    for sheet in _sheets(instance, schedule, violations, certificate, constraints):
        table_sheet(book, ink, sheet.title, sheet.columns, sheet.values, sheet.said)
    book.close()
    return stream.getvalue()


def _sheets(
    instance: Instance,
    schedule: Schedule,
    violations: Iterable[Violation],
    certificate: Certificate | None,
    constraints: Iterable[Constraint],
) -> tuple[Sheet, ...]:
    counts = () if certificate is None else contingency_rows(certificate)
    said = "not analysed" if certificate is None else ""
    return (
        Sheet("Coverage", CoverageRow, coverage_rows(instance, schedule)),
        Sheet("Hours", HoursRow, hours_rows(instance, schedule)),
        Sheet("Fairness", FairnessRow, fairness_rows(instance, schedule, constraints)),
        Sheet("Contingency", ContingencyRow, counts, said),
        Sheet("Violations", ViolationRow, violation_rows(violations)),
        Sheet("Requests", RequestRow, request_rows(instance, schedule)),
    )
