"""Programs, people, runs, what is live, what was found, who did it, and leases."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.types import TypeEngine

from nightfloat.io.store.migrations.guards_0001 import (
    postgresql_guards,
    postgresql_release,
    sqlite_guards,
)

revision = "0001"
down_revision = None

_INSTANT = sa.DateTime(timezone=True).with_variant(sa.BigInteger(), "sqlite")


def upgrade() -> None:
    """Make every table, then what guards them."""
    _people()
    _runs()
    _schedules()
    _violations()
    _certificates()
    _trail()
    _leases()
    on_sqlite = op.get_bind().dialect.name == "sqlite"
    for statement in sqlite_guards() if on_sqlite else postgresql_guards():
        op.execute(statement)


def downgrade() -> None:
    """Drop every table, those that refer to others first."""
    tables = ["lease", "day_change", "act", "verdict", "certificate", "violation", "assignment"]
    for table in [*tables, "schedule_day", "run", "person", "program"]:
        op.drop_table(table)
    if op.get_bind().dialect.name == "postgresql":
        op.execute(postgresql_release())


def _needed[T](name: str, kind: type[TypeEngine[T]] | TypeEngine[T]) -> sa.Column[T]:
    return sa.Column(name, kind, nullable=False)


def _flag(table: str, name: str) -> sa.Column[bool]:
    kind = sa.Boolean(create_constraint=True, name=op.f(f"ck_{table}_{name}"))
    return sa.Column(name, kind, nullable=False)


def _check(table: str, name: str, condition: str) -> sa.CheckConstraint:
    return sa.CheckConstraint(condition, name=op.f(f"ck_{table}_{name}"))


def _key(table: str, *columns: str) -> sa.PrimaryKeyConstraint:
    return sa.PrimaryKeyConstraint(*columns, name=f"pk_{table}")


def _unique(table: str, *columns: str) -> sa.UniqueConstraint:
    return sa.UniqueConstraint(*columns, name=f"uq_{table}_{'_'.join(columns)}")


def _refers(
    table: str, columns: list[str], to: list[str], onupdate: str | None = None
) -> sa.ForeignKeyConstraint:
    name = f"fk_{table}_{'_'.join(columns)}"
    return sa.ForeignKeyConstraint(columns, to, name=name, onupdate=onupdate)


def _of_run(table: str) -> sa.ForeignKeyConstraint:
    return _refers(table, ["program", "run"], ["run.program", "run.id"])


def _of_person(table: str) -> sa.ForeignKeyConstraint:
    return _refers(table, ["program", "person"], ["person.program", "person.id"])


def _people() -> None:
    op.create_table(
        "program",
        _needed("id", sa.Integer),
        _needed("name", sa.Text),
        _key("program", "id"),
        _unique("program", "name"),
        _check("program", "name", "name <> ''"),
    )
    op.create_table(
        "person",
        _needed("id", sa.Integer),
        _needed("program", sa.Integer),
        _needed("external", sa.Text),
        _key("person", "id"),
        _refers("person", ["program"], ["program.id"]),
        _unique("person", "program", "external"),
        _unique("person", "program", "id"),
        _check("person", "external", "external <> ''"),
    )


def _runs() -> None:
    op.create_table(
        "run",
        _needed("id", sa.Integer),
        _needed("program", sa.Integer),
        _needed("first_day", sa.Date),
        _needed("end_day", sa.Date),
        _needed("status", sa.Text),
        _needed("created", _INSTANT),
        _needed("created_by", sa.Text),
        _needed("input_sha256", sa.Text),
        _needed("schedule_sha256", sa.Text),
        _needed("idempotency_key", sa.Text),
        _needed("report", sa.Text),
        _needed("nightfloat", sa.Text),
        _needed("solver", sa.Text),
        sa.Column("seed", sa.BigInteger),
        _needed("parameters", sa.Text),
        _needed("source", sa.Text),
        _key("run", "id"),
        _refers("run", ["program"], ["program.id"]),
        _unique("run", "program", "id"),
        _check("run", "horizon", "first_day < end_day"),
        _check("run", "created_by", "created_by <> ''"),
        _check("run", "schedule_sha256", "length(schedule_sha256) = 64"),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_run_idempotency_key", "run", ["idempotency_key"])


def _schedules() -> None:
    op.create_table(
        "schedule_day",
        _needed("run", sa.Integer),
        _needed("day", sa.Date),
        _needed("program", sa.Integer),
        _flag("schedule_day", "live"),
        _key("schedule_day", "run", "day"),
        _of_run("schedule_day"),
        _unique("schedule_day", "run", "day", "live"),
    )
    op.create_index(
        "uq_schedule_day_live",
        "schedule_day",
        ["program", "day"],
        unique=True,
        sqlite_where=sa.text("live"),
        postgresql_where=sa.text("live"),
    )
    day = ["schedule_day.run", "schedule_day.day", "schedule_day.live"]
    op.create_table(
        "assignment",
        _needed("run", sa.Integer),
        _needed("person", sa.Integer),
        _needed("day", sa.Date),
        _needed("shift", sa.Text),
        _needed("program", sa.Integer),
        _needed("starts", _INSTANT),
        _needed("ends", _INSTANT),
        _flag("assignment", "occupies"),
        _flag("assignment", "live"),
        _key("assignment", "run", "person", "day", "shift"),
        _of_run("assignment"),
        _of_person("assignment"),
        _refers("assignment", ["run", "day", "live"], day, onupdate="CASCADE"),
        _check("assignment", "interval", "starts <= ends"),
    )
    op.create_index("ix_assignment_run_day_live", "assignment", ["run", "day", "live"])
    op.create_index("ix_assignment_person_live_starts", "assignment", ["person", "live", "starts"])


def _violations() -> None:
    op.create_table(
        "violation",
        _needed("run", sa.Integer),
        _needed("position", sa.Integer),
        _needed("program", sa.Integer),
        _needed("name", sa.Text),
        _needed("kind", sa.Text),
        sa.Column("person", sa.Integer),
        _needed("first_day", sa.Date),
        _needed("end_day", sa.Date),
        _needed("amount", sa.Integer),
        _needed("sentence", sa.Text),
        sa.Column("tier", sa.Text),
        _needed("weight", sa.Integer),
        _flag("violation", "inherited"),
        sa.Column("waiver", sa.Text),
        _key("violation", "run", "position"),
        _of_run("violation"),
        _of_person("violation"),
        _check("violation", "let_pass", "tier IS NOT NULL OR inherited OR waiver IS NOT NULL"),
        _check("violation", "weight", "weight >= 0"),
    )


def _certificates() -> None:
    op.create_table(
        "certificate",
        _needed("run", sa.Integer),
        _needed("level", sa.Text),
        _needed("k", sa.Integer),
        _needed("tier", sa.Text),
        _needed("document", sa.Text),
        _key("certificate", "run"),
        _refers("certificate", ["run"], ["run.id"]),
        _check("certificate", "k", "k >= 0"),
    )
    op.create_table(
        "verdict",
        _needed("run", sa.Integer),
        _needed("position", sa.Integer),
        _needed("program", sa.Integer),
        _needed("person", sa.Integer),
        _needed("first_day", sa.Date),
        _needed("end_day", sa.Date),
        _needed("verdict", sa.Text),
        sa.Column("distance", sa.Integer),
        _flag("verdict", "reserve"),
        _needed("basis", sa.Text),
        _key("verdict", "run", "position"),
        _refers("verdict", ["run"], ["certificate.run"]),
        _of_run("verdict"),
        _of_person("verdict"),
        _check("verdict", "verdict", "verdict IN ('secure', 'insecure', 'unknown')"),
        _check("verdict", "distance", "verdict = 'secure' OR distance IS NULL"),
        _check("verdict", "distance_sign", "distance >= 0"),
    )


def _trail() -> None:
    op.create_table(
        "act",
        _needed("id", sa.Integer),
        _needed("run", sa.Integer),
        _needed("action", sa.Text),
        _needed("who", sa.Text),
        _needed("why", sa.Text),
        _needed("at", _INSTANT),
        _key("act", "id"),
        _refers("act", ["run"], ["run.id"]),
        _check("act", "action", "action IN ('commit', 'revert')"),
        _check("act", "who", "who <> ''"),
        _check("act", "why", "why <> ''"),
        sqlite_autoincrement=True,
    )
    op.create_index("ix_act_run", "act", ["run"])
    op.create_table(
        "day_change",
        _needed("act", sa.Integer),
        _needed("run", sa.Integer),
        _needed("day", sa.Date),
        _flag("day_change", "live"),
        _key("day_change", "act", "run", "day"),
        _refers("day_change", ["act"], ["act.id"]),
        _refers("day_change", ["run", "day"], ["schedule_day.run", "schedule_day.day"]),
    )


def _leases() -> None:
    op.create_table(
        "lease",
        _needed("id", sa.Integer),
        _needed("program", sa.Integer),
        _needed("first_day", sa.Date),
        _needed("end_day", sa.Date),
        _needed("holder", sa.Text),
        _needed("host", sa.Text),
        _needed("pid", sa.Integer),
        _needed("acquired", _INSTANT),
        _needed("expires", _INSTANT),
        _flag("lease", "held"),
        _key("lease", "id"),
        _refers("lease", ["program"], ["program.id"]),
        _check("lease", "horizon", "first_day < end_day"),
    )
    op.create_index("ix_lease_program_held", "lease", ["program", "held"])
