"""The command that runs whole suites: bench."""

import os
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from rich.text import Text

from nightfloat.cli import options as o
from nightfloat.cli.output import Output
from nightfloat.cli.signals import stop_on_signal
from nightfloat.errors import InputError
from nightfloat.io.faults import shown

if TYPE_CHECKING:
    from nightfloat.bench.journal import Journal
    from nightfloat.bench.row import Row
    from nightfloat.bench.runner import Bench, Watching
    from nightfloat.bench.suite import Entry, Suite
    from nightfloat.domain.result import Limits


@dataclass(frozen=True, slots=True)
class Asked:
    """What was asked for besides limits."""

    suite: str
    folder: Path
    instances: str | None
    out: Path | None
    csv: Path | None


def bench(
    suite: Annotated[str, typer.Argument(help="curtois, inrc2 or residency.", show_default=False)],
    folder: Annotated[Path, typer.Argument(help="The instances.", show_default=False)],
    time_limit: o.TimeLimit = None,
    instances: Annotated[
        str | None, typer.Option("--instances", help="Some of them, such as 1,5,8 or S,M.")
    ] = None,
    seed: o.Seed = None,
    workers: o.Workers = None,
    memory_limit: o.MemoryLimit = None,
    strategy: o.Strategy = None,
    out: Annotated[
        Path | None, typer.Option("--out", help="Folder for solutions in the suite's own form.")
    ] = None,
    csv: Annotated[
        Path | None, typer.Option("--csv", help="Results; rows already there are not run again.")
    ] = None,
    json: o.Json = False,
) -> int:
    """Run a benchmark suite: cost, bound, gap, best known and audit per instance.

    The residency suite is nightfloat's own and is generated into the folder.

    Example: nightfloat bench curtois instances --instances 1,5,8 --time-limit 60 --csv results.csv
    """
    from nightfloat.config import Flags, resolve

    flags = Flags(
        time_limit=time_limit,
        memory_limit=memory_limit,
        seed=seed,
        workers=workers,
        strategy=strategy,
    )
    limits = resolve(flags, os.environ, None).limits
    return _run(Asked(suite, folder, instances, out, csv), limits, Output(json))


def _run(asked: Asked, limits: "Limits", output: Output) -> int:
    made = _bench(asked, limits, output)
    from nightfloat.bench.runner import run_suite

    with stop_on_signal(output.note) as should_stop:
        rows = list(run_suite(made, should_stop))
    return _show(made, rows, output)


def _journal(path: Path | None, output: Output) -> "Journal | None":
    from nightfloat.bench.journal import open_journal

    if path is None:
        return None
    journal = open_journal(path)
    if journal.dropped:
        output.note(f"{path.name}: its last line was cut off; it is dropped and run again")
    return journal


def _bench(asked: Asked, limits: "Limits", output: Output) -> "Bench":
    from nightfloat.bench.suite import find, suite_named

    suite = suite_named(asked.suite)
    wanted = [word.strip() for word in (asked.instances or "").split(",")]
    entries = find(suite, asked.folder, filter(None, wanted))
    # not before: it loads tables, which is felt where there is nothing to run
    from nightfloat.bench.runner import Bench
    from nightfloat.bench.solution import make_folder
    from nightfloat.cli.form import require_one_object

    require_one_object(output, asked.csv)
    _require_apart(suite, entries, asked)
    if asked.out is not None:
        make_folder(asked.out)
    journal = _journal(asked.csv, output)
    return Bench(suite, entries, limits, _watching(output), output.note, asked.out, journal)


def _require_apart(suite: "Suite", entries: "Sequence[Entry]", asked: Asked) -> None:
    """Refuse, before anything is solved, results in the place of a solution.

    Raises
    ------
    InputError
        If they are to be there.
    """
    from nightfloat.bench.solution import place

    if asked.csv is None or asked.out is None:
        return
    results = Path(os.path.realpath(asked.csv))
    for entry in entries:
        solution = Path(os.path.realpath(place(suite, entry.name, asked.out)))
        if solution in (results, *results.parents):
            told = f"{shown(str(asked.csv))} is where --out has the solution of {entry.name}"
            raise InputError(f"{told}; name another file with --csv")


def _watching(output: Output) -> "Watching":
    from nightfloat.cli.progress import watching

    return lambda limits, should_stop: watching(output.errors, limits.seconds, should_stop)


def _show(made: "Bench", rows: "Sequence[Row]", output: Output) -> int:
    from nightfloat.bench.summary import summarise
    from nightfloat.bench.table import rows_table, summary_line

    summary = summarise(rows)
    left_out = [entry.name for entry in made.entries[len(rows) :]]
    notes = [f"{row.instance}: {row.note}" for row in rows if row.note]
    errors = [f"{row.instance}: {row.note or _unnoted(row)}" for row in rows if row.exit_code]
    report: dict[str, object] = {
        "status": "cut short" if left_out or _cut(rows) else "done",
        "suite": str(made.suite),
        "rows": [asdict(row) for row in rows],
        "summary": asdict(summary),
        "not_run": left_out,
    }
    if errors:
        report["errors"] = errors
    shown = (rows_table(rows), summary_line(summary), *_missing(left_out))
    code = output.result(report, *shown, code=summary.exit_code)
    for note in notes:
        output.note(note)
    return code


def _unnoted(row: "Row") -> str:
    return f"{row.status}; allow more with --time-limit"


def _cut(rows: "Sequence[Row]") -> bool:
    return any(row.ended == "cut short" for row in rows)


def _missing(left_out: Sequence[str]) -> list[Text]:
    return [Text(f"not run: {', '.join(left_out)}")] if left_out else []


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command()(bench)
