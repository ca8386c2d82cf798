"""A program folder becomes a Program; every fault of every file is told at once."""

import os
from difflib import get_close_matches
from pathlib import Path
from typing import cast

from nightfloat.constraints.program import Program
from nightfloat.domain.crosscheck import cross_check
from nightfloat.errors import InputError
from nightfloat.io.faults import Faults
from nightfloat.io.folder.facts import build_instance
from nightfloat.io.folder.program_file import read_settings
from nightfloat.io.folder.regime import regime_bytes, regime_file
from nightfloat.io.folder.rules import read_rules
from nightfloat.io.folder.tables import FILES, PROGRAM, read_tables
from nightfloat.io.folder.toml_file import read_toml
from nightfloat.io.folder.unread import note_unread
from nightfloat.io.snapshot import Snapshot, load

NOTHING = f"{PROGRAM} cannot be read"


def snapshot_folder(folder: Path, faults: Faults) -> Snapshot:
    """Return the bytes of every file of the program, its regime's included."""
    files: dict[str, bytes] = {}
    for name in FILES:
        path = folder / name
        # a link to nowhere is a table that cannot be read, not an absent one
        if os.path.lexists(path) or name == PROGRAM:
            data = load(path, faults)
            if data is not None:
                files[name] = data
    _note_misnamed(folder, faults)
    name = _regime_name(files.get(PROGRAM))
    data = regime_bytes(name) if name else None
    return Snapshot(files | ({regime_file(name): data} if name and data is not None else {}))


def read_folder(folder: Path, source: str) -> Program:
    """Return the program in ``folder``.

    Raises
    ------
    InputError
        With everything that is wrong, in order of file and row.
    """
    faults = Faults(FILES)
    snapshot = snapshot_folder(folder, faults)
    raw = snapshot.files.get(PROGRAM)
    document = read_toml(raw, PROGRAM, faults) if raw is not None else None
    read = read_settings(document, faults)
    tables = read_tables(snapshot.files, faults)
    settings, doubt = read.settings, tables.doubt(dated=read.dated)
    calendar = settings.calendar(tables.earliest)
    instance, origins = build_instance(settings.name, calendar, tables, faults, dated=read.dated)
    for finding in cross_check(instance, doubt):
        file, line = origins.of(finding.fact)
        faults.add(finding.sentence, file, line, finding.column)
    if document is None:
        faults.raise_any()
        raise InputError(NOTHING)
    rules = read_rules(document, read, snapshot.files, faults)
    note_unread(tables, rules, instance, doubt, faults)
    faults.raise_any()
    return Program(
        instance,
        rules.constraints,
        rules.tiers,
        settings.contingency.policy,
        snapshot.sha256,
        source,
        settings.solve.stated,
    )


def _regime_name(data: bytes | None) -> str | None:
    """Return the regime that ``program.toml`` names, if it can be read at all."""
    document = read_toml(data, PROGRAM, Faults()) if data is not None else None
    chosen: object = document.content.get("regime") if document else None
    if isinstance(chosen, dict):
        chosen = cast("dict[str, object]", chosen).get("name")
    return chosen if isinstance(chosen, str) else None


def _note_misnamed(folder: Path, faults: Faults) -> None:
    """Note tables whose name is almost right: they would be taken for absent."""
    known = [name.removesuffix(".csv") for name in FILES if name.endswith(".csv")]
    try:
        paths = sorted(folder.iterdir())
    except OSError as error:
        faults.add(f"the folder cannot be read: {error.strerror or error}")
        return
    for path in paths:
        if path.name in FILES or path.suffix.casefold() != ".csv":
            continue
        near = get_close_matches(path.stem.casefold(), known, n=1, cutoff=0.8)
        if near:
            text = f"no file of this name is read; rename it to {near[0]}.csv, or to something else"
            faults.add(text, path.name)
