"""Programmes of neighbourhoods and residuals: what of a model has been decided, the rest lowered.

They are made in a process of its own, forked before anything loads HiGHS: only there is ortools.
"""

import os
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from multiprocessing.connection import Connection
from typing import TYPE_CHECKING, cast

import numpy as np
from numpy.typing import NDArray

from nightfloat.constraints.emitter import Lit
from nightfloat.solver.evaluate import costs
from nightfloat.solver.milp.lowering import NotLinear
from nightfloat.solver.milp.programme import Programme
from nightfloat.solver.neutral import Item, NeutralModel, literals
from nightfloat.solver.search.forking import Forked, forked

if TYPE_CHECKING:
    from nightfloat.solver.cpsat.lower import Lowered

# what the process gives way to the searching ones, which it serves beside their work
GIVES_WAY = 5


@dataclass(frozen=True, slots=True)
class Opened:
    """A schedule, and the people and days [first, end) whose posts are searched again.

    Posts that are ``decided`` are not, whatever the schedule has there. What tiers after ``tier``
    cost does not count.
    """

    tier: int
    chosen: frozenset[Lit]
    people: tuple[int, ...]
    first: int
    end: int
    decided: Mapping[Lit, bool] = field(default_factory=dict[Lit, bool])


@dataclass(frozen=True, slots=True)
class Part:
    """The programme of what is opened, and what the schedule costs of it in every tier."""

    programme: Programme
    costs: tuple[int, ...]


type Freezer = Forked[Opened, Part | NotLinear]


def freezer(model: NeutralModel) -> Freezer:
    """Return the process that answers what is opened of ``model`` by a programme."""

    def serve(pipe: Connection) -> None:
        os.nice(GIVES_WAY)
        cut = Cut(model)
        while True:
            pipe.send(cut.part(cast("Opened", pipe.recv())))

    return forked(serve)


@dataclass(frozen=True)
class Cut:
    """Cuts parts out of a model."""

    model: NeutralModel

    def part(self, opened: Opened) -> Part | NotLinear:
        """Return the programme of what is opened, or why there is none."""
        from nightfloat.solver.milp.reading import NotLinearError, read

        left = self.left(opened)
        try:
            programme = read(self._lowered(left, opened))
        except NotLinearError as error:
            return NotLinear(str(error))
        return Part(programme, costs(left, opened.chosen))

    def left(self, opened: Opened) -> NeutralModel:
        """Return the model with the items that what is opened can change."""
        people, first, last, tier = self._spans
        inside = np.isin(people, (-1, *opened.people)) & (first < opened.end)
        kept = np.flatnonzero(inside & (last >= opened.first) & (tier <= opened.tier))
        return replace(self.model, items=tuple(self.model.items[n] for n in kept))

    def _lowered(self, left: NeutralModel, opened: Opened) -> "Lowered":
        from nightfloat.solver.cpsat.lower import lower

        inside = set(opened.people)
        shifts = len(left.shifts)
        frozen = {
            person * shifts + shift: person * shifts + shift in opened.chosen
            for person in range(len(left.people))
            for shift, (_, day) in enumerate(left.shifts)
            if person not in inside or not opened.first <= day < opened.end
        }
        return lower(left, frozen | dict(opened.decided))

    @cached_property
    def _spans(self) -> NDArray[np.int64]:
        """By item: its person (-1 if several), first and last day, and tier (-1 if it has none)."""
        found = [self._span(item) for item in self.model.items]
        return np.array(found, np.int64).reshape(-1, 4).T

    def _span(self, item: Item) -> tuple[int, int, int, int]:
        tier = -1 if item.price is None else item.price.tier
        posts = [self.model.of(post) for lit in literals(item) for post in self.model.parts(lit)]
        if not posts:
            return -1, self.model.length, -1, tier
        people = {person for person, _ in posts}
        days = [self.model.shifts[shift][1] for _, shift in posts]
        return people.pop() if len(people) == 1 else -1, min(days), max(days), tier
