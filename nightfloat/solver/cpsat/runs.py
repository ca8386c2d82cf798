"""Run limits gathered into networks, or under guards as one clause per forbidden window."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from ortools.sat.python import cp_model

from nightfloat.solver.cpsat.boundary import only_if, total
from nightfloat.solver.cpsat.literals import Linear, Literals
from nightfloat.solver.cpsat.network import Family, Network
from nightfloat.solver.cpsat.objective import Objective
from nightfloat.solver.evaluate import run_cost
from nightfloat.solver.neutral import RunLimit


@dataclass(frozen=True)
class RunLowering:
    """Writes run limits into one CP-SAT model."""

    cp: cp_model.CpModel
    literals: Literals
    objective: Objective

    def networks(self, items: Iterable[RunLimit], heed: Callable[[], None]) -> None:
        """Write one network for all items with the same person, predicate and border.

        ``heed`` is called before each; what it raises ends the writing.
        """
        groups: defaultdict[object, list[RunLimit]] = defaultdict(list)
        for item in items:
            groups[item.tag.person, item.works, item.border].append(item)
        for group in groups.values():
            heed()
            self._network(group)

    def _network(self, items: list[RunLimit]) -> None:
        works = [self.literals.day(lits) for lits in items[0].works]
        border = items[0].border
        families = {
            on: Family(on, tuple(i for i in items if i.on is on), len(works))
            for on in (True, False)
        }
        before = {on: border.length if border.on is on else 0 for on in (True, False)}
        Network(self.cp, self.objective, works, families, before).build()

    def clauses(self, item: RunLimit, guard: cp_model.IntVar) -> None:
        """Write a requirement under ``guard``: no run that it forbids, whatever its length."""
        works = [self.literals.day(lits) for lits in item.works]
        past = item.border.length if item.border.on is item.on else 0
        if past and run_cost(item, 0, 0, past, ends=False):
            self._forbid(item, works, guard, 0, 0, closed=True)
        for first in range(len(works)):
            self._from(item, works, guard, first, past if first == 0 else 0)

    def _from(
        self, item: RunLimit, works: Sequence[Linear], guard: cp_model.IntVar, first: int, past: int
    ) -> None:
        """Forbid every run that starts on ``first`` and breaks the requirement."""
        size = len(works)
        for end in range(first + 1, size + 1):
            if run_cost(item, first, end, past, ends=end == size):
                self._forbid(item, works, guard, first, end, closed=end < size)

    def _forbid(
        self,
        item: RunLimit,
        works: Sequence[Linear],
        guard: cp_model.IntVar,
        first: int,
        end: int,
        *,
        closed: bool,
    ) -> None:
        """Forbid exactly the run [first, end), its neighbours being of the other kind."""
        inside = range(first, end)
        edges = ([first - 1] if first else []) + ([end] if closed and end < len(works) else [])
        hits = [_holds(works[day], item.on) for day in inside]
        hits += [_holds(works[day], not item.on) for day in edges]
        constant = sum(c for c, _ in hits)
        expression = total([e for _, e in hits])
        only_if(self.cp.add(expression <= len(hits) - 1 - constant), guard)


def _holds(work: Linear, on: bool) -> tuple[int, cp_model.LinearExpr]:
    """Return constant and expression of 'the day is worked', or free if not ``on``."""
    if on:
        return work.constant, work.expression
    return 1 - work.constant, -work.expression
