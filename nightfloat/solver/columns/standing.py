"""What the search of a tier has come to: the best schedule, the best bound, the present roster.

The present roster is what neighbourhoods go on from. It is the best one, or for a while another.
That of a dive is near the relaxed roster, which a start is not; that of a kick is elsewhere. And
the best one is left aside while it saves little in one tier for much in later ones.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

import numpy as np

from nightfloat.constraints.emitter import Lit
from nightfloat.domain.result import Status
from nightfloat.solver.arrays import Rows
from nightfloat.solver.columns.clock import Clock
from nightfloat.solver.columns.goals import Goal
from nightfloat.solver.columns.jobs import DIVE, NEIGHBOURHOOD, RESIDUAL, Patched
from nightfloat.solver.columns.kinds import SHORT
from nightfloat.solver.columns.neighbour import Patch
from nightfloat.solver.columns.roster import Column, Ledger, Roster, column
from nightfloat.solver.evaluate import costs
from nightfloat.solver.neutral import NeutralModel
from nightfloat.solver.pricing.chains import BARRED
from nightfloat.solver.pricing.columns import Worth
from nightfloat.solver.pricing.problem import Problem
from nightfloat.solver.search.message import Bounded, Found, Message, TierDone

COLUMNS = "columns"
# how much dearer than the best a dive's roster may be, as a share; in units, where that is more and
# there are tiers before
FARTHER, UNITS = 0.05, 20
# the share of the cost that a patch has to gain for its kind to be worth more of the same
TRIFLE = 1e-4


def noticed(before: float, now: float) -> bool:
    """Return whether a roster that cost ``before`` has become cheaper by more than a trifle."""
    return before - now >= TRIFLE * before


@dataclass
class Standing:
    """The best of a tier; ``tell`` receives every improvement, at once.

    ``best`` holds the costs of all tiers of the best schedule, ``chosen`` its posts if it was found
    here; the tiers before the goal's are never given up: the problem prices them, and what costs
    more there than the best and the present roster is not gone on from unless the search ``roams``.
    The present ``roster`` costs ``paid``, in the problem no more than the best one but for a dive's
    or a kick's; ``home`` is that of the best while the present one is another. ``moves`` counts how
    often the search went on from a dearer one or a residual's, or came back.
    """

    model: NeutralModel
    goal: Goal
    problem: Problem
    tell: Callable[[Message], None]
    clock: Clock
    best: tuple[int, ...] = ()
    chosen: frozenset[Lit] | None = None
    roster: Roster | None = None
    paid: tuple[int, ...] = ()
    home: Roster | None = None
    moves: int = 0
    roams: bool = False
    bound: float = -np.inf

    def __post_init__(self) -> None:
        self.ledger, self._worth = Ledger(self.problem), Worth(self.problem)
        # whether the visit roams, beside what is gone on from meanwhile
        self._roamed = self.roams
        # only what is priced is asked for at every step
        priced = tuple(item for item in self.model.items if item.price is not None)
        self._priced = replace(self.model, items=priced)

    @property
    def status(self) -> Status:
        """How the tier stands."""
        if not self.best:
            return Status.UNKNOWN
        closed = self.least >= self.best[self.goal.tier]
        return Status.OPTIMAL if closed else Status.FEASIBLE

    @property
    def whole_bound(self) -> int:
        """The least cost that the proved bound allows: costs are multiples of the unit."""
        return self.goal.whole(self.bound, self.best)

    @property
    def least(self) -> int:
        """The least cost that is possible by what has been proved here or by others."""
        known = self.clock.known
        heard = 0 if known is None else known.bound(self.goal.tier, self.within)
        return max(heard, self.whole_bound)

    @property
    def within(self) -> tuple[int, ...]:
        """What the tiers before cost: the bound holds among schedules no worse there."""
        return self.best[: self.goal.tier]

    @property
    def best_roster(self) -> Roster | None:
        """The roster of the best schedule; while there is none, the present one."""
        return self.roster if self.home is None else self.home

    @property
    def cost(self) -> float:
        """What the best roster costs in the problem, infinite while there is none."""
        return self._cost(self.best_roster)

    @property
    def present(self) -> float:
        """What the present roster costs in the problem, infinite while there is none."""
        return self._cost(self.roster)

    def _cost(self, roster: Roster | None) -> float:
        return np.inf if roster is None else self.ledger.of(roster)

    def resume(self, best: tuple[int, ...], *, roams: bool) -> None:
        """Go on beside what is the best by now, whose roster is still to be taken in.

        The present roster stays where it is cheaper than that one.
        """
        if self.home is not None and self._cost(self.home) < self.present:
            self.roster, self.paid = self.home, self.best
        self.best, self.chosen, self.home = best, None, None
        self.roams = self._roamed = roams
        self.moves += 1
        if self.whole_bound > 0:
            self._tell_bound()

    def prove(self, bound: float) -> None:
        """Take in a bound."""
        before = self.whole_bound
        self.bound = max(self.bound, bound)
        if self.whole_bound > before:
            self._tell_bound()

    def tell_done(self) -> None:
        """Tell that the tier is left, and how it stands."""
        tier, bound = self.goal.tier, self.whole_bound
        self.tell(TierDone(tier, self.status, bound, self.within, COLUMNS))

    def _tell_bound(self) -> None:
        tier, bound = self.goal.tier, self.whole_bound
        self.tell(Bounded(tier, bound, COLUMNS, self.within))

    def take(self, rows: Rows, strategy: str) -> bool:
        """Take in everybody's rows: keep them, or go on from a dive's that are little dearer.

        In rosters that are not swept the tiers before may cost anything there. Returns whether the
        search goes on from a dive's or a residual's.
        """
        columns = [column(self._worth, p, row.astype(np.int64)) for p, row in enumerate(rows)]
        roster = Roster(tuple(columns))
        kept = self.keep(roster, strategy)
        later = self.goal.tier > 0 and self.problem.length <= SHORT
        moved = kept and strategy == RESIDUAL and self.roster is roster
        if strategy == DIVE:
            moved = kept or self._leave(roster, self._farthest, roams=later)
        self.moves += moved
        return moved

    def kick(
        self, patched: Patched, patch: Patch, base: Roster, most: float, *, roams: bool = False
    ) -> bool:
        """Take new rows into ``base``: keep the roster or go on from it; whether it is another.

        One is not gone on from that costs more than ``most`` in the tier, nor one that costs more
        in a tier before unless the search ``roams`` from it.
        """
        roster = base.with_(self._changed(base, patched, patch))
        if self.keep(roster, NEIGHBOURHOOD):
            return True
        moved = self._leave(roster, most, roams=roams)
        self.moves += moved
        return moved

    def merge(self, patched: Patched, patch: Patch, base: Roster | None, strategy: str) -> bool:
        """Take new rows into the present roster, or else into ``base``; whether that is cheaper."""
        rosters = [r for r in (self.roster, base) if r is not None]
        changes = ((r, self._changed(r, patched, patch)) for r in rosters)
        return any(new and self.keep(r.with_(new), strategy) for r, new in changes)

    def keep(self, roster: Roster, strategy: str) -> bool:
        """Keep a roster that is no dearer or the best so far, which is told; whether it is better.

        The best may be dearer: what it saves in one tier may be less than what it costs in the next
        ones. Then it is left aside until the present roster leads no further. And any lawful roster
        is better than one that is not.
        """
        now, cost = self.present, self.ledger.of(roster)
        cheaper, dearer = cost < now - 1e-6, cost > now + 1e-6
        if dearer and len(self.best) == 1:  # the cost of one tier says all
            return False
        if (found := self._costs(roster, cost)) is None:
            if self.best or dearer:
                return False
            self.roster = roster
            return cheaper
        best = not self.best or found < self.best
        if dearer and self.best and found <= self.best:
            self.home = roster
        elif best or not (dearer or self._worse_before(found)):
            self._go_on(roster, found, best=best)
        if best:
            self._tell_found(roster, found, strategy)
        return best or (cheaper and self.roster is roster)

    def _go_on(self, roster: Roster, found: tuple[int, ...], *, best: bool) -> None:
        """Go on from a roster; one that roams leaves that of the best behind."""
        if best:
            self.home, self.roams = None, self._roamed
        elif self.roams and self.home is None and found > self.best:
            self.home = self.roster
        self.roster, self.paid = roster, found

    def _tell_found(self, roster: Roster, found: tuple[int, ...], strategy: str) -> None:
        self.best = found
        tier, bound = self.goal.tier, self.whole_bound
        chosen = self.chosen = self.problem.chosen([c.members for c in roster.columns])
        self.tell(Found(tier, chosen, found, bound, strategy, self.within))

    def come_back(self) -> bool:
        """Go on from the best roster again, and roam no more; whether that is another."""
        if self.home is None:
            return False
        self.roster, self.paid, self.home = self.home, self.best, None
        self.roams = self._roamed = False
        self.moves += 1
        return True

    @property
    def _farthest(self) -> float:
        """What a dive's roster may cost in the tier to be gone on from."""
        best = self.best[self.goal.tier] if self.best else np.inf
        units = UNITS * self.goal.unit if self.goal.tier else 0
        return best + max(FARTHER * best, units)

    def _leave(self, roster: Roster, most: float, *, roams: bool = False) -> bool:
        """Go on from a lawful roster that costs ``most`` in the tier at most; whether it did.

        Another than the best is left only by one that ``roams`` for what is cheaper.
        """
        cost, away = self.ledger.of(roster), self.home is not None
        if not self.best or (away and not (roams and cost < self.present)):
            return False
        found, tier = self._costs(roster, cost), self.goal.tier
        if found is None or found <= self.best or (self._worse_before(found) and not roams):
            return False
        if found[tier] > most:
            return False
        self.roster, self.paid, self.home = roster, found, self.best_roster
        self.roams |= roams
        return True

    def _costs(self, roster: Roster, cost: float) -> tuple[int, ...] | None:
        """Return what a roster of this cost costs in all tiers, None if it is not lawful."""
        barred = any(one.cost >= BARRED for one in roster.columns)
        if barred or not self.ledger.lawful(roster.filled(self.problem)):
            return None
        if len(self.model.tiers) == 1:
            return (round(cost),)
        return costs(self._priced, self.problem.chosen([c.members for c in roster.columns]))

    def _worse_before(self, found: Sequence[int]) -> bool:
        """Whether a tier before costs more than in both the best and the present roster.

        It does not where the search roams.
        """
        before = zip(found[: self.goal.tier], self.best, self.paid, strict=False)
        return not self.roams and any(cost > max(best, paid) for cost, best, paid in before)

    def _changed(self, roster: Roster, patched: Patched, patch: Patch) -> list[Column]:
        """Return the rows that a patch changes, beside what others have changed outside it.

        Those that are not allowed beside that are left out: two patches may have spent one limit.
        """
        changed: list[Column] = []
        first, end = patch.first, patch.end
        for person, row in zip(patched.people, patched.rows, strict=True):
            members = roster.columns[person].members
            if (members[first:end] != row[first:end]).any():
                new = members.copy()
                new[first:end] = row[first:end]
                changed.append(column(self._worth, person, new))
        return [one for one in changed if one.cost < BARRED]
