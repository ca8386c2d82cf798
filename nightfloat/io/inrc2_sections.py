"""A file of the second nurse rostering competition, cut at its headings, lines kept by number.

A heading stands alone, or as ``SKILLS = 4`` before four lines. What is missing, there twice or of
another number of lines than it says is noted here, so that a file cut off anywhere is noticed.
"""

import re
import unicodedata
from collections.abc import Callable, Collection, Container, Sequence
from dataclasses import dataclass, field

from pydantic_core import PydanticCustomError

from nightfloat.domain.crosscheck import suggest
from nightfloat.io.faults import Faults, shown

NUMBER = re.compile(r"[0-9]{1,4}")
PAIR = re.compile(r"\(([0-9]{1,4}),([0-9]{1,4})\)")

type Words = list[str]


class BadLine(Exception):  # noqa: N818
    """One sentence about the line being read; ``Sections.read`` makes it a fault."""


@dataclass(slots=True)
class _Section:
    line: int
    value: str
    rows: list[tuple[int, Words]] = field(default_factory=list[tuple[int, Words]])


class Sections:
    """The lines under each heading of one file.

    Parameters
    ----------
    headings
        All that the file must have.
    """

    def __init__(self, file: str, text: str, headings: Sequence[str], faults: Faults) -> None:
        self.file, self._faults = file, faults
        self._headings = headings
        self._found: dict[str, _Section] = {}
        self._cut(text)
        for heading in headings:
            if heading not in self._found:
                self.fault(f"{heading} is missing; is the file cut off?")

    def _cut(self, text: str) -> None:
        current: _Section | None = None
        for number, raw in enumerate(text.splitlines(), start=1):
            line = raw.strip()
            head, _, value = line.partition("=")
            if head.strip() in self._headings:
                current = self._open(head.strip(), value.strip(), number)
            elif line and current is None:
                self.fault(f"{shown(line)} stands before {self._headings[0]}", number)
            elif line and current is not None:
                current.rows.append((number, line.split()))

    def _open(self, heading: str, value: str, number: int) -> _Section:
        if heading in self._found:
            self.fault(f"{heading} is there twice; keep one", number)
        return self._found.setdefault(heading, _Section(number, value))

    def fault(self, sentence: str, line: int | None = None) -> None:
        """Note one fault of this file."""
        self._faults.add(sentence, self.file, line)

    def value(self, heading: str, read: Callable[[str], object]) -> None:
        """Have what stands after the ``=`` of ``heading`` read."""
        section = self._found.get(heading)
        if section is not None:
            self._try(section.line, lambda: read(section.value))

    def read(
        self, heading: str, width: range, reader: Callable[[Words], object], what: str
    ) -> None:
        """Have every line under ``heading`` read; ``what`` shows how one looks."""
        section = self._found.get(heading)
        for number, words in section.rows if section is not None else ():
            if len(words) not in width:
                text = f"a line of {heading} looks like {what}, not {shown(' '.join(words))}"
                self.fault(f"{text}; is the file cut off?", number)
            else:
                self._try(number, lambda w=words: reader(w))

    def counted(self, *headings: str) -> None:
        """Note headings that have another number of lines than they say."""
        for heading in headings:
            section = self._found.get(heading)
            if section is None:
                continue
            has = len(section.rows)
            if not NUMBER.fullmatch(section.value):
                text = f"{heading} needs its number of lines; write {heading} = {has}"
                self.fault(text, section.line)
            elif int(section.value) != has:
                text = f"{heading} says {section.value} lines and has {has}; is the file cut off?"
                self.fault(text, section.line)

    def _try(self, line: int, read: Callable[[], object]) -> None:
        try:
            _ = read()
        except BadLine as bad:
            self.fault(str(bad), line)
        except PydanticCustomError as bad:
            self.fault(bad.message(), line)


def number(word: str, name: str) -> int:
    """Return the whole number that ``word`` is."""
    if not NUMBER.fullmatch(word):
        message = f"{name} {shown(word)} is not a whole number from 0 to 9999"
        raise BadLine(message)
    return int(word)


def pair(word: str, name: str) -> tuple[int, int]:
    """Return the two numbers of ``(least,most)``."""
    match = PAIR.fullmatch(word)
    if match is None:
        message = f"{name} {shown(word)} is no range; write it as (2,5)"
        raise BadLine(message)
    least, most = int(match[1]), int(match[2])
    if least > most:
        message = f"{name} {word} has its least above its most"
        raise BadLine(message)
    return least, most


def known(word: str, names: Collection[str] | None, what: str) -> str:
    """Return the one of ``names`` that ``word`` is; with None nobody knows them."""
    name = unicodedata.normalize("NFC", word)
    if names is not None and name not in names:
        message = f"no {what} is called {shown(name)}; {suggest(name, names)}"
        raise BadLine(message)
    return name


def fresh(word: str, names: Container[str], what: str) -> str:
    """Return ``word`` unless it is one of ``names`` already."""
    if word in names:
        message = f"{what} {shown(word)} is there already; keep one of the two"
        raise BadLine(message)
    return word
