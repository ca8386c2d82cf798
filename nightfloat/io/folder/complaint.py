"""A pydantic error becomes one sentence about one key: what is there and what would be right."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from nightfloat.domain.crosscheck import suggest
from nightfloat.io.faults import shown

if TYPE_CHECKING:
    from pydantic_core import ErrorDetails


@dataclass(frozen=True, slots=True)
class Complaint:
    """``path`` leads to what is wrong; it is empty when that is the whole."""

    sentence: str
    path: tuple[str | int, ...]

    @property
    def key(self) -> str | None:
        """The path with dots."""
        return ".".join(map(str, self.path)) or None


def complaint(error: "ErrorDetails", keys: Iterable[str] = ()) -> Complaint:
    """Return what is wrong in words; ``keys`` are those that would be right there."""
    path, given = error["loc"], str(error["input"])
    match error["type"]:
        case "cell":
            context = error.get("ctx", {})
            column: object = context.get("column")
            inside = (*path, *str(column).split(".")) if column else path
            return Complaint(str(context.get("sentence")), inside)
        case "missing":
            return Complaint("nothing is given; it is needed here", path)
        case "extra_forbidden":
            return Complaint(_unknown(str(path[-1]), tuple(keys)), path)
        case "value_error":
            return Complaint(error["msg"].removeprefix("Value error, "), path)
        case kind if kind.startswith("date"):
            return Complaint(f"{shown(given)} is not a date; write it as YYYY-MM-DD", path)
        case _:
            return Complaint(f"{shown(given)} {_plain(error['msg'])}", path)


def _plain(message: str) -> str:
    """Return pydantic's words in those of TOML."""
    told = message.removeprefix("Input ").replace("frozenset", "list").replace("tuple", "list")
    return re.sub(r"dictionary or instance of \w+|dictionary", "table", told)


def _unknown(key: str, keys: tuple[str, ...]) -> str:
    hint = suggest(key, keys)
    known = "" if hint.startswith("known") else f" (known: {', '.join(keys)})"
    return f"there is no key {key!r}; {hint}{known}"
