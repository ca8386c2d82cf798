"""What a lower bound in floats proves of costs that are whole."""

from math import ceil, isfinite

# how far above a whole unit, in units, a bound must lie to count as more: solvers work in floats
MARGIN = 1e-3


def least_cost(bound: float, unit: int = 1, offset: int = 0) -> int:
    """Return the least cost that a lower bound allows; costs are ``offset`` and whole units.

    No cost is negative, and a bound that is not finite proves nothing.
    """
    if not isfinite(bound):
        return 0
    return max(0, offset + unit * ceil((bound - offset) / unit - MARGIN))
