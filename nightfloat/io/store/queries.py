"""Questions to the store: each is one statement, and none of them writes."""

from datetime import timedelta
from hashlib import sha256

import sqlalchemy as sa
from sqlalchemy import Connection

from nightfloat.domain.calendar import Days
from nightfloat.domain.certificate import Certificate
from nightfloat.domain.run import Run
from nightfloat.domain.schedule import Assignment, Schedule
from nightfloat.domain.violation import Violation
from nightfloat.io.store import tables as t
from nightfloat.io.store.codec import certificate_from_text, waiver_from_text
from nightfloat.io.store.records import Act, DayChange, Provenance

NIGHT = timedelta(days=1)
# no database numbers its rows further
MOST_RUNS = 2**31 - 1

_superseded = (
    sa.select(t.schedule_day.c.run)
    .where(t.schedule_day.c.run == t.run.c.id, ~t.schedule_day.c.live)
    .correlate(t.run)
    .exists()
)
_runs = (
    sa.select(t.run, t.program.c.name, (~_superseded).label("live"))
    .join(t.program, t.program.c.id == t.run.c.program)
    .order_by(t.run.c.id)
)


def runs(connection: Connection, program: str | None) -> list[Run]:
    """Return every run, of one program or of all, the oldest first."""
    wanted = _runs if program is None else _runs.where(t.program.c.name == program)
    return [_run(row) for row in connection.execute(wanted).mappings()]


def run(connection: Connection, run_id: int) -> Run | None:
    """Return one run; a number that no run can have is that of none."""
    if not 0 < run_id <= MOST_RUNS:
        return None
    row = connection.execute(_runs.where(t.run.c.id == run_id)).mappings().one_or_none()
    return None if row is None else _run(row)


def replayable(connection: Connection, key: str, program: str | None = None) -> Run | None:
    """Return the run of this idempotency key all of whose days are live."""
    wanted = _runs.where(t.run.c.idempotency_key == key, ~_superseded)
    if program is not None:
        wanted = wanted.where(t.program.c.name == program)
    found = connection.execute(wanted).mappings().all()
    return _run(found[-1]) if found else None


def version(connection: Connection, program: str, horizon: Days) -> str:
    """Name what is live on the horizon and on the day before it, whose night reaches in."""
    day = t.schedule_day
    rows = connection.execute(
        sa.select(day.c.day, day.c.run)
        .join(t.program, t.program.c.id == day.c.program)
        .where(t.program.c.name == program, day.c.live)
        .where(day.c.day >= horizon.first - NIGHT, day.c.day < horizon.end)
        .order_by(day.c.day)
    )
    return sha256("".join(f"{row.day} {row.run}\n" for row in rows).encode()).hexdigest()


def schedule(connection: Connection, run_id: int) -> Schedule:
    """Return what the run assigned, live or not."""
    return _schedule(connection, t.assignment.c.run == run_id)


def live(connection: Connection, program: str, days: Days) -> Schedule:
    """Return what is live on these days."""
    row = t.assignment.c
    inside = sa.and_(row.live, row.day >= days.first, row.day < days.end)
    return _schedule(connection, sa.and_(t.program.c.name == program, inside))


def _schedule(connection: Connection, wanted: sa.ColumnElement[bool]) -> Schedule:
    row = t.assignment.c
    rows = connection.execute(
        sa.select(t.person.c.external, row.day, row.shift)
        .select_from(t.assignment)
        .join(t.person, t.person.c.id == row.person)
        .join(t.program, t.program.c.id == row.program)
        .where(wanted)
    )
    return Schedule.of(Assignment(*found) for found in rows)


def violations(connection: Connection, run_id: int) -> tuple[Violation, ...]:
    """Return what the audit reported of the run, in its order."""
    rows = connection.execute(
        sa.select(t.violation, t.person.c.external)
        .outerjoin(t.person, t.person.c.id == t.violation.c.person)
        .where(t.violation.c.run == run_id)
        .order_by(t.violation.c.position)
    )
    return tuple(
        Violation(
            constraint=row.name,
            kind=row.kind,
            person=row.external,
            days=Days(row.first_day, row.end_day),
            amount=row.amount,
            sentence=row.sentence,
            tier=row.tier,
            weight=row.weight,
            inherited=row.inherited,
            waiver=waiver_from_text(row.waiver),
        )
        for row in rows
    )


def certificate(connection: Connection, run_id: int) -> Certificate | None:
    """Return the run's certificate."""
    wanted = sa.select(t.certificate.c.document).where(t.certificate.c.run == run_id)
    text = connection.execute(wanted).scalar_one_or_none()
    return None if text is None else certificate_from_text(text)


def provenance(connection: Connection, run_id: int) -> Provenance | None:
    """Return what made the run's schedule, None where there is no such run."""
    if not 0 < run_id <= MOST_RUNS:
        return None
    row = t.run.c
    wanted = sa.select(row.nightfloat, row.solver, row.seed, row.parameters, row.source)
    found = connection.execute(wanted.where(row.id == run_id)).one_or_none()
    return None if found is None else Provenance(*found)


def trail(connection: Connection, program: str) -> tuple[Act, ...]:
    """Return who did what to the program's runs, the oldest first."""
    act = (
        sa.select(t.act)
        .join(t.run, t.run.c.id == t.act.c.run)
        .join(t.program, t.program.c.id == t.run.c.program)
        .where(t.program.c.name == program)
        .order_by(t.act.c.id)
    )
    return tuple(
        Act(row.id, row.run, row.action, row.who, row.why, row.at, _changes(connection, row.id))
        for row in connection.execute(act).all()
    )


def _changes(connection: Connection, act: int) -> tuple[DayChange, ...]:
    row = t.day_change.c
    wanted = sa.select(row.run, row.day, row.live).where(row.act == act)
    found = connection.execute(wanted.order_by(row.run, row.day))
    return tuple(DayChange(*change) for change in found)


def _run(found: sa.RowMapping) -> Run:
    return Run(
        id=found["id"],
        program=found["name"],
        horizon=Days(found["first_day"], found["end_day"]),
        status=found["status"],
        created=found["created"],
        created_by=found["created_by"],
        input_sha256=found["input_sha256"],
        schedule_sha256=found["schedule_sha256"],
        idempotency_key=found["idempotency_key"],
        live=bool(found["live"]),
        report=found["report"],
    )
