"""Problems of all tiers, built by a forked process while earlier ones are searched.

A large model takes as long to be compiled for one tier as an early tier takes to be searched, and
what is compiled does not depend on what is found.
"""

from collections.abc import Callable, Generator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Never

from nightfloat.solver.columns.clock import Clock
from nightfloat.solver.columns.goals import Goal
from nightfloat.solver.columns.visits import large
from nightfloat.solver.pricing.parts import ForeignError
from nightfloat.solver.pricing.problem import Problem
from nightfloat.solver.search.forking import Forked, forked

TICK = 0.1


@dataclass(frozen=True, slots=True)
class Foreign:
    """Columns cannot say a goal, and why."""

    reason: str


type Builder = Forked[Never, Problem | Foreign]


@dataclass
class Ahead:
    """The problems of goals, to be taken in their order; some may be passed over."""

    goals: Sequence[Goal]
    builder: Builder
    _taken: int = field(default=0, init=False)

    def take(self, goal: Goal, clock: Clock) -> Problem | None:
        """Return the problem of one of the goals, None when the search has to stop before.

        Raises
        ------
        ForeignError
            If columns cannot say it.
        """
        while True:
            while not self.builder.pipe.poll(TICK):
                clock.heed()
                if clock.stopped:
                    return None
            built = self.builder.take()
            self._taken += 1
            if self.goals[self._taken - 1] is not goal:
                continue
            if isinstance(built, Foreign):
                raise ForeignError(built.reason)
            return built


@contextmanager
def ahead(goals: Sequence[Goal], processes: int = 1) -> Generator[Ahead]:
    """Build the problems of ``goals`` in a process that ends with the context.

    Where the first one is large, so many processes build it: everything waits for it. Those that
    help end when they have done their share, or with the session.
    """
    builder: Builder = forked(lambda pipe: build(goals, processes, pipe.send))
    try:
        yield Ahead(goals, builder)
    finally:
        builder.end()


def build(goals: Sequence[Goal], processes: int, tell: Callable[[Problem | Foreign], None]) -> None:
    """Tell the problem of each goal; of these processes a first one that is large takes all."""
    first, *later = goals
    together = large(len(first.model.people), first.model.length)
    tell(_built(first, processes if together else 1))
    for goal in later:
        tell(_built(goal, 1))


def _built(goal: Goal, processes: int) -> Problem | Foreign:
    try:
        return goal.made(processes)
    except ForeignError as error:
        return Foreign(str(error))
