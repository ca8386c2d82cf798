"""The results file: one CSV row per run, kept whatever happens to the next one."""

import csv
import dataclasses
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

type Key = tuple[str, str, float, int]


@dataclass(frozen=True, slots=True)
class Row:
    """One run: ``cost`` is the judge's, ``claimed`` the solver's own; empty is unknown."""

    peer: str
    version: str
    instance: str
    time_limit: float
    threads: int
    seconds: float
    startup: float | None
    status: str
    cost: int | None
    bound: float | None
    claimed: int | None
    verdict: str
    command: str

    @property
    def key(self) -> Key:
        """What tells the run from any other."""
        return self.peer, self.instance, self.time_limit, self.threads

    @property
    def lawful(self) -> bool:
        """Whether the judge accepted the roster."""
        return self.cost is not None


FIELDS = tuple(field.name for field in dataclasses.fields(Row))


def rows(path: Path) -> list[Row]:
    """Return the rows of the file, none if there is no file."""
    if not path.is_file():
        return []
    with path.open(encoding="utf-8", newline="") as file:
        return list(_parsed(csv.DictReader(file)))


def append(path: Path, row: Row) -> None:
    """Add the row, and a header to a new file; it is on the disc when this returns."""
    new = not path.is_file() or path.stat().st_size == 0
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("a", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, FIELDS, lineterminator="\n")
        if new:
            writer.writeheader()
        writer.writerow(dataclasses.asdict(row))


def _parsed(found: Iterator[Mapping[str, str]] | csv.DictReader[str]) -> Iterator[Row]:
    for row in found:
        yield Row(
            peer=row["peer"],
            version=row["version"],
            instance=row["instance"],
            time_limit=float(row["time_limit"]),
            threads=int(row["threads"]),
            seconds=float(row["seconds"]),
            startup=float(row["startup"]) if row["startup"] else None,
            status=row["status"],
            cost=int(row["cost"]) if row["cost"] else None,
            bound=float(row["bound"]) if row["bound"] else None,
            claimed=int(row["claimed"]) if row["claimed"] else None,
            verdict=row["verdict"],
            command=row["command"],
        )
