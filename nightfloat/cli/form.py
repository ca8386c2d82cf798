"""A schedule in the form asked for: on the terminal, as a file, or as JSON."""

import os
from collections.abc import Iterator
from pathlib import Path

from nightfloat.cli.options import Format
from nightfloat.cli.output import Output
from nightfloat.config import sqlite_file
from nightfloat.constraints.program import Program
from nightfloat.domain.certificate import Certificate
from nightfloat.domain.schedule import Schedule
from nightfloat.engine.audit import audit
from nightfloat.engine.report import Json, contingency_report
from nightfloat.errors import InputError
from nightfloat.io.curtois import require_grid
from nightfloat.io.exports.plain import render_bytes
from nightfloat.io.exports.report import show
from nightfloat.io.faults import shown
from nightfloat.io.inrc2_folder import require_solution_folder, write_inrc2_solution
from nightfloat.io.inrc2_solution import require_inrc2
from nightfloat.io.places import is_writable
from nightfloat.io.read import source_files
from nightfloat.io.schedule_file import open_stream, write_atomically

STANDARD_OUTPUT = 1
# what SQLite keeps beside its file
BESIDE = ("", "-journal", "-wal", "-shm")


def write_form(
    output: Output,
    out: Path | None,
    form: Format | None,
    program: Program,
    schedule: Schedule,
    certificate: Certificate | None,
) -> int:
    """Write the schedule to ``out``, or to standard output, and return the exit code.

    The form follows the file's ending.
    """
    chosen = form or _by_ending(out)
    if chosen is Format.INRC2:
        _write_folder(out, program, schedule)
        return 0
    found = audit(program, schedule).violations if chosen is Format.XLSX else ()
    content = render_bytes(
        chosen.value, program.instance, schedule, found, certificate, program.constraints
    )
    if out is None:
        return output.raw(content)
    write_atomically(out, content)
    return 0


def require_place(out: Path | None, form: Format | None) -> None:
    """Refuse, before anything is solved, a place that no file can be written to.

    Raises
    ------
    InputError
        If there is none, or a form without a file.
    """
    if out is None:
        if form is not None:
            raise InputError("--format is the form of a file; name the file with --out")
        return
    if form is Format.INRC2:
        require_solution_folder(out)
        return
    if not is_writable(out):
        sentence = f"{shown(str(out))} cannot be written; name a file in a folder that exists"
        raise InputError(sentence)


def require_one_object(output: Output, *places: Path | None) -> None:
    """Refuse, before anything is solved, a file in the place of the one JSON object.

    Raises
    ------
    InputError
        If it is to be there.
    """
    for place in filter(None, places):
        if output.json and open_stream(place) == STANDARD_OUTPUT:
            sentence = f"--json leaves {shown(str(place))} no room for anything else"
            raise InputError(f"{sentence}; name another file")


def require_form(form: Format | None, program: Program) -> None:
    """Refuse, before anything is solved, a form that no schedule of the program has.

    Raises
    ------
    InputError
        If it is such a form.
    """
    if form is Format.INRC2:
        require_inrc2(program.instance)
    if form is Format.CURTOIS:
        require_grid(program.instance)


def require_apart(program: Program, store: str, *places: Path | None) -> None:
    """Refuse, before anything is solved, to write over the input, the store, or each other.

    Parameters
    ----------
    store
        Its URL.

    Raises
    ------
    InputError
        If a place is taken.
    """
    taken = dict(_taken(program, store))
    for place in filter(None, places):
        real = os.path.realpath(place)
        if real in taken:
            sentence = f"{shown(str(place))} is {taken[real]}; name another file"
            raise InputError(sentence)
        taken[real] = "what --out is written to"


def _taken(program: Program, store: str) -> Iterator[tuple[str, str]]:
    for file in source_files(program.source):
        yield os.path.realpath(file), "read as part of the program"
    path = sqlite_file(store)
    for ending in BESIDE if path else ():
        yield os.path.realpath(path + ending), "the store"


def _write_folder(out: Path | None, program: Program, schedule: Schedule) -> None:
    if out is None:
        raise InputError("--format inrc2 makes a folder; name it with --out")
    write_inrc2_solution(out, program.instance, schedule)


def _by_ending(out: Path | None) -> Format:
    return Format.XLSX if out is not None and out.suffix.lower() == ".xlsx" else Format.CSV


def show_schedule(
    output: Output, program: Program, schedule: Schedule, certificate: Certificate | None
) -> int:
    """Print the grid of people by days and the tables."""
    report: dict[str, Json] = {
        "program": program.instance.name,
        "assignments": [[a.person, a.shift, str(a.day)] for a in schedule],
        "contingency": contingency_report(certificate),
        "schedule_sha256": schedule.sha256,
    }
    pages = show(program.instance, schedule, program.constraints, certificate)
    return output.result(report, pages)
