"""The watch of a search: how late it is, and alarms that end what takes too long."""

import threading
import time
from collections.abc import Callable
from typing import Protocol


class Alarm(Protocol):
    """What is to happen later."""

    def cancel(self) -> None:
        """Let it not happen; nothing if it has happened."""
        ...


class Watch(Protocol):
    """A clock that only goes forward."""

    def now(self) -> float:
        """Return its reading, in seconds."""
        ...

    def alarm(self, seconds: float, ring: Callable[[], None]) -> Alarm:
        """Call ``ring`` in so many seconds, on any thread."""
        ...


class MonotonicWatch:
    """The monotonic clock of the machine, with a thread for each alarm."""

    def now(self) -> float:
        """Return its reading, in seconds."""
        return time.monotonic()

    def alarm(self, seconds: float, ring: Callable[[], None]) -> Alarm:
        """Call ``ring`` in so many seconds, on a thread that keeps no process alive."""
        timer = threading.Timer(seconds, ring)
        timer.daemon = True
        timer.start()
        return timer
