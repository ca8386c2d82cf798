"""What a database driver raises becomes one sentence; nothing of a URL's secrets is quoted."""

import re

from sqlalchemy.exc import (
    DataError,
    DBAPIError,
    IntegrityError,
    InterfaceError,
    OperationalError,
    SQLAlchemyError,
)

from nightfloat.errors import CommitConflictError, NightfloatError, StoreUnavailableError

_UNAVAILABLE = {
    "password authentication failed": "refuses this user and password",
    "no password supplied": "asks for a password and the URL has none",
    r"no pg_hba\.conf entry": "does not admit this user from this host",
    r"role \S+ does not exist": "does not know this user",
    r"database \S+ does not exist": "does not exist: create it, then run `nightfloat db upgrade`",
    "connection refused": "cannot be reached: nothing listens there",
    "could not translate host name": "cannot be reached: its host is unknown",
    "failed to resolve host": "cannot be reached: its host is unknown",
    "timeout expired": "does not answer",
    "connection timeout": "does not answer",
    "statement timeout": "takes too long: try again later",
    "lock timeout": "is locked by another process: try again later",
    "is locked": "is locked by another process: try again later",
    "readonly": "cannot be written: the file or its folder is read-only",
    "read-only": "cannot be written: it is read-only",
    "not a database": "is not a database file",
    "malformed": "is damaged: restore it from a snapshot",
    "unable to open": "cannot be opened: check that its folder exists and may be written",
    "disk is full": "cannot be written: the disk is full",
    "no such table": "lacks a table: run `nightfloat db upgrade`",
    r"relation \S+ does not exist": "lacks a table: run `nightfloat db upgrade`",
    "permission denied": "may not be used by this user",
}
_CONFLICTS = {
    "assignment_overlap": "a person would hold two live assignments at one time",
    "schedule_day": "a day would have two live schedules",
}


def translated(error: SQLAlchemyError, store: str) -> NightfloatError:
    """Return the error to raise instead; ``store`` is a masked URL."""
    said = str(getattr(error, "orig", None) or "").lower()
    if isinstance(error, IntegrityError):
        return _refused(said)
    if isinstance(error, DataError) or not isinstance(error, DBAPIError):
        return _defect()
    for pattern, sentence in _UNAVAILABLE.items():
        if re.search(pattern, said):
            return StoreUnavailableError(f"The store {store} {sentence}.")
    if isinstance(error, OperationalError | InterfaceError):
        return StoreUnavailableError(f"The store {store} cannot be reached.")
    kind = type(getattr(error, "orig", None) or error).__name__
    return StoreUnavailableError(f"The store {store} failed ({kind}).")


def _refused(said: str) -> NightfloatError:
    for name, sentence in _CONFLICTS.items():
        if name in said:
            return CommitConflictError(f"The database refused it, {sentence}: nothing was written.")
    return _defect()


def _defect() -> NightfloatError:
    return NightfloatError(
        "The store was given a row that nightfloat should not have made (a defect): "
        "nothing was written."
    )


def driver_missing(store: str) -> StoreUnavailableError:
    """Return the error for a database whose Python driver is not installed."""
    sentence = f"The store {store} needs the package psycopg, which cannot be loaded: install it."
    return StoreUnavailableError(sentence)
