"""A residency program is written whole, and is the same bytes for the same size and seed."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from random import Random

from nightfloat.bench.residency.plan import make_plan
from nightfloat.bench.residency.rules import program_toml
from nightfloat.bench.residency.sizes import SEED, SIZES
from nightfloat.bench.residency.tables import tables
from nightfloat.bench.residency.wishes import wishes
from nightfloat.domain.crosscheck import suggest
from nightfloat.domain.schedule import Schedule
from nightfloat.errors import InputError
from nightfloat.io.faults import shown
from nightfloat.io.folder.tables import PROGRAM
from nightfloat.io.schedule_file import write_atomically
from nightfloat.io.unplaced import UNPLACED


@dataclass(frozen=True, slots=True)
class Generated:
    """The files of a program, and the lawful schedule it was made from, which no file holds."""

    files: Mapping[str, str]
    planned: Schedule


def generate_residency(size: str, seed: int = SEED) -> Generated:
    """Return the program of ``size`` that ``seed`` gives.

    Raises
    ------
    InputError
        If there is no such size.
    """
    if size not in SIZES:
        message = f"there is no residency of size {shown(size)}; {suggest(size, SIZES)}"
        raise InputError(message)
    random = Random(f"{size} {seed}")
    plan = make_plan(SIZES[size], random)
    files = dict(tables(plan, wishes(plan, random)))
    return Generated(files | {PROGRAM: program_toml(plan, seed)}, plan.schedule(plan.horizon))


def write_residency(folder: Path, size: str, seed: int = SEED) -> Schedule:
    """Write the program into a new or empty folder and return the schedule it was made from.

    What an interrupted writing left is completed; ``program.toml`` comes last.

    Raises
    ------
    InputError
        If the folder holds anything else, or cannot be written.
    """
    made = generate_residency(size, seed)
    name = shown(str(folder))
    try:
        folder.mkdir(parents=True, exist_ok=True)
        for path in sorted(folder.iterdir()):
            if UNPLACED.fullmatch(path.name):
                continue
            wanted = made.files.get(path.name)
            if wanted is None or path.read_bytes() != wanted.encode():
                message = f"the folder {name} holds other things already ({shown(path.name)})"
                raise InputError(f"{message}; name a new or an empty folder")
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or error
        message = f"the folder {name} cannot be written: {reason}; name another place"
        raise InputError(message) from error
    for file, text in made.files.items():
        write_atomically(folder / file, text)
    return made.planned
