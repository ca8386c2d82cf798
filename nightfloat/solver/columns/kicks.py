"""Kicks: how a roster is left from which no patch leads any further.

Many people and days are decided anew at once, without a look at what they have now; patches go on
from what comes of it (iterated local search: Lourenco, Martin & Stutzle 2003).
"""

from dataclasses import dataclass, field

import numpy as np

from nightfloat.solver.columns.kinds import LEAST_PEOPLE, Kind, share_of
from nightfloat.solver.columns.neighbour import Patch
from nightfloat.solver.columns.patches import Picker
from nightfloat.solver.columns.roster import Roster

KICK = "kick"
# of all people times days, those that are decided anew at first, at least and at most
SHARE, LEAST, MOST = 0.3, 0.05, 1.0
# how much smaller kicks are after one that came to nothing, and how much larger after another
SHRINK, GROW = 0.85, 1.1
# which part of that share is made of fewer people, the other part of fewer days
PART = 0.1, 0.9
FEWEST_DAYS = 7
# a kick's roster may cost this share more than the best one, drawn for each kick, or up to so many
# units where that is more, of which few are as likely as many
DEARER, UNITS = (0.02, 0.1), 20


@dataclass
class Kicks:
    """Draws kicks; they are as large as dives can still end within what they may cost.

    In a search that ``starts`` anew every other kick, and any beside another, decides everything
    anew, whatever it costs, and patches go on from that.
    """

    picker: Picker
    starts: bool = False
    share: float = SHARE
    _count: int = field(default=0, init=False)

    def __post_init__(self) -> None:
        self.kind = Kind(KICK, None, None)
        problem = self.picker.problem
        self.everything = Patch(tuple(range(len(problem.people))), 0, problem.length)

    def begin(self, *, starts: bool) -> None:
        """Begin a visit that starts anew or not."""
        self.starts, self._count = starts, 0

    def anew(self, patch: Patch) -> bool:
        """Whether a kick decides everything anew, whatever that costs."""
        return patch is self.everything

    def draw(self, roster: Roster, cost: float, *, alone: bool) -> tuple[Patch, float]:
        """Return a kick, and by how much it may be dearer than the best, which costs so much.

        It is ``alone`` if no other hand kicks.
        """
        anew = self.starts and (self._count % 2 == 0 or not alone)
        self._count += alone
        return (self.everything, np.inf) if anew else (self.patch(roster), self.dearer(cost))

    def patch(self, roster: Roster) -> Patch:
        """Return what a kick opens: some people and some days, wherever others are at work."""
        problem = self.picker.problem
        part = self.picker.rng.uniform(*PART)
        people = share_of(len(problem.people), self.share**part, LEAST_PEOPLE)
        days = share_of(problem.length, self.share ** (1 - part), FEWEST_DAYS)
        first = int(self.picker.rng.integers(problem.length - days + 1))
        crew = self.picker.crew(roster, people, first, first + days, ())
        return Patch(crew, first, first + days)

    def dearer(self, cost: float) -> float:
        """Return by how much a kick's roster may be dearer than the best, which costs so much."""
        units = UNITS ** self.picker.rng.random()
        return max(cost * self.picker.rng.uniform(*DEARER), units * self.picker.problem.unit)

    def most(self, patch: Patch, cost: float) -> float:
        """Return what a roster may cost that is gone on from, when the best costs so much."""
        if self.anew(patch):
            return np.inf
        return cost + max(cost * DEARER[1], UNITS * self.picker.problem.unit)

    def learn(self, patch: Patch, *, landed: bool) -> None:
        """Note whether a kick came to a roster: the next one is larger, or else smaller."""
        if not self.anew(patch):
            factor = GROW if landed else SHRINK
            self.share = min(MOST, max(LEAST, self.share * factor))
