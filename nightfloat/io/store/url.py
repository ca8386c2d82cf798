"""A database URL is parsed once, and shown only without its password and its options."""

import re

from sqlalchemy.engine import URL, make_url
from sqlalchemy.exc import ArgumentError

from nightfloat.errors import InputError
from nightfloat.io.faults import is_text

OPTION = re.compile(r"\w+=.*")

POSTGRESQL = "postgresql+psycopg"
SQLITE = "sqlite+pysqlite"
_DRIVERS = {
    "postgresql": POSTGRESQL,
    "postgres": POSTGRESQL,
    POSTGRESQL: POSTGRESQL,
    "sqlite": SQLITE,
    SQLITE: SQLITE,
}
_FORMS = "sqlite:///PATH or postgresql://USER@HOST/DATABASE"


def parse(url: str) -> URL:
    """Return the URL with the driver nightfloat works with.

    Raises
    ------
    InputError
        When it is no URL, one of another kind of database, one whose password is not to be told
        from its host, or no text.
    """
    if not is_text(url):
        sentence = "The name of the store is not UTF-8: rename it, or the folder it is in."
        raise InputError(sentence)
    try:
        made = make_url(url)
    except (ArgumentError, ValueError):
        # What make_url says can quote a piece of the password.
        sentence = f"The database URL cannot be read: write {_FORMS}."
        raise InputError(sentence) from None
    if made.drivername not in _DRIVERS:
        sentence = f"A database of kind '{made.drivername}' is not supported: write {_FORMS}."
        raise InputError(sentence)
    made = made.set(drivername=_DRIVERS[made.drivername])
    if made.drivername == SQLITE:
        _require_file(made)
    else:
        _require_whole_password(url)
    return made


def _require_file(url: URL) -> None:
    if url.database in (None, "", ":memory:"):
        sentence = "The SQLite URL names no file: write sqlite:///PATH."
        raise InputError(sentence)
    if url.host or url.username:
        sentence = "The SQLite URL names a host: write three slashes, sqlite:///PATH."
        raise InputError(sentence)


def _require_whole_password(url: str) -> None:
    """Refuse a second @, which would make a part of the password a part of the host."""
    place, _, options = url.partition("://")[2].partition("?")
    before, _, after = place.partition("@")
    # an option may hold an @, what is no option is a part of the password
    written = all(OPTION.fullmatch(option) for option in options.split("&"))
    if (":" in before and "@" in after) or ("@" in options and not written):
        sentence = "The database URL has an @ too many: write @ as %40 in a user or a password."
        raise InputError(sentence)


def shown(url: URL) -> str:
    """Return the URL for people: no password, no options."""
    bare = url.set(drivername=url.get_backend_name(), query={})
    return bare.render_as_string(hide_password=True)


def masked(url: str) -> str:
    """Return a URL given as text for people: no password, no options."""
    return shown(parse(url))
