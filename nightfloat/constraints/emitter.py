"""What a constraint may write: literals, day indexes and minute offsets, never a solver.

Day 0 is the horizon's first day and minute 0 its local midnight; history lies at negative
numbers. Minutes are elapsed, so a night across a clock change has its real length.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal, Protocol

from nightfloat.constraints.scope import Scope
from nightfloat.domain.instance import Instance
from nightfloat.domain.plain import Plain
from nightfloat.domain.shifts import ShiftType

type Lit = int
type Term = tuple[int, Lit]


@dataclass(frozen=True, slots=True)
class Post:
    """One person on one shift; ``lit`` is its literal, or -1 in history, where it is a fact."""

    person: str
    type: ShiftType
    day: int
    start: int
    end: int
    lit: Lit

    @property
    def minutes(self) -> int:
        """Minutes that count as work."""
        return self.end - self.start if self.type.credited is None else self.type.credited


@dataclass(frozen=True, slots=True)
class About:
    """Whom (None: the team) and which days, both inside, an item speaks about.

    ``note`` says what it asks for where person and days do not tell.
    """

    person: str | None
    first: int
    last: int
    note: str = ""


@dataclass(frozen=True, slots=True)
class Row(Plain):
    """A sum of terms and the range it should lie in; a unit outside costs ``under`` or ``over``."""

    terms: tuple[Term, ...]
    at_least: int | None = None
    at_most: int | None = None
    under: int = 1
    over: int = 1


@dataclass(frozen=True, slots=True)
class Border(Plain):
    """The run that the horizon continues.

    ``on`` is None when nothing is known; ``truncated`` when the run may be longer than known.
    """

    on: bool | None = None
    length: int = 0
    truncated: bool = True


@dataclass(frozen=True, slots=True)
class Block:
    """Work between two minutes: certain when ``lit`` is -1, else when the literal holds."""

    start: int
    end: int
    lit: Lit


class Emitter(Protocol):
    """Writes one constraint's items; strength and waivers are applied behind it."""

    @property
    def instance(self) -> Instance:
        """The facts."""
        ...

    @property
    def length(self) -> int:
        """Days of the horizon."""
        ...

    @property
    def known_from(self) -> int:
        """Day index of the first known day; 0 without history."""
        ...

    def midnight(self, day: int) -> int:
        """Return the minute at which ``day`` starts."""
        ...

    def posts(self, scope: Scope, person: str) -> Sequence[Post]:
        """Return the horizon's posts of ``person`` inside ``scope``, by start, end and id."""
        ...

    def open_posts(self, scope: Scope, person: str) -> Sequence[Post]:
        """Return ``posts``, maybe without some that requirements forbid: for what only forbids."""
        ...

    def past(self, scope: Scope, person: str) -> Sequence[Post]:
        """Return the history's posts of ``person`` inside ``scope``, by start, end and id."""
        ...

    def takers(self, shift: str, day: int) -> Sequence[Post]:
        """Return one post per person for this shift, in order of people."""
        ...

    def any_of(self, lits: Iterable[Lit]) -> Lit:
        """Return a literal that holds exactly when one of ``lits`` (of one person) does."""
        ...

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
        """Keep a sum in a range; the amount is each unit outside times ``under`` or ``over``."""
        ...

    def worst_of(self, rows: Sequence[Row], about: About) -> None:
        """Keep every row in its range; the amount is that of the worst row."""
        ...

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
        """Bound the length of runs of days on which some literal holds (``on``) or none does.

        Only days of ``about`` are looked at; the border run ends on the day before them. The amount
        is the number of days missing or in excess. A run that reaches the last of the days, or a
        truncated border, owes no minimum; days by which the border run was already over the
        maximum are not counted.
        """
        ...

    def rest_periods(
        self,
        blocks: Sequence[Block],
        about: About,
        *,
        within: Sequence[tuple[int, int]],
        minutes: int,
        at_least: int,
    ) -> None:
        """Keep enough disjoint free periods of ``minutes`` in the spans; amount: how many fewer."""
        ...
