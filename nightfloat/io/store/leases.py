"""At most one unexpired lease holds a program's day; one left behind may be taken over."""

import os
import socket
from datetime import datetime, timedelta
from pathlib import Path

import sqlalchemy as sa
from sqlalchemy import Connection

from nightfloat.domain.calendar import Days
from nightfloat.errors import LeaseHeldError
from nightfloat.io.store import tables as t
from nightfloat.io.store.commits import program_id
from nightfloat.io.store.database import now
from nightfloat.io.store.records import Lease

BOOT = Path("/proc/sys/kernel/random/boot_id")

_row = t.lease.c


def acquire(
    connection: Connection, program: str, horizon: Days, holder: str, seconds: float
) -> Lease:
    """Take the lease; needs the program's lock.

    Raises
    ------
    LeaseHeldError
        When another one holds a day of the horizon.
    """
    number, at = program_id(connection, program), now(connection)
    _expire(connection, number, at)
    _bury(connection, number)
    _require_free(connection, number, program, horizon)
    expires = at + timedelta(seconds=seconds)
    values = {
        "program": number,
        "first_day": horizon.first,
        "end_day": horizon.end,
        "holder": holder,
        "host": _here(),
        "pid": os.getpid(),
        "acquired": at,
        "expires": expires,
        "held": True,
    }
    made = connection.execute(sa.insert(t.lease).values(**values).returning(_row.id))
    return Lease(made.scalar_one(), program, horizon, holder, expires)


def renew(connection: Connection, lease: Lease, seconds: float) -> Lease:
    """Keep the lease for ``seconds`` from now.

    Raises
    ------
    LeaseHeldError
        When it was given up or taken over.
    """
    expires = now(connection) + timedelta(seconds=seconds)
    mine = sa.update(t.lease).where(_row.id == lease.id, _row.held).values(expires=expires)
    if connection.execute(mine).rowcount == 0:
        sentence = f"The lease of {lease.holder} on {lease.program} expired and was taken over."
        raise LeaseHeldError(sentence)
    return Lease(lease.id, lease.program, lease.horizon, lease.holder, expires)


def release(connection: Connection, lease: Lease) -> None:
    """Give the lease up; nothing happens when it was taken over."""
    connection.execute(sa.update(t.lease).where(_row.id == lease.id).values(held=False))


def _expire(connection: Connection, program: int, at: datetime) -> None:
    over = sa.and_(_row.program == program, _row.held, _row.expires <= at)
    connection.execute(sa.update(t.lease).where(over).values(held=False))


def _bury(connection: Connection, program: int) -> None:
    """Give up what ended processes of this host left behind; they cannot do it themselves."""
    here = sa.select(_row.id, _row.pid).where(
        _row.program == program, _row.held, _row.host == _here()
    )
    dead = [number for number, pid in connection.execute(here) if not _lives(pid)]
    if dead:
        connection.execute(sa.update(t.lease).where(_row.id.in_(dead)).values(held=False))


def _lives(pid: int) -> bool:
    from psutil import pid_exists

    return pid_exists(pid)


def _here() -> str:
    """Return what tells where a process id counts: hosts may share a name, but no boot of one."""
    told = socket.gethostname(), _boot(), _namespace()
    return " ".join(filter(None, told))


def _boot() -> str:
    """Return the id of the system's start, empty where the system does not tell it."""
    try:
        return BOOT.read_text().strip()
    except OSError:
        return ""


def _namespace() -> str:
    """Return the namespace of process ids, which containers have of their own; empty as above."""
    try:
        return os.readlink("/proc/self/ns/pid")
    except OSError:
        return ""


def _require_free(connection: Connection, number: int, program: str, horizon: Days) -> None:
    columns = _row.holder, _row.first_day, _row.end_day, _row.expires
    held = sa.select(*columns).where(_row.program == number, _row.held)
    shared = held.where(_row.first_day < horizon.end, _row.end_day > horizon.first)
    other = connection.execute(shared.order_by(_row.expires.desc()).limit(1)).one_or_none()
    if other is None:
        return
    days = Days(other.first_day, other.end_day)
    sentence = (
        f"{other.holder} is working on {program} from {days.first} to {days.last}; its "
        f"lease lasts until {other.expires:%Y-%m-%d %H:%M:%S} UTC unless renewed: try again later."
    )
    raise LeaseHeldError(sentence)
