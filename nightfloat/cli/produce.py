"""Commands that make schedules: demo, init, check, generate, explain, replay."""

import os
from contextlib import nullcontext
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from rich.console import RenderableType

from nightfloat.cli import options as o
from nightfloat.cli.output import Output
from nightfloat.cli.signals import stop_on_signal
from nightfloat.cli.writing import Wish, draw, keep, write

if TYPE_CHECKING:
    from nightfloat.cli.shelf import Shelf
    from nightfloat.config import Config, Flags
    from nightfloat.constraints.program import Program
    from nightfloat.engine.run import Finished
    from nightfloat.solver.solve import ShouldStop


def demo(
    folder: Annotated[Path, typer.Argument(help="A new folder.")] = Path("demo-program"),
    time_limit: o.TimeLimit = None,
    json: o.Json = False,
) -> int:
    """Make an example program, generate, audit, certify, commit to SQLite and show it.

    Example: nightfloat demo demo-program
    """
    from nightfloat.config import Flags
    from nightfloat.io.demo import write_demo

    write_demo(folder)
    flags = Flags(time_limit=time_limit)
    return make(str(folder), flags, Wish(show=not json, why="demo"), Output(json))


def init(
    folder: Annotated[Path, typer.Argument(help="A new folder.", show_default=False)],
    json: o.Json = False,
) -> int:
    """Write a small commented program to edit.

    Example: nightfloat init my-program
    """
    from nightfloat.io.demo import write_template

    write_template(folder)
    said = f"wrote a program to {folder}; edit it, then: nightfloat check {folder}"
    return Output(json).result({"status": "done", "folder": str(folder)}, said)


def check(source: o.Source, json: o.Json = False) -> int:
    """Read a program and report all that is wrong, without solving.

    Example: nightfloat check my-program
    """
    from nightfloat.engine.preflight import preflight, vacuous
    from nightfloat.io.read import read

    program, out = read(source), Output(json)
    impossible = preflight(program)
    if impossible:
        return out.fail(impossible, 3)
    instance = program.instance
    facts = {
        "status": "done",
        "people": len(instance.people),
        "shifts": len(instance.shifts),
        "days": instance.calendar.horizon.count,
        "constraints": len(program.constraints),
        "vacuous": list(vacuous(program)),
        "input_sha256": program.input_sha256,
    }
    said = (
        f"{instance.name}: {facts['people']} people, {facts['shifts']} shifts on "
        f"{facts['days']} days, {facts['constraints']} constraints; nothing wrong found"
    )
    notes = [f"{title} applies to nothing here" for title in vacuous(program)]
    return out.result(facts, said, *notes)


def generate(
    source: o.Source,
    time_limit: o.TimeLimit = None,
    memory_limit: o.MemoryLimit = None,
    seed: o.Seed = None,
    workers: o.Workers = None,
    strategy: o.Strategy = None,
    reproducible: Annotated[
        bool, typer.Option("--reproducible", help="Same command, same bytes.")
    ] = False,
    draft: Annotated[
        bool, typer.Option("--draft", help="Best schedule with named holes; never committed.")
    ] = False,
    out: o.Out = None,
    format: o.FormatOption = None,
    plot: o.Plot = None,
    db: o.Database = None,
    no_commit: Annotated[bool, typer.Option("--no-commit", help="Write no database.")] = False,
    contingency: o.Contingency = None,
    require: o.Require = None,
    json: o.Json = False,
) -> int:
    """Solve, audit, certify and commit a schedule.

    Example: nightfloat generate my-program --time-limit 120 --json
    """
    from nightfloat.cli.form import require_one_object, require_place
    from nightfloat.config import Flags
    from nightfloat.io.exports.plot import require_drawing

    output = Output(json)
    require_one_object(output, out)
    _require_sense(draft, no_commit, db, contingency, require)
    require_place(out, format)
    require_drawing(plot)
    require_place(plot, None)
    flags = Flags(
        db=db,
        time_limit=time_limit,
        memory_limit=memory_limit,
        seed=seed,
        workers=workers,
        reproducible=reproducible,
        contingency=None if contingency is None else contingency.value,
        require=None if require is None else require.value,
        strategy=strategy,
    )
    wish = Wish(out, format, commit=not (no_commit or draft), draft=draft, plot=plot)
    return make(source, flags, wish, output)


def _require_sense(
    draft: bool,
    no_commit: bool,
    db: str | None,
    contingency: o.LevelName | None,
    require: o.LevelName | None,
) -> None:
    """Refuse options that contradict each other, of which one would go unheard."""
    from nightfloat.errors import InputError

    for name, level in (("--contingency", contingency), ("--require", require)):
        if draft and level not in (None, o.LevelName.NONE):
            sentence = f"a draft has holes, so its contingency is not analysed; drop {name}"
            raise InputError(sentence)
    if db and (draft or no_commit):
        unheard = "--draft" if draft else "--no-commit"
        sentence = f"--db names a store and {unheard} writes to none; leave one of them out"
        raise InputError(sentence)


