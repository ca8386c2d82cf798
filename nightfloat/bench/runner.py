"""A suite is run one instance after the other; what fails is a row, and the suite goes on."""

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from dataclasses import dataclass, replace
from pathlib import Path

from nightfloat.bench.edition import edition
from nightfloat.bench.journal import Journal
from nightfloat.bench.row import (
    DISAGREES,
    FAILED,
    UNREAD,
    UNWRITTEN,
    Ending,
    Found,
    Key,
    Row,
    beside,
    make_row,
)
from nightfloat.bench.solution import drop_solution, is_written, write_solution
from nightfloat.bench.source import published_of, read_entry
from nightfloat.bench.suite import Entry, Suite
from nightfloat.constraints.program import ContingencyPolicy, Program
from nightfloat.domain.instance import Instance
from nightfloat.domain.result import Limits, Status
from nightfloat.domain.schedule import Schedule
from nightfloat.engine.generate import Outcome, Plan, Watch, generate
from nightfloat.errors import DisagreementError, InputError, SearchFailedError
from nightfloat.io.exports.text import visible
from nightfloat.solver.solve import ShouldStop, solver_version

NEVER = "no schedule keeps all requirements; `nightfloat explain` names those that cannot hold"

type Watching = Callable[[Limits, ShouldStop], AbstractContextManager[Watch]]
type Say = Callable[[str], None]


@dataclass(frozen=True)
class Bench:
    """A suite, what each of its instances may take, and where results go.

    Parameters
    ----------
    out
        Folder of native solution files, or None.
    journal
        The results file, or None.
    watching
        How one search is shown; it is entered once per instance.
    """

    suite: Suite
    entries: tuple[Entry, ...]
    limits: Limits
    watching: Watching
    say: Say
    out: Path | None = None
    journal: Journal | None = None


def run_suite(bench: Bench, should_stop: ShouldStop) -> Iterator[Row]:
    """Yield a row per instance, each on the disk before it is yielded, until told to stop."""
    for number, entry in enumerate(bench.entries, start=1):
        if should_stop():
            return
        bench.say(f"{entry.name} ({number} of {len(bench.entries)})")
        yield _row(bench, entry, should_stop)


def _row(bench: Bench, entry: Entry, should_stop: ShouldStop) -> Row:
    """Return the row of one instance: the one in the results file, or a new one."""
    try:
        program = read_entry(bench.suite, entry)
    except InputError as error:
        found = Found(UNREAD, ended="failed", note=_sentence(error))
        return _kept(bench, make_row(_key(bench, entry, ""), found, entry.published))
    key, published = _key(bench, entry, program.input_sha256), published_of(bench.suite, entry)
    before = _made(bench, entry, key, program.instance)
    if before is not None:
        return _again(bench, entry, program.instance, beside(before, published))
    return _kept(bench, make_row(key, run_program(bench, entry, program, should_stop), published))


def _again(bench: Bench, entry: Entry, instance: Instance, before: Row) -> Row:
    """Return a row that is there already, once the folder of solutions is as it says."""
    try:
        if before.cost is None:
            _write(bench, entry, instance, None, "complete")
    except InputError as error:
        unwritten = replace(before, status=UNWRITTEN, ended="failed", note=_sentence(error))
        return _kept(bench, unwritten)
    bench.say(f"{entry.name} has its row already and is not run again")
    return before


def _made(bench: Bench, entry: Entry, key: Key, instance: Instance) -> Row | None:
    """Return the row that is there already, if its solution is there too as far as asked for."""
    row = bench.journal.complete.get(key) if bench.journal else None
    return row if row is not None and _has_solution(bench, entry, row, instance) else None


def _has_solution(bench: Bench, entry: Entry, row: Row, instance: Instance) -> bool:
    if bench.out is None or row.cost is None:
        return True
    return is_written(bench.suite, entry.name, instance, row.schedule_sha256, bench.out)


def _kept(bench: Bench, row: Row) -> Row:
    if bench.journal is not None:
        bench.journal.append(row)
    return row


def _key(bench: Bench, entry: Entry, sha: str) -> Key:
    versions = edition(), solver_version()
    return Key.of(str(bench.suite), entry.name, bench.limits, versions, sha)


def run_program(bench: Bench, entry: Entry, program: Program, should_stop: ShouldStop) -> Found:
    """Return what came out of one instance; a defect of nightfloat is a result like others."""
    plan = Plan(bench.limits, ContingencyPolicy(), conflict_seconds=min(30.0, bench.limits.seconds))
    try:
        with bench.watching(bench.limits, should_stop) as watch:
            outcome = generate(program, plan, watch)
    except DisagreementError as error:
        return Found(DISAGREES, audit="failed", ended="failed", note=_sentence(error))
    except SearchFailedError as error:
        return Found(FAILED, ended="failed", note=_sentence(error))
    found = _found(outcome, "cut short" if should_stop() else "complete")
    try:
        _write(bench, entry, program.instance, outcome.result.schedule, found.ended)
    except InputError as error:
        return replace(found, status=UNWRITTEN, ended="failed", note=_sentence(error))
    return found


def _write(
    bench: Bench, entry: Entry, instance: Instance, schedule: Schedule | None, ended: Ending
) -> None:
    """Let the folder of solutions, if there is one, hold this schedule, or none if none was found.

    What was cut short is run again, and leaves what is there.
    """
    if bench.out is None:
        return
    if schedule is not None:
        write_solution(bench.suite, entry.name, instance, schedule, bench.out)
    elif ended == "complete":
        drop_solution(bench.suite, entry.name, bench.out)


def _found(outcome: Outcome, ended: Ending) -> Found:
    result, judged = outcome.result, outcome.audit
    headline, schedule = result.headline, result.schedule
    never = NEVER if result.status is Status.INFEASIBLE else ""
    notes = (*outcome.impossible, *outcome.refused, result.note, never)
    return Found(
        status=result.status.value,
        tier=headline.name if headline else "",
        cost=headline.value if headline else None,
        bound=headline.bound if headline else None,
        tiers="; ".join(f"{t.name} {t.value}/{t.bound}" for t in result.tiers),
        seconds=round(result.seconds, 3),
        peak_mb=result.peak_mb,
        audit="none" if judged is None else "failed" if judged.hard else "passed",
        schedule_sha256="" if schedule is None else schedule.sha256,
        ended=ended,
        note=visible(next(filter(None, notes), "")),
    )


def _sentence(error: InputError | DisagreementError | SearchFailedError) -> str:
    """Return the first fault, and how many more there are."""
    first, *others = error.faults
    return visible(str(first) + (f" (and {len(others)} more)" if others else ""))
