"""Text from outside is shown as it is, but it never commands a terminal or a spreadsheet."""

import unicodedata
from collections.abc import Iterable, Mapping
from itertools import chain

from rich.cells import cell_len

UNSEEN = "\N{REPLACEMENT CHARACTER}"
JOINERS = "\N{ZERO WIDTH JOINER}\N{ZERO WIDTH NON-JOINER}"
COMMANDS = frozenset({"Cc", "Cf", "Cs", "Zl", "Zp"})
# what a spreadsheet takes for the start of a formula (OWASP, CSV injection), full-width included
COMMANDING = "=+-@\t\r\n\uff1d\uff0b\uff0d\uff20"
ELLIPSIS = "…"


def visible(text: str) -> str:
    """Return ``text`` on one line, each character that would steer a terminal replaced."""
    return "".join(UNSEEN if _steers(mark) else mark for mark in text)


def _steers(mark: str) -> bool:
    """Whether it is a control, a direction override, half a pair or no character at all."""
    if mark in JOINERS:
        return False
    code = ord(mark)
    nothing = code & 0xFFFE == 0xFFFE or 0xFDD0 <= code <= 0xFDEF
    return nothing or unicodedata.category(mark) in COMMANDS


def cut(text: str, width: int) -> str:
    """Return ``text`` within ``width`` cells, its end left out where it must be."""
    if cell_len(text) <= width:
        return text
    return "" if width < 1 else _head(text, width - 1) + ELLIPSIS


def elide(text: str, width: int) -> str:
    """Return ``text`` within ``width`` cells, its middle left out: ids differ at their ends."""
    if cell_len(text) <= width:
        return text
    tail = _tail(text, (width - 1) // 2)
    return cut(text, width - cell_len(tail)) + tail


def _head(text: str, width: int) -> str:
    """Return the longest beginning that fits."""
    end = min(len(text), max(0, width))
    while cell_len(text[:end]) > max(0, width):
        end -= 1
    return text[:end]


def _tail(text: str, width: int) -> str:
    """Return the longest end that fits."""
    start = max(0, len(text) - max(0, width))
    while cell_len(text[start:]) > max(0, width):
        start += 1
    return text[start:]


def labels(texts: Iterable[str], width: int) -> Mapping[str, str]:
    """Return each text within ``width`` cells; two never look alike while there is room for a mark.

    Texts that fit stay as they are.
    """
    shown = {text: visible(text) for text in dict.fromkeys(texts)}
    fits = {text for text in shown if cell_len(shown[text]) <= width}
    found: dict[str, str] = {}
    used: set[str] = set()
    for text in sorted(shown, key=lambda t: t not in fits):
        found[text] = _unlike(shown[text], width, used)
        used.add(found[text])
    return {text: found[text] for text in shown}


def _unlike(text: str, width: int, used: set[str]) -> str:
    """Return an elision that nobody uses yet, told apart by a number."""
    plain = elide(text, width)
    marks = (f"~{number}" for number in range(2, len(used) + 3))
    marked = (elide(text, width - len(mark)) + mark for mark in marks if len(mark) <= width)
    return next((label for label in chain((plain,), marked) if label not in used), plain)
