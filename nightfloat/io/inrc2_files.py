"""A source of an INRC-II instance names its files: scenario, history and one file per week.

``FOLDER/n030w4_1_6-2-9-1`` is data set n030w4 with history 1 and weeks 6, 2, 9 and 1; its files lie
in FOLDER/n030w4 or in FOLDER itself.
"""

import re
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Self

from nightfloat.io.faults import Faults
from nightfloat.io.snapshot import Snapshot, load

NAME = re.compile(r"(n[0-9]{1,4}w[0-9]{1,2})_([0-9]{1,2})_([0-9]{1,2}(?:-[0-9]{1,2})*)")


@dataclass(frozen=True, slots=True)
class Inrc2Name:
    """The parts of an instance's name."""

    set: str
    history: str
    weeks: tuple[str, ...]

    @classmethod
    def of(cls, name: str) -> Self | None:
        """Return the parts, or None when this is no such name."""
        match = NAME.fullmatch(name)
        return None if match is None else cls(match[1], match[2], tuple(match[3].split("-")))

    @property
    def scenario_file(self) -> str:
        """Name of the scenario file."""
        return f"Sc-{self.set}.txt"

    @property
    def history_file(self) -> str:
        """Name of the history file."""
        return f"H0-{self.set}-{self.history}.txt"

    @property
    def week_files(self) -> tuple[str, ...]:
        """Names of the week files in order of weeks; one file may be there more than once."""
        return tuple(f"WD-{self.set}-{week}.txt" for week in self.weeks)

    @property
    def files(self) -> tuple[str, ...]:
        """Every file once, in the order in which they are hashed and faults are told."""
        return tuple(dict.fromkeys((self.scenario_file, self.history_file, *self.week_files)))


def is_inrc2(path: Path) -> bool:
    """Whether ``path`` names an instance; nothing need lie at the path itself."""
    return Inrc2Name.of(path.name) is not None


def load_inrc2(path: Path, faults: Faults) -> Snapshot:
    """Return the bytes of every file of the instance that ``path`` names, and its name.

    Raises
    ------
    ValueError
        If it names none; ask ``is_inrc2`` first.
    """
    found = {file.name: _load(file, faults) for file in inrc2_paths(path)}
    return Snapshot({file: data for file, data in found.items() if data is not None}, path.name)


def inrc2_paths(path: Path) -> tuple[Path, ...]:
    """Return the place of every file of the instance that ``path`` names, there or not.

    Raises
    ------
    ValueError
        If it names none; ask ``is_inrc2`` first.
    """
    name = Inrc2Name.of(path.name)
    if name is None:
        message = f"{path.name} is no name of an INRC-II instance"
        raise ValueError(message)
    inner = path.parent / name.set
    folder = inner if inner.is_dir() else path.parent
    return tuple(folder / file for file in name.files)


def _load(path: Path, faults: Faults) -> bytes | None:
    missing = False
    with suppress(OSError):  # one that may not be looked at is told by ``load``
        missing = not path.exists()
    if missing:
        faults.add(f"there is no such file in {path.parent}; put it there", path.name)
        return None
    return load(path, faults)
