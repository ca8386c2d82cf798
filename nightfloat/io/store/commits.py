"""A commit is written inside the caller's transaction and lock: whole, or not at all."""

from collections.abc import Iterable, Mapping

import sqlalchemy as sa
from sqlalchemy import Connection
from sqlalchemy.exc import IntegrityError

from nightfloat.domain.calendar import Days
from nightfloat.domain.run import Run
from nightfloat.errors import CommitConflictError, RefusedError
from nightfloat.io.store import queries
from nightfloat.io.store import tables as t
from nightfloat.io.store.clash import explained
from nightfloat.io.store.codec import certificate_to_text, waiver_to_text
from nightfloat.io.store.database import now
from nightfloat.io.store.records import Commit
from nightfloat.io.store.trail import record, require_reason, retire


def write(connection: Connection, commit: Commit) -> int:
    """Write the commit and return its run's id; the id of the first one when it repeats that.

    Raises
    ------
    CommitConflictError
        When something else is live now than what was solved against.
    RefusedError
        When the schedule is one that no database of ours may hold.
    InputError
        When it is not said who commits and why.
    """
    _require_sound(commit)
    first = queries.replayable(connection, commit.idempotency_key, commit.program)
    if first is not None:
        return _repeated(first, commit)
    _require_unchanged(connection, commit)
    program = program_id(connection, commit.program)
    people = _people(connection, program, commit)
    run = _run(connection, program, commit)
    act = record(connection, run, "commit", commit.who, commit.why)
    retire(connection, act, _replaced(program, commit.horizon))
    _days(connection, program, run, commit.horizon)
    _assignments(connection, {"program": program, "run": run}, people, commit)
    _violations(connection, {"program": program, "run": run}, people, commit)
    _certificate(connection, {"program": program, "run": run}, people, commit)
    return run


def program_id(connection: Connection, name: str) -> int:
    """Return the program's number, given it now if it has none; needs the program's lock."""
    wanted = sa.select(t.program.c.id).where(t.program.c.name == name)
    found = connection.execute(wanted).scalar_one_or_none()
    return found if found is not None else _inserted(connection, t.program, name=name)


def _require_sound(commit: Commit) -> None:
    require_reason(commit.who, commit.why)
    hard = [v for v in commit.violations if v.hard and v.charged]
    if hard:
        raise RefusedError(f"{hard[0].sentence} Nothing was committed.")
    outside = [b.assignment for b in commit.bookings if b.assignment.day not in commit.horizon]
    if outside:
        one = outside[0]
        sentence = (
            f"{one.person} is on {one.shift} of {one.day}, outside {commit.horizon.first} to "
            f"{commit.horizon.last}: nothing was committed."
        )
        raise RefusedError(sentence)


def _repeated(first: Run, commit: Commit) -> int:
    if first.schedule_sha256 == commit.schedule.sha256:
        return first.id
    sentence = (
        f"Run {first.id} came of the same input and parameters with another schedule and is "
        "live: nothing was committed."
    )
    raise CommitConflictError(sentence)


def _require_unchanged(connection: Connection, commit: Commit) -> None:
    if queries.version(connection, commit.program, commit.horizon) == commit.expected:
        return
    sentence = (
        f"The live schedule of {commit.program} from {commit.horizon.first} to "
        f"{commit.horizon.last} changed while this one was made: nothing was committed, "
        "run it again."
    )
    raise CommitConflictError(sentence)


def _people(connection: Connection, program: int, commit: Commit) -> Mapping[str, int]:
    """Return the number of everybody the commit names, given now to those without."""
    row = t.person.c
    wanted = sa.select(row.external, row.id).where(row.program == program)
    known = {external: number for external, number in connection.execute(wanted).all()}
    missing = sorted(_named(commit) - known.keys())
    if missing:
        new = [{"program": program, "external": external} for external in missing]
        connection.execute(sa.insert(t.person), new)
        known = {external: number for external, number in connection.execute(wanted).all()}
    return known


