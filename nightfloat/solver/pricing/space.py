"""Scratch memory of one thread, kept from one row to the next: touching fresh pages is dear."""

from dataclasses import dataclass, field

import numpy as np

from nightfloat.solver.arrays import Floats


@dataclass
class Space:
    """Room for the tables of one programme at a time; it only grows."""

    _table: Floats = field(default_factory=lambda: np.empty(0))

    def of(self, need: int) -> Floats:
        """Return scratch of at least ``need`` values."""
        if len(self._table) < need:
            self._table = np.empty(need)
        return self._table
