"""Free periods: a literal for each place one may start, no shift inside, no two overlapping."""

from collections.abc import Sequence
from dataclasses import dataclass

from ortools.sat.python import cp_model

from nightfloat.constraints.emitter import Block
from nightfloat.solver.cpsat.boundary import only_if, weighted_sum
from nightfloat.solver.cpsat.literals import Literals
from nightfloat.solver.cpsat.objective import Objective
from nightfloat.solver.neutral import RestPeriods


@dataclass(frozen=True)
class RestLowering:
    """Writes rest periods into one CP-SAT model.

    Packing each free gap from its start is best, so a period starts at the start of a span or the
    end of a block, or a whole number of periods later.
    """

    cp: cp_model.CpModel
    literals: Literals
    objective: Objective

    def write(self, item: RestPeriods, guard: cp_model.IntVar | None = None) -> None:
        """Write a requirement (under a guard if there is one) or a priced item."""
        blocks = [
            b for b in item.blocks if b.lit < 0 or self.literals.open_parts(b.lit) is not False
        ]
        periods = {
            start: self.cp.new_bool_var("")
            for span in item.within
            for start in _starts(span, blocks, item.minutes)
        }
        for start, period in periods.items():
            self._keep_free(period, start, start + item.minutes, blocks)
        self._disjoint(periods, item.minutes)
        found = weighted_sum([(1, period) for period in periods.values()])
        if item.price is not None:
            missing = self.cp.new_int_var(0, item.at_least, "")
            self.cp.add(found + missing >= item.at_least)
            self.objective.add(item.price, 1, missing)
        elif guard is None:
            self.cp.add(found >= item.at_least)
        else:
            only_if(self.cp.add(found >= item.at_least), guard)

    def _keep_free(
        self, period: cp_model.IntVar, start: int, end: int, blocks: Sequence[Block]
    ) -> None:
        groups: list[list[int]] = []
        for block in blocks:
            if block.start < end and start < block.end:
                self._add_to(groups, block.lit)
        for group in groups:
            busy = self.literals.linear((1, lit) for lit in group)
            self.cp.add(busy.expression + period <= 1 - busy.constant)

    def _add_to(self, groups: list[list[int]], lit: int) -> None:
        for group in groups:
            if self.literals.exclusive([*group, lit]):
                group.append(lit)
                return
        groups.append([lit])

    def _disjoint(self, periods: dict[int, cp_model.IntVar], minutes: int) -> None:
        starts = sorted(periods)
        for start in starts:
            together = [periods[other] for other in starts if start - minutes < other <= start]
            if len(together) > 1:
                self.cp.add_at_most_one(together)


def _starts(span: tuple[int, int], blocks: Sequence[Block], minutes: int) -> list[int]:
    """Return where a period may start inside a span and outside blocks that are certain."""
    first, end = span
    bases = {first} | {b.end for b in blocks if first < b.end < end}
    facts = [(b.start, b.end) for b in blocks if b.lit < 0]
    return sorted(
        start
        for base in bases
        for start in range(base, end - minutes + 1, minutes)
        if not any(s < start + minutes and start < e for s, e in facts)
    )
