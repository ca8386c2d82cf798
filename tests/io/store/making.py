"""Small commits to try the store with; every instant is UTC."""

from collections.abc import Generator
from contextlib import contextmanager
from datetime import UTC, date, datetime, timedelta
from hashlib import sha256
from typing import Literal

import sqlalchemy as sa

from nightfloat.domain.calendar import Days
from nightfloat.domain.certificate import (
    Certificate,
    Event,
    EventVerdict,
    Obstruction,
    Verdict,
)
from nightfloat.domain.people import Waiver
from nightfloat.domain.schedule import Assignment
from nightfloat.domain.violation import Violation
from nightfloat.io.store import Booking, Commit, Provenance, Store
from nightfloat.io.store.database import connect

type Dialect = Literal["sqlite", "postgresql"]

PROGRAM = "medicine"
MONDAY = date(2026, 3, 2)
WEEK = Days(MONDAY, MONDAY + timedelta(days=7))
NEXT_WEEK = Days(WEEK.end, WEEK.end + timedelta(days=7))
_HOURS = {"day": (8, 12), "night": (20, 12), "standby": (0, 24)}


def on(index: int) -> date:
    """Return the day so many days after the first Monday."""
    return MONDAY + timedelta(days=index)


def booking(person: str, shift: str, index: int) -> Booking:
    """Return a booking of a shift: day 08-20, night 20-08, standby 00-24 without occupying."""
    start, hours = _HOURS[shift]
    begins = datetime.combine(on(index), datetime.min.time(), UTC) + timedelta(hours=start)
    ends = begins + timedelta(hours=hours)
    return Booking(Assignment(person, on(index), shift), begins, ends, shift != "standby")


def commit(
    store: Store,
    *bookings: Booking,
    horizon: Days = WEEK,
    key: str = "key",
    program: str = PROGRAM,
    violations: tuple[Violation, ...] = (),
    certificate: Certificate | None = None,
) -> Commit:
    """Return a commit against what is live now."""
    return Commit(
        program=program,
        horizon=horizon,
        status="optimal",
        bookings=bookings,
        input_sha256=sha256(b"input").hexdigest(),
        idempotency_key=key,
        expected=store.version(program, horizon),
        who="coordinator",
        why="first schedule",
        report='{"status":"optimal"}',
        provenance=Provenance("0.1.0", "9.15", 7, '{"k":1}', "facts"),
        violations=violations,
        certificate=certificate,
    )


def violations() -> tuple[Violation, ...]:
    """Return one of each sort that a gate lets pass."""
    waiver = Waiver("rest", None, WEEK, "exam week", "chief")
    return (
        Violation("even", "fair", "ana", WEEK, 2, "Ana has two more.", "fairness", 5),
        Violation("rest", "min_rest", "ben", WEEK, 1, "Ben rests less.", waiver=waiver),
        Violation("week", "max_hours", None, WEEK, 3, "Before.", inherited=True),
    )


def certificate(distance: int = 1) -> Certificate:
    """Return a certificate with a witness, an obstruction and an unknown."""
    lost = Assignment("ana", on(0), "day")
    found = Assignment("cai", on(0), "day")
    event = Event("ana", Days.one(on(0)), (lost,))
    why = Obstruction("day", on(1), "cai", "rest", "Cai rests less.")
    return Certificate(
        level="n-1",
        k=1,
        tier="full",
        verdicts=(
            EventVerdict(event, Verdict.SECURE, distance, (), (found,), reserve=True),
            EventVerdict(event, Verdict.INSECURE, obstructions=(why,)),
            EventVerdict(event, Verdict.UNKNOWN, basis="solver"),
        ),
        understudies=(("day", on(0), ("cai", "dee")),),
        seconds=0.25,
    )


@contextmanager
def raw(url: str) -> Generator[sa.Connection]:
    """Open a transaction beside the store's methods, with its foreign keys held."""
    database = connect(url, 5.0)
    try:
        with database.engine.begin() as connection:
            yield connection
    finally:
        database.close()


def counts(url: str) -> dict[str, int]:
    """Return the number of rows of every table."""
    with raw(url) as connection:
        names = sorted(sa.inspect(connection).get_table_names())
        count = sa.select(sa.func.count())
        return {
            name: connection.execute(count.select_from(sa.table(name))).scalar_one()
            for name in names
        }
