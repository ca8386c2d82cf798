"""Every shift type has a short code of its own; the same ids always get the same codes."""

import re
from collections.abc import Iterable, Iterator, Mapping
from itertools import combinations, count
from zlib import crc32

from rich.cells import cell_len

WIDEST = 3
WORD = re.compile(r"[^\W_]+")

# Light enough for black letters, far enough apart to tell side by side.
COLOURS = (
    "#9ecae1", "#fdbf6f", "#a1d99b", "#fb9a99", "#cab2d6", "#ffff99", "#80cdc1", "#f4a6d7",
    "#d9b38c", "#b3b3ff", "#c7e9b4", "#ffcc99", "#c6c6c6", "#99e6ff", "#e6b3b3", "#d4e157",
)  # fmt: skip


def codes(ids: Iterable[str]) -> Mapping[str, str]:
    """Return a unique code per id: the id itself where it is short, else drawn from its letters.

    A code has letters and digits only and is at most three cells wide while numbers are short.
    """
    listed = sorted(set(ids))
    found = {text: text for text in listed if text.isalnum() and 1 <= cell_len(text) <= WIDEST}
    taken = {code.casefold() for code in found.values()}
    for text in listed:
        if text not in found:
            found[text] = next(code for code in _candidates(text) if code.casefold() not in taken)
            taken.add(found[text].casefold())
    return {text: found[text] for text in listed}


def _candidates(text: str) -> Iterator[str]:
    """Yield initials, then letters in order of the id, then a letter and a number, without end."""
    words = WORD.findall(text.upper())
    letters = "".join(words)
    initials = [word[0] for word in words]
    drawn = (letters[:1] + "".join(rest) for n in (1, 2) for rest in combinations(letters[1:9], n))
    fit = (code for code in ("".join(initials) if len(words) > 1 else "", *drawn) if _fits(code))
    yield from fit
    first = letters[:1] if _fits(letters[:1]) else "S"
    yield from (f"{first}{number}" for number in count(1))


def _fits(code: str) -> bool:
    return code.isalnum() and 1 <= cell_len(code) <= WIDEST


def colours(ids: Iterable[str]) -> Mapping[str, str]:
    """Return a colour per id that depends on little but the id; all differ while there are enough.

    The first choice is drawn from the id; a taken one gives way to the next free one.
    """
    listed = sorted(set(ids))
    found: dict[str, str] = {}
    free = list(range(len(COLOURS)))
    for text in listed:
        free = free or list(range(len(COLOURS)))
        wish = crc32(text.encode(errors="replace")) % len(COLOURS)
        pick = min(free, key=lambda slot, wish=wish: (slot - wish) % len(COLOURS))
        free.remove(pick)
        found[text] = COLOURS[pick]
    return found
