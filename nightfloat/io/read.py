"""One door for every source: a program folder or a public benchmark file becomes a Program."""

from pathlib import Path

from nightfloat.constraints.program import Program
from nightfloat.errors import InputError
from nightfloat.io.curtois import read_curtois
from nightfloat.io.faults import Faults, shown
from nightfloat.io.folder.program import read_folder, snapshot_folder
from nightfloat.io.folder.tables import FILES, PROGRAM
from nightfloat.io.snapshot import Snapshot, load

CURTOIS = ".txt"


def read(source: str | Path) -> Program:
    """Return the program in ``source``: a folder with program.toml, or a Curtois ``.txt`` file.

    Raises
    ------
    InputError
        With everything that is wrong.
    """
    path = _existing(source)
    if path.is_dir():
        return read_folder(path, str(source))
    return read_curtois(path, str(source))


def fingerprint(source: str | Path) -> str:
    """Return the hash of all input that ``read`` would read now: its ``input_sha256``.

    Raises
    ------
    InputError
        If it cannot be read any more.
    """
    path = _existing(source)
    faults = Faults(FILES)
    if path.is_dir():
        snapshot = snapshot_folder(path, faults)
    else:
        snapshot = Snapshot({path.name: load(path, faults) or b""})
    faults.raise_any()
    return snapshot.sha256


def _existing(source: str | Path) -> Path:
    """Return the path of something that looks like a source."""
    path, name = Path(source), shown(str(source))
    try:
        if path.is_dir():
            if not (path / PROGRAM).exists():
                message = f"the folder {name} holds no {PROGRAM}; `nightfloat init` makes one"
                raise InputError(message)
            return path
        if not path.exists():
            message = f"{name} does not exist; name a program folder or a benchmark file"
            raise InputError(message)
    except (OSError, ValueError) as error:
        message = f"{name} cannot be read: {error}"
        raise InputError(message) from error
    if path.suffix.casefold() != CURTOIS:
        message = f"{name} is no program folder and no {CURTOIS} benchmark file"
        raise InputError(message)
    return path