def _named(commit: Commit) -> set[str]:
    assigned = {b.assignment.person for b in commit.bookings}
    faulted = {v.person for v in commit.violations if v.person is not None}
    events = commit.certificate.verdicts if commit.certificate else ()
    return assigned | faulted | {v.event.person for v in events}


def _run(connection: Connection, program: int, commit: Commit) -> int:
    made = commit.provenance
    return _inserted(
        connection,
        t.run,
        program=program,
        first_day=commit.horizon.first,
        end_day=commit.horizon.end,
        status=commit.status,
        created=now(connection),
        created_by=commit.who,
        input_sha256=commit.input_sha256,
        schedule_sha256=commit.schedule.sha256,
        idempotency_key=commit.idempotency_key,
        report=commit.report,
        nightfloat=made.nightfloat,
        solver=made.solver,
        seed=made.seed,
        parameters=made.parameters,
        source=made.source,
    )


def _replaced(program: int, horizon: Days) -> sa.ColumnElement[bool]:
    day = t.schedule_day.c
    inside = sa.and_(day.day >= horizon.first, day.day < horizon.end)
    return sa.and_(day.program == program, inside)


def _days(connection: Connection, program: int, run: int, horizon: Days) -> None:
    rows = [{"run": run, "day": day, "program": program, "live": True} for day in horizon]
    connection.execute(sa.insert(t.schedule_day), rows)


def _assignments(
    connection: Connection, of: Mapping[str, int], people: Mapping[str, int], commit: Commit
) -> None:
    """Let the database judge, and explain its refusal."""
    rows = [
        {
            **of,
            "person": people[booking.assignment.person],
            "day": booking.assignment.day,
            "shift": booking.assignment.shift,
            "starts": booking.start,
            "ends": booking.end,
            "occupies": booking.occupies,
            "live": True,
        }
        for booking in commit.bookings
    ]
    try:
        with connection.begin_nested():
            _insert_all(connection, t.assignment, rows)
    except IntegrityError:
        reason = explained(connection, people, commit.bookings)
        if reason is None:
            raise
        raise reason from None


def _violations(
    connection: Connection, of: Mapping[str, int], people: Mapping[str, int], commit: Commit
) -> None:
    rows = (
        {
            **of,
            "position": position,
            "name": found.constraint,
            "kind": found.kind,
            "person": None if found.person is None else people[found.person],
            "first_day": found.days.first,
            "end_day": found.days.end,
            "amount": found.amount,
            "sentence": found.sentence,
            "tier": found.tier,
            "weight": found.weight,
            "inherited": found.inherited,
            "waiver": waiver_to_text(found.waiver),
        }
        for position, found in enumerate(commit.violations)
    )
    _insert_all(connection, t.violation, rows)


def _certificate(
    connection: Connection, of: Mapping[str, int], people: Mapping[str, int], commit: Commit
) -> None:
    made = commit.certificate
    if made is None:
        return
    document = certificate_to_text(made)
    head = {"run": of["run"], "level": made.level, "k": made.k, "tier": made.tier}
    connection.execute(sa.insert(t.certificate), {**head, "document": document})
    rows = (
        {
            **of,
            "position": position,
            "person": people[found.event.person],
            "first_day": found.event.days.first,
            "end_day": found.event.days.end,
            "verdict": found.verdict.value,
            "distance": found.distance,
            "reserve": found.reserve,
            "basis": found.basis,
        }
        for position, found in enumerate(made.verdicts)
    )
    _insert_all(connection, t.verdict, rows)


def _insert_all(
    connection: Connection, table: sa.Table, rows: Iterable[Mapping[str, object]]
) -> None:
    given = list(rows)
    if given:
        connection.execute(sa.insert(table), given)


def _inserted(connection: Connection, table: sa.Table, **values: object) -> int:
    made = connection.execute(sa.insert(table).values(**values).returning(table.c.id))
    return made.scalar_one()
