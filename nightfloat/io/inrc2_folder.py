"""A solution folder of the competition holds the weeks of one schedule and nothing else."""

import os
import re
from pathlib import Path

from nightfloat.domain.instance import Instance
from nightfloat.domain.schedule import Schedule
from nightfloat.errors import InputError
from nightfloat.io.faults import shown
from nightfloat.io.inrc2_solution import inrc2_solution
from nightfloat.io.schedule_file import write_atomically
from nightfloat.io.unplaced import UNPLACED

OWN = re.compile(r"sol-week[0-9]+\.txt")


def is_own(file: str) -> bool:
    """Whether a file of that name is a week of a solution, or was to become one."""
    return bool(OWN.fullmatch(file) or UNPLACED.fullmatch(file))


def require_solution_folder(folder: Path) -> None:
    """Refuse a path that can be no folder, or a folder with more in it than an older solution.

    Raises
    ------
    InputError
        If it is refused.
    """
    name = shown(str(folder))
    try:
        made = folder.is_dir()
        found = sorted(p.name for p in folder.iterdir()) if made else []
        above = folder if made or folder.exists() else folder.parent
        writable = above.is_dir() and os.access(above, os.W_OK)
    except (OSError, ValueError) as error:
        message = f"{name} cannot be looked into: {error}; name another folder"
        raise InputError(message) from error
    other = next((file for file in found if not is_own(file)), None)
    if other is not None:
        message = f"{name} holds {shown(other)}; name a new or an empty folder"
        raise InputError(message)
    if not writable:
        message = f"{name} cannot be written to; name a new folder inside one that exists"
        raise InputError(message)


def write_inrc2_solution(folder: Path, instance: Instance, schedule: Schedule) -> None:
    """Write one file per week into ``folder``, made if need be; weeks of an older one go first.

    So a write that is cut short leaves weeks that are missing, never weeks of two schedules.

    Raises
    ------
    InputError
        If the instance is none of the competition's, or the place cannot be written to.
    """
    files = inrc2_solution(instance, schedule)
    require_solution_folder(folder)
    try:
        folder.mkdir(exist_ok=True)
        for stale in folder.iterdir():
            stale.unlink()
    except OSError as error:
        message = f"{shown(str(folder))} cannot be made: {error.strerror}; name another folder"
        raise InputError(message) from error
    for name, text in files.items():
        write_atomically(folder / name, text)
