"""Tests that whoever helps others begins again, each time from the best that is known."""

from dataclasses import dataclass, field

import pytest

from nightfloat.constraints.emitter import Lit
from nightfloat.domain.result import SEEDS, Limits, Status, Strategy
from nightfloat.solver.cpsat.lower import lower
from nightfloat.solver.emitter import emit
from nightfloat.solver.evaluate import costs
from nightfloat.solver.search.engine import Hear, Outcome
from nightfloat.solver.search.exact import CpSatEngine
from nightfloat.solver.search.lexicographic import Lexicographic
from nightfloat.solver.search.message import Known, Message, SolveTask, TierDone
from tests.solver.by_hand import START, Timed
from tests.solver.columns.programs import week
from tests.solver.test_sharing import NOBODY, two_tiers

# what nobody working costs in the first tier
FIRST = costs(two_tiers(), NOBODY)[0]
# a schedule that others say costs one less than that in which nobody works
OTHER: frozenset[Lit] = frozenset({0})


@dataclass
class Echo(Timed):
    """An engine that finds what it is given some seconds after the start of each run, no more."""

    outcomes: list[Outcome] = field(default_factory=list[Outcome])
    # of each run: tier, seconds after the start of the search, what it was given
    runs: list[tuple[int, int, frozenset[Lit] | None]] = field(
        default_factory=list[tuple[int, int, frozenset[Lit] | None]]
    )

    def improve(
        self, tier: int, seconds: float, known: frozenset[Lit] | None, hear: Hear
    ) -> Outcome:
        self.runs.append((tier, round(self.watch.now() - START), known))
        told = False
        for passed in self.running(tier, seconds):
            if passed > self.after and not told:
                told = True
                hear.found(NOBODY if known is None else known, 0)
        return self.outcomes.pop(0) if self.outcomes else Outcome(Status.FEASIBLE, 0)

    def rest(self) -> None:
        self.rested = True


def searched(
    engine: Echo,
    *,
    hint: frozenset[Lit] | None = NOBODY,
    bounds: tuple[int, ...] = (),
    at: float = 60,
    tiers: int = 1,
    seconds: float = 30,
    restless: bool = True,
) -> list[Message]:
    """Return what a search says that hears of another schedule and bounds at that time."""
    heard: list[Message] = []
    limits = Limits(seconds, 4096, 1, 1)
    task = SolveTask(two_tiers(), limits, hint, tiers=tiers, restless=restless)
    search = Lexicographic(task, Strategy.EXACT, heard.append, lambda _: engine, engine.watch)
    first, *others = costs(task.model, NOBODY)
    known = Known(OTHER, (first - 1, *others), bounds)
    engine.watch.alarm(at, lambda: search.inform(known))
    search.run()
    return heard


@pytest.mark.parametrize(
    ("after", "begins"),
    [
        # three seconds of patience at least: runs of four
        (1, [0, 4, 8, 12, 16, 20, 24, 28]),
        (1.4, [0, 4, 9, 13, 18, 22, 26]),
        # else twice what the first schedule took: runs of six
        (2, [0, 6, 12, 18, 24]),
        # nothing is found, so that nothing is waited for
        (60, [0]),
    ],
)
def test_a_run_rests_when_nothing_comes_for_long(after: float, begins: list[int]) -> None:
    """Tests when runs begin within 30 s, of which less than one is not worth a run.

    Runs of 4.4 s begin after 4.4, 8.8, 13.2, 17.6, 22 and 26.4 s, and the last second is its own.
    """
    engine = Echo(after)
    searched(engine)
    assert engine.runs == [(0, begin, NOBODY) for begin in begins]


@pytest.mark.parametrize(("seconds", "runs"), [(4.9, 1), (5.2, 2)])
def test_what_is_left_is_worth_a_run_or_not(seconds: float, runs: int) -> None:
    """Tests both sides of a second that is left after a run of four."""
    engine = Echo(1)
    searched(engine, seconds=seconds)
    assert len(engine.runs) == runs


def test_the_next_run_begins_from_what_others_have_found() -> None:
    """Tests that what is told after five seconds is known to the run that begins after eight."""
    engine = Echo(1)
    searched(engine, at=5)
    assert [known for _, _, known in engine.runs] == [NOBODY] * 2 + [OTHER] * 6


def test_a_tier_that_others_close_is_left() -> None:
    """Tests that no run follows in a tier when others have closed it, five seconds on.

    What is left after 29 s and a few steps is not worth a run.
    """
    engine = Echo(1)
    searched(engine, at=5, bounds=(FIRST - 1,), tiers=2)
    assert [run[:2] for run in engine.runs] == [(0, 0), (0, 4), *((1, n) for n in range(5, 29, 4))]


def test_each_tier_has_its_share_of_the_time() -> None:
    """Tests that runs of the first tier end at half of the time: 4 + 4 + 4 + 3."""
    engine = Echo(1)
    searched(engine, tiers=2)
    assert [run[:2] for run in engine.runs] == [
        *((0, n) for n in (0, 4, 8, 12)),
        *((1, n) for n in (15, 19, 23, 27)),
    ]


@pytest.mark.parametrize("status", [Status.OPTIMAL, Status.INFEASIBLE])
def test_no_run_follows_a_proof(status: Status) -> None:
    """Tests that a run that proved what there is to prove is the last one."""
    engine = Echo(1, outcomes=[Outcome(Status.FEASIBLE, 0), Outcome(status, 0)])
    searched(engine)
    assert len(engine.runs) == 2


def test_the_best_bound_of_all_runs_counts() -> None:
    """Tests that what an earlier run has proved is not forgotten."""
    engine = Echo(1, outcomes=[Outcome(Status.FEASIBLE, 3), Outcome(Status.FEASIBLE, 2)])
    heard = searched(engine)
    assert TierDone(0, Status.FEASIBLE, 3) in heard


@pytest.mark.parametrize(("hint", "restless"), [(None, True), (NOBODY, False)])
def test_a_search_without_others_goes_on(hint: frozenset[Lit] | None, restless: bool) -> None:
    """Tests that one run has all the time where there is no schedule, or nobody is restless."""
    engine = Echo(1)
    searched(engine, hint=hint, restless=restless)
    assert engine.runs == [(0, 0, hint)]


class Deaf:
    """Hears nothing."""

    def found(self, chosen: frozenset[Lit], bound: int) -> None:
        del chosen, bound

    def proved(self, bound: int) -> None:
        del bound


def test_the_highest_seed_is_followed_by_the_lowest() -> None:
    """Tests that a run after a rest has a seed that the solver takes."""
    engine = CpSatEngine(lower(emit(week())), Limits(60, 4096, 1, SEEDS - 1))
    engine.rest()
    assert engine.improve(0, 60, None, Deaf()).status is Status.OPTIMAL
