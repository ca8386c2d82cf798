"""The cost of each tier as a linear expression that grows while the model is written."""

from dataclasses import dataclass, field

from ortools.sat.python import cp_model

from nightfloat.solver.cpsat.boundary import weighted_sum
from nightfloat.solver.neutral import Price


@dataclass
class Objective:
    """Terms and constant of every tier, in order of tier."""

    tiers: int
    _terms: list[list[tuple[int, cp_model.IntVar]]] = field(init=False)
    _constants: list[int] = field(init=False)

    def __post_init__(self) -> None:
        self._terms = [[] for _ in range(self.tiers)]
        self._constants = [0] * self.tiers

    def add(self, price: Price, amount: int, var: cp_model.IntVar) -> None:
        """Add ``amount`` units at ``price`` for each unit of ``var``."""
        if amount:
            self._terms[price.tier].append((amount * price.weight, var))

    def constant(self, price: Price, amount: int) -> None:
        """Add ``amount`` units at ``price`` whatever happens."""
        self._constants[price.tier] += amount * price.weight

    def expression(self, tier: int) -> cp_model.LinearExpr:
        """Return the cost of a tier."""
        return weighted_sum(self._terms[tier]) + self._constants[tier]

    def is_constant(self, tier: int) -> bool:
        """Whether nothing that is decided costs anything in the tier."""
        return not self._terms[tier]
