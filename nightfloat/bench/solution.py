"""A solution is written in the form of its benchmark, so that others can judge it."""

import os
from pathlib import Path

from nightfloat.bench.suite import Suite
from nightfloat.domain.instance import Instance
from nightfloat.domain.schedule import Schedule
from nightfloat.errors import InputError
from nightfloat.io.curtois import curtois_grid
from nightfloat.io.faults import shown
from nightfloat.io.inrc2_folder import is_own, require_solution_folder, write_inrc2_solution
from nightfloat.io.places import is_writable
from nightfloat.io.schedule_file import read_schedule, write_atomically, write_schedule


def make_folder(folder: Path) -> None:
    """Make the folder unless it is there.

    Raises
    ------
    InputError
        If it cannot be made, or cannot be written to.
    """
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or error
        message = f"the folder {shown(str(folder))} cannot be made: {reason}; name another place"
        raise InputError(message) from error
    if not os.access(folder, os.W_OK):
        message = f"the folder {shown(str(folder))} cannot be written to; name another place"
        raise InputError(message)


def place(suite: Suite, name: str, out: Path) -> Path:
    """Return where the solution of an instance is: a file, for inrc2 a folder."""
    return out / name if suite is Suite.INRC2 else out / f"{name}.csv"


def require_place(suite: Suite, name: str, out: Path) -> None:
    """Refuse, before anything is solved, a place that a solution cannot be written to.

    Raises
    ------
    InputError
        If it is refused.
    """
    target = place(suite, name, out)
    if suite is Suite.INRC2:
        require_solution_folder(target)
    elif not is_writable(target):
        told = f"{shown(str(target))} cannot be written as the solution of {name}"
        raise InputError(f"{told}; remove what is there, or name another folder with --out")


def is_written(suite: Suite, name: str, instance: Instance, sha256: str, out: Path) -> bool:
    """Whether the solution that is there is the schedule of this hash, and not another run's."""
    try:
        return read_schedule(place(suite, name, out), instance).sha256 == sha256
    except InputError:
        return False


def drop_solution(suite: Suite, name: str, out: Path) -> None:
    """Remove what another run wrote: who found no schedule has no solution to be judged.

    Raises
    ------
    InputError
        If it cannot be removed.
    """
    target = place(suite, name, out)
    try:
        for file in target.iterdir() if target.is_dir() else [target]:
            if file == target or is_own(file.name):
                file.unlink(missing_ok=True)
    except OSError as error:
        message = f"{shown(str(target))} cannot be removed: {error.strerror}; remove it"
        raise InputError(message) from error


def write_solution(
    suite: Suite, name: str, instance: Instance, schedule: Schedule, out: Path
) -> None:
    """Write the solution of one instance.

    Raises
    ------
    InputError
        If the place cannot be written to.
    """
    target = place(suite, name, out)
    match suite:
        case Suite.CURTOIS:
            write_atomically(target, curtois_grid(instance, schedule))
        case Suite.INRC2:
            write_inrc2_solution(target, instance, schedule)
        case Suite.RESIDENCY:
            write_schedule(target, schedule)
