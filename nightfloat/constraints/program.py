"""A program is an instance with the constraints, tiers and contingency its service asks for."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from nightfloat.constraints.base import Constraint, PersonConstraint, TeamConstraint
from nightfloat.domain.instance import Instance

# the tier in which a draft counts places that nobody fills; no program may call one so
HOLES = "holes"

type Level = Literal["none", "n-1"]


@dataclass(frozen=True, slots=True)
class ContingencyPolicy:
    """What to analyse and, apart from it, what to require before a commit."""

    analyse: Level = "none"
    require: Level = "none"
    k: int = 1
    cover: Literal["full", "minimum"] = "full"


@dataclass(frozen=True)
class Program:
    """Everything a run needs: facts, rules, and what decides between schedules.

    Parameters
    ----------
    constraints
        Every rule in order, the standing ones (no_overlap, eligibility, leave, pins) included.
    tiers
        Names of the tiers, the most important first.
    input_sha256
        Hash of the canonical input.
    source
        Where it was read from, as the user named it.
    solve
        What the program file asks of the search: ``TIME_LIMIT`` (seconds), ``MEMORY`` (MB),
        ``WORKERS``, ``SEED``, ``STRATEGY``.
    """

    instance: Instance
    constraints: tuple[Constraint, ...]
    tiers: tuple[str, ...]
    contingency: ContingencyPolicy = field(default_factory=ContingencyPolicy)
    input_sha256: str = ""
    source: str = ""
    solve: Mapping[str, float | str] = field(default_factory=dict[str, float | str])

    @property
    def personal(self) -> tuple[PersonConstraint, ...]:
        """The constraints that judge one row."""
        return tuple(c for c in self.constraints if isinstance(c, PersonConstraint))

    @property
    def shared(self) -> tuple[TeamConstraint, ...]:
        """The constraints that link people."""
        return tuple(c for c in self.constraints if isinstance(c, TeamConstraint))
