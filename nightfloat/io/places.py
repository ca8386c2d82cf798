"""What can be told of a place before a file is written to it."""

import os
import stat
from pathlib import Path

from nightfloat.io.schedule_file import is_replaced


def is_writable(out: Path) -> bool:
    """Whether a file can be written to this place, as far as can be told without writing."""
    if not _can_be_a_file(out):
        return False
    if not is_replaced(out):
        return os.access(out, os.W_OK)
    real = Path(os.path.realpath(out))
    return os.path.isdir(real.parent) and os.access(real.parent, os.W_OK) and _may_go(real)


def _may_go(file: Path) -> bool:
    """Whether the file, if there is one, may be replaced: in /tmp and the like by its owner."""
    folder = file.parent.stat()
    if not folder.st_mode & stat.S_ISVTX or not file.exists():
        return True
    return os.geteuid() in (0, folder.st_uid, file.stat().st_uid)


def _can_be_a_file(place: Path) -> bool:
    try:
        return not stat.S_ISDIR(place.stat().st_mode)
    except FileNotFoundError:
        return True
    except (OSError, ValueError):
        return False


def would_replace(out: Path) -> bool:
    """Whether what is written to ``out`` takes the place of something: an empty file is nothing."""
    if os.path.isdir(out):
        return any(out.iterdir())
    return is_replaced(out) and os.path.exists(out) and os.path.getsize(out) > 0


def keeps(out: Path) -> bool:
    """Whether what is written to ``out`` can be written again: not to a device, pipe or stream."""
    return os.path.isdir(out) or is_replaced(out)