def make(source: str, flags: "Flags", wish: Wish, output: Output) -> int:
    """Run the pipeline on a source and render what it came to; one signal ends none of that."""
    from nightfloat.cli.form import require_apart, require_form
    from nightfloat.cli.shelf import shelf
    from nightfloat.config import resolve
    from nightfloat.io.read import read

    with stop_on_signal(output.note) as should_stop:
        program = read(source)
        config = resolve(flags, os.environ, program)
        require_form(wish.format, program)
        require_apart(program, config.db, wish.out, wish.plot)
        with shelf(program, wish, output.note) as best:
            finished = execute(program, config, wish, output, should_stop, best)
            unwritten = write(program, finished, wish, output, best.clear)
            if finished.run is not None:
                best.clear()
        unwritten += draw(program, finished, wish)
        return _tell(program, finished, wish, unwritten, output)


def _tell(
    program: "Program", finished: "Finished", wish: Wish, unwritten: list[str], output: Output
) -> int:
    """Print what the run came to and return its exit code."""
    from nightfloat.cli.render import conflict_lines, run_summary
    from nightfloat.errors import InputError

    report, code = finished.report, finished.exit_code
    if unwritten:
        report = {**report, "errors": [*finished.errors, *unwritten]}
        code = code or InputError.exit_code
    result = finished.outcome.result if finished.outcome else None
    explained = list(conflict_lines(result.conflict)) if result and result.conflict else []
    pages = _pages(program, finished, wish)
    code = output.result(report, *pages, *run_summary(finished), *explained, code=code)
    for sentence in (*finished.errors, *unwritten):
        output.note(sentence)
    return code


def _pages(program: "Program", finished: "Finished", wish: Wish) -> list[RenderableType]:
    from nightfloat.io.exports.report import show

    if finished.schedule is None or not wish.show:
        return []
    return [show(program.instance, finished.schedule, program.constraints, finished.certificate)]


def execute(
    program: "Program",
    config: "Config",
    wish: Wish,
    output: Output,
    should_stop: "ShouldStop",
    best: "Shelf",
) -> "Finished":
    """Run the pipeline, watched, with or without a store; ``best`` keeps the best so far."""
    from nightfloat.cli.progress import watching
    from nightfloat.config import user
    from nightfloat.engine.generate import Plan
    from nightfloat.engine.preflight import preflight
    from nightfloat.engine.run import Job, run
    from nightfloat.io.read import fingerprint
    from nightfloat.io.store import open_store, require_reason

    who = user()
    if wish.commit:
        require_reason(who, wish.why)
    plan = Plan(config.limits, config.policy, draft=wish.draft)
    source = program.source
    job = Job(program, plan, lambda: fingerprint(source), who, wish.why)
    # what cannot work leaves no trace in a store
    needed = wish.commit and not preflight(program)
    store = open_store(config.db) if needed else nullcontext(None)
    # deterministic time is none that a clock shows
    seconds = None if config.limits.reproducible else config.limits.seconds
    with store as opened, watching(output.errors, seconds, should_stop) as watch:
        return run(job, opened, best.over(watch), lambda made: keep(program, made, wish, output))


def explain(
    source: o.Source,
    time_limit: o.TimeLimit = None,
    memory_limit: o.MemoryLimit = None,
    seed: o.Seed = None,
    workers: o.Workers = None,
    json: o.Json = False,
) -> int:
    """Name what cannot hold together, and the fewest requirements to give up.

    Example: nightfloat explain my-program
    """
    from nightfloat.cli.render import render_conflict
    from nightfloat.config import Flags, resolve
    from nightfloat.engine.explain import explain as explained
    from nightfloat.io.read import read

    output = Output(json)
    flags = Flags(time_limit=time_limit, memory_limit=memory_limit, seed=seed, workers=workers)
    with stop_on_signal(output.note) as should_stop:
        program = read(source)
        found = explained(program, resolve(flags, os.environ, program).limits, should_stop)
        return render_conflict(output, found)


def replay(
    run: Annotated[int, typer.Argument(help="Number of a reproducible run.")],
    db: o.Database = None,
    json: o.Json = False,
) -> int:
    """Repeat a reproducible run and compare it byte for byte.

    Example: nightfloat replay 3 --db my-program/nightfloat.db
    """
    from nightfloat.cli.render import render_replay
    from nightfloat.config import existing
    from nightfloat.engine.replay import repeat
    from nightfloat.io.store import open_store

    output = Output(json)
    url = existing(db, os.environ, None)
    with open_store(url) as store, stop_on_signal(output.note) as should_stop:
        repeated = repeat(store, run, should_stop)
    return render_replay(output, repeated)


def register(app: typer.Typer) -> None:
    """Add the commands."""
    for command in (demo, init, check, generate, explain, replay):
        app.command()(command)
