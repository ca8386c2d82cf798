"""Programmes with posts taken in them, read in one process and solved in another."""

from dataclasses import dataclass

from nightfloat.solver.milp.programme import Programme


@dataclass(frozen=True)
class Sample:
    """A programme, posts taken in it, and what they cost; None when they are not allowed."""

    name: str
    programme: Programme
    chosen: frozenset[int]
    cost: int | None
