"""Kinds of neighbourhoods: which part of the people and of the days they open, what they gained."""

from dataclasses import dataclass

from nightfloat.solver.pricing.problem import Problem

GROW, SHRINK, FADE = 1.05, 0.96, 0.97
# how much faster patches grow when nothing has been gained for long
HASTE = 3.0
LEAST_PEOPLE = 2
# days up to which a few people's whole rows are a patch
SHORT = 100
SWEEP, MEND = "sweep", "mend"


@dataclass
class Kind:
    """A kind of neighbourhood: shares of the people and of the days, and what it gained.

    ``people`` and ``days`` are None when all of them take part. Gains and the seconds spent fade.
    """

    name: str
    people: float | None
    days: float | None
    gained: float = 1.0
    spent: float = 1.0

    @property
    def sweeps(self) -> bool:
        """Whether it is a window of a pass over everything."""
        return self.name == SWEEP

    @property
    def merit(self) -> float:
        """Improvements a second."""
        return self.gained / self.spent

    def learn(
        self, outcome: str, seconds: float, target: float, haste: float, *, gain: bool
    ) -> None:
        """Note how a try went, and change the size, by more in ``haste``.

        A patch that brought nothing in little time was too small, one in which a dive came to
        nothing or that took too long was too large.
        """
        self.gained = FADE * self.gained + (1.0 if gain else 0.0)
        self.spent = FADE * self.spent + seconds
        factor = 1.0
        if seconds > 2 * target:
            factor = max(0.5, 2 * target / seconds)
        elif not gain and seconds < target * (1.0 if outcome == "bound" else 0.5):
            factor = GROW ** (1 + HASTE * haste)
        elif outcome == "dive":
            factor = SHRINK
        if self.people is not None:
            self.people = min(1.0, max(0.01, self.people * factor))
        if self.days is not None:
            self.days = min(1.0, max(0.01, self.days * factor))


def share_of(count: int, share: float, least: int) -> int:
    """Return a share of so many, ``least`` at least where there are as many."""
    return min(count, max(least, round(share * count)))


def kinds(problem: Problem) -> list[Kind]:
    """Return the kinds, each at a modest size; whole rows of people only where rows are short."""
    people, days = len(problem.people), problem.length
    found = [
        Kind("days", 0.5, min(1.0, 10 / days)),
        Kind("both", min(1.0, 16 / people), min(1.0, 14 / days)),
        Kind("everybody", None, min(1.0, 5 / days)),
    ]
    if days <= SHORT:
        found.append(Kind("people", min(1.0, 8 / people * min(1.0, 56 / days)), None))
    return found
