"""What an audit found, in words a coordinator understands."""

from dataclasses import dataclass

from nightfloat.domain.calendar import Days
from nightfloat.domain.people import Waiver


@dataclass(frozen=True, slots=True)
class Violation:
    """A constraint does not hold about a person on these days, by ``amount``.

    Parameters
    ----------
    constraint, kind
        The constraint's name in the program and its registry key.
    person
        Person id, or None when the constraint is about the team.
    amount
        By how much, in the constraint's unit; the cost is ``weight * amount``.
    sentence
        What is wrong, with names and dates.
    tier, weight
        None and 0 for a hard constraint.
    inherited
        Caused by history alone: reported, never charged.
    waiver
        The waiver that sets it aside, or None.
    """

    constraint: str
    kind: str
    person: str | None
    days: Days
    amount: int
    sentence: str
    tier: str | None = None
    weight: int = 0
    inherited: bool = False
    waiver: Waiver | None = None

    @property
    def hard(self) -> bool:
        """Whether the constraint is a requirement."""
        return self.tier is None

    @property
    def charged(self) -> bool:
        """Whether it counts: neither inherited nor waived."""
        return not self.inherited and self.waiver is None

    @property
    def cost(self) -> int:
        """What a soft violation adds to its tier; 0 when hard or not charged."""
        return self.weight * self.amount if self.charged and not self.hard else 0
