"""``program.toml`` is read in full even when it is faulty, so that the tables can be judged."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from pydantic import BaseModel, ValidationError

from nightfloat.constraints.scope import Scope
from nightfloat.io.faults import Faults
from nightfloat.io.folder.complaint import complaint
from nightfloat.io.folder.settings import (
    Block,
    BlockGrid,
    Contingency,
    RegimeChoice,
    Settings,
    Solve,
)
from nightfloat.io.folder.toml_file import Document, Path

STAND_IN: Mapping[str, object] = {
    "name": "unreadable",
    "zone": "UTC",
    "start": date(2000, 1, 1),
    "days": 1,
}
DATES = frozenset(("start", "end", "days", "history_from"))
ALL = frozenset(Settings.model_fields)
ROUNDS = 3  # fields, then what holds between them, then what that hid
NESTED: Mapping[str, type[BaseModel]] = {
    "scope": Scope,
    "contingency": Contingency,
    "solve": Solve,
    "regime": RegimeChoice,
    "grid": BlockGrid,
    "list": Block,
}


@dataclass(frozen=True, slots=True)
class ReadSettings:
    """Settings, and the keys of which they hold a stand-in since the file is at fault there."""

    settings: Settings
    bad: frozenset[str] = frozenset()

    @property
    def dated(self) -> bool:
        """Whether the dates are those of the file."""
        return not self.bad & DATES


def read_settings(document: Document | None, faults: Faults) -> ReadSettings:
    """Return the settings; what is faulty in them is told and replaced by a stand-in."""
    if document is None:
        return ReadSettings(Settings.model_validate(STAND_IN), ALL)
    content = dict(document.content)
    bad = frozenset[str]()
    for _ in range(ROUNDS):
        try:
            return ReadSettings(Settings.model_validate(content), bad)
        except ValidationError as error:
            bad |= tell(error, document, (), Settings, faults)
        content = _mended(content, bad)
    return ReadSettings(Settings.model_validate(STAND_IN), ALL)


def _mended(content: Mapping[str, object], bad: frozenset[str]) -> dict[str, object]:
    """Return the content without bad keys, and with stand-ins for those that are needed."""
    dropped = bad | DATES if bad & DATES else bad
    kept = {key: value for key, value in content.items() if key not in dropped}
    wanted = STAND_IN if bad & DATES else {k: v for k, v in STAND_IN.items() if k not in DATES}
    return dict(wanted) | kept


def tell(
    error: ValidationError,
    document: Document,
    at: Path,
    model: type[BaseModel],
    faults: Faults,
    about: str = "",
) -> frozenset[str]:
    """Note each error of the table ``at``; return the keys of that table that are at fault."""
    bad: set[str] = set()
    for one in error.errors(include_url=False):
        told = complaint(one, _keys(model, one["loc"]))
        path = tuple(part for part in told.path if part not in ("grid", "list"))
        bad |= {str(key) for key in path[:1]}
        column = ".".join(map(str, path)) or None
        faults.add(about + told.sentence, document.file, document.line((*at, *path)), column)
    return frozenset(bad)


def _keys(model: type[BaseModel], loc: Path) -> tuple[str, ...]:
    inside = next((NESTED[str(p)] for p in reversed(loc[:-1]) if str(p) in NESTED), model)
    return tuple(inside.model_fields)
