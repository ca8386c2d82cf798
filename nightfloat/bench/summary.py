"""What the rows of a suite add up to, over the instances for which there is something to add."""

from collections.abc import Sequence
from dataclasses import dataclass

from nightfloat.bench.row import Row

WORST_FIRST = (70, 2, 3, 4)


@dataclass(frozen=True, slots=True)
class Summary:
    """Counts over rows; the mean is over the ``compared`` rows, and None when there are none.

    ``equal`` counts costs at or below the best known.
    """

    rows: int
    scheduled: int
    proved: int
    compared: int
    equal: int
    mean_gap_to_best: float | None
    exit_code: int


def summarise(rows: Sequence[Row]) -> Summary:
    """Return the sums, and the exit code: 70 before 2 before 3 before 4 before 0."""
    gaps = [row.gap_to_best for row in rows if row.gap_to_best is not None]
    codes = {row.exit_code for row in rows}
    return Summary(
        rows=len(rows),
        scheduled=sum(row.cost is not None for row in rows),
        proved=sum(row.proved for row in rows),
        compared=len(gaps),
        equal=sum(gap <= 0 for gap in gaps),
        mean_gap_to_best=round(sum(gaps) / len(gaps), 6) if gaps else None,
        exit_code=next((code for code in WORST_FIRST if code in codes), 0),
    )
