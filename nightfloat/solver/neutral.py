"""The neutral model is plain data that every lowering and the solver-free evaluation read.

A literal below ``posts`` is a post: person * shifts + shift. One from ``posts`` on is the
disjunction ``any_of[literal - posts]`` of post literals of one person. Every item is tagged with
its constraint, person and days; without a price it is a requirement.
"""

from collections.abc import Iterator
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from functools import cached_property

from nightfloat.constraints.emitter import Block, Border, Lit, Row
from nightfloat.domain.plain import Plain


@dataclass(frozen=True, slots=True)
class Tag(Plain):
    """Where an item comes from: index of the constraint, person index or -1, days inside.

    ``note`` says what it asks for where the rest does not tell.
    """

    constraint: int
    person: int
    first: int
    last: int
    note: str = ""


@dataclass(frozen=True, slots=True)
class Price(Plain):
    """What a unit of amount costs in which tier."""

    tier: int
    weight: int


@dataclass(frozen=True, slots=True)
class Limit(Plain):
    """Each row's sum lies in its range; the amount is that of the worst row."""

    rows: tuple[Row, ...]
    price: Price | None
    tag: Tag


@dataclass(frozen=True, slots=True)
class RunLimit(Plain):
    """Runs of days on which a literal of ``works`` holds (or none, if not ``on``) are bounded.

    ``works`` has one tuple of literals per day from the first of the tag's days to the last; the
    border lies before them. A run that touches a ``waived`` day, counted from the first, is free.
    """

    works: tuple[tuple[Lit, ...], ...]
    on: bool
    at_least: int
    at_most: int | None
    border: Border
    waived: frozenset[int]
    price: Price | None
    tag: Tag


@dataclass(frozen=True, slots=True)
class RestPeriods(Plain):
    """Inside the spans, at least so many disjoint periods of ``minutes`` are free of blocks."""

    blocks: tuple[Block, ...]
    within: tuple[tuple[int, int], ...]
    minutes: int
    at_least: int
    price: Price | None
    tag: Tag


type Item = Limit | RunLimit | RestPeriods


def literals(item: Item) -> Iterator[Lit]:
    """Yield every literal that an item speaks of, as often as it does."""
    match item:
        case Limit():
            yield from (lit for row in item.rows for _, lit in row.terms)
        case RunLimit():
            yield from (lit for day in item.works for lit in day)
        case RestPeriods():
            yield from (block.lit for block in item.blocks if block.lit >= 0)


@dataclass(frozen=True)
class NeutralModel:
    """Everything a solver needs to know of a program.

    Parameters
    ----------
    people, shifts
        Ids in order; a shift is (type id, day index).
    any_of
        The disjunctions, each a sorted tuple of post literals.
    tiers
        Names, the most important first.
    items
        In order of constraint.
    """

    people: tuple[str, ...]
    shifts: tuple[tuple[str, int], ...]
    length: int
    any_of: tuple[tuple[Lit, ...], ...]
    tiers: tuple[str, ...]
    items: tuple[Item, ...]

    @cached_property
    def posts(self) -> int:
        """Number of post literals."""
        return len(self.people) * len(self.shifts)

    def lit(self, person: int, shift: int) -> Lit:
        """Return the literal of a post."""
        return person * len(self.shifts) + shift

    def of(self, lit: Lit) -> tuple[int, int]:
        """Return person and shift of a post literal."""
        return divmod(lit, len(self.shifts))

    def parts(self, lit: Lit) -> tuple[Lit, ...]:
        """Return the post literals that ``lit`` stands for."""
        return (lit,) if lit < self.posts else self.any_of[lit - self.posts]

    def holds(self, lit: Lit, chosen: AbstractSet[Lit]) -> bool:
        """Return whether ``lit`` holds when exactly the posts ``chosen`` are taken."""
        if lit < self.posts:
            return lit in chosen
        return not chosen.isdisjoint(self.any_of[lit - self.posts])
