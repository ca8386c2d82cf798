"""The results file: one CSV row per run, kept whatever happens to the next one."""

import csv
import dataclasses
import os
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from io import StringIO
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Key:
    """What decides a run: two of one key need not both be made.

    ``edition`` tells the sources and packages of the peer, ``input_sha256`` the instance's bytes,
    ``judge_sha256`` those of the judge.
    """

    peer: str
    edition: str
    instance: str
    input_sha256: str
    judge_sha256: str
    time_limit: float
    threads: int
    cores: int


@dataclass(frozen=True, slots=True)
class Row:
    """One run: ``cost`` is the judge's, ``claimed`` the solver's own; empty is unknown."""

    peer: str
    version: str
    edition: str
    instance: str
    input_sha256: str
    judge_sha256: str
    time_limit: float
    threads: int
    cores: int
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
        """What decided it."""
        return Key(
            self.peer,
            self.edition,
            self.instance,
            self.input_sha256,
            self.judge_sha256,
            self.time_limit,
            self.threads,
            self.cores,
        )

    @property
    def lawful(self) -> bool:
        """Whether the judge accepted the roster."""
        return self.cost is not None


COLUMNS = tuple(field.name for field in dataclasses.fields(Row))
HEADER = ",".join(COLUMNS) + "\n"


def done(found: Iterable[Row]) -> dict[Key, Row]:
    """Return the runs that need not be made again, the latest of each key: all but failed ones."""
    return {row.key: row for row in found if row.status != "failed"}


def rows(path: Path) -> list[Row]:
    """Return the whole rows of the file, none if there is no file; a cut last line is left out.

    Raises
    ------
    ValueError
        If the file has other columns.
    """
    data = path.read_bytes() if path.is_file() else b""
    text = _whole(data).decode()
    if not (text.startswith(HEADER) or HEADER.encode().startswith(data)):
        message = f"{path} holds no rows of these columns; name another file"
        raise ValueError(message)
    return list(_parsed(csv.DictReader(StringIO(text, newline=""))))


def drop_cut_line(path: Path) -> bool:
    """Take off a last line that a kill has cut off; whether there was one."""
    data = path.read_bytes() if path.is_file() else b""
    whole = _whole(data)
    if whole != data:
        os.truncate(path, len(whole))
    return whole != data


def append(path: Path, row: Row) -> None:
    """Add the row, and a header to a new file; it is on the disk when this returns."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("a", encoding="utf-8", newline="") as file:
        if file.tell() == 0:
            file.write(HEADER)
        csv.DictWriter(file, COLUMNS, lineterminator="\n").writerow(dataclasses.asdict(row))
        file.flush()
        os.fsync(file.fileno())


def _whole(data: bytes) -> bytes:
    return data[: data.rfind(b"\n") + 1]


def _parsed(found: Iterable[Mapping[str, str]]) -> Iterator[Row]:
    for row in found:
        yield Row(
            peer=row["peer"],
            version=row["version"],
            edition=row["edition"],
            instance=row["instance"],
            input_sha256=row["input_sha256"],
            judge_sha256=row["judge_sha256"],
            time_limit=float(row["time_limit"]),
            threads=int(row["threads"]),
            cores=int(row["cores"]),
            seconds=float(row["seconds"]),
            startup=float(row["startup"]) if row["startup"] else None,
            status=row["status"],
            cost=int(row["cost"]) if row["cost"] else None,
            bound=float(row["bound"]) if row["bound"] else None,
            claimed=int(row["claimed"]) if row["claimed"] else None,
            verdict=row["verdict"],
            command=row["command"],
        )
