"""From a program to a Result: emit once, search in a watched process, extract once."""

import logging
import time
from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import partial

from nightfloat.constraints.emitter import Lit
from nightfloat.constraints.program import Program
from nightfloat.domain.conflict import Conflict
from nightfloat.domain.plain import uncollected
from nightfloat.domain.result import (
    INTERRUPTED,
    Improvement,
    Limits,
    Result,
    Status,
    Strategy,
)
from nightfloat.domain.schedule import Schedule
from nightfloat.errors import DisagreementError, SearchFailedError, UnstartedError
from nightfloat.solver.emitter import OutOfTimeError, emit
from nightfloat.solver.extract import posts_of, schedule_of
from nightfloat.solver.lean import lean
from nightfloat.solver.neutral import NeutralModel
from nightfloat.solver.search.ear import Ear, Progress
from nightfloat.solver.search.message import (
    ConflictTask,
    Core,
    Ended,
    Message,
    Relaxed,
    SolveTask,
)
from nightfloat.solver.search.portfolio import Role, roles
from nightfloat.solver.search.watchdog import Watched, run_task, run_tasks, unknown
from nightfloat.solver.words import conflict_of

GRACE = 1  # seconds that writing the model may take beyond the time limit
LEAST = 0.5  # seconds that a search is given in any case
# what a schedule may depend on besides nightfloat
SOLVERS = "ortools", "highspy", "numba", "numpy"
UNWRITTEN = "the time limit ended before the model was written"

type ShouldStop = Callable[[], bool]


@dataclass(frozen=True, slots=True)
class Incumbent:
    """The best so far: what its tiers cost, and what makes a schedule of it, which takes longer."""

    costs: tuple[int, ...]
    make: Callable[[], Schedule]


def never() -> bool:
    """Let a search take all its time."""
    return False


def silent(improvement: Improvement) -> None:
    """Show no progress."""
    del improvement


def unkept(incumbent: Incumbent) -> None:
    """Keep no schedule before the search is over."""
    del incumbent


def solve(
    program: Program,
    limits: Limits,
    *,
    progress: Progress = silent,
    should_stop: ShouldStop = never,
    keep: Callable[[Incumbent], None] = unkept,
    hint: Schedule | None = None,
) -> Result:
    """Return the best schedule found within ``limits`` and what is proved about it.

    The seconds of the Result and of its trace include emission. Tier values are the model's; the
    audit reports its own and compares. Each better schedule is given to ``keep`` as it is found.

    Raises
    ------
    SearchFailedError
        If a searching process met a defect, and nothing was found or proved all the same.
    UnstartedError
        If the system has no room for a searching process.
    """
    started = time.monotonic()
    try:
        with uncollected():
            latest = _latest(limits, started)
            model = lean(emit(program, latest, narrow=True, should_stop=should_stop))
    except OutOfTimeError:
        return _unwritten(limits, started, _why(should_stop))
    if not program.tiers:  # a search always has something to improve, if only nothing
        model = replace(model, tiers=("",))
    start = None if hint is None else frozenset(posts_of(program.instance, model, hint))
    made = partial(schedule_of, program.instance, model)

    def better(best: frozenset[Lit], costs: tuple[int, ...]) -> None:
        keep(Incumbent(costs, partial(made, best)))

    ear = Ear(model, progress, started, better)
    watched = _search(ear, replace(limits, seconds=_left(limits, started)), start, should_stop)
    if ear.closed():  # nobody misses what one has not searched
        watched = replace(watched, failed="")
    best = ear.best
    if watched.failed and best is None:
        raise SearchFailedError(watched.failed)
    schedule = None if best is None else made(best)
    return Result(
        status=ear.status,
        schedule=schedule,
        tiers=ear.tier_results() if program.tiers else (),
        seconds=time.monotonic() - started,
        limits=limits,
        solver=solver_version(),
        trace=tuple(ear.trace),
        note=watched.sentences,
        peak_mb=watched.peak_mb,
        declined=bool(ear.declined) and limits.strategy is not Strategy.PORTFOLIO,
        failed=bool(watched.failed),
    )


def _latest(limits: Limits, started: float) -> float | None:
    """Return until when a model may be written; no clock decides for a reproducible search."""
    return None if limits.reproducible else started + limits.seconds + GRACE


def _why(should_stop: ShouldStop) -> str:
    """Return why a model was not written."""
    return INTERRUPTED if should_stop() else UNWRITTEN


