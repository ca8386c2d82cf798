"""What a lower bound in floats proves of costs that are whole."""

from math import ceil, isfinite

# how far above a whole unit, in units, a bound must lie to count as more: solvers work in floats
MARGIN = 1e-3


def closer(unit: float) -> float:
    """Return the difference below which two costs that are multiples of ``unit`` are the same."""
    return unit * (1 - 2 * MARGIN)


def cheaper(cost: float, unit: float) -> float:
    """Return what a cheaper schedule costs at most; a bound beyond it proves that there is none.

    It is as far above the next cheaper cost as ``least_cost`` asks, and twice as far for floats.
    """
    return cost - closer(unit)


def least_cost(bound: float, unit: int = 1, offset: int = 0) -> int:
    """Return the least cost that a lower bound allows; costs are ``offset`` and whole units.

    No cost is negative, and a bound that is not finite proves nothing.
    """
    if not isfinite(bound):
        return 0
    return max(0, offset + unit * ceil((bound - offset) / unit - MARGIN))
