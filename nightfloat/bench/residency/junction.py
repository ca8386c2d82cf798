"""Where one block follows another, a lawful week follows a lawful week, or it is not planned."""

from itertools import takewhile

from nightfloat.bench.residency.catalogue import DUTY, EARLY
from nightfloat.bench.residency.patterns import Week

LONGEST = 6


def follows(before: Week, after: Week) -> bool:
    """Whether ``after`` may be worked right after ``before`` by rest, runs and post-call rules.

    The rules are those of the generated program; the plan is audited against it in the tests.
    """
    last, first = _shifts(before[-1]), _shifts(after[0])
    if ("C" in last and first) or ("C" in _shifts(before[-2]) and "J" in first):
        return False  # eighteen hours from 07:00, and jeopardy begins at midnight
    if "N" in last and first - {"N"}:
        return False
    if "V" in last and first & EARLY:
        return False
    if "H" in last and "H" in first:
        return False
    return _run(before[::-1]) + _run(after) <= LONGEST


def _run(cells: Week) -> int:
    """Return the number of duty days at the start."""
    return sum(1 for _ in takewhile(lambda cell: _shifts(cell) & DUTY, cells))


def _shifts(cell: str) -> frozenset[str]:
    return frozenset(cell.split("+")) - {"."}
