"""A conflict names constraints, people and dates that cannot hold together."""

from dataclasses import dataclass

from nightfloat.domain.calendar import Days


@dataclass(frozen=True, slots=True)
class Member:
    """One thing that takes part: a constraint about a person (or the team) on these days."""

    constraint: str
    kind: str
    person: str | None
    days: Days
    sentence: str


@dataclass(frozen=True, slots=True)
class Conflict:
    """These members cannot hold together.

    Parameters
    ----------
    minimal
        Without any one member the rest can hold, each tried.
    confirmed
        A fresh model under other settings came to the same end.
    relaxations
        Requirements without which everything else in the program can hold; empty when not looked
        for or not found in time.
    fewest
        No smaller set of relaxations exists.
    """

    members: tuple[Member, ...]
    minimal: bool
    confirmed: bool
    relaxations: tuple[Member, ...] = ()
    fewest: bool = False
