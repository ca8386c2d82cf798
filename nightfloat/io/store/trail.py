"""Days become live or cease to be by an act that says who, when and why; no row is deleted."""

from typing import Literal

import sqlalchemy as sa
from sqlalchemy import Connection

from nightfloat.domain.run import Run
from nightfloat.errors import CommitConflictError, InputError
from nightfloat.io.faults import is_text
from nightfloat.io.store import tables as t
from nightfloat.io.store.database import now

_day = t.schedule_day.c


def record(
    connection: Connection, run: int, action: Literal["commit", "revert"], who: str, why: str
) -> int:
    """Write an act and return its id."""
    values = {"run": run, "action": action, "who": who, "why": why, "at": now(connection)}
    made = connection.execute(sa.insert(t.act).values(**values).returning(t.act.c.id))
    return made.scalar_one()


def require_reason(who: str, why: str) -> None:
    """Let pass what says who and why.

    Raises
    ------
    InputError
        When one of them is empty, or is no UTF-8.
    """
    if not (who and why):
        sentence = "Say who does this and why: neither may be empty."
        raise InputError(sentence)
    for what, text in (("user name, in LOGNAME or USER,", who), ("reason", why)):
        if not is_text(text):
            sentence = f"The {what} is not UTF-8: write it in letters that the terminal has."
            raise InputError(sentence)


def retire(connection: Connection, act: int, which: sa.ColumnElement[bool]) -> None:
    """Supersede the live days among these."""
    _switch(connection, act, sa.and_(which, _day.live), live=False)


def revert(connection: Connection, run: Run, who: str, why: str) -> None:
    """Undo the run's commit exactly: what it replaced is live again, it is not.

    Raises
    ------
    CommitConflictError
        When a day of the run is not live any more.
    InputError
        When it is not said who does it and why.
    """
    require_reason(who, why)
    if not run.live:
        sentence = f"Run {run.id} is not wholly live any more: revert what replaced it first."
        raise CommitConflictError(sentence)
    replaced = (
        sa.select(t.day_change.c.run, t.day_change.c.day)
        .join(t.act, t.act.c.id == t.day_change.c.act)
        .where(t.act.c.run == run.id, t.act.c.action == "commit", ~t.day_change.c.live)
    )
    act = record(connection, run.id, "revert", who, why)
    retire(connection, act, _day.run == run.id)
    _switch(connection, act, sa.tuple_(_day.run, _day.day).in_(replaced), live=True)


def _switch(connection: Connection, act: int, which: sa.ColumnElement[bool], *, live: bool) -> None:
    """Change the days' flag and record it; their assignments follow by foreign key."""
    changed = sa.select(sa.literal(act), _day.run, _day.day, sa.literal(live)).where(which)
    columns = ["act", "run", "day", "live"]
    connection.execute(sa.insert(t.day_change).from_select(columns, changed))
    connection.execute(sa.update(t.schedule_day).where(which).values(live=live))
