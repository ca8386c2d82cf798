"""Every instance of every suite becomes a Program by the readers that users have."""

import os

from nightfloat.bench.published import Published
from nightfloat.bench.residency.reference import published_reference
from nightfloat.bench.residency.sizes import SEED
from nightfloat.bench.residency.write import write_residency
from nightfloat.bench.suite import RESIDENCY, Entry, Suite
from nightfloat.constraints.program import Program
from nightfloat.io.folder.tables import PROGRAM
from nightfloat.io.read import read


def read_entry(suite: Suite, entry: Entry) -> Program:
    """Return the program of an instance; a residency that is not whole yet is generated first.

    Raises
    ------
    InputError
        With everything that is wrong.
    """
    if suite is Suite.RESIDENCY and not os.path.exists(entry.source / PROGRAM):
        size, seed = _residency(entry)
        write_residency(entry.source, size, seed)
    return read(entry.source)


def published_of(suite: Suite, entry: Entry) -> Published:
    """Return what is published about an instance, by others or as nightfloat's own reference."""
    if suite is Suite.RESIDENCY:
        return published_reference(*_residency(entry))
    return entry.published


def _residency(entry: Entry) -> tuple[str, int]:
    """Return size and seed of a program of the suite, whose own seed is not named."""
    size, _, seed = entry.name.removeprefix(RESIDENCY).partition("@")
    return size, int(seed or SEED)
