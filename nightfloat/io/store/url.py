"""A database URL is parsed once, and shown only without its password and its options."""

from sqlalchemy.engine import URL, make_url
from sqlalchemy.exc import ArgumentError

from nightfloat.errors import InputError

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
        When it is no URL, or one of another kind of database.
    """
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
    if made.drivername == SQLITE and made.database in (None, "", ":memory:"):
        sentence = "The SQLite URL names no file: write sqlite:///PATH."
        raise InputError(sentence)
    return made


def shown(url: URL) -> str:
    """Return the URL for people: no password, no options."""
    bare = url.set(drivername=url.get_backend_name(), query={})
    return bare.render_as_string(hide_password=True)


def masked(url: str) -> str:
    """Return a URL given as text for people: no password, no options."""
    return shown(parse(url))
