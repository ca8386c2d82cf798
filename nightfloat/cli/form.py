"""A schedule in the form asked for: on the terminal, as a file, or as JSON."""

import os
import sys
from pathlib import Path

from nightfloat.cli.options import Format
from nightfloat.cli.output import Output
from nightfloat.constraints.program import Program
from nightfloat.domain.certificate import Certificate
from nightfloat.domain.schedule import Schedule
from nightfloat.engine.audit import audit
from nightfloat.engine.report import Json, contingency_report
from nightfloat.errors import InputError
from nightfloat.io.exports.plain import render_bytes
from nightfloat.io.exports.report import show
from nightfloat.io.faults import shown
from nightfloat.io.inrc2_folder import require_solution_folder, write_inrc2_solution
from nightfloat.io.schedule_file import is_replaced, write_atomically


def write_form(
    out: Path | None,
    form: Format | None,
    program: Program,
    schedule: Schedule,
    certificate: Certificate | None,
) -> None:
    """Write the schedule to ``out``, or to standard output; the form follows the file's ending."""
    chosen = form or _by_ending(out)
    if chosen is Format.INRC2:
        _write_folder(out, program, schedule)
        return
    found = audit(program, schedule).violations if chosen is Format.XLSX else ()
    content = render_bytes(
        chosen.value, program.instance, schedule, found, certificate, program.constraints
    )
    if out is not None:
        write_atomically(out, content)
    else:
        sys.stdout.buffer.write(content)


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
    if not _is_writable(out):
        sentence = f"{shown(str(out))} cannot be written; name a file in a folder that exists"
        raise InputError(sentence)


def _is_writable(out: Path) -> bool:
    if not is_replaced(out):
        return not out.is_dir() and os.access(out, os.W_OK)
    folder = Path(os.path.realpath(out)).parent
    return folder.is_dir() and os.access(folder, os.W_OK)


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
    output.result(report, pages)
    return 0
