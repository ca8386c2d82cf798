"""The model that is searched: without requirements that nothing undecided can break.

Leave, rotations and eligibility decide most posts beforehand, and with them most of what other
requirements say. What decides is said once; the rest need not be compiled, sent and held.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cached_property

from nightfloat.constraints.emitter import Lit, Row
from nightfloat.solver.decided import decided
from nightfloat.solver.evaluate import amount
from nightfloat.solver.neutral import (
    Item,
    Limit,
    NeutralModel,
    RestPeriods,
    RunLimit,
    Tag,
    literals,
)

NOTE = "decided before the search"


def lean(model: NeutralModel) -> NeutralModel:
    """Return a model that allows the same schedules at the same costs, with fewer requirements."""
    view = _View(model, decided(model))
    kept = (item for item in model.items if item.price is not None or not view.holds(item))
    return replace(model, items=(*view.decisions(), *kept))


@dataclass(frozen=True)
class _View:
    """A model and the posts that single requirements of it decide."""

    model: NeutralModel
    known: Mapping[Lit, bool]

    def decisions(self) -> Iterator[Limit]:
        """Yield, person by person, that forbidden posts are not taken and pinned ones are."""
        shifts = len(self.model.shifts)
        for person in range(len(self.model.people)):
            own = range(person * shifts, (person + 1) * shifts)
            tag = Tag(-1, person, 0, max(0, self.model.length - 1), NOTE)
            forbidden = tuple((1, lit) for lit in own if self.known.get(lit) is False)
            if forbidden:
                yield Limit((Row(forbidden, at_most=0),), None, tag)
            for lit in own:
                if self.known.get(lit):
                    yield Limit((Row(((1, lit),), at_least=1),), None, tag)

    def holds(self, item: Item) -> bool:
        """Whether a requirement holds whatever is chosen for the posts that are undecided."""
        match item:
            case Limit():
                return all(map(self._within, item.rows))
            case RunLimit() | RestPeriods():
                return self._settled(item)

    def _settled(self, item: Item) -> bool:
        """Whether an item is about decided literals only, and holds."""
        posts: set[Lit] = set()
        for lit in literals(item):
            if self._value(lit) is None:
                return False
            posts.update(self.model.parts(lit))
        return amount(self.model, item, {post for post in posts if self.known.get(post)}) == 0

    def _within(self, row: Row) -> bool:
        """Whether a sum lies in its range whatever is chosen."""
        low = high = 0
        for factor, lit in row.terms:
            value = self._value(lit)
            low += factor if value else min(0, factor) if value is None else 0
            high += factor if value else max(0, factor) if value is None else 0
        enough = row.at_least is None or low >= row.at_least
        return enough and (row.at_most is None or high <= row.at_most)

    def _value(self, lit: Lit) -> bool | None:
        """Return whether a literal holds, None when that is undecided."""
        if lit < self.model.posts:
            return self.known.get(lit)
        parts = self.model.parts(lit)
        if not self._pinned.isdisjoint(parts):
            return True
        return False if all(map(self.known.__contains__, parts)) else None

    @cached_property
    def _pinned(self) -> frozenset[Lit]:
        return frozenset(lit for lit, on in self.known.items() if on)
