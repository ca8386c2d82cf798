"""What solves a whole model, as the search of its tiers sees it."""

from dataclasses import dataclass
from typing import Protocol

from nightfloat.constraints.emitter import Lit
from nightfloat.domain.result import Status


class DeclinedError(Exception):
    """The engine cannot say the model; the message says why."""


class Hear(Protocol):
    """Who hears what an engine finds in a tier."""

    def found(self, chosen: frozenset[Lit], bound: int) -> None:
        """Hear a lawful schedule and the bound at that time."""
        ...

    def proved(self, bound: int) -> None:
        """Hear a lower bound."""
        ...


@dataclass(frozen=True, slots=True)
class Outcome:
    """How a tier ended: optimal counts only beside a schedule that costs no more than ``bound``.

    ``work`` is what the run took of the seconds it was given, deterministic ones if reproducible.
    """

    status: Status
    bound: int
    work: float = 0.0


class Engine(Protocol):
    """What solves the whole model for the cost of one tier."""

    def constant(self, tier: int) -> bool:
        """Whether nothing that is decided costs anything in the tier."""
        ...

    def improve(
        self, tier: int, seconds: float, known: frozenset[Lit] | None, hear: Hear
    ) -> Outcome:
        """Minimise the tier within ``seconds``, from a ``known`` schedule if there is one."""
        ...

    def keep(self, tier: int, value: int) -> None:
        """Let the tier cost ``value`` at most from now on."""
        ...

    def skip(self, tier: int) -> None:
        """End the run of a tier that needs no proof any more, from any thread."""
        ...

    def stop(self) -> None:
        """End as soon as possible, from any thread."""
        ...
