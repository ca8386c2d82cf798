"""Tests of a search whose best schedule others replace by one outside of what it has kept."""

from collections.abc import Callable
from dataclasses import dataclass

import pytest

from nightfloat.constraints.cases import Case
from nightfloat.constraints.emitter import Lit
from nightfloat.domain.result import Status, Strategy
from nightfloat.solver.emitter import emit
from nightfloat.solver.evaluate import costs
from nightfloat.solver.neutral import NeutralModel
from nightfloat.solver.search.engine import Hear, Outcome
from nightfloat.solver.search.lexicographic import Lexicographic
from nightfloat.solver.search.message import Ended, Known, Message, SolveTask, TierDone
from tests.solver.by_hand import Timed
from tests.solver.making import LIMITS, made, program

TIERS = "first", "second", "third", "fourth"


@dataclass
class Fruitless(Timed):
    """An engine that finds nothing, and has no schedule within what is kept in the last tier."""

    news: Callable[[], None] = lambda: None

    def improve(
        self, tier: int, seconds: float, known: frozenset[Lit] | None, hear: Hear
    ) -> Outcome:
        del seconds, known, hear
        if tier == 2:
            self.news()
        return Outcome(Status.INFEASIBLE if tier == 3 else Status.FEASIBLE, 0)


def day() -> NeutralModel:
    """Return a day on which D costs 1 in the first tier and N in the second."""
    rules = [
        made("max_shifts", maximum=0, scope={"shifts": [shift]}, tier=tier)
        for shift, tier in zip("DN", TIERS, strict=False)
    ]
    return emit(program(Case(says="", rows={"A": "."}, amount=0), rules, TIERS))


@pytest.mark.parametrize(
    ("strategy", "told", "last"),
    [
        (Strategy.EXACT, True, Status.FEASIBLE),
        (Strategy.EXACT, False, Status.INFEASIBLE),
        (Strategy.MILP, False, Status.FEASIBLE),
    ],
)
def test_nothing_within_what_was_kept_before_is_no_proof(
    strategy: Strategy, told: bool, last: Status
) -> None:
    """Tests that D, kept at 1 and 0, says nothing once N is better, which costs 0 and 1.

    While D is the best, an engine that finds nothing as good contradicts it, and says so; one of
    floats is refuted by it.
    """
    model, heard = day(), list[Message]()
    early, late = (frozenset({model.shifts.index((shift, 0))}) for shift in "DN")
    assert [costs(model, one) for one in (early, late)] == [(1, 0, 0, 0), (0, 1, 0, 0)]
    engine = Fruitless(after=0)
    task = SolveTask(model, LIMITS, early)
    search = Lexicographic(task, strategy, heard.append, lambda _: engine, engine.watch)
    if told:
        engine.news = lambda: search.inform(Known(late, costs(model, late)))
    search.run()
    statuses = [message.status for message in heard if isinstance(message, TierDone)]
    assert statuses == [Status.FEASIBLE] * 3 + [last]
    assert heard[-1] == Ended(Status.FEASIBLE)
