"""A row is one instance, run once: what came out, what it was allowed, and from what input."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, replace
from typing import Final, Literal

from nightfloat.bench.published import Published
from nightfloat.domain.result import Limits, gap

type Verdict = Literal["passed", "failed", "none"]
type Ending = Literal["complete", "cut short", "failed"]
type RowStatus = Literal[
    "optimal",
    "feasible",
    "infeasible",
    "unknown",
    "unread",
    "unwritten",
    "failed",
    "disagreement",
]

UNREAD: Final = "unread"
UNWRITTEN: Final = "unwritten"
FAILED: Final = "failed"
DISAGREES: Final = "disagreement"
CODES: Mapping[RowStatus, int] = {
    UNREAD: 2,
    UNWRITTEN: 2,
    FAILED: 70,
    DISAGREES: 70,
    "infeasible": 3,
}
# where the status says nothing of it
AUDITED: Mapping[Verdict, int] = {"passed": 0, "none": 4, "failed": 70}


@dataclass(frozen=True, slots=True)
class Key:
    """What decides a result: two runs of one key need not both be made."""

    suite: str
    instance: str
    seed: int
    workers: int
    time_limit: float
    memory_limit_mb: int
    strategy: str
    nightfloat: str
    solver: str
    input_sha256: str

    @staticmethod
    def of(suite: str, instance: str, limits: Limits, versions: tuple[str, str], sha: str) -> "Key":
        """Return the key of a run; ``versions`` are nightfloat's and the solver's."""
        return Key(
            suite,
            instance,
            limits.seed,
            limits.workers,
            limits.seconds,
            limits.memory_mb,
            str(limits.strategy),
            *versions,
            sha,
        )


@dataclass(frozen=True, slots=True)
class Row:
    """One line of the results; the names of the fields are the columns of the file.

    Parameters
    ----------
    status
        That of the search, or ``unread`` (the instance), ``unwritten`` (the solution),
        ``failed`` (the search), ``disagreement`` (of model and audit).
    tier, cost, bound, gap
        The headline: first tier not proved, else the last; gap as in ``domain.result``.
    best_known, published_bound, gap_to_best
        What is published; (cost - best known) / max(1, |best known|).
    tiers
        Every tier as ``name value/bound``, separated by ``;``.
    seconds, peak_mb
        Of the search: wall clock, and the most memory that its processes and this one held at one
        time.
    audit
        ``passed`` when no requirement is broken, ``none`` without a schedule.
    ended
        Only a ``complete`` row stands for its key; what was cut short or failed is run again.
    note
        One sentence where there is something to say.
    """

    suite: str
    instance: str
    status: RowStatus
    tier: str
    cost: int | None
    bound: int | None
    gap: float | None
    best_known: int | None
    published_bound: int | None
    gap_to_best: float | None
    seconds: float
    peak_mb: int
    audit: Verdict
    strategy: str
    tiers: str
    seed: int
    workers: int
    time_limit: float
    memory_limit_mb: int
    nightfloat: str
    solver: str
    input_sha256: str
    schedule_sha256: str
    ended: Ending
    note: str

    @property
    def key(self) -> Key:
        """What decided it."""
        return Key(
            self.suite,
            self.instance,
            self.seed,
            self.workers,
            self.time_limit,
            self.memory_limit_mb,
            self.strategy,
            self.nightfloat,
            self.solver,
            self.input_sha256,
        )

    @property
    def exit_code(self) -> int:
        """0 with a schedule that passed, 2 unread or unwritten, 3 where none can be, 70 a defect.

        4 where none was found in time; a defect beside a schedule is one.
        """
        audited = AUDITED[self.audit]
        beside = CODES[FAILED] if audited == 0 and self.ended == "failed" else audited
        return CODES.get(self.status, beside)

    @property
    def proved(self) -> bool:
        """Whether no better schedule exists."""
        return self.status == "optimal"


@dataclass(frozen=True, slots=True)
class Found:
    """What came out of one run, before it is put beside what is published."""

    status: RowStatus
    tier: str = ""
    cost: int | None = None
    bound: int | None = None
    tiers: str = ""
    seconds: float = 0.0
    peak_mb: int = 0
    audit: Verdict = "none"
    schedule_sha256: str = ""
    ended: Ending = "complete"
    note: str = ""


def make_row(key: Key, found: Found, published: Published) -> Row:
    """Return the row of a run, with the gaps."""
    cost, bound = found.cost, found.bound
    row = Row(
        **asdict(key),
        **asdict(found),
        gap=None if cost is None or bound is None else round(gap(cost, bound), 6),
        best_known=None,
        published_bound=None,
        gap_to_best=None,
    )
    return beside(row, published)


def beside(row: Row, published: Published) -> Row:
    """Return the row with what is published about its input and tier, and about nothing else."""
    known = published.about(row.input_sha256, row.tier)
    cost, best = row.cost, known.best_known
    return replace(
        row,
        best_known=best,
        published_bound=known.bound,
        gap_to_best=None if cost is None or best is None else gap_to_best(cost, best),
    )


def gap_to_best(cost: int, best: int) -> float:
    """Return (cost - best) / max(1, abs(best)): negative where a record is beaten."""
    return round((cost - best) / max(1, abs(best)), 6)
