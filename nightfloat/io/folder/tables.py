"""The ten tables of a folder, each with its model, and what makes two rows the same."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from nightfloat.domain.crosscheck import Doubt
from nightfloat.io.faults import Faults
from nightfloat.io.folder.rows import (
    BalanceRow,
    CoverRow,
    LeaveRow,
    PersonRow,
    PinRow,
    RequestRow,
    RotationRow,
    ShiftRow,
    WaiverRow,
    WorkedRow,
)
from nightfloat.io.folder.table import Table, read_table

PROGRAM = "program.toml"
TABLES = (
    "people",
    "rotations",
    "shifts",
    "cover",
    "leave",
    "requests",
    "pins",
    "history",
    "balances",
    "waivers",
)
FILES = (PROGRAM, *(f"{name}.csv" for name in TABLES))


@dataclass(frozen=True, slots=True)
class Tables:
    """What the CSV files say, row by row."""

    people: Table[PersonRow]
    rotations: Table[RotationRow]
    shifts: Table[ShiftRow]
    cover: Table[CoverRow]
    leave: Table[LeaveRow]
    requests: Table[RequestRow]
    pins: Table[PinRow]
    history: Table[WorkedRow]
    balances: Table[BalanceRow]
    waivers: Table[WaiverRow]

    @property
    def earliest(self) -> date | None:
        """First day of the history, None without one."""
        return min((located.row.date for located in self.history.rows), default=None)

    def doubt(self, *, dated: bool) -> Doubt:
        """Return what nothing may be judged by, since it could not be read."""
        unread = {t for t, whole in (("calendar", dated), ("cover", self.cover.clean)) if not whole}
        unread |= {t for t in ("people", "shifts") if not getattr(self, t).whole}
        unread |= set() if self.rotations.clean else {"rotations"}
        return Doubt(
            self.people.ids_refused("person"),
            self.shifts.ids_refused("shift"),
            frozenset(unread),
        )


def read_tables(files: Mapping[str, bytes], faults: Faults) -> Tables:
    """Return every table, absent files as empty ones."""
    tables = Tables(
        read_table("people.csv", files.get("people.csv"), PersonRow, faults),
        read_table("rotations.csv", files.get("rotations.csv"), RotationRow, faults),
        read_table("shifts.csv", files.get("shifts.csv"), ShiftRow, faults),
        read_table("cover.csv", files.get("cover.csv"), CoverRow, faults),
        read_table("leave.csv", files.get("leave.csv"), LeaveRow, faults),
        read_table("requests.csv", files.get("requests.csv"), RequestRow, faults),
        read_table("pins.csv", files.get("pins.csv"), PinRow, faults),
        read_table("history.csv", files.get("history.csv"), WorkedRow, faults),
        read_table("balances.csv", files.get("balances.csv"), BalanceRow, faults),
        read_table("waivers.csv", files.get("waivers.csv"), WaiverRow, faults),
    )
    _note_twins(tables, faults)
    return tables


def _note_twins(tables: Tables, faults: Faults) -> None:
    tables.people.unique(lambda r: r.person, lambda r: f"person {r.person!r}", faults, "person")
    tables.shifts.unique(lambda r: r.shift, lambda r: f"shift {r.shift!r}", faults, "shift")
    tables.requests.unique(
        lambda r: (r.person, r.date, r.shift, r.want),
        lambda r: f"the wish of {r.person} for {r.shift} {r.want} on {r.date}",
        faults,
        "date",
    )
    tables.pins.unique(
        lambda r: (r.person, r.shift, r.date, r.on),
        lambda r: f"the pin of {r.person} on {r.shift} of {r.date}",
        faults,
        "date",
    )
    tables.history.unique(
        lambda r: (r.person, r.shift, r.date),
        lambda r: f"{r.person} on {r.shift} of {r.date}",
        faults,
        "date",
    )
    tables.balances.unique(
        lambda r: (r.person, r.load),
        lambda r: f"the {r.load} balance of {r.person}",
        faults,
        "load",
    )
