"""The calls into HiGHS, each given a full type here; never imported beside ortools.

Both packages bring their own libhighs and cannot share a process (measured with highspy 1.15 and
ortools 9.15, either order of import).
"""

# pyright: reportUnknownMemberType=false, reportUnknownVariableType=false
# pyright: reportUnknownArgumentType=false, reportAttributeAccessIssue=false

from collections.abc import Sequence
from dataclasses import dataclass

import highspy
import numpy as np

from nightfloat.solver.arrays import Floats, Ints

DUAL_SIMPLEX, PRIMAL_SIMPLEX = 1, 4
# seconds that a linear programme takes, each of its pivots, and for each row and column in one
ONCE, PIVOT, PIVOT_ROW, PIVOT_COLUMN = 2.5e-4, 5e-6, 1e-7, 1e-8
# the most pivots that HiGHS takes for a limit
PIVOTS = 2**31 - 1


@dataclass(frozen=True, slots=True)
class Solution:
    """Values and reduced costs of columns, duals of rows; ``optimal`` when proved so.

    To find it took ``work``, in seconds, about.
    """

    objective: float
    values: Floats
    reduced: Floats
    duals: Floats
    optimal: bool
    work: float = 0.0


class LinearProgram:
    """A linear programme that grows by columns and is solved again from its last basis."""

    def __init__(self, low: Floats, high: Floats) -> None:
        self._highs = highspy.Highs()
        for option, value in (
            ("output_flag", False),
            ("presolve", "off"),
            ("threads", 1),
        ):
            self._highs.setOptionValue(option, value)
        count = len(low)
        nothing = np.zeros(0, np.int32), np.zeros(0)
        self._highs.addRows(count, low, high, 0, np.zeros(count, np.int32), *nothing)
        self.columns, self._rows = 0, count
        self._capped = False

    def add(
        self, costs: Sequence[float], most: Sequence[float], entries: Sequence[tuple[Ints, Floats]]
    ) -> None:
        """Add columns between 0 and ``most`` with these rows and factors."""
        if not costs:
            return
        starts = np.cumsum([0] + [len(rows) for rows, _ in entries[:-1]]).astype(np.int32)
        rows = np.concatenate([rows for rows, _ in entries]).astype(np.int32)
        factors = np.concatenate([factors for _, factors in entries]).astype(np.float64)
        self._highs.addCols(
            len(costs),
            np.array(costs, np.float64),
            np.zeros(len(costs)),
            np.array(most, np.float64),
            len(rows),
            starts,
            rows,
            factors,
        )
        self.columns += len(costs)

    def cap(self, columns: Ints, most: Floats) -> None:
        """Change what columns may be at most."""
        if len(columns):
            self._highs.changeColsBounds(
                len(columns), columns.astype(np.int32), np.zeros(len(columns)), most
            )
            self._capped = True

    def drop(self, columns: Ints) -> None:
        """Take columns out; those behind them move up."""
        if len(columns):
            self._highs.deleteCols(len(columns), columns.astype(np.int32))
            self.columns -= len(columns)

    def solve(self, seconds: float, *, counted: bool = False) -> Solution:
        """Solve within a time limit, of a clock or of pivots that are ``counted``.

        The last basis stays dual feasible when columns are capped, primal feasible when some are
        added: each is solved by the simplex that starts from it.
        """
        simplex = DUAL_SIMPLEX if self._capped else PRIMAL_SIMPLEX
        self._capped = False
        self._highs.setOptionValue("simplex_strategy", simplex)
        pivot = PIVOT + PIVOT_ROW * self._rows + PIVOT_COLUMN * self.columns
        if counted:
            most = min(PIVOTS, 1 + int(max(0.0, seconds) / pivot))
            self._highs.setOptionValue("simplex_iteration_limit", most)
        else:
            self._highs.setOptionValue("time_limit", self._highs.getRunTime() + max(0.01, seconds))
        self._highs.run()
        found = self._highs.getSolution()
        info = self._highs.getInfo()
        optimal = self._highs.getModelStatus() == highspy.HighsModelStatus.kOptimal
        return Solution(
            float(info.objective_function_value),
            np.array(found.col_value, np.float64),
            np.array(found.col_dual, np.float64),
            np.array(found.row_dual, np.float64),
            optimal,
            ONCE + pivot * max(0, int(info.simplex_iteration_count)),
        )
