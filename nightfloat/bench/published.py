"""What others have published is read from ``best_known.csv`` beside the instances, if at all."""

from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from pydantic import BaseModel, ConfigDict

from nightfloat.io.faults import Faults
from nightfloat.io.folder.cells import Id, Number, Text
from nightfloat.io.folder.table import read_table
from nightfloat.io.snapshot import load

BEST_KNOWN = "best_known.csv"


@dataclass(frozen=True, slots=True)
class Published:
    """Cost of the best schedule known and the best bound; None where nobody says.

    ``tier`` is the tier they are about, empty where an instance has one only. ``input_sha256``,
    unless empty, is the input they hold for.
    """

    best_known: int | None = None
    bound: int | None = None
    tier: str = ""
    input_sha256: str = ""

    def about(self, input_sha256: str, tier: str) -> "Published":
        """Return what is published about this very input and tier, perhaps nothing."""
        same = self.input_sha256 in ("", input_sha256) and self.tier in ("", tier)
        return self if same else NOTHING


NOTHING = Published()


class BestKnownRow(BaseModel):
    """``best_known.csv``."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    instance: Id
    best_known: Number | None = None
    lower_bound: Number | None = None
    notes: Text = ""


def read_published(folder: Path) -> Mapping[str, Published]:
    """Return what ``best_known.csv`` says by instance, in its order; nothing without the file.

    Raises
    ------
    InputError
        With every row that is wrong.
    """
    path = folder / BEST_KNOWN
    with suppress(OSError):  # one that may not be looked at is told by ``load``
        if not path.exists():
            return {}
    faults = Faults()
    table = read_table(path.name, load(path, faults), BestKnownRow, faults)
    table.unique(lambda row: row.instance, lambda row: row.instance, faults, "instance")
    faults.raise_any()
    rows = (located.row for located in table.rows)
    return {row.instance: Published(row.best_known, row.lower_bound) for row in rows}
