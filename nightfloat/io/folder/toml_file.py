"""TOML with the line of every key, so that a fault can say where it is."""

import re
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, time

from nightfloat.io.faults import Faults
from nightfloat.io.snapshot import decode

HEADER = re.compile(r"\s*(\[\[?)\s*([\w.\- \"']+?)\s*\]")
KEY = re.compile(r"\s*([\w\-\"'][\w.\-\"' ]*?)\s*=")
AT = re.compile(r" \(at (?:line (\d+), column (\d+)|end of document)\)$")

type Path = tuple[str | int, ...]
type Toml = str | float | date | time | list[Toml] | dict[str, Toml]


@dataclass(frozen=True, slots=True)
class Document:
    """A parsed document; ``lines`` has the line of each key by its path."""

    file: str
    content: Mapping[str, object]
    lines: Mapping[Path, int] = field(default_factory=dict[Path, int])

    def line(self, path: Path) -> int | None:
        """Return the line of the key, or of the nearest key or table around it."""
        for end in range(len(path), 0, -1):
            if path[:end] in self.lines:
                return self.lines[path[:end]]
        return None


def read_toml(data: bytes, file: str, faults: Faults) -> Document | None:
    """Return the document, or None with a fault."""
    text = decode(data, file, faults)
    if text is None:
        return None
    try:
        content: dict[str, Toml] = tomllib.loads(text)
        document = Document(file, content, dict(_lines(text)))
        return None if _tell_nul(content, document, faults) else document
    except RecursionError:
        faults.add("this is nested too deeply; a program needs two levels", file)
    except ValueError as error:
        message = str(error)
        at = AT.search(message)
        line = int(at[1]) if at and at[1] else text.count("\n") + 1
        faults.add(f"this is not TOML: {_small(AT.sub('', message))}", file, line)
    return None


def _tell_nul(content: Toml, document: Document, faults: Faults) -> bool:
    """Note every text that holds a NUL, which no store could hold; whether there is one."""
    found = list(_nul(content, ()))
    for path in found:
        key = ".".join(part for part in path if isinstance(part, str))
        sentence = "the text holds a NUL character; remove it"
        faults.add(sentence, document.file, document.line(path), key)
    return bool(found)


def _nul(value: Toml, path: Path) -> Iterator[Path]:
    """Yield the path of every text that holds a NUL, which TOML lets pass as an escape."""
    match value:
        case str():
            yield from [path] if "\0" in value else []
        case dict():
            for key, inside in value.items():
                yield from _nul(inside, (*path, key))
        case list():
            for number, inside in enumerate(value):
                yield from _nul(inside, (*path, number))
        case _:
            pass


def _small(message: str) -> str:
    return message[:1].lower() + message[1:]


def _lines(text: str) -> Iterator[tuple[Path, int]]:
    """Yield paths with lines as they are met; a text that spans lines may add harmless ones."""
    table: Path = ()
    counts: dict[str, int] = {}
    for number, line in enumerate(text.splitlines(), start=1):
        header, key = HEADER.match(line), KEY.match(line)
        if header:
            table = _table(header[1], header[2], counts)
            yield table, number
        elif key:
            yield (*table, *_parts(key[1])), number


def _table(brackets: str, name: str, counts: dict[str, int]) -> Path:
    parts = _parts(name)
    first = str(parts[0])
    if brackets == "[[":
        counts[first] = counts.get(first, -1) + 1
    return (first, counts[first], *parts[1:]) if first in counts else parts


def _parts(name: str) -> Path:
    return tuple(part.strip(" \"'") for part in name.split("."))
