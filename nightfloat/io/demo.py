"""Programs that come with nightfloat, copied into a folder: nothing there is ever overwritten."""

from collections.abc import Mapping
from importlib.resources import files
from pathlib import Path

from nightfloat.errors import Fault, InputError
from nightfloat.io.faults import shown
from nightfloat.io.folder.tables import FILES, PROGRAM


def write_demo(folder: Path) -> None:
    """Write the demo program into ``folder``, which is new or empty, or holds it already.

    Raises
    ------
    InputError
        If the folder holds something else, or an edited demo: edited files are kept.
    """
    _write(folder, "demo")


def write_template(folder: Path) -> None:
    """Write a small program to start from into ``folder``, as ``write_demo`` does."""
    _write(folder, "init")


def _write(folder: Path, template: str) -> None:
    wanted = _template(template)
    try:
        there = {entry.name for entry in folder.iterdir()} if folder.exists() else set[str]()
        if PROGRAM in there:
            _refuse_edited(folder, wanted)
            return
        _refuse_others(folder, wanted, there)
        folder.mkdir(parents=True, exist_ok=True)
        for name, data in wanted.items():
            (folder / name).write_bytes(data)
    except NotADirectoryError as error:
        message = f"{shown(str(folder))} is no folder; name a new or an empty one"
        raise InputError(message) from error
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or error
        message = f"the folder {shown(str(folder))} cannot be written: {reason}"
        raise InputError(message) from error


def _template(name: str) -> Mapping[str, bytes]:
    """Return the files of a template; program.toml is last, so it is there when all are."""
    folder = files("nightfloat.io") / "templates" / name
    names = [f for f in (*FILES[1:], PROGRAM) if (folder / f).is_file()]
    return {f: (folder / f).read_bytes() for f in names}


def _refuse_edited(folder: Path, wanted: Mapping[str, bytes]) -> None:
    """Refuse a folder with a program in it that is not exactly this one."""
    faults: list[Fault] = []
    for name in FILES:
        path = folder / name
        if (path.read_bytes() if path.exists() else None) != wanted.get(name):
            text = f"the program in {shown(str(folder))} differs here, and edited files are kept"
            faults.append(Fault(f"{text}; name a new or an empty folder", name))
    if faults:
        raise InputError(faults)


def _refuse_others(folder: Path, wanted: Mapping[str, bytes], there: set[str]) -> None:
    """Refuse a folder that holds anything but what an interrupted copy left."""
    others = [n for n in sorted(there) if n not in wanted or (folder / n).read_bytes() != wanted[n]]
    if others:
        few = ", ".join(shown(name) for name in others[:3]) + (" ..." if len(others) > 3 else "")
        message = f"the folder {shown(str(folder))} holds other things already ({few})"
        raise InputError(f"{message}; name a new or an empty folder")
