"""A run: lease, generate, commit; a run whose result is live already is not repeated."""

import json
import logging
import os
from collections.abc import Callable, Generator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, replace
from socket import gethostname
from threading import Event, Thread

import nightfloat
from nightfloat.constraints.program import Program
from nightfloat.domain.calendar import Days
from nightfloat.domain.certificate import Certificate
from nightfloat.domain.run import Run
from nightfloat.domain.schedule import Schedule
from nightfloat.engine.audit import Audit, audit
from nightfloat.engine.commit import (
    Parameter,
    bookings,
    commit_schedule,
    idempotency_key,
    parameters_json,
)
from nightfloat.engine.gate import refusals
from nightfloat.engine.generate import Outcome, Plan, Watch, certified, generate
from nightfloat.engine.patience import patiently
from nightfloat.engine.report import Json, contingency_report, outcome_report
from nightfloat.errors import Fault, InputError, NightfloatError, RefusedError
from nightfloat.io.store import Commit, Lease, Provenance, Store
from nightfloat.solver.solve import solver_version

# A lease is short and renewed while its run lives, so a crash locks nobody out for long.
LEASE = 60.0


@dataclass(frozen=True)
class Job:
    """One program to schedule, with what decides the result and who asks for it.

    Parameters
    ----------
    rehash
        Hashes the input again, just before the commit.
    who, why
        Stored in the audit trail.
    """

    program: Program
    plan: Plan
    rehash: Callable[[], str]
    who: str
    why: str

    @property
    def parameters(self) -> dict[str, Parameter]:
        """Everything besides the input that decides the result of a run nobody cuts short."""
        limits, policy = self.plan.limits, self.plan.policy
        return {
            "time_limit": limits.seconds,
            "memory_limit": limits.memory_mb,
            "workers": limits.workers,
            "seed": limits.seed,
            "reproducible": limits.reproducible,
            "strategy": limits.strategy.value,
            "contingency": policy.analyse,
            "require": policy.require,
            "k": policy.k,
            "cover": policy.cover,
        }

    def decided(self, cut: Schedule | None = None) -> dict[str, Parameter]:
        """Return what decided a result; that of a run cut short, when: ``cut`` tells which."""
        if cut is None:
            return self.parameters
        return self.parameters | {"reproducible": False, "cut": True, "schedule": cut.sha256}

    def key(self, cut: Schedule | None = None) -> str:
        """Return the idempotency key; a run cut short stands for none but its own schedule."""
        version = nightfloat.__version__
        return idempotency_key(
            self.program.input_sha256, self.decided(cut), version, solver_version()
        )


@dataclass(frozen=True, slots=True)
class Finished:
    """What a run leaves: the report, the schedule if there is one, and what kept it from a store.

    Parameters
    ----------
    failure
        Why the schedule, which passed the gate, could not be committed.
    """

    report: dict[str, Json]
    schedule: Schedule | None
    outcome: Outcome | None = None
    run: Run | None = None
    certificate: Certificate | None = None
    failure: NightfloatError | None = None

    @property
    def errors(self) -> list[str]:
        """The sentences of the report's ``errors``, none when all went well."""
        found = self.report.get("errors")
        return [str(sentence) for sentence in found] if isinstance(found, list) else []

    @property
    def exit_code(self) -> int:
        """0 done, 3 infeasible, 4 nothing found in time, 5 refused, or that of the failure."""
        if self.failure is not None:
            return self.failure.exit_code
        if self.outcome is None or (self.outcome.draft and self.schedule is not None):
            return 0
        if self.schedule is None:
            return 3 if self.outcome.result.status == "infeasible" else 4
        return 5 if self.refused else 0

    @property
    def refused(self) -> bool:
        """Whether the gate said no to the schedule."""
        return self.outcome is not None and bool(self.outcome.refused)


def forget(finished: Finished) -> None:
    """Keep nothing of a run whose commit has to wait."""
    del finished


def run(
    job: Job,
    store: Store | None,
    watch: Watch | None = None,
    keep: Callable[[Finished], None] = forget,
) -> Finished:
    """Generate and, given a store, commit what passes the gate; a commit that fails loses nothing.

    Parameters
    ----------
    keep
        Called with what has passed the gate before it waits for a store that is unavailable.

    Raises
    ------
    LeaseHeldError
        If another run holds the program and horizon.
    StoreUnavailableError
        If the store cannot be read before the search.
    """
    watch = watch or Watch()
    if store is None or job.plan.draft:
        return _uncommitted(job, generate(job.program, job.plan, watch))
    before = store.replayable(job.key())
    if before is not None:
        return replayed(store, before)
    instance = job.program.instance
    horizon = instance.calendar.horizon
    with held(store, instance.name, horizon):
        expected = store.version(instance.name, horizon)
        # what held the lease before may have been the same run
        before = store.replayable(job.key())
        if before is not None:
            return replayed(store, before)
        outcome = generate(job.program, job.plan, watch)
        finished = _uncommitted(job, outcome)
        result = outcome.result
        if result.schedule is None or outcome.refused or outcome.audit is None:
            return finished
        cut = bool(result.note) or watch.should_stop()
        decided_by = result.schedule if cut else None
        proved = _Proved(
            result.schedule,
            outcome.audit,
            outcome.certificate,
            str(result.status),
            result.solver,
            job.key(decided_by),
            finished.report,
        )
        try:
            committed = patiently(
                lambda: _commit(job, store, proved, expected, decided_by),
                watch,
                lambda: keep(finished),
            )
        except NightfloatError as error:
            return _failed(finished, error)
        return replace(committed, outcome=outcome)


