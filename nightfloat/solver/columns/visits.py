"""In which order goals are searched, and when one is left for the next.

The last goal's problem prices all tiers, and what is good in all of them is found sooner there than
tier by tier, where each undoes what later ones pay. So it is visited once as soon as the first tier
is done; those between are then mostly closed by their bounds at once.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from nightfloat.solver.columns.goals import Goal

# of the time left, what a goal may take while others follow it
SHARE = 0.5
# people times days from which a problem is large
LARGE = 12_000
# goals from which there are some between the first and the last
SEVERAL = 3


@dataclass(frozen=True, slots=True)
class Visit:
    """A goal to search for a share of the time left.

    One that ``leaves`` ends when nothing is gained for long, sooner if it ``proves``: then nothing
    is tried before the bound is there, as what is best for this tier alone costs later ones much.
    """

    goal: Goal
    share: float = SHARE
    leaves: bool = False
    proves: bool = False


def large(people: int, days: int) -> bool:
    """Whether a problem is large: its root comes after a first roster and takes much of the time.

    Its goals are searched one after the other.
    """
    return people * days > LARGE


def visits(goals: Sequence[Goal]) -> list[Visit]:
    """Return the visits in their order; the last one has all the time that is left."""
    *before, last = goals
    model = last.model
    if len(goals) < SEVERAL or large(len(model.people), model.length):
        return [*map(Visit, before), Visit(last, 1.0)]
    first, *between = before
    proved = (Visit(goal, leaves=True, proves=True) for goal in between)
    return [Visit(first), Visit(last, leaves=True), *proved, Visit(last, 1.0)]
