"""The database store: what is live is proved by the database itself, and nothing is deleted."""

from nightfloat.io.store.migrate import current, downgrade, upgrade
from nightfloat.io.store.records import Act, Booking, Commit, DayChange, Lease, Provenance
from nightfloat.io.store.store import Store, open_store
from nightfloat.io.store.trail import require_reason
from nightfloat.io.store.url import masked

__all__ = [
    "Act",
    "Booking",
    "Commit",
    "DayChange",
    "Lease",
    "Provenance",
    "Store",
    "current",
    "downgrade",
    "masked",
    "open_store",
    "require_reason",
    "upgrade",
]
