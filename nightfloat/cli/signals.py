"""The first SIGINT or SIGTERM means 'time is up'; a second one ends the program."""

import signal
from collections.abc import Callable, Generator
from contextlib import contextmanager
from types import FrameType


@contextmanager
def stop_on_signal(say: Callable[[str], None]) -> Generator[Callable[[], bool]]:
    """Yield a function that tells whether to stop; the handlers before are put back.

    Raises
    ------
    KeyboardInterrupt
        Inside the context, at the second signal.
    """
    received: list[int] = []

    def handle(number: int, frame: FrameType | None) -> None:
        del frame
        received.append(number)
        if len(received) > 1:
            raise KeyboardInterrupt
        say("time is up: the best schedule so far goes on; once more to quit")

    watched = (signal.SIGINT, signal.SIGTERM)
    before = [signal.signal(number, handle) for number in watched]
    try:
        yield lambda: bool(received)
    finally:
        for number, handler in zip(watched, before, strict=True):
            signal.signal(number, handler)
