"""Emission: every constraint writes itself once into one neutral model."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Literal

from nightfloat.constraints.base import Constraint
from nightfloat.constraints.emitter import About, Block, Border, Lit, Post, Row, Term
from nightfloat.constraints.program import Program
from nightfloat.constraints.scope import Scope
from nightfloat.domain.calendar import Days
from nightfloat.domain.instance import Instance
from nightfloat.domain.shifts import Shift, ShiftType
from nightfloat.solver.neutral import Item, Limit, NeutralModel, Price, RestPeriods, RunLimit, Tag


@dataclass(frozen=True)
class PostTable:
    """The posts of every person and of every past, made once per instance."""

    instance: Instance

    @cached_property
    def people(self) -> Mapping[str, int]:
        """Index of each person."""
        return {person.id: index for index, person in enumerate(self.instance.people)}

    @cached_property
    def shifts(self) -> Mapping[tuple[str, int], int]:
        """Index of each (type id, day index)."""
        index = self.instance.calendar.index
        return {(s.id, index(s.day)): n for n, s in enumerate(self.instance.shifts)}

    @cached_property
    def posts(self) -> Mapping[str, tuple[Post, ...]]:
        """The horizon's posts of each person."""
        size = len(self.instance.shifts)
        minutes = [self._minutes(shift) for shift in self.instance.shifts]
        return {
            person: tuple(Post(person, *cell, base * size + n) for n, cell in enumerate(minutes))
            for person, base in self.people.items()
        }

    @cached_property
    def past(self) -> Mapping[str, tuple[Post, ...]]:
        """The history's posts of each person."""
        return {
            person: tuple(Post(person, *self._minutes(shift), -1) for shift in row)
            for person, row in self.instance.past.items()
        }

    def _minutes(self, shift: Shift) -> tuple[ShiftType, int, int, int]:
        calendar = self.instance.calendar
        start, end = calendar.minute(shift.start), calendar.minute(shift.end)
        return shift.type, calendar.index(shift.day), start, end


@dataclass
class _Draft:
    """What has been written so far."""

    any_of: dict[tuple[Lit, ...], Lit] = field(default_factory=dict[tuple[Lit, ...], Lit])
    items: list[Item] = field(default_factory=list[Item])


@dataclass(frozen=True)
class ConstraintEmitter:
    """The emitter of one constraint: applies its strength, and drops what a waiver sets aside."""

    program: Program
    table: PostTable
    index: int
    draft: _Draft

    @property
    def instance(self) -> Instance:
        """The facts."""
        return self.program.instance

    @property
    def length(self) -> int:
        """Days of the horizon."""
        return self.instance.calendar.horizon.count

    @property
    def known_from(self) -> int:
        """Day index of the first known day."""
        return self.instance.calendar.index(self.instance.calendar.known.first)

    @property
    def _constraint(self) -> Constraint:
        return self.program.constraints[self.index]

    @cached_property
    def _price(self) -> Price | None:
        constraint = self._constraint
        if constraint.tier is None:
            return None
        return Price(self.program.tiers.index(constraint.tier), constraint.weight)

    def midnight(self, day: int) -> int:
        """Return the minute at which ``day`` starts."""
        calendar = self.instance.calendar
        return calendar.minute(calendar.instant(calendar.day(day)))

    def posts(self, scope: Scope, person: str) -> Sequence[Post]:
        """Return the horizon's posts of ``person`` inside ``scope``."""
        return self._inside(scope, self.table.posts[person])

    def past(self, scope: Scope, person: str) -> Sequence[Post]:
        """Return the history's posts of ``person`` inside ``scope``."""
        return self._inside(scope, self.table.past[person])

    def takers(self, shift: str, day: int) -> Sequence[Post]:
        """Return one post per person for this shift."""
        index = self.table.shifts[shift, day]
        return [posts[index] for posts in self.table.posts.values()]

    def _inside(self, scope: Scope, posts: tuple[Post, ...]) -> Sequence[Post]:
        if scope.is_everything or not posts:
            return posts
        instance, day = self.instance, self.instance.calendar.day
        person = instance.person[posts[0].person]
        return [p for p in posts if scope.takes(instance, person, p.type, day(p.day))]

    def any_of(self, lits: Iterable[Lit]) -> Lit:
        """Return the literal of a disjunction, the post itself when there is one only."""
        parts = tuple(sorted(set(lits)))
        if len(parts) == 1:
            return parts[0]
        base = len(self.table.people) * len(self.table.shifts)
        return self.draft.any_of.setdefault(parts, base + len(self.draft.any_of))

    def limit(
        self,
        terms: Iterable[Term],
        about: About,
        *,
        at_least: int | None = None,
        at_most: int | None = None,
        under: int = 1,
        over: int = 1,
    ) -> None:
        """Keep a sum in a range."""
        self.worst_of([Row(tuple(terms), at_least, at_most, under, over)], about)

    def worst_of(self, rows: Sequence[Row], about: About) -> None:
        """Keep every row in its range."""
        if rows and not self._waived(about):
            self.draft.items.append(Limit(tuple(rows), self._price, self._tag(about)))

    def run_limit(
        self,
        works: Mapping[int, Sequence[Lit]],
        about: About,
        *,
        run: Literal["on", "off"],
        border: Border,
        at_least: int = 1,
        at_most: int | None = None,
    ) -> None:
        """Bound the length of runs."""
        days = range(self.length)
        lits = tuple(tuple(works.get(day, ())) for day in days)
        lasting = range(self.known_from, self.length)
        waived = frozenset(d for d in lasting if self._waived(About(about.person, d, d)))
        item = RunLimit(
            lits, run == "on", at_least, at_most, border, waived, self._price, self._tag(about)
        )
        self.draft.items.append(item)

    def rest_periods(
        self,
        blocks: Sequence[Block],
        about: About,
        *,
        within: Sequence[tuple[int, int]],
        minutes: int,
        at_least: int,
    ) -> None:
        """Keep enough disjoint free periods."""
        if at_least > 0 and not self._waived(about):
            item = RestPeriods(
                tuple(blocks), tuple(within), minutes, at_least, self._price, self._tag(about)
            )
            self.draft.items.append(item)

    def _tag(self, about: About) -> Tag:
        person = -1 if about.person is None else self.table.people[about.person]
        return Tag(self.index, person, about.first, about.last, about.note)

    def _waived(self, about: About) -> bool:
        if not self.instance.waivers:
            return False
        day = self.instance.calendar.day
        days = Days.through(day(about.first), day(about.last))
        title = self._constraint.title
        return any(w.covers(title, about.person, days) for w in self.instance.waivers)


def emit(program: Program) -> NeutralModel:
    """Return the neutral model of ``program``; every constraint is asked once, in order."""
    table, draft = PostTable(program.instance), _Draft()
    for index, constraint in enumerate(program.constraints):
        constraint.emit(ConstraintEmitter(program, table, index, draft))
    return NeutralModel(
        people=tuple(table.people),
        shifts=tuple(table.shifts),
        length=program.instance.calendar.horizon.count,
        any_of=tuple(draft.any_of),
        tiers=program.tiers,
        items=tuple(draft.items),
    )
