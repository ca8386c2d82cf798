"""A commit is tried again while the store is unavailable."""

import logging
from collections.abc import Callable
from time import monotonic, sleep

from nightfloat.engine.generate import Watch
from nightfloat.errors import StoreUnavailableError

# for how long it is tried, how long between two tries, and how soon a wish to stop is heard
PATIENCE, PAUSE, TICK = 300.0, 5.0, 0.1


def patiently[Made](commit: Callable[[], Made], watch: Watch, keep: Callable[[], None]) -> Made:
    """Commit; again and again while the store is unavailable and nobody asks to stop.

    A try that went through unheard is found by the next one, by its idempotency key.

    Parameters
    ----------
    keep
        Called once before the first wait, in which a kill would lose what is to be committed.

    Raises
    ------
    StoreUnavailableError
        If the store has not come back.
    """
    deadline, waited = monotonic() + PATIENCE, False
    while True:
        try:
            return commit()
        except StoreUnavailableError as error:
            if deadline <= monotonic() or watch.should_stop():
                raise
            if not waited:
                waited = True
                logging.getLogger("nightfloat").warning("%s", error)
                keep()
            if not _pause(watch, deadline):
                raise


def _pause(watch: Watch, deadline: float) -> bool:
    """Wait until it is time for another try; whether nobody has asked to stop."""
    now = monotonic()
    watch.stage(f"waiting for the store, {deadline - now:.0f} s at most")
    until = min(now + PAUSE, deadline)
    while not (stopped := watch.should_stop()) and monotonic() < until:
        sleep(TICK)
    return not stopped
