"""Alembic runs the steps on the connection it is handed, inside the caller's transaction."""

from typing import TYPE_CHECKING, cast

from alembic import context

from nightfloat.io.store.tables import metadata

if TYPE_CHECKING:
    from sqlalchemy import Connection

connection = cast("Connection", context.config.attributes["connection"])
context.configure(connection=connection, target_metadata=metadata, transactional_ddl=True)
with context.begin_transaction():
    context.run_migrations()