def _left(limits: Limits, started: float) -> float:
    """Return the seconds that writing the model has left for the search."""
    spent = 0.0 if limits.reproducible else time.monotonic() - started
    return max(LEAST, limits.seconds - spent)


def _search(
    ear: Ear, limits: Limits, hint: frozenset[Lit] | None, should_stop: ShouldStop
) -> Watched:
    """Run the strategies chosen; exact too when they fail, find nothing or cannot say all."""
    started = time.monotonic()
    chosen = roles(ear.model, limits)
    tasks = [_task(ear.model, limits, hint, role) for role in chosen]
    watched = run_tasks(tasks, ear.hear, should_stop, ear.closed, ear.known)
    exact = any(role.strategy is Strategy.EXACT for role in chosen)
    instead = limits.strategy is Strategy.PORTFOLIO and not exact
    left = _left(limits, started)
    broken = ear.declined or watched.failed
    lacking = ear.best is None or (broken and not ear.closed())
    if instead and lacking and left > LEAST and not watched.note:
        if should_stop():
            return replace(watched, note=INTERRUPTED)
        task = SolveTask(ear.model, replace(limits, seconds=left), ear.best or hint)
        # when news would be heard is a matter of time
        known = unknown if limits.reproducible else ear.known
        try:
            again = run_tasks([task], ear.hear, should_stop, ear.closed, known)
        except UnstartedError as error:
            if ear.best is None:
                raise
            logging.getLogger("nightfloat").warning("a search could not be started: %s", error)
            return watched
        peak = max(watched.peak_mb, again.peak_mb)
        return replace(again, peak_mb=peak, failed=watched.failed or again.failed)
    if ear.declined and ear.best is None and len(chosen) == 1:
        return replace(watched, note=ear.declined[0].reason)
    return watched


def _task(
    model: NeutralModel, limits: Limits, hint: frozenset[Lit] | None, role: Role
) -> SolveTask:
    """Return the task of a role."""
    return SolveTask(model, limits, hint, role.strategy, role.nice, role.after, role.behind)


def _unwritten(limits: Limits, started: float, note: str) -> Result:
    """Return why there was nothing to search."""
    seconds, version = time.monotonic() - started, solver_version()
    return Result(Status.UNKNOWN, None, (), seconds, limits, version, note=note)


@dataclass(frozen=True, slots=True)
class Explained:
    """Infeasible with a Conflict, feasible, or unknown when nothing was proved.

    ``note`` says in a sentence why the search ended early, or is empty when its time was enough or
    simply over.
    """

    status: Status
    conflict: Conflict | None = None
    note: str = ""


def find_conflict(
    program: Program, limits: Limits, *, relax: bool = False, should_stop: ShouldStop = never
) -> Explained:
    """Return requirements that cannot hold together, as far as time allows.

    With ``relax`` the fewest requirements to give up are looked for too; double booking is never
    one of them. The time to write the model is part of the limit.

    Raises
    ------
    DisagreementError
        If the program was called infeasible and had a schedule.
    SearchFailedError
        If the searching process met a defect before anything was proved.
    UnstartedError
        If the system has no room for a searching process.
    """
    started = time.monotonic()
    cores: list[Core] = []
    relaxed: list[Relaxed] = []
    ended: list[Status] = []

    def hear(message: Message) -> None:
        match message:
            case Core():
                cores.append(message)
            case Relaxed():
                relaxed.append(message)
            case Ended():
                ended.append(message.status)
            case _:
                pass

    kept = frozenset(n for n, c in enumerate(program.constraints) if c.kind == "no_overlap")
    try:
        model = emit(program, _latest(limits, started), should_stop=should_stop)
    except OutOfTimeError:
        return Explained(Status.UNKNOWN, note=_why(should_stop))
    left = replace(limits, seconds=_left(limits, started))
    watched = run_task(ConflictTask(model, left, relax, kept), hear, should_stop)
    if watched.failed and not ended:
        raise SearchFailedError(watched.failed)
    if len(set(ended)) > 1:
        message = "the search called the program infeasible and then found a schedule"
        raise DisagreementError(message)
    if not cores:
        return Explained(ended[0] if ended else Status.UNKNOWN, note=watched.sentences)
    conflict = conflict_of(program, cores[-1], relaxed[-1] if relaxed else None)
    return Explained(Status.INFEASIBLE, conflict, watched.sentences)


def solver_version() -> str:
    """Return names and versions of all that strategies compute with, without loading any."""
    from importlib.metadata import version

    return ", ".join(f"{name} {version(name)}" for name in SOLVERS)
