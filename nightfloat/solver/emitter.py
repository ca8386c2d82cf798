"""Emission: every constraint writes itself once into one neutral model."""

import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from itertools import count, repeat
from typing import Literal

from nightfloat.constraints.base import Constraint
from nightfloat.constraints.emitter import About, Block, Border, Lit, Post, Row, Term
from nightfloat.constraints.program import Program
from nightfloat.constraints.scope import Scope
from nightfloat.domain.calendar import Days
from nightfloat.domain.instance import Instance
from nightfloat.domain.plain import uncollected
from nightfloat.domain.shifts import Shift, ShiftType
from nightfloat.solver.decided import decided
from nightfloat.solver.neutral import Item, Limit, NeutralModel, Price, RestPeriods, RunLimit, Tag


class OutOfTimeError(Exception):
    """The deadline passed, or somebody wanted to stop, before the model was written."""


@dataclass(frozen=True)
class PostTable:
    """The posts of every person and of every past, made once per instance when first asked for."""

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

    def posts(self, person: str) -> tuple[Post, ...]:
        """Return the horizon's posts of ``person``: one per shift, in order of shifts."""
        if person not in self._posts:
            lits = count(self.people[person] * len(self.instance.shifts))
            self._posts[person] = tuple(map(Post, repeat(person), *self._columns, lits))
        return self._posts[person]

    def inside(self, scope: Scope) -> Sequence[int]:
        """Return the indexes of the shifts that ``scope`` takes, whoever works them."""
        if scope not in self._inside:
            dated = scope.days or scope.first_day or scope.last_day
            self._inside[scope] = self._on_days(scope) if dated else self._of_types(scope)
        return self._inside[scope]

    def _on_days(self, scope: Scope) -> Sequence[int]:
        takes, shifts = scope.takes_shift, enumerate(self.instance.shifts)
        return [n for n, s in shifts if takes(self.instance, s.type, s.day)]

    def _of_types(self, scope: Scope) -> Sequence[int]:
        """Return the same for a scope that takes every day or none of a type."""
        day, kinds = self.instance.calendar.horizon.first, self.instance.shift_types
        types = {kind.id for kind in kinds if scope.takes_shift(self.instance, kind, day)}
        return [n for n, shift in enumerate(self.instance.shifts) if shift.id in types]

    @cached_property
    def _posts(self) -> dict[str, tuple[Post, ...]]:
        return {}

    @cached_property
    def _inside(self) -> dict[Scope, Sequence[int]]:
        return {}

    @cached_property
    def _columns(
        self,
    ) -> tuple[Sequence[ShiftType], Sequence[int], Sequence[int], Sequence[int]]:
        """Type, day, start and end of each shift."""
        cells = [self._minutes(shift) for shift in self.instance.shifts]
        kinds = [shift.type for shift in self.instance.shifts]
        return kinds, [c[1] for c in cells], [c[2] for c in cells], [c[3] for c in cells]

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
    """What has been written so far, and until when (``time.monotonic``) writing may go on."""

    deadline: float | None = None
    should_stop: Callable[[], bool] = lambda: False
    any_of: dict[tuple[Lit, ...], Lit] = field(default_factory=dict[tuple[Lit, ...], Lit])
    items: list[Item] = field(default_factory=list[Item])
    # posts that nobody can take, of which what only forbids need not speak
    shut: frozenset[Lit] = frozenset()

    def in_time(self) -> None:
        """Raise OutOfTimeError when the deadline has passed or somebody wants to stop."""
        late = self.deadline is not None and time.monotonic() > self.deadline
        if late or self.should_stop():
            raise OutOfTimeError


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
        row = self._row(person)
        if scope.is_everything:
            return row
        instance, who = self.instance, self.instance.person[person]
        days = range(self.length)
        if scope.grades or scope.rotations:
            date = instance.calendar.day
            days = {d for d in days if scope.takes_person(instance, who, date(d))}
        elif not scope.takes_person(instance, who, instance.calendar.horizon.first):
            return ()
        picked = [row[n] for n in self.table.inside(scope)]
        return picked if len(days) == self.length else [p for p in picked if p.day in days]

    def open_posts(self, scope: Scope, person: str) -> Sequence[Post]:
        """Return the posts of ``person`` inside ``scope`` that are not shut.

        A constraint with a price sees all: it may count moments at which others would start.
        """
        posts, shut = self.posts(scope, person), self.draft.shut
        if not shut or self._constraint.tier is not None:
            return posts
        return [post for post in posts if post.lit not in shut]

    def past(self, scope: Scope, person: str) -> Sequence[Post]:
        """Return the history's posts of ``person`` inside ``scope``."""
        posts = self.table.past[person]
        if scope.is_everything or not posts:
            return posts
        instance, date = self.instance, self.instance.calendar.day
        who = instance.person[person]
        return [p for p in posts if scope.takes(instance, who, p.type, date(p.day))]

    def takers(self, shift: str, day: int) -> Sequence[Post]:
        """Return one post per person for this shift."""
        index = self.table.shifts[shift, day]
        self.draft.in_time()
        return [row[index] for row in self._rows]

    @cached_property
    def _rows(self) -> Sequence[tuple[Post, ...]]:
        return [self._row(person) for person in self.table.people]

    def _row(self, person: str) -> tuple[Post, ...]:
        self.draft.in_time()
        return self.table.posts(person)

    def any_of(self, lits: Iterable[Lit]) -> Lit:
        """Return the literal of a disjunction, the post itself when there is one only."""
        parts, known = tuple(lits), self.draft.any_of
        if len(parts) > 1 and parts not in known:  # what is known is sorted
            parts = tuple(sorted(set(parts)))
        return parts[0] if len(parts) == 1 else known.setdefault(parts, self._base + len(known))

    @cached_property
    def _base(self) -> int:
        """The first literal that is no post."""
        return len(self.table.people) * len(self.table.shifts)

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
        if not self._waived(about):
            row = _asked(Row(tuple(terms), at_least, at_most, under, over))
            self.draft.items.append(Limit((row,), self._price, self._tag(about)))

    def worst_of(self, rows: Sequence[Row], about: About) -> None:
        """Keep every row in its range."""
        if rows and not self._waived(about):
            asked = tuple(map(_asked, rows))
            self.draft.items.append(Limit(asked, self._price, self._tag(about)))

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
        first, end = about.first, about.last + 1
        lits = tuple(tuple(works.get(day, ())) for day in range(first, end))
        lasting = range(self.known_from, end)
        waived = frozenset(d - first for d in lasting if self._waived(About(about.person, d, d)))
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


