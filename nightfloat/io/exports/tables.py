"""Every table as a polars frame: stable column names and types, rows in a fixed order."""

from collections.abc import Iterable, Sequence
from dataclasses import astuple, fields
from datetime import date
from typing import TYPE_CHECKING, Literal, TypeAliasType, get_origin, get_type_hints

import polars as pl

from nightfloat.constraints.base import Constraint
from nightfloat.domain.certificate import Certificate
from nightfloat.domain.instance import Instance
from nightfloat.domain.schedule import Schedule
from nightfloat.domain.violation import Violation
from nightfloat.io.exports.rows.contingency import ContingencyRow, contingency_rows
from nightfloat.io.exports.rows.coverage import CoverageRow, coverage_rows
from nightfloat.io.exports.rows.fairness import FairnessRow, fairness_rows
from nightfloat.io.exports.rows.hours import HoursRow, hours_rows
from nightfloat.io.exports.rows.requests import RequestRow, request_rows
from nightfloat.io.exports.rows.violations import ViolationRow, violation_rows

if TYPE_CHECKING:
    from _typeshed import DataclassInstance

TYPES: dict[object, type[pl.DataType]] = {
    str: pl.String,
    int: pl.Int64,
    int | None: pl.Int64,
    float: pl.Float64,
    float | None: pl.Float64,
    date: pl.Date,
    date | None: pl.Date,
}


def coverage(instance: Instance, schedule: Schedule) -> pl.DataFrame:
    """Return what each cover row asked for and got (``CoverageRow``)."""
    return frame(CoverageRow, coverage_rows(instance, schedule))


def hours(instance: Instance, schedule: Schedule) -> pl.DataFrame:
    """Return what each person works (``HoursRow``)."""
    return frame(HoursRow, hours_rows(instance, schedule))


def fairness(
    instance: Instance, schedule: Schedule, constraints: Iterable[Constraint]
) -> pl.DataFrame:
    """Return each person's share of each load (``FairnessRow``)."""
    return frame(FairnessRow, fairness_rows(instance, schedule, constraints))


def contingency(certificate: Certificate) -> pl.DataFrame:
    """Return the certificate in counts (``ContingencyRow``)."""
    return frame(ContingencyRow, contingency_rows(certificate))


def violations(found: Iterable[Violation]) -> pl.DataFrame:
    """Return what the audit found (``ViolationRow``)."""
    return frame(ViolationRow, violation_rows(found))


def requests(instance: Instance, schedule: Schedule) -> pl.DataFrame:
    """Return each person's wishes (``RequestRow``)."""
    return frame(RequestRow, request_rows(instance, schedule))


def frame(kind: "type[DataclassInstance]", rows: "Sequence[DataclassInstance]") -> pl.DataFrame:
    """Return the rows as a frame whose columns are the fields of ``kind``, also when empty."""
    hints = get_type_hints(kind)
    schema = {field.name: _type(hints[field.name]) for field in fields(kind)}
    return pl.DataFrame([astuple(row) for row in rows], schema=schema, orient="row")


def _type(hint: object) -> type[pl.DataType]:
    """Return the type of a column; one of several words is text."""
    meant: object = hint.__value__ if isinstance(hint, TypeAliasType) else hint
    return pl.String if get_origin(meant) is Literal else TYPES[meant]
