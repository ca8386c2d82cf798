"""Seeds of random tests, of which the first say what is covered."""

from collections.abc import Sequence

import pytest


def seeds(count: int, measured: int = 3) -> Sequence[object]:
    """Return so many seeds; all but the first run without measuring coverage."""
    rest = (pytest.param(seed, marks=pytest.mark.no_cover) for seed in range(measured, count))
    return [*range(measured), *rest]
