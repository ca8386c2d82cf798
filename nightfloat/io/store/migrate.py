"""The schema goes up and down in one transaction, and a store of another revision is not opened."""

from pathlib import Path
from typing import TYPE_CHECKING

import sqlalchemy as sa
from sqlalchemy import Connection

from nightfloat.errors import StoreUnavailableError
from nightfloat.io.store.database import Database, connect

if TYPE_CHECKING:
    from alembic.config import Config

# alembic itself is loaded only to move: it takes longer than all else that opens a store
_HEAD = "0001"
_VERSIONS = "alembic_version"
_LOCK = "nightfloat migration"
_SCRIPTS = Path(__file__).parent / "migrations"
_TIMEOUT = 30.0


def head() -> str:
    """Return the revision this nightfloat works with."""
    return _HEAD


def current(url: str, timeout: float = _TIMEOUT) -> str | None:
    """Return the store's revision, or None when it holds no store."""
    with connect(url, timeout).reading() as connection:
        return revision_of(connection)


def upgrade(url: str, revision: str = "head", timeout: float = _TIMEOUT) -> str | None:
    """Bring the store up to ``revision`` and return the one it has then."""
    return _moved(connect(url, timeout), revision, up=True)


def downgrade(url: str, revision: str, timeout: float = _TIMEOUT) -> str | None:
    """Bring the store down to ``revision`` (``base`` empties it) and return the one it has then."""
    return _moved(connect(url, timeout), revision, up=False)


def revision_of(connection: Connection) -> str | None:
    """Return the revision of the schema that this connection sees."""
    if not sa.inspect(connection).has_table(_VERSIONS):
        return None
    found = connection.execute(sa.text(f"SELECT version_num FROM {_VERSIONS}"))
    return found.scalar_one_or_none()


def require_current(database: Database) -> None:
    """Let pass a store of the right revision; a new SQLite file becomes one.

    Raises
    ------
    StoreUnavailableError
        When the store is of another revision, or is none.
    """
    with database.reading() as connection:
        found = revision_of(connection)
        empty = not sa.inspect(connection).get_table_names()
    if found is None and empty and database.is_sqlite:
        found = _moved(database, "head", up=True)
    if found == head():
        return
    if found is None:
        sentence = (
            f"{database.name} holds no nightfloat store yet: run `nightfloat db upgrade` with the "
            "same --db."
        )
    else:
        sentence = (
            f"The store {database.name} is at revision {found} and this nightfloat works with "
            f"{head()}: run `nightfloat db upgrade` with the newest nightfloat and the same --db."
        )
    raise StoreUnavailableError(sentence)


def _config(connection: Connection) -> "Config":
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(_SCRIPTS).replace("%", "%%"))
    config.set_main_option("path_separator", "os")
    config.attributes["connection"] = connection
    return config


def _moved(database: Database, revision: str, *, up: bool) -> str | None:
    from alembic import command
    from alembic.util import CommandError

    move = command.upgrade if up else command.downgrade
    try:
        with database.writing(_LOCK) as connection:
            move(_config(connection), revision)
            return revision_of(connection)
    except CommandError as error:
        way = "upgrade" if up else "downgrade"
        sentence = f"The store {database.name} cannot {way} to {revision}: {error}."
        raise StoreUnavailableError(sentence) from None
