"""Where a roster costs more than the bound of the root says: in people's rows and in the master's.

At any duals a roster's cost is their bound plus what everybody's row costs beyond the cheapest one,
plus, for each row of the master, what it costs beyond what its dual says. The sum of these parts is
what a better roster may gain, and where they are it has to differ.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from nightfloat.solver.arrays import Floats
from nightfloat.solver.columns.roster import Column
from nightfloat.solver.pricing.rows import Rows


@dataclass(frozen=True, slots=True)
class Gaps:
    """Parts of a gap at ``duals``, where ``least`` is the cost of each person's cheapest column.

    Rows that are not ``active`` cost the same in any roster, and the bound knows it.
    """

    rows: Rows
    duals: Floats
    least: Floats
    active: NDArray[np.int64]

    def of_people(self, columns: Sequence[Column]) -> Floats:
        """Return the part of each person, who has the column at its place."""
        found = [c.cost - float(c.factors @ self.duals[c.rows]) for c in columns]
        return np.maximum(0.0, np.array(found) - self.least)

    def of_rows(self, filled: Floats, missed: Floats) -> Floats:
        """Return the part of each row, which is ``filled`` so far and costs ``missed``."""
        rows, pays = self.rows, self.duals
        side = np.where(pays > 0, rows.low, rows.high)
        said = np.where(np.abs(pays) > 1e-9, pays * (filled - np.where(pays == 0, 0.0, side)), 0.0)
        found = np.zeros(rows.count)
        found[self.active] = np.maximum(0.0, missed + said)[self.active]
        return found
