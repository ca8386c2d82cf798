"""A suite is the instances found in a folder, always in the same order."""

import os
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from nightfloat.bench.published import BEST_KNOWN, NOTHING, Published, read_published
from nightfloat.bench.residency.sizes import NAME, SIZES
from nightfloat.domain.crosscheck import suggest
from nightfloat.errors import Fault, InputError
from nightfloat.io.exports.text import visible
from nightfloat.io.faults import shown
from nightfloat.io.inrc2_files import Inrc2Name

INSTANCE = "Instance"
RESIDENCY = "residency-"
EXAMPLE = "n030w4_1_6-2-9-1"
NUMBER = re.compile(r"[0-9]+")


class Suite(StrEnum):
    """The suites there are."""

    CURTOIS = "curtois"
    INRC2 = "inrc2"
    RESIDENCY = "residency"


def suite_named(name: str) -> Suite:
    """Return the suite of that name.

    Raises
    ------
    InputError
        If there is none.
    """
    try:
        return Suite(name.casefold())
    except ValueError:
        message = f"no suite is called {shown(name)}; {suggest(name, map(str, Suite))}"
        raise InputError(message) from None


@dataclass(frozen=True, slots=True)
class Entry:
    """One instance: its name, the path it is read from, and what is published about it."""

    name: str
    source: Path
    published: Published = NOTHING


def find(suite: Suite, folder: Path, wanted: Iterable[str] = ()) -> tuple[Entry, ...]:
    """Return the instances of ``suite`` in ``folder``, those ``wanted`` or all.

    Raises
    ------
    InputError
        If the folder holds none, or lacks one that is wanted, or a name can be no instance's.
    """
    names = tuple(dict.fromkeys(wanted))
    match suite:
        case Suite.CURTOIS:
            return _curtois(_existing(folder), names)
        case Suite.INRC2:
            return _inrc2(_existing(folder), names)
        case Suite.RESIDENCY:
            return _residency(folder, names)


def _existing(folder: Path) -> Path:
    if not os.path.isdir(folder):
        message = f"{shown(str(folder))} is no folder; name the folder of the instances"
        raise InputError(message)
    return folder


def _curtois(folder: Path, wanted: tuple[str, ...]) -> tuple[Entry, ...]:
    found = {
        visible(path.stem): path for path in sorted(folder.glob(f"{INSTANCE}*.txt"), key=_place)
    }
    if not found:
        message = f"{shown(str(folder))} holds no {INSTANCE}*.txt; name the folder of the instances"
        raise InputError(message)
    known = read_published(folder)
    full = (INSTANCE + name if NUMBER.fullmatch(name) else name for name in wanted)
    names = _chosen(full, found)
    return tuple(Entry(name, found[name], known.get(name, NOTHING)) for name in names)


def _place(path: Path) -> tuple[int, str]:
    number = NUMBER.search(path.stem)
    return int(number.group()) if number else 0, path.stem


def _inrc2(folder: Path, wanted: tuple[str, ...]) -> tuple[Entry, ...]:
    """Return the rows of ``best_known.csv``; other instances have to be named."""
    known = read_published(folder)
    names = wanted or tuple(known)
    if not names:
        message = (
            f"{shown(str(folder))} holds no {BEST_KNOWN} that names instances; name them "
            f"with --instances, such as {EXAMPLE}"
        )
        raise InputError(message)
    _require_inrc2(names, None if wanted else BEST_KNOWN)
    return tuple(Entry(name, folder / name, known.get(name, NOTHING)) for name in names)


def _require_inrc2(names: Iterable[str], file: str | None) -> None:
    """Refuse words that name no instance: in a folder of solutions they may be another's place."""
    told = f"is no INRC-II instance; name one such as {EXAMPLE}"
    bad = [name for name in names if Inrc2Name.of(name) is None]
    if bad:
        raise InputError([Fault(f"{shown(name)} {told}", file) for name in bad])


def _residency(folder: Path, wanted: tuple[str, ...]) -> tuple[Entry, ...]:
    names = [name.removeprefix(RESIDENCY) for name in wanted]
    # the suite, and what other seeds give
    known = dict.fromkeys([*SIZES, *filter(NAME.fullmatch, names)], folder)
    chosen = (RESIDENCY + name for name in _chosen(names, known))
    return tuple(Entry(name, folder / name) for name in chosen)


def _chosen(wanted: Iterable[str], found: Mapping[str, Path]) -> tuple[str, ...]:
    """Return the names wanted, or all that were found."""
    names = tuple(dict.fromkeys(wanted))
    absent = [name for name in names if name not in found]
    if absent:
        raise InputError([Fault(f"no instance {shown(n)}; {suggest(n, found)}") for n in absent])
    return names or tuple(found)
