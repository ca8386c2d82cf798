"""The name of a file while it is written: it takes its place only when it is whole."""

import re
import secrets
from pathlib import Path

# those of 0.1.0 have the name of the place in theirs
UNPLACED = re.compile(r"\.nightfloat\.[0-9a-f]{16}\.tmp|\..+\.[0-9a-f]{8}\.tmp")


def unplaced(target: Path) -> Path:
    """Return a fresh name beside a place, never too long; a kill may leave such a file."""
    return target.with_name(f".nightfloat.{secrets.token_hex(8)}.tmp")
