"""Faults are collected while reading goes on, and raised all at once, in the order of the files."""

from collections.abc import Sequence

from nightfloat.errors import Fault, InputError

SHOWN = 40


class Faults:
    """Every fault found so far; one that was already found is not said twice.

    Parameters
    ----------
    files
        Names of the files in the order in which their faults are told.
    """

    def __init__(self, files: Sequence[str] = ()) -> None:
        self._rank = {name: rank for rank, name in enumerate(files)}
        self._found: dict[Fault, None] = {}

    def __len__(self) -> int:
        """Return how many there are."""
        return len(self._found)

    def add(
        self,
        sentence: str,
        file: str | None = None,
        row: int | None = None,
        column: str | None = None,
    ) -> None:
        """Note one fault."""
        self._found[Fault(sentence, file, row, column)] = None

    def raise_any(self) -> None:
        """Raise all that was found.

        Raises
        ------
        InputError
            If anything was.
        """
        if self._found:
            raise InputError(sorted(self._found, key=self._place))

    def _place(self, fault: Fault) -> tuple[int, str, int]:
        last = len(self._rank)
        rank = self._rank.get(fault.file or "", last)
        return rank, fault.file or "", fault.row or 0


def is_text(said: str) -> bool:
    """Whether it can be stored: an argument in another encoding than UTF-8 cannot."""
    try:
        _ = said.encode()
    except UnicodeEncodeError:
        return False
    return True


def shown(text: str) -> str:
    """Return ``text`` quoted, on one line, and short."""
    return repr(text if len(text) <= SHOWN else text[: SHOWN - 3] + "...")
