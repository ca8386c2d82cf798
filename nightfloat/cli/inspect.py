"""Commands that look: audit, contingency, constraints, show."""

import os
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from nightfloat.cli import options as o
from nightfloat.cli.output import Output

if TYPE_CHECKING:
    from nightfloat.constraints.program import Program
    from nightfloat.domain.certificate import Certificate
    from nightfloat.domain.schedule import Schedule

MOST_DIGITS = 18


def audit(source: o.Source, schedule: o.ScheduleFile, json: o.Json = False) -> int:
    """Judge any schedule, also one made by hand; exit 5 when a requirement does not hold.

    Example: nightfloat audit my-program schedule.csv
    """
    from nightfloat.cli.render import render_audit
    from nightfloat.engine.audit import audit as judge
    from nightfloat.io.read import read
    from nightfloat.io.schedule_file import read_schedule

    program = read(source)
    worked = read_schedule(schedule, program.instance)
    return render_audit(Output(json), judge(program, worked), worked)


def contingency(
    source: o.Source,
    schedule: o.ScheduleFile,
    require: o.Require = None,
    events: Annotated[bool, typer.Option("--events", help="List every event.")] = False,
    seconds: Annotated[float, typer.Option(help="Budget for the analysis.")] = 60.0,
    json: o.Json = False,
) -> int:
    """Say for every absence of one person whether the schedule recovers, with witness or reason.

    Example: nightfloat contingency my-program schedule.csv --require n-1
    """
    from nightfloat.cli.render import render_contingency
    from nightfloat.config import positive
    from nightfloat.engine.contingency.certify import certify
    from nightfloat.io.read import read
    from nightfloat.io.schedule_file import read_schedule

    positive("budget", seconds)
    program = read(source)
    worked = read_schedule(schedule, program.instance)
    policy = program.contingency
    found = certify(program, worked, k=policy.k, cover=policy.cover, seconds=seconds)
    required = policy.require if require is None else require.value
    return render_contingency(Output(json), found, events=events, require=required)


def constraints(
    kind: Annotated[str | None, typer.Argument(help="One kind in full.")] = None,
    json: o.Json = False,
) -> int:
    """List the constraint kinds: what each asks for, its parameters, source and cases.

    Example: nightfloat constraints min_rest
    """
    from nightfloat.cli.catalogue import entries, shown
    from nightfloat.constraints.registry import registry
    from nightfloat.errors import InputError

    kinds = registry()
    if kind is not None and kind not in kinds:
        sentence = f"there is no constraint kind {kind!r}; see `nightfloat constraints`"
        raise InputError(sentence)
    chosen = kinds if kind is None else {kind: kinds[kind]}
    tables = shown(chosen, full=kind is not None)
    return Output(json).result({"constraints": entries(chosen)}, *tables)


def show(
    source: Annotated[str, typer.Argument(help="A program, or else the number of a run.")],
    schedule: Annotated[
        Path | None, typer.Argument(help="A schedule file; default: what is committed.")
    ] = None,
    db: o.Database = None,
    format: o.FormatOption = None,
    out: o.Out = None,
    json: o.Json = False,
) -> int:
    """Show a schedule as a grid of people by days, then coverage, hours, fairness, contingency.

    Example: nightfloat show my-program --format xlsx --out schedule.xlsx
    """
    from nightfloat.cli.form import require_apart, require_one_object, show_schedule, write_form
    from nightfloat.errors import InputError

    if json and format is not None and out is None:
        raise InputError("--json leaves standard output no place for --format; name a file: --out")
    if schedule is not None and db is not None:
        raise InputError("--db names a store and the schedule is in a file; leave one of them out")
    output = Output(json)
    require_one_object(output, out)
    program, worked, certificate, store = _wanted(source, schedule, db)
    require_apart(program, store, out)
    if out is not None or format is not None:
        code = write_form(output, out, format, program, worked, certificate)
        if out is None:
            return code
    return show_schedule(output, program, worked, certificate)


def _wanted(
    source: str, schedule: Path | None, db: str | None
) -> "tuple[Program, Schedule, Certificate | None, str]":
    """Return program, schedule and certificate of a file, of a run, or of what is live.

    The last is the URL of the store asked, or of the one beside the program.
    """
    from nightfloat.config import database, existing
    from nightfloat.io.folder.tables import PROGRAM
    from nightfloat.io.read import read
    from nightfloat.io.schedule_file import read_schedule

    if schedule is not None:
        program = read(source)
        url = database(None, {}, program)
        return program, read_schedule(schedule, program.instance), None, url
    from nightfloat.engine.stored import stored_run, stored_schedule
    from nightfloat.io.store import open_store

    if source.isdecimal() and not os.path.exists(os.path.join(source, PROGRAM)):
        url = existing(db, os.environ, None)
        with open_store(url) as store:
            return *stored_run(store, _number(source)), url
    program = read(source)
    url = existing(db, os.environ, program)
    with open_store(url) as store:
        return *stored_schedule(store, program), url


def _number(digits: str) -> int:
    """Return the number of a run; more digits than any has are not even read."""
    from nightfloat.errors import InputError
    from nightfloat.io.faults import shown

    if len(digits) > MOST_DIGITS:
        raise InputError(f"there is no run {shown(digits)}; see `nightfloat runs`")
    return int(digits)


def register(app: typer.Typer) -> None:
    """Add the commands."""
    for command in (audit, contingency, constraints, show):
        app.command()(command)
