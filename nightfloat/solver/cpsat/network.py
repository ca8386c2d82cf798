"""One network per person and day predicate holds every rule on its runs.

A schedule's days split into runs of worked and free days. Each run is an arc over the days it
covers and a schedule is a path, so a bound on run length removes or prices arcs, and the linear
relaxation is that of a path. Runs longer than every bound in use share one looping node.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field

from ortools.sat.python import cp_model

from nightfloat.solver.cpsat.literals import Linear
from nightfloat.solver.cpsat.objective import Objective
from nightfloat.solver.evaluate import run_cost
from nightfloat.solver.neutral import RunLimit

type Arc = cp_model.IntVar

ENDLESS = 1 << 30


@dataclass(frozen=True)
class Family:
    """The rules on one kind of run: worked (``on``) or free."""

    on: bool
    items: tuple[RunLimit, ...]
    length: int

    @property
    def cap(self) -> int:
        """Run length from which on every further day costs the same."""
        if any(item.waived for item in self.items):
            return ENDLESS
        bounds = [max(i.at_least, 0 if i.at_most is None else i.at_most + 1) for i in self.items]
        return max([1, *bounds])

    def cost(self, first: int, end: int, before: int) -> dict[RunLimit, int] | None:
        """Return each priced rule's amount for a run, or None when a requirement forbids it."""
        found: dict[RunLimit, int] = {}
        for item in self.items:
            amount = run_cost(item, first, end, before, ends=end == self.length)
            if amount and item.price is None:
                return None
            if amount:
                found[item] = amount
        return found

    @property
    def marginal(self) -> dict[RunLimit, int] | None:
        """What one day more costs a run already at the cap; None when a requirement forbids it."""
        longer, now = self.cost(0, self.cap + 1, 0), self.cost(0, self.cap, 0)
        if longer is None or now is None:
            return None
        return {item: longer[item] - now.get(item, 0) for item in longer}


@dataclass
class Network:
    """The path network of one person; ``works`` holds the day literals as 0/1 sums."""

    cp: cp_model.CpModel
    objective: Objective
    works: Sequence[Linear]
    families: dict[bool, Family]
    before: dict[bool, int]
    into: dict[tuple[bool, int], list[Arc]] = field(
        default_factory=dict[tuple[bool, int], list[Arc]]
    )
    out: dict[tuple[bool, int], list[Arc]] = field(
        default_factory=dict[tuple[bool, int], list[Arc]]
    )
    long_in: dict[tuple[bool, int], list[Arc]] = field(
        default_factory=dict[tuple[bool, int], list[Arc]]
    )
    long_out: dict[tuple[bool, int], Arc] = field(default_factory=dict[tuple[bool, int], Arc])
    covering: list[dict[bool, list[Arc]]] = field(default_factory=list[dict[bool, list[Arc]]])

    @property
    def length(self) -> int:
        """Days of the horizon."""
        return len(self.works)

    def build(self) -> None:
        """Write arcs, flow, and the link to the day literals."""
        self.covering = [{True: [], False: []} for _ in range(self.length)]
        for on in (True, False):
            for first in range(1, self.length):
                self.out[on, first] = self._runs_from(on, first, 0)
            self._loops(on)
        self._source()
        for on in (True, False):
            for day in range(1, self.length):
                self._conserve(on, day)
        self._link()

    def _possible(self, on: bool, day: int) -> bool:
        """Whether the day can be worked (or free) at all."""
        work = self.works[day]
        return work.high >= 1 if on else work.low == 0

    def _runs_from(self, on: bool, first: int, before: int) -> list[Arc]:
        """Make the arcs of runs that start on ``first``, after ``before`` days of history."""
        family = self.families[on]
        cap = max(1, family.cap - before)
        made: list[Arc] = []
        for end in range(first + 1, min(first + cap, self.length) + 1):
            if not self._possible(on, end - 1):
                break
            cost = family.cost(first, end, before)
            if cost is not None:
                made.append(self._arc(on, first, end, cost, loops=end - first == cap))
        return made

    def _arc(
        self, on: bool, first: int, end: int, cost: dict[RunLimit, int], *, loops: bool
    ) -> Arc:
        arc = self.cp.new_bool_var("")
        for day in range(first, end):
            self.covering[day][on].append(arc)
        self._charge(arc, cost)
        if end < self.length:
            target = self.long_in if loops else self.into
            target.setdefault((on if loops else not on, end), []).append(arc)
        return arc

    def _charge(self, arc: Arc, cost: dict[RunLimit, int]) -> None:
        for item, amount in cost.items():
            if item.price is not None:
                self.objective.add(item.price, amount, arc)

    def _loops(self, on: bool) -> None:
        """Make the arcs by which a run at the cap takes one day more."""
        family = self.families[on]
        if family.cap - self.before[on] >= self.length:
            return
        extra = family.marginal
        for day in range(1, self.length):
            if extra is not None and self._possible(on, day):
                arc = self.cp.new_bool_var("")
                self.covering[day][on].append(arc)
                self._charge(arc, extra)
                self.long_out[on, day] = arc
                if day + 1 < self.length:
                    self.long_in.setdefault((on, day + 1), []).append(arc)

    def _source(self) -> None:
        """Start the path: go on with the run of the history, or break it off."""
        starts: list[Arc] = []
        for on in (True, False):
            first = self._runs_from(on, 0, self.before[on])
            past = self.before[not on]
            broken = self.families[not on].cost(0, 0, past) if past else {}
            if broken is None:
                for arc in first:
                    self.cp.add(arc == 0)
            else:
                for arc in first:
                    self._charge(arc, broken)
            starts += first
        self.cp.add_exactly_one(starts)

    def _conserve(self, on: bool, day: int) -> None:
        """Let what enters a day's nodes leave them: a run that starts, or one that loops."""
        starting = self.out.get((on, day), [])
        fresh = self.into.get((on, day), [])
        # a run of the other kind at its cap may end here, or loop on
        lasting = self.long_in.get((not on, day), [])
        loop = [self.long_out[not on, day]] if (not on, day) in self.long_out else []
        self.cp.add(sum(fresh) + sum(lasting) == sum(starting) + sum(loop))
        if fresh and loop:
            self.cp.add(sum(fresh) <= sum(starting))

    def _link(self) -> None:
        for day, arcs in enumerate(self.covering):
            self.cp.add_exactly_one([*arcs[True], *arcs[False]])
            work = self.works[day]
            self.cp.add(sum(arcs[True]) == work.expression + work.constant)
