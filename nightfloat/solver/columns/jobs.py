"""What hands are asked to do and what they answer, sent from process to process."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from nightfloat.constraints.emitter import Lit
from nightfloat.solver.arrays import Floats, Rows
from nightfloat.solver.columns.dive import Style
from nightfloat.solver.columns.neighbour import Patch
from nightfloat.solver.columns.roster import Column, Roster
from nightfloat.solver.milp import highs
from nightfloat.solver.milp.programme import Cost, Programme

# what finds rosters, where others ask for it
DIVE, NEIGHBOURHOOD = "dive", "neighbourhood"
# the same by HiGHS, of a patch and of what a dive of everybody leaves
WINDOW, RESIDUAL = "window", "residual"
# of the time, when a bound and a dive have to be over
BOUND_SHARE, DIVE_SHARE = 0.5, 0.85
# the same in a large problem, where a bound comes after a roster: patches gain much after a dive
LARGE_BOUND, LARGE_DIVE = 0.2, 0.6


@dataclass(frozen=True, slots=True)
class RootJob:
    """Start from nothing or a roster, prove a bound, and dive if it ``dives``.

    No linear programme of everybody is solved for a ``large`` problem. In the best schedule the
    tiers before cost ``paid``. The dive says what it leaves open when that is so ``few`` cells.
    """

    seed: int
    bound_by: float
    dive_by: float
    roster: Rows | None = None
    large: bool = False
    dives: bool = True
    paid: float = 0.0
    few: int = 0


def root_job(
    seed: int,
    now: float,
    end: float,
    roster: Roster | None,
    *,
    large: bool,
    dives: bool,
    paid: float,
    few: int,
) -> RootJob:
    """Return the job of a root that shares the time from ``now`` to ``end`` with what follows."""
    bound, dive = (LARGE_BOUND, LARGE_DIVE) if large else (BOUND_SHARE, DIVE_SHARE)
    by = now + bound * (end - now), now + dive * (end - now)
    rows = None if roster is None else packed(roster.columns)
    return RootJob(seed, *by, rows, large, dives, paid, few)


@dataclass(frozen=True, slots=True)
class StartJob:
    """Start from nothing."""

    seed: int
    deadline: float


@dataclass(frozen=True, slots=True)
class PatchJob:
    """Solve a patch of a roster again, for ``dearer`` than it is at most: cheaper if negative."""

    roster: Rows
    patch: Patch
    style: Style
    deadline: float
    dearer: float


@dataclass(frozen=True, slots=True)
class MilpJob:
    """Improve a patch by its programme, whose ``cost`` may be ``most``.

    Of a ``residual`` each better roster is told at once.
    """

    patch: Patch
    programme: Programme
    cost: Cost
    most: int
    effort: highs.Effort
    roster: Roster
    residual: bool = False


@dataclass(frozen=True, slots=True)
class Lesson:
    """What the root has learnt: its best duals, and the rows of people (by person) it used.

    ``least`` is the cost of everybody's cheapest row at the duals, ``active`` are the rows of the
    problem that somebody can change.
    """

    duals: Floats
    least: Floats
    active: NDArray[np.int64]
    people: NDArray[np.int64]
    rows: Rows


@dataclass(frozen=True, slots=True)
class TreeJob:
    """Grow the tree of the root: look for what costs ``cut`` at most, and prove a bound.

    Pauses between two nodes at ``pause``, ends within one at ``deadline``.
    """

    cut: float
    pause: float
    deadline: float


type Job = StartJob | RootJob | PatchJob | MilpJob | TreeJob | Lesson


@dataclass(frozen=True, slots=True)
class Timed[What]:
    """A job or a report, and what the timer of who sends it said then.

    Nothing but how far a hand is with its job is no report.
    """

    at: float
    what: What


@dataclass(frozen=True, slots=True)
class Better:
    """A whole roster, and what found it."""

    roster: Rows
    strategy: str


@dataclass(frozen=True, slots=True)
class Proved:
    """A lower bound on every roster's cost."""

    bound: float


@dataclass(frozen=True, slots=True)
class Patched:
    """New rows of people of a patch (none if there are none better), ending its job.

    ``promise`` is how much cheaper the bound of a patch allows it to be when nothing was found.
    """

    people: tuple[int, ...]
    rows: Rows
    outcome: str
    seconds: float
    promise: float = 0.0


@dataclass(frozen=True, slots=True)
class Residual:
    """The posts that a dive of everybody has decided, when few enough cells are not whole."""

    decided: Mapping[Lit, bool]


@dataclass(frozen=True, slots=True)
class Rooted:
    """A job that started or bounded is over; ``rowless`` when it found somebody without a row."""

    rowless: bool = False


@dataclass(frozen=True, slots=True)
class Grown:
    """The tree pauses, ``done`` when nothing is left of it, after so many nodes more."""

    nodes: int
    seconds: float
    done: bool


type Report = Better | Proved | Patched | Lesson | Residual | Rooted | Grown


def packed(columns: tuple[Column, ...]) -> Rows:
    """Return the members of columns as one array."""
    if not columns:
        return np.zeros((0, 0), np.int16)
    return np.stack([c.members for c in columns]).astype(np.int16)
