"""The tables as queries see them; the migrations make them, and a test holds both equal.

A day of a run (``schedule_day``) is live or not, at most one run per program and date is, and
an assignment is live exactly when its day is: the foreign key carries the flag along.
Triggers, exclusion constraints and generated columns exist in the database only.
"""

import sqlalchemy as sa
from sqlalchemy import (
    Boolean,
    CheckConstraint,
    Column,
    Date,
    ForeignKeyConstraint,
    Index,
    Integer,
    Table,
    Text,
    UniqueConstraint,
)
from sqlalchemy.types import TypeEngine

from nightfloat.io.store.types import Instant

metadata = sa.MetaData(
    naming_convention={
        "pk": "pk_%(table_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s",
        "ck": "ck_%(table_name)s_%(constraint_name)s",
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    }
)


def _needed[T](name: str, kind: type[TypeEngine[T]] | TypeEngine[T]) -> Column[T]:
    return Column(name, kind, nullable=False)


program = Table(
    "program",
    metadata,
    Column("id", Integer, primary_key=True),
    _needed("name", Text),
    UniqueConstraint("name"),
    CheckConstraint("name <> ''", name="name"),
)

person = Table(
    "person",
    metadata,
    Column("id", Integer, primary_key=True),
    _needed("program", Integer),
    _needed("external", Text),
    ForeignKeyConstraint(["program"], ["program.id"]),
    UniqueConstraint("program", "external"),
    UniqueConstraint("program", "id"),
    CheckConstraint("external <> ''", name="external"),
)

run = Table(
    "run",
    metadata,
    Column("id", Integer, primary_key=True),
    _needed("program", Integer),
    _needed("first_day", Date),
    _needed("end_day", Date),
    _needed("status", Text),
    _needed("created", Instant),
    _needed("created_by", Text),
    _needed("input_sha256", Text),
    _needed("schedule_sha256", Text),
    _needed("idempotency_key", Text),
    _needed("report", Text),
    _needed("nightfloat", Text),
    _needed("solver", Text),
    Column("seed", sa.BigInteger),
    _needed("parameters", Text),
    _needed("source", Text),
    ForeignKeyConstraint(["program"], ["program.id"]),
    UniqueConstraint("program", "id"),
    CheckConstraint("first_day < end_day", name="horizon"),
    CheckConstraint("created_by <> ''", name="created_by"),
    CheckConstraint("length(schedule_sha256) = 64", name="schedule_sha256"),
    Index(None, "idempotency_key"),
    sqlite_autoincrement=True,
)

schedule_day = Table(
    "schedule_day",
    metadata,
    Column("run", Integer, primary_key=True),
    Column("day", Date, primary_key=True),
    _needed("program", Integer),
    _needed("live", Boolean(create_constraint=True, name="live")),
    ForeignKeyConstraint(["program", "run"], ["run.program", "run.id"]),
    UniqueConstraint("run", "day", "live"),
)
Index(
    "uq_schedule_day_live",
    schedule_day.c.program,
    schedule_day.c.day,
    unique=True,
    sqlite_where=schedule_day.c.live,
    postgresql_where=schedule_day.c.live,
)

assignment = Table(
    "assignment",
    metadata,
    Column("run", Integer, primary_key=True),
    Column("person", Integer, primary_key=True),
    Column("day", Date, primary_key=True),
    Column("shift", Text, primary_key=True),
    _needed("program", Integer),
    _needed("starts", Instant),
    _needed("ends", Instant),
    _needed("occupies", Boolean(create_constraint=True, name="occupies")),
    _needed("live", Boolean(create_constraint=True, name="live")),
    ForeignKeyConstraint(["program", "run"], ["run.program", "run.id"]),
    ForeignKeyConstraint(["program", "person"], ["person.program", "person.id"]),
    ForeignKeyConstraint(
        ["run", "day", "live"],
        ["schedule_day.run", "schedule_day.day", "schedule_day.live"],
        onupdate="CASCADE",
    ),
    CheckConstraint("starts <= ends", name="interval"),
    Index(None, "run", "day", "live"),
    Index(None, "person", "live", "starts"),
)

