"""One door for every source: a program folder or a public benchmark becomes a Program."""

import os
from pathlib import Path

from nightfloat.constraints.program import Program
from nightfloat.errors import InputError
from nightfloat.io.curtois import read_curtois
from nightfloat.io.faults import Faults, is_text, shown
from nightfloat.io.folder.program import read_folder, snapshot_folder
from nightfloat.io.folder.tables import FILES, PROGRAM
from nightfloat.io.inrc2 import read_inrc2
from nightfloat.io.inrc2_files import inrc2_paths, is_inrc2, load_inrc2
from nightfloat.io.snapshot import Snapshot, load

CURTOIS = ".txt"


def read(source: str | Path) -> Program:
    """Return the program in ``source``.

    A source is a folder with program.toml, a Curtois ``.txt`` file, or the name of an INRC-II
    instance behind the folder of its data, such as ``bench/n030w4_1_6-2-9-1``.

    Raises
    ------
    InputError
        With everything that is wrong.
    """
    path = _existing(source)
    if _names_inrc2(path):
        return read_inrc2(path, str(source))
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
    if _names_inrc2(path):
        snapshot = load_inrc2(path, faults)
    elif path.is_dir():
        snapshot = snapshot_folder(path, faults)
    else:
        snapshot = Snapshot({path.name: load(path, faults) or b""})
    faults.raise_any()
    return snapshot.sha256


def source_files(source: str | Path) -> tuple[Path, ...]:
    """Return the place of every file that ``read`` would read, also of those that are absent.

    Raises
    ------
    InputError
        If it cannot be read any more.
    """
    path = _existing(source)
    if _names_inrc2(path):
        return inrc2_paths(path)
    return tuple(path / name for name in FILES) if path.is_dir() else (path,)


def stands_for(source: str | Path) -> Path:
    """Return a place whose folder is the program's own, and whose name is the program's.

    For a program folder it is in that, and a place in it need not exist.
    """
    path = Path(os.path.abspath(source))
    if (path / PROGRAM).exists():
        return path / path.name
    return path.with_suffix("") if path.suffix.casefold() == CURTOIS else path


def _names_inrc2(path: Path) -> bool:
    """Whether the name is that of an instance, and no program lies there; solutions may."""
    return is_inrc2(path) and not (path / PROGRAM).exists()


def _existing(source: str | Path) -> Path:
    """Return the path of something that looks like a source."""
    path, name = Path(source), shown(str(source))
    if not is_text(os.path.abspath(source)):
        message = f"the path of {name} is not UTF-8, so no store could hold it; rename it"
        raise InputError(message)
    try:
        if _names_inrc2(path):
            return path
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
