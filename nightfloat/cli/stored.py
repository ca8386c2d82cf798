"""Commands about the store: commit, runs, db upgrade."""

import os
from typing import Annotated

import typer
from rich.table import Table
from rich.text import Text

from nightfloat.cli import options as o
from nightfloat.cli.output import Output
from nightfloat.io.exports.text import visible


def commit(
    source: o.Source,
    schedule: o.ScheduleFile,
    why: Annotated[str, typer.Option(help="Reason, kept in the audit trail.")] = "by hand",
    require: o.Require = None,
    db: o.Database = None,
    json: o.Json = False,
) -> int:
    """Commit a schedule made or edited by hand, through the same gate as every other.

    Example: nightfloat commit my-program schedule.csv --why "swap agreed by both"
    """
    from nightfloat.config import Flags, resolve, user
    from nightfloat.engine.generate import Plan
    from nightfloat.engine.run import Job, commit_by_hand
    from nightfloat.io.read import fingerprint, read
    from nightfloat.io.schedule_file import read_schedule
    from nightfloat.io.store import open_store, require_reason

    who = user()
    require_reason(who, why)
    program = read(source)
    worked = read_schedule(schedule, program.instance)
    flags = Flags(db=db, require=None if require is None else require.value)
    config = resolve(flags, os.environ, program)
    plan = Plan(config.limits, config.policy)
    job = Job(program, plan, lambda: fingerprint(source), who, why)
    with open_store(config.db) as store:
        finished = commit_by_hand(job, store, worked)
    again = ", which was committed before" if finished.report["replayed"] else ""
    said = f"committed as run {finished.report['run']}{again}"
    return Output(json).result(finished.report, said)


def runs(
    program: Annotated[str | None, typer.Argument(help="Only this program's name.")] = None,
    db: o.Database = None,
    json: o.Json = False,
) -> int:
    """List what was committed, the newest last.

    Example: nightfloat runs --db my-program/nightfloat.db
    """
    from nightfloat.config import existing
    from nightfloat.io.store import open_store

    with open_store(existing(db, os.environ, None)) as store:
        found = store.runs(program)
    columns = ("run", "program", "horizon", "status", "live", "created", "by", "schedule")
    table = Table(*columns, box=None, pad_edge=False)
    items: list[dict[str, object]] = []
    for run in found:
        days = f"{run.horizon.first}..{run.horizon.last}"
        live = "yes" if run.live else "no"
        when = run.created.isoformat(timespec="seconds")
        words = (str(run.id), run.program, days, run.status, live, when, run.created_by)
        table.add_row(*(Text(visible(word)) for word in (*words, run.schedule_sha256[:12])))
        items.append(
            {
                "run": run.id,
                "program": run.program,
                "horizon": [str(run.horizon.first), str(run.horizon.last)],
                "status": run.status,
                "live": run.live,
                "created": run.created.isoformat(),
                "by": run.created_by,
                "input_sha256": run.input_sha256,
                "schedule_sha256": run.schedule_sha256,
            }
        )
    return Output(json).result({"runs": items}, table)


def upgrade(db: o.Database = None, json: o.Json = False) -> int:
    """Bring a store to the present revision.

    Example: nightfloat db upgrade --db postgresql://user@host/name
    """
    from nightfloat.config import database
    from nightfloat.io.store import masked
    from nightfloat.io.store import upgrade as migrate

    url = database(db, os.environ, None)
    revision = migrate(url)
    report = {"status": "done", "store": masked(url), "revision": revision}
    return Output(json).result(report, f"{masked(url)} is at revision {revision}")


def register(app: typer.Typer) -> None:
    """Add the commands."""
    for command in (commit, runs):
        app.command()(command)
    store = typer.Typer(help="The store.", no_args_is_help=True)
    store.command()(upgrade)
    # a second command keeps `db` a group
    store.command("revision")(revision)
    app.add_typer(store, name="db")


def revision(db: o.Database = None, json: o.Json = False) -> int:
    """Say at which revision a store is.

    Example: nightfloat db revision --db my-program/nightfloat.db
    """
    from nightfloat.config import existing
    from nightfloat.io.store import current, masked

    url = existing(db, os.environ, None)
    found = current(url)
    report = {"store": masked(url), "revision": found}
    return Output(json).result(report, f"{masked(url)}: {found}")