def _asked(row: Row) -> Row:
    """Return a row without the sides of its range that may be passed for nothing."""
    if row.under and row.over:
        return row
    low, high = row.at_least if row.under else None, row.at_most if row.over else None
    return replace(row, at_least=low, at_most=high)


def emit(
    program: Program,
    deadline: float | None = None,
    *,
    narrow: bool = False,
    should_stop: Callable[[], bool] = lambda: False,
) -> NeutralModel:
    """Return the neutral model of ``program``; every constraint is asked once.

    A ``narrow`` model allows the same schedules at the same costs: of posts that requirements
    forbid by themselves, others that only forbid do not speak. It does not say all that a schedule
    breaks, and its items are not in the order of constraints.

    Raises
    ------
    OutOfTimeError
        If ``time.monotonic`` passes ``deadline``, or ``should_stop`` says so, before all is
        written.
    """
    table, draft = PostTable(program.instance), _Draft(deadline, should_stop)
    deciding = [n for n, c in enumerate(program.constraints) if narrow and c.decides and c.hard]
    with uncollected():
        _write(program, deciding, table, draft)
        settled = decided(_model(program, table, draft))
        draft.shut = frozenset(lit for lit, on in settled.items() if not on)
        others = [n for n in range(len(program.constraints)) if n not in deciding]
        _write(program, others, table, draft)
    return _model(program, table, draft)


def _write(program: Program, indexes: Iterable[int], table: PostTable, draft: _Draft) -> None:
    """Ask these constraints in turn."""
    for index in indexes:
        draft.in_time()
        program.constraints[index].emit(ConstraintEmitter(program, table, index, draft))


def _model(program: Program, table: PostTable, draft: _Draft) -> NeutralModel:
    """Return what has been written so far."""
    return NeutralModel(
        people=tuple(table.people),
        shifts=tuple(table.shifts),
        length=program.instance.calendar.horizon.count,
        any_of=tuple(draft.any_of),
        tiers=program.tiers,
        items=tuple(draft.items),
    )
