"""The hands of a search, each of which says with every report what its timer said then."""

from collections import deque
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, field
from multiprocessing.connection import Connection

from nightfloat.solver.columns.hands import Hand
from nightfloat.solver.columns.jobs import Job, Report, Timed
from nightfloat.solver.timer import Timer


@dataclass
class Crew:
    """Gives jobs and hears reports: as they come, or in the order of the work they took.

    Where work is counted a report waits until every other busy hand is farther, so that none comes
    that took less (conservative simulation: Chandy & Misra 1979). Then the order does not depend on
    who is faster, and the timer goes by the reports.
    """

    hands: Sequence[Hand]
    timer: Timer
    _waiting: list[deque[Timed[Report]]] = field(init=False)
    # how far each hand is
    _readings: list[float] = field(init=False)

    def __post_init__(self) -> None:
        self._waiting = [deque() for _ in self.hands]
        self._readings = [0.0] * len(self.hands)

    def __len__(self) -> int:
        """Return how many hands there are."""
        return len(self.hands)

    @property
    def pipes(self) -> list[Connection]:
        """What to listen to."""
        return [hand.pipe for hand in self.hands]

    def give(self, number: int, job: Job) -> None:
        """Give a hand a job, which begins now."""
        self._readings[number] = self.timer.now
        self.hands[number].give(Timed(self.timer.now, job))

    def idle(self, end: float, busy: Collection[int]) -> bool:
        """Let counted time pass to its end if nobody has a report up to then; whether it did.

        It is the same whether a hand has just come so far or has gone on for long.
        """
        if not self.timer.counts or any(self._next(number) <= end for number in busy):
            return False
        self.timer.catch_up(end)
        return True

    def _next(self, number: int) -> float:
        """Return the reading before which a hand has nothing more to say."""
        waiting = self._waiting[number]
        return waiting[0].at if waiting else self._readings[number]

    def due(self, busy: Collection[int]) -> int | None:
        """Return whose report is to be heard of those that have come, None if none is yet."""
        told = [number for number in busy if self._waiting[number]]
        if not told:
            return None
        first = min(told, key=lambda n: (self._waiting[n][0].at, n))
        at = self._waiting[first][0].at
        silent = (number for number in busy if not self._waiting[number])
        return first if all(self._next(number) > at for number in silent) else None

    def reports(
        self, ready: Collection[object], busy: Collection[int]
    ) -> Iterator[tuple[int, Report]]:
        """Yield what is to be heard now, with who says it; ``ready`` pipes have something."""
        for number, hand in enumerate(self.hands):
            if hand.pipe in ready:
                yield from self._come(number, hand.take())
        if (number := self.due(busy)) is not None:
            told = self._waiting[number].popleft()
            self.timer.catch_up(told.at)
            yield number, told.what

    def _come(self, number: int, told: Timed[Report | None]) -> Iterator[tuple[int, Report]]:
        """Yield a report that has come, unless it has to wait."""
        self._readings[number] = told.at
        if told.what is None:
            return
        if self.timer.counts:
            self._waiting[number].append(Timed(told.at, told.what))
        else:
            yield number, told.what

    def rest(self, latest: float) -> Iterator[tuple[int, Report]]:
        """Yield what has been said and not heard until a clock says so; of counted work nothing.

        What is counted and not heard was done when the time was over.
        """
        if self.timer.counts:
            return
        for number, hand in enumerate(self.hands):
            while hand.pipe.poll() and self.timer.now < latest:
                yield from self._come(number, hand.take())