violation = Table(
    "violation",
    metadata,
    Column("run", Integer, primary_key=True),
    Column("position", Integer, primary_key=True),
    _needed("program", Integer),
    _needed("name", Text),
    _needed("kind", Text),
    Column("person", Integer),
    _needed("first_day", Date),
    _needed("end_day", Date),
    _needed("amount", Integer),
    _needed("sentence", Text),
    Column("tier", Text),
    _needed("weight", Integer),
    _needed("inherited", Boolean(create_constraint=True, name="inherited")),
    Column("waiver", Text),
    ForeignKeyConstraint(["program", "run"], ["run.program", "run.id"]),
    ForeignKeyConstraint(["program", "person"], ["person.program", "person.id"]),
    CheckConstraint("tier IS NOT NULL OR inherited OR waiver IS NOT NULL", name="let_pass"),
    CheckConstraint("weight >= 0", name="weight"),
)

certificate = Table(
    "certificate",
    metadata,
    Column("run", Integer, primary_key=True),
    _needed("level", Text),
    _needed("k", Integer),
    _needed("tier", Text),
    _needed("document", Text),
    ForeignKeyConstraint(["run"], ["run.id"]),
    CheckConstraint("k >= 0", name="k"),
)

verdict = Table(
    "verdict",
    metadata,
    Column("run", Integer, primary_key=True),
    Column("position", Integer, primary_key=True),
    _needed("program", Integer),
    _needed("person", Integer),
    _needed("first_day", Date),
    _needed("end_day", Date),
    _needed("verdict", Text),
    Column("distance", Integer),
    _needed("reserve", Boolean(create_constraint=True, name="reserve")),
    _needed("basis", Text),
    ForeignKeyConstraint(["run"], ["certificate.run"]),
    ForeignKeyConstraint(["program", "run"], ["run.program", "run.id"]),
    ForeignKeyConstraint(["program", "person"], ["person.program", "person.id"]),
    CheckConstraint("verdict IN ('secure', 'insecure', 'unknown')", name="verdict"),
    CheckConstraint("verdict = 'secure' OR distance IS NULL", name="distance"),
    CheckConstraint("distance >= 0", name="distance_sign"),
)

act = Table(
    "act",
    metadata,
    Column("id", Integer, primary_key=True),
    _needed("run", Integer),
    _needed("action", Text),
    _needed("who", Text),
    _needed("why", Text),
    _needed("at", Instant),
    ForeignKeyConstraint(["run"], ["run.id"]),
    CheckConstraint("action IN ('commit', 'revert')", name="action"),
    CheckConstraint("who <> ''", name="who"),
    CheckConstraint("why <> ''", name="why"),
    Index(None, "run"),
    sqlite_autoincrement=True,
)

day_change = Table(
    "day_change",
    metadata,
    Column("act", Integer, primary_key=True),
    Column("run", Integer, primary_key=True),
    Column("day", Date, primary_key=True),
    _needed("live", Boolean(create_constraint=True, name="live")),
    ForeignKeyConstraint(["act"], ["act.id"]),
    ForeignKeyConstraint(["run", "day"], ["schedule_day.run", "schedule_day.day"]),
)

lease = Table(
    "lease",
    metadata,
    Column("id", Integer, primary_key=True),
    _needed("program", Integer),
    _needed("first_day", Date),
    _needed("end_day", Date),
    _needed("holder", Text),
    _needed("host", Text),
    _needed("pid", Integer),
    _needed("acquired", Instant),
    _needed("expires", Instant),
    _needed("held", Boolean(create_constraint=True, name="held")),
    ForeignKeyConstraint(["program"], ["program.id"]),
    CheckConstraint("first_day < end_day", name="horizon"),
    Index(None, "program", "held"),
)
