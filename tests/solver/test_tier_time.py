"""Tests of the time that a search of the whole model gives its tiers, with a scripted engine."""

from dataclasses import dataclass, field

import pytest

from nightfloat.constraints.emitter import Lit
from nightfloat.domain.result import Limits, Status, Strategy
from nightfloat.solver.evaluate import costs
from nightfloat.solver.search.engine import Hear, Outcome
from nightfloat.solver.search.lexicographic import Lexicographic
from nightfloat.solver.search.message import Ended, Found, Known, Message, SolveTask, TierDone
from tests.solver.by_hand import START, STEP, Timed
from tests.solver.test_sharing import NOBODY, two_tiers

SECONDS = 2.0


@dataclass
class Closing(Timed):
    """An engine that proves the second tier at once, and the first only in its second run.

    Nobody working costs ``value`` in the first tier and nothing in the second.
    """

    value: int = 0
    runs: list[int] = field(default_factory=list[int])
    kept: list[tuple[int, int]] = field(default_factory=list[tuple[int, int]])

    def keep(self, tier: int, value: int) -> None:
        self.kept.append((tier, value))

    def improve(
        self, tier: int, seconds: float, known: frozenset[Lit] | None, hear: Hear
    ) -> Outcome:
        del known, hear
        self.runs.append(tier)
        if tier == 1:
            return Outcome(Status.OPTIMAL, 0)
        if self.runs.count(0) > 1:
            self.watch.wait(seconds / 2)
            return Outcome(Status.OPTIMAL, self.value)
        for _ in self.running(tier, seconds):
            pass
        return Outcome(Status.FEASIBLE, 3)


@dataclass
class Scripted(Timed):
    """An engine that finds the schedule in which nobody works after some seconds, and no proof."""

    tiers: list[int] = field(default_factory=list[int])
    # seconds after the start at which each tier's run ended
    ends: list[float] = field(default_factory=list[float])

    def improve(
        self, tier: int, seconds: float, known: frozenset[Lit] | None, hear: Hear
    ) -> Outcome:
        found = known is not None
        self.tiers.append(tier)
        for passed in self.running(tier, seconds):
            if passed > self.after and not found:
                found = True
                hear.found(NOBODY, 0)
        self.ends.append(self.watch.now() - START)
        return Outcome(Status.FEASIBLE if found else Status.UNKNOWN, 0)


def searched(
    engine: Scripted,
    hint: frozenset[Lit] | None = None,
    known_after: float = 60,
) -> list[Message]:
    """Return what a search of two tiers says, which hears of a schedule by others in between."""
    heard: list[Message] = []
    task = SolveTask(two_tiers(), Limits(SECONDS, 4096, 1, 1), hint)
    search = Lexicographic(task, Strategy.EXACT, heard.append, lambda _: engine, engine.watch)
    known = Known(NOBODY, costs(task.model, NOBODY))
    engine.watch.alarm(known_after, lambda: search.inform(known))
    search.run()
    return heard


@pytest.mark.parametrize(("after", "end"), [(0.1, 1.05), (1.4, 1.7)])
def test_a_tier_has_half_of_what_its_first_schedule_leaves(after: float, end: float) -> None:
    """Tests that a schedule that comes late is waited for, and the next tier still has its time."""
    engine = Scripted(after)
    heard = searched(engine)
    assert [type(message) for message in heard] == [Found, TierDone, TierDone, Ended]
    assert heard[-1] == Ended(Status.FEASIBLE)
    assert engine.tiers == [0, 1]
    # the first tier: after + (2 - after) / 2; the second has the rest
    assert engine.ends == pytest.approx([end, SECONDS], abs=2 * STEP)


def test_without_a_schedule_the_first_tier_has_all_the_time() -> None:
    """Tests that a search that finds nothing looks for it to the end, and no later tier begins."""
    engine = Scripted(60)
    heard = searched(engine)
    assert heard == [TierDone(0, Status.UNKNOWN, 0), Ended(Status.UNKNOWN)]
    assert engine.ends == pytest.approx([SECONDS], abs=2 * STEP)
    assert engine.tiers == [0]


def test_a_hint_leaves_half_of_the_time_to_the_next_tier() -> None:
    """Tests that a tier with a schedule to begin with is given its share at once."""
    engine = Scripted(60)
    heard = searched(engine, NOBODY)
    assert [type(message) for message in heard] == [Found, TierDone, TierDone, Ended]
    assert engine.tiers == [0, 1]
    assert engine.ends == pytest.approx([SECONDS / 2, SECONDS], abs=2 * STEP)


def test_a_schedule_of_others_is_one_to_begin_the_next_tier_with() -> None:
    """Tests that a tier ends in time though only others have found a schedule, after a second."""
    engine = Scripted(60)
    heard = searched(engine, known_after=1)
    assert [type(message) for message in heard] == [TierDone, TierDone, Ended]
    assert engine.tiers == [0, 1]
    # half of the second that is left when they tell
    assert engine.ends == pytest.approx([1.5, SECONDS], abs=2 * STEP)


def test_time_that_later_tiers_leave_goes_to_the_first_that_is_open() -> None:
    """Tests half of the time for the first tier, nothing for the second, and the first again.

    A fresh engine keeps nothing, so that the first tier may cost less than before.
    """
    model, made, heard = two_tiers(), list[float](), list[Message]()
    value, _ = costs(model, NOBODY)
    engine = Closing(0, value=value)

    def prepare(_: object) -> Closing:
        made.append(engine.watch.now() - START)
        engine.kept.clear()
        return engine

    task = SolveTask(model, Limits(4 * SECONDS, 4096, 1, 1), NOBODY)
    Lexicographic(task, Strategy.EXACT, heard.append, prepare, engine.watch).run()
    assert engine.runs == [0, 1, 0, 1]
    assert made == pytest.approx([0, 2 * SECONDS], abs=2 * STEP)
    assert heard[-1] == Ended(Status.OPTIMAL)
    assert engine.kept == [(0, value), (1, 0)]
