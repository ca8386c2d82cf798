"""What a bundle is filled by: people priced at duals, and what these prove."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

from nightfloat.solver.arrays import Floats
from nightfloat.solver.columns.bundle import PASSES, Bundle
from nightfloat.solver.columns.roster import MADE, column
from nightfloat.solver.pricing.boxes import INF
from nightfloat.solver.pricing.columns import Worth
from nightfloat.solver.pricing.pricer import Batch, Priced
from nightfloat.solver.timer import Timer

# the parts in which people are priced in turn
PARTS = 3
# seconds that a bundle takes to settle, and for each entry of its columns in a pass
SETTLING, ENTRY = 2e-4, 5e-9


@dataclass(frozen=True)
class Oracle:
    """Prices the people of a bundle where ``cells`` are open; they are the batch."""

    bundle: Bundle
    batch: Batch
    worth: Worth
    cells: Floats

    @property
    def timer(self) -> Timer:
        """What the search goes by."""
        return self.batch.pricer.timer

    def settle(self, centre: Floats, passes: int = PASSES) -> None:
        """Settle the bundle, as its ``settle`` does."""
        self.bundle.settle(centre, passes)
        if self.timer.counts:
            self.timer.spend(SETTLING + ENTRY * passes * self.bundle.entries)

    def price(self, duals: Floats) -> float:
        """Add everybody's cheapest column; returns the bound that these prove.

        It is infinite if somebody has no column; nothing is added then.
        """
        found = self.batch.price(duals, self.cells)
        if (found.bounds >= INF / 2).any():
            return INF
        self._add(self.batch.people, found)
        return self.bundle.room.bound(duals, found.bounds)

    def part(self, number: int, duals: Floats) -> None:
        """Add the cheapest columns of one part of the people, which have one each."""
        batch = self._parts[number % len(self._parts)]
        self._add(batch.people, batch.price(duals, self.cells))

    @cached_property
    def _parts(self) -> list[Batch]:
        people, cuts = self.batch.people, self.batch.cuts
        pricer, count = self.batch.pricer, min(PARTS, len(people))
        return [pricer.batch(people[n::count], cuts[n::count]) for n in range(count)]

    def _add(self, people: Sequence[int], found: Priced) -> None:
        priced = zip(people, found.columns, found.costs, strict=True)
        self.bundle.add(column(self.worth, p, c) for p, c, cost in priced if cost < INF / 2)
        self.timer.spend(MADE * len(people))
