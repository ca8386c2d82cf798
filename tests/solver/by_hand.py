"""A watch that tests wind on."""

from collections.abc import Callable
from dataclasses import dataclass, field

from nightfloat.solver.search.watch import Alarm

START = 100.0


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
