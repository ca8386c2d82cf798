"""Which tasks are to start when, and what becomes of one that starts late."""

from collections.abc import Sequence
from dataclasses import replace

from nightfloat.solver.search.message import SolveTask, Task


def waits(task: Task) -> bool:
    """Whether a task is to start after others."""
    return after(task) > 0


def after(task: Task) -> float:
    """Return how many seconds after the first tasks one is to start at the latest."""
    return task.after if isinstance(task, SolveTask) else 0.0


def soonest(tasks: Sequence[Task]) -> list[Task]:
    """Return the tasks that are to start before all others."""
    first = min(map(after, tasks), default=0.0)
    return [task for task in tasks if after(task) <= first]


def is_due(task: Task, passed: float, closed: int) -> bool:
    """Whether a task is to start after so many seconds, when so many tiers are closed."""
    if not isinstance(task, SolveTask):
        return True
    return passed >= task.after or 0 < task.behind <= closed


def shortened(task: Task, seconds: float) -> Task:
    """Return a task with so much less time."""
    limits = task.limits
    return replace(task, limits=replace(limits, seconds=limits.seconds - seconds))
