"""In which order goals are searched, and when one is left for the next.

The last goal's problem prices all tiers, and what is good in all of them is found sooner there than
tier by tier, where each undoes what later ones pay. So it is visited as soon as the first tier is
done, at prices that hold earlier tiers firmly; then those between for their bounds, which mostly
close them, and it again with these before a tier between is searched by itself. The last visit has
the prices whose bound is better.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from nightfloat.solver.columns.goals import Goal, firm

# the times in seconds of a patch from which a search is stuck, and tired of a roster
STUCK, TIRED = 1.5, 3.0
# of the time left, what a goal may take while others follow it
SHARE = 0.5
# people times days from which a problem is large
LARGE = 12_000
# goals from which there are some between the first and the last
SEVERAL = 3


@dataclass(frozen=True, slots=True)
class Visit:
    """A goal to search for a share of the time left.

    One that has ``patience`` ends when the root is over and patches reach so many seconds without a
    gain, unless HiGHS is at a residual. One that ``proves`` does not dive and tries no patch before
    the bound is there, as what is best for this tier alone costs later ones much. One that
    ``roams`` goes on from what is cheaper in all tiers together, though it may cost more in one
    before.
    """

    goal: Goal
    share: float = SHARE
    patience: float | None = None
    proves: bool = False
    roams: bool = False

    @property
    def dives(self) -> bool:
        """Whether the root dives when it has its bound."""
        return not self.proves

    def until(self, now: float, end: float) -> float:
        """Return when a visit ends that has its share of the time from now to the end."""
        return now + self.share * (end - now)


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
    early = Visit(firm(last), patience=TIRED, roams=True)
    proved = [Visit(goal, patience=0.0, proves=True) for goal in between]
    bettered = [Visit(goal, patience=STUCK, proves=True) for goal in between]
    return [Visit(first), early, *proved, early, *bettered, Visit(last, 1.0)]
