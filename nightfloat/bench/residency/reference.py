"""Reference results are measured once and stored; they hold for the very bytes they name."""

from importlib.resources import files
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, PlainValidator

from nightfloat.bench.published import NOTHING, Published
from nightfloat.bench.residency.sizes import SEED, SIZES
from nightfloat.io.faults import Faults, shown
from nightfloat.io.folder.cells import Day, Id, Number, refuse
from nightfloat.io.folder.table import read_table

REFERENCE = "reference.csv"


def _read_size(value: object) -> str:
    text = str(value).strip()
    if text not in SIZES:
        raise refuse(f"there is no size {shown(text)}; write one of: {', '.join(SIZES)}")
    return text


class Reference(BaseModel):
    """One stored result: headline ``tier``, ``objective`` and ``bound``, and each tier's value.

    ``input_sha256`` is that of the generated program; ``seconds`` are of the search.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    size: Annotated[str, PlainValidator(_read_size)]
    seed: Number
    input_sha256: Id
    status: Literal["optimal", "feasible"]
    tier: Id
    objective: Number
    bound: Number
    coverage: Number
    safety: Number
    fairness: Number
    preference: Number
    seconds: Annotated[float, Field(ge=0)]
    time_limit: Annotated[float, Field(gt=0)]
    workers: Number
    strategy: Id
    nightfloat: Id
    solver: Id
    date: Day

    @property
    def published(self) -> Published:
        """As the rows of a suite are compared with it."""
        return Published(self.objective, self.bound, self.tier, self.input_sha256)


def references(data: bytes | None = None) -> tuple[Reference, ...]:
    """Return the stored results, or those in ``data``, in order.

    Raises
    ------
    InputError
        With every row that is wrong.
    """
    stored = files("nightfloat.bench.residency") / REFERENCE
    faults = Faults()
    table = read_table(REFERENCE, stored.read_bytes() if data is None else data, Reference, faults)
    table.unique(lambda r: (r.size, r.seed), lambda r: f"{r.size} of {r.seed}", faults, "seed")
    faults.raise_any()
    return tuple(located.row for located in table.rows)


def published_reference(size: str, seed: int = SEED) -> Published:
    """Return the stored result of a size, or nothing."""
    found = (r.published for r in references() if (r.size, r.seed) == (size, seed))
    return next(found, NOTHING)
