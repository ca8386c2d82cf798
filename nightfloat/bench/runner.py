"""A suite is run one instance after the other; what fails is a row, and the suite goes on."""

import logging
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from dataclasses import dataclass, field, replace
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
from nightfloat.bench.solution import drop_solution, is_written, require_place, write_solution
from nightfloat.bench.source import published_of, read_entry
from nightfloat.bench.suite import Entry, Suite
from nightfloat.constraints.program import ContingencyPolicy, Program
from nightfloat.domain.instance import Instance
from nightfloat.domain.result import Limits, Status
from nightfloat.engine.generate import Outcome, Plan, Watch, generate
from nightfloat.errors import DisagreementError, InputError, NightfloatError, UnstartedError
from nightfloat.io.exports.text import visible
from nightfloat.solver.solve import ShouldStop, solver_version

CHANGED = "sources of nightfloat have changed since the suite began; run it again"
NEVER = "no schedule keeps all requirements; `nightfloat explain` names those that cannot hold"

type Watching = Callable[[Limits, ShouldStop], AbstractContextManager[Watch]]
type Say = Callable[[str], None]


def _versions() -> tuple[str, str]:
    return edition(), solver_version()


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
    versions
        Nightfloat's and the solver's, those at the start. Every search loads its sources anew, so
        that nothing is run once they have changed, and a run in which they do counts for nothing.
    """

    suite: Suite
    entries: tuple[Entry, ...]
    limits: Limits
    watching: Watching
    say: Say
    out: Path | None = None
    journal: Journal | None = None
    versions: tuple[str, str] = field(default_factory=_versions)


def run_suite(bench: Bench, should_stop: ShouldStop) -> Iterator[Row]:
    """Yield a row per instance, each on the disk before it is yielded, until told to stop."""
    for number, entry in enumerate(bench.entries, start=1):
        if should_stop():
            return
        bench.say(f"{entry.name} ({number} of {len(bench.entries)})")
        yield _row(bench, entry, should_stop)


def _row(bench: Bench, entry: Entry, should_stop: ShouldStop) -> Row:
    """Return the row of one instance: the one in the results file, or a new one."""
    program = _program(bench, entry)
    if isinstance(program, Found):
        return _kept(bench, make_row(_key(bench, entry, ""), program, entry.published))
    key, published = _key(bench, entry, program.input_sha256), published_of(bench.suite, entry)
    before = _made(bench, entry, key, program.instance)
    if before is not None:
        return _again(bench, entry, beside(before, published))
    found = _found_by_one(bench, entry, program, should_stop)
    return _kept(bench, make_row(key, found, published))


def _found_by_one(bench: Bench, entry: Entry, program: Program, should_stop: ShouldStop) -> Found:
    """Return what came out, which has to be of one version from beginning to end.

    What is not begun leaves the solution that is there.
    """
    changed = Found(FAILED, ended="failed", note=CHANGED)
    if not _unchanged(bench):
        return changed
    try:
        if bench.out is not None:
            require_place(bench.suite, entry.name, bench.out)
    except InputError as error:
        return Found(UNWRITTEN, ended="failed", note=_sentence(error))
    found = run_program(bench, entry, program, should_stop)
    if _unchanged(bench):
        return _alone(bench, entry, found)
    nothing = found.ended == "cut short" and not found.schedule_sha256
    return changed if nothing else _alone(bench, entry, changed)


def _unchanged(bench: Bench) -> bool:
    """Whether sources are those of the beginning; one that cannot be read is none of them."""
    try:
        return edition() == bench.versions[0]
    except OSError:
        return False


def _program(bench: Bench, entry: Entry) -> Program | Found:
    """Return the program of an instance, or what came of reading it."""
    try:
        return read_entry(bench.suite, entry)
    except InputError as error:
        return Found(UNREAD, ended="failed", note=_sentence(error))
    except Exception as error:  # noqa: BLE001 - one instance must not end the suite: told, not lost
        return _defect(error)


def _again(bench: Bench, entry: Entry, before: Row) -> Row:
    """Return a row that is there already, once the folder of solutions is as it says."""
    fault = _dropped(bench, entry) if before.cost is None else ""
    if fault:
        return _kept(bench, replace(before, status=UNWRITTEN, ended="failed", note=fault))
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
    return Key.of(str(bench.suite), entry.name, bench.limits, bench.versions, sha)


def run_program(bench: Bench, entry: Entry, program: Program, should_stop: ShouldStop) -> Found:
    """Return what came out of one instance; a defect of nightfloat is a result like others."""
    plan = Plan(bench.limits, ContingencyPolicy(), conflict_seconds=min(30.0, bench.limits.seconds))
    try:
        with bench.watching(bench.limits, should_stop) as watch:
            outcome = generate(program, plan, watch)
    except DisagreementError as error:
        return Found(DISAGREES, audit="failed", ended="failed", note=_sentence(error))
    except UnstartedError as error:
        return Found(Status.UNKNOWN.value, ended="failed", note=_sentence(error))
    except NightfloatError as error:
        return Found(FAILED, ended="failed", note=_sentence(error))
    except Exception as error:  # noqa: BLE001 - one instance must not end the suite: told, not lost
        return _defect(error)
    ended = "cut short" if should_stop() else "complete"
    found = _found(outcome, "failed" if outcome.result.failed else ended)
    schedule = outcome.result.schedule
    try:
        if bench.out is not None and schedule is not None:
            write_solution(bench.suite, entry.name, program.instance, schedule, bench.out)
    except InputError as error:
        return replace(found, status=UNWRITTEN, ended="failed", note=_sentence(error))
    return found


def _alone(bench: Bench, entry: Entry, found: Found) -> Found:
    """Return what came out, once no solution of another run is left to be taken for its own.

    What was cut short is run again, and leaves what is there.
    """
    kept = found.schedule_sha256 or found.ended == "cut short"
    fault = "" if kept else _dropped(bench, entry)
    if not fault:
        return found
    status = UNWRITTEN if found.ended == "complete" else found.status
    note = "; ".join(filter(None, (found.note, fault)))
    return replace(found, status=status, ended="failed", note=note)


def _dropped(bench: Bench, entry: Entry) -> str:
    """Remove the solution that is there, if any; return the sentence why it cannot be, or none."""
    try:
        if bench.out is not None:
            drop_solution(bench.suite, entry.name, bench.out)
    except InputError as error:
        return _sentence(error)
    return ""


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


def _defect(error: Exception) -> Found:
    """Return that one instance met what nobody foresaw, by its class and sentence."""
    logging.getLogger("nightfloat").debug("internal error", exc_info=True)
    said = f"the run failed: {type(error).__name__}: {error}; NIGHTFLOAT_LOG=debug shows where"
    return Found(FAILED, ended="failed", note=visible(said))


def _sentence(error: NightfloatError) -> str:
    """Return the first fault, and how many more there are."""
    first, *others = error.faults
    return visible(str(first) + (f" (and {len(others)} more)" if others else ""))
