"""The first SIGINT or SIGTERM means 'time is up'; a second one ends the program."""

import signal
from collections.abc import Callable, Generator
from contextlib import contextmanager
from queue import SimpleQueue
from threading import Thread
from types import FrameType

SENTENCE = "time is up: the best schedule so far goes on; once more to quit"
# seconds for the sentence to be written where somebody reads it late
PATIENCE = 1.0


@contextmanager
def stop_on_signal(say: Callable[[str], None]) -> Generator[Callable[[], bool]]:
    """Yield a function that tells whether to stop; the handlers before are put back.

    Parameters
    ----------
    say
        Called with a sentence at the first signal, in a thread of its own.

    Raises
    ------
    KeyboardInterrupt
        Inside the context, at the second signal.
    """
    received: list[int] = []
    heard = SimpleQueue[bool]()

    def handle(number: int, frame: FrameType | None) -> None:
        # it may have interrupted a write, into which nothing else can be written
        del frame
        received.append(number)
        if len(received) > 1:
            raise KeyboardInterrupt
        heard.put(True)

    def speak() -> None:
        # nobody needs the sentence once there was a second signal
        if heard.get() and len(received) == 1:
            say(SENTENCE)

    speaker = Thread(target=speak, daemon=True)
    speaker.start()
    watched = (signal.SIGINT, signal.SIGTERM)
    before = [signal.signal(number, handle) for number in watched]
    try:
        yield lambda: bool(received)
    finally:
        for number, handler in zip(watched, before, strict=True):
            signal.signal(number, handler)
        heard.put(False)
        speaker.join(PATIENCE)