def _failed(finished: Finished, error: NightfloatError) -> Finished:
    """Return the run with the error: hours of search are worth more than their commit."""
    sentences: list[Json] = [str(fault) for fault in error.faults]
    return replace(finished, report={**finished.report, "errors": sentences}, failure=error)


def _uncommitted(job: Job, outcome: Outcome) -> Finished:
    report, schedule = outcome_report(job.program, outcome), outcome.result.schedule
    return Finished(report, schedule, outcome, certificate=outcome.certificate)


@contextmanager
def held(store: Store, program: str, horizon: Days, seconds: float = LEASE) -> Generator[None]:
    """Hold the lease for the length of the block, however long that is."""
    with store.lease(program, horizon, _holder(), seconds) as lease:
        over = Event()
        renewal = Thread(target=_renew, args=(store, lease, seconds, over), daemon=True)
        renewal.start()
        try:
            yield
        finally:
            over.set()
            # a server that does not answer keeps nobody from what was found
            renewal.join(seconds / 4)


def _renew(store: Store, lease: Lease, seconds: float, over: Event) -> None:
    """Renew until it is over; a lease lost all the same is found out by the commit's checks."""
    while not over.wait(seconds / 4):
        with suppress(NightfloatError):
            store.renew(lease, seconds)


def replayed(store: Store, before: Run) -> Finished:
    """Return the first run's result, marked as replayed."""
    report: dict[str, Json] = json.loads(before.report)
    marked = report | {"run": before.id, "committed": True, "replayed": True}
    schedule, certificate = store.schedule(before.id), store.certificate(before.id)
    return Finished(marked, schedule, None, before, certificate)


@dataclass(frozen=True, slots=True)
class _Proved:
    """A schedule that passed the gate, with what is stored beside it."""

    schedule: Schedule
    audit: Audit
    certificate: Certificate | None
    status: str
    solver: str
    key: str
    report: Mapping[str, Json]


def _commit(
    job: Job, store: Store, proved: _Proved, expected: str, cut: Schedule | None = None
) -> Finished:
    """Write everything in one transaction."""
    instance = job.program.instance
    commit = Commit(
        program=instance.name,
        horizon=instance.calendar.horizon,
        status=proved.status,
        bookings=bookings(instance, proved.schedule),
        input_sha256=job.program.input_sha256,
        idempotency_key=proved.key,
        expected=expected,
        who=job.who,
        why=job.why,
        report=json.dumps(proved.report, sort_keys=True),
        provenance=provenance(job, proved.solver, cut),
        violations=proved.audit.violations,
        certificate=proved.certificate,
    )
    made = commit_schedule(store, commit, lambda: _rehashed(job))
    logging.getLogger("nightfloat").info("committed run %s of %s", made.id, made.program)
    report = {**proved.report, "run": made.id, "committed": True, "replayed": False}
    return Finished(report, proved.schedule, None, made, proved.certificate)


def _rehashed(job: Job) -> str:
    """Hash the input again; what cannot be read any more has changed."""
    try:
        return job.rehash()
    except InputError:
        return ""


def provenance(job: Job, solver: str, cut: Schedule | None = None) -> Provenance:
    """Return where a run's schedule comes from."""
    return Provenance(
        nightfloat=nightfloat.__version__,
        solver=solver,
        seed=job.plan.limits.seed,
        parameters=parameters_json(job.decided(cut)),
        source=os.path.abspath(job.program.source),
    )


def commit_by_hand(job: Job, store: Store, schedule: Schedule) -> Finished:
    """Commit a schedule made or edited by hand, through the same gate.

    Raises
    ------
    RefusedError
        If the gate says no.
    """
    program, instance = job.program, job.program.instance
    horizon = instance.calendar.horizon
    # what others commit while this one is audited is not replaced unseen
    expected = store.version(instance.name, horizon)
    judged = audit(program, schedule)
    certificate = certified(program, job.plan, schedule)
    refused = refusals(judged, certificate, job.plan.policy.require)
    if refused:
        raise RefusedError([Fault(sentence) for sentence in refused])
    parameters = job.parameters | {"schedule": schedule.sha256}
    key = idempotency_key(program.input_sha256, parameters, nightfloat.__version__, "manual")
    report: dict[str, Json] = {
        "program": instance.name,
        "status": "manual",
        "tiers": [{"name": name, "value": value} for name, value in judged.values.items()],
        "violations": {**judged.counts},
        "contingency": contingency_report(certificate),
        "schedule_sha256": schedule.sha256,
        "input_sha256": program.input_sha256,
    }
    before = store.replayable(key)
    if before is not None:
        return replayed(store, before)
    with held(store, instance.name, horizon):
        proved = _Proved(schedule, judged, certificate, "manual", "manual", key, report)
        return _commit(job, store, proved, expected)


def _holder() -> str:
    return f"{gethostname()}:{os.getpid()}"
