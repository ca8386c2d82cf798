"""What the databases refuse by their own means in revision 0001; never edited afterwards."""

KEPT = (
    "program",
    "person",
    "run",
    "schedule_day",
    "assignment",
    "violation",
    "certificate",
    "verdict",
    "act",
    "day_change",
)

_SAME_TIME = (
    "other.person = NEW.person AND other.live = 1 AND other.occupies = 1"
    " AND other.starts < NEW.ends AND NEW.starts < other.ends"
    " AND other.starts < other.ends AND NEW.starts < NEW.ends"
)
_SAME_LEASE = (
    "other.program = NEW.program AND other.held = 1"
    " AND other.first_day < NEW.end_day AND NEW.first_day < other.end_day"
)


def sqlite_guards() -> tuple[str, ...]:
    """Return the triggers that stand for exclusion constraints, and those that forbid deletion."""
    overlap = (
        _refusal("assignment", "INSERT", "NEW.live AND NEW.occupies", _SAME_TIME),
        _refusal("assignment", "UPDATE", "NEW.live AND NEW.occupies", _SAME_TIME),
        _refusal("lease", "INSERT", "NEW.held", _SAME_LEASE),
        _refusal("lease", "UPDATE", "NEW.held", _SAME_LEASE),
    )
    kept = tuple(
        f"CREATE TRIGGER {table}_kept BEFORE DELETE ON {table}"
        f" BEGIN SELECT RAISE(ABORT, '{table}_kept: rows are superseded, not deleted'); END"
        for table in KEPT
    )
    return overlap + kept


def _refusal(table: str, event: str, when: str, same: str) -> str:
    """Compare with every other row; an updated row is itself by its rowid."""
    other = f" AND other.rowid <> OLD.rowid AND {same}" if event == "UPDATE" else f" AND {same}"
    return (
        f"CREATE TRIGGER {table}_overlap_{event.lower()} BEFORE {event} ON {table} WHEN {when}"
        f" BEGIN SELECT RAISE(ABORT, '{table}_overlap') WHERE EXISTS"
        f" (SELECT 1 FROM {table} AS other WHERE true{other}); END"
    )


def postgresql_guards() -> tuple[str, ...]:
    """Return the exclusion constraints and the triggers that forbid deletion."""
    during = (
        "ALTER TABLE assignment ADD COLUMN during tstzrange NOT NULL"
        " GENERATED ALWAYS AS (tstzrange(starts, ends, '[)')) STORED"
    )
    assignments = (
        "ALTER TABLE assignment ADD CONSTRAINT assignment_overlap EXCLUDE USING gist"
        " (int8range(person, person, '[]') WITH &&, during WITH &&) WHERE (live AND occupies)"
    )
    leases = (
        "ALTER TABLE lease ADD CONSTRAINT lease_overlap EXCLUDE USING gist"
        " (int8range(program, program, '[]') WITH &&, daterange(first_day, end_day) WITH &&)"
        " WHERE (held)"
    )
    refuse = (
        "CREATE FUNCTION nightfloat_keep() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN"
        " RAISE EXCEPTION USING ERRCODE = 'integrity_constraint_violation',"
        " MESSAGE = TG_TABLE_NAME || '_kept: rows are superseded, not deleted'; END $$"
    )
    kept = tuple(
        f"CREATE TRIGGER {table}_kept BEFORE DELETE OR TRUNCATE ON {table}"
        " FOR EACH STATEMENT EXECUTE FUNCTION nightfloat_keep()"
        for table in KEPT
    )
    return during, assignments, leases, refuse, *kept


def postgresql_release() -> str:
    """Return what remains to be dropped once the tables are gone."""
    return "DROP FUNCTION nightfloat_keep()"
