"""A watch that tests wind on, and an engine that goes by it."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

from nightfloat.solver.search.watch import Alarm

START = 100.0
STEP = 0.01


@dataclass
class Due:
    """What is to happen at a reading of the watch."""

    at: float
    ring: Callable[[], None]
    cancelled: bool = False

    def cancel(self) -> None:
        self.cancelled = True


@dataclass
class ByHand:
    """A watch that goes on only when it is told to, whatever the machine is doing meanwhile."""

    reading: float = START
    alarms: list[Due] = field(default_factory=list[Due])

    def now(self) -> float:
        return self.reading

    def alarm(self, seconds: float, ring: Callable[[], None]) -> Alarm:
        due = Due(self.reading + seconds, ring)
        self.alarms.append(due)
        return due

    def wait(self, seconds: float) -> None:
        self.reading += seconds
        due = [alarm for alarm in self.alarms if alarm.at <= self.reading]
        self.alarms = [alarm for alarm in self.alarms if alarm.at > self.reading]
        for alarm in due:
            if not alarm.cancelled:
                alarm.ring()


@dataclass
class Timed:
    """An engine without a model, whose runs find something after so many seconds."""

    after: float
    watch: ByHand = field(default_factory=ByHand)
    skipped: int = -1
    stopped: bool = False

    def constant(self, tier: int) -> bool:
        del tier
        return False

    def keep(self, tier: int, value: int) -> None:
        del tier, value

    def skip(self, tier: int) -> None:
        self.skipped = max(self.skipped, tier)

    def stop(self) -> None:
        self.stopped = True

    def running(self, tier: int, seconds: float) -> Iterator[float]:
        """Yield how long a run has lasted, step by step, until it is over or ended."""
        started, passed = self.watch.now(), 0.0
        while self.skipped < tier and not (self.stopped or passed > seconds):
            self.watch.wait(STEP)
            passed = self.watch.now() - started
            yield passed
