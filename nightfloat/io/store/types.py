"""An instant is UTC and aware on both sides: timestamptz, or microseconds since 1970 on SQLite."""

from datetime import UTC, datetime, timedelta
from typing import override

import sqlalchemy as sa
from sqlalchemy.engine import Dialect
from sqlalchemy.types import TypeDecorator, TypeEngine

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND = timedelta(microseconds=1)


class Instant(TypeDecorator[datetime]):
    """A point in time; a naive one is refused."""

    impl = sa.DateTime(timezone=True)
    cache_ok = True

    @override
    def load_dialect_impl(self, dialect: Dialect) -> TypeEngine[datetime] | TypeEngine[int]:
        """Return the column type of this database."""
        if dialect.name == "sqlite":
            return dialect.type_descriptor(sa.BigInteger())
        return dialect.type_descriptor(sa.DateTime(timezone=True))

    @override
    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | int | None:
        """Return what is stored."""
        if value is None:
            return None
        if value.tzinfo is None:
            sentence = "an instant needs a time zone"
            raise ValueError(sentence)
        return (value - _EPOCH) // _MICROSECOND if dialect.name == "sqlite" else value

    @override
    def process_result_value(self, value: object, dialect: Dialect) -> datetime | None:
        """Return the instant in UTC."""
        if isinstance(value, datetime):
            return value.astimezone(UTC)
        return _EPOCH + value * _MICROSECOND if isinstance(value, int) else None
