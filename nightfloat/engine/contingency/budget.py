"""A budget is wall time for all events and a count of steps for each; spent, nothing is decided."""

from time import monotonic

STEPS_PER_EVENT = 200_000


class BudgetSpentError(Exception):
    """No verdict was reached: the event is unknown."""


class Budget:
    """Counts what is spent and raises when nothing is left.

    Parameters
    ----------
    seconds
        Wall time for everything, None for as long as it takes.
    steps
        Audits and search nodes for one event, so that none goes on for ever.
    """

    def __init__(self, seconds: float | None = None, steps: int = STEPS_PER_EVENT) -> None:
        self.started = monotonic()
        self._ends = None if seconds is None else self.started + seconds
        self._steps = self._left = steps

    def renew(self) -> None:
        """Begin the next event."""
        self._left = self._steps

    def spend(self) -> None:
        """Count one step.

        Raises
        ------
        BudgetSpentError
            If the time or the steps are used up.
        """
        self._left -= 1
        if self._left < 0 or (self._ends is not None and monotonic() >= self._ends):
            raise BudgetSpentError

    @property
    def seconds(self) -> float:
        """Wall time since the start."""
        return monotonic() - self.started
