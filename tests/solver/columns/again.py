"""What ``test_pieces`` checks of tiers that are open when others are done, beside no ortools."""

import time
from dataclasses import replace

from nightfloat.constraints.emitter import Row
from nightfloat.domain.result import Limits, Status, Strategy
from nightfloat.solver.columns.clock import Clock
from nightfloat.solver.columns.course import LEAST, Course
from nightfloat.solver.columns.goals import goals
from nightfloat.solver.columns.search import ColumnSearch
from nightfloat.solver.columns.visits import Visit
from nightfloat.solver.emitter import emit
from nightfloat.solver.evaluate import costs
from nightfloat.solver.neutral import Limit, NeutralModel, Price, Tag
from nightfloat.solver.pricing.parts import ForeignError
from nightfloat.solver.search.message import (
    Bounded,
    Declined,
    Ended,
    Found,
    Known,
    Message,
    SolveTask,
    TierDone,
)
from tests.solver.columns.programs import puzzle, week
from tests.solver.making import made

SECONDS = 240.0


def revisited() -> None:
    """Tests that the first tier, open at half of the time, has what the second does not need.

    Nobody need work more than 16 days of 28, so that the second tier costs nothing at once. The
    clock is wound on, past the half when the first tier is searched and past the end at last.
    """
    asked = puzzle(24)
    rest = made("shifts_in_horizon", minimum=0, maximum=16, tier="rest", weight=2)
    model = emit(replace(asked, constraints=(*asked.constraints, rest), tiers=("cost", "rest")))
    told, done, clock = list[Message](), list[tuple[int, Status]](), Clock()
    said = list[int]()

    def tell(message: Message) -> None:
        told.append(message)
        if isinstance(message, TierDone):
            done.append((message.tier, message.status))
            return
        said.append(len(done))
        # a first schedule after the end of its time would give the tier more
        if said == [0, 0] or len(done) == 2:
            clock.started -= SECONDS / 2

    task = SolveTask(model, Limits(SECONDS, 4096, 2, 1), None, Strategy.COLUMNS)
    ColumnSearch(task, tell, clock).run()
    first, second = (0, Status.FEASIBLE), (1, Status.OPTIMAL)
    assert done[:3] == [first, second, first]
    assert told[-1] == Ended(Status.FEASIBLE)
    assert clock.now >= SECONDS - LEAST


def foreign_later() -> None:
    """Tests that a tier that columns cannot say is declined when the one before it is done.

    Two people may work seven days, for which costs of the second tier are too large for floats.
    """
    weight = 3_247_000_000_000
    rest = made("shifts_in_horizon", minimum=0, maximum=0, tier="rest", weight=weight)
    task = SolveTask(emit(week(rest, tiers=("cost", "rest"))), Limits(60, 4096, 2, 1))
    told, started = list[Message](), time.monotonic()
    ColumnSearch(replace(task, strategy=Strategy.COLUMNS), told.append, Clock()).run()
    assert [one.costs[0] for one in told if isinstance(one, Found)][-1] == 0
    assert TierDone(0, Status.OPTIMAL, 0) in told
    *_, declined, ended = told
    assert isinstance(declined, Declined)
    assert "costs so large" in declined.reason
    assert ended == Ended(Status.FEASIBLE)
    assert time.monotonic() - started < 50


def constants() -> None:
    """Tests tiers that nothing can change: what the first costs says nothing of the second.

    Two people are on leave all week: seven covers missed cost 1 each, and both wishes 1 in all.
    """
    fixed = decided_week()
    assert list(goals(fixed)) == []
    told = list[Message]()
    task = SolveTask(fixed, Limits(60, 4096, 2, 1), None, Strategy.COLUMNS)
    ColumnSearch(task, told.append, Clock()).run()
    value = costs(fixed, frozenset())
    assert value == (7, 2)
    bounds = [(one.tier, one.bound) for one in told if isinstance(one, Bounded | TierDone)]
    assert all(bound <= value[tier] for tier, bound in bounds)
    assert {(0, 7), (1, 2)} <= set(bounds)
    assert told[-1] == Ended(Status.OPTIMAL)


def decided_week() -> NeutralModel:
    """Return a week in which nobody may work, whose second tier has two shifts asked for."""
    asked = emit(week(tiers=("cost", "rest")))
    nobody = tuple(
        Limit((Row(((1, post),), at_most=0),), None, Tag(0, post // 7, 0, 6))
        for post in range(asked.posts)
    )
    wishes = tuple(
        Limit((Row(((1, post),), at_least=1),), Price(1, 1), Tag(0, post // 7, 0, 6))
        for post in (0, 7)
    )
    return replace(asked, items=(*asked.items, *nobody, *wishes))


def courses() -> None:
    """Tests which visits follow, from what the ones before have come to."""
    rules = [
        made("shifts_in_horizon", minimum=0, maximum=n, tier=t) for n, t in ((2, "b"), (3, "c"))
    ]
    first, between, last = goals(emit(week(*rules, tiers=("cost", "b", "c"))))
    order = [Visit(first), Visit(between), Visit(last, 1.0)]
    course = Course(order, None, Clock(), 60.0, alone=False)
    after = course.visits()
    assert [next(after).goal for _ in order] == [first, between, last]
    assert course.status is Status.UNKNOWN
    course.came(0, Status.FEASIBLE, (5, 3, 3), frozenset((1,)))
    course.came(1, Status.OPTIMAL, (5, 2, 4), None)
    course.came(2, Status.OPTIMAL, (5, 2, 4), None)
    assert (course.status, course.hint) == (Status.FEASIBLE, frozenset((1,)))
    assert [next(after).goal for _ in range(2)] == [first, last]
    # what is cheaper in the first opens the second, which was proved beside more there
    course.came(0, Status.OPTIMAL, (4, 9, 4), None)
    course.came(2, Status.OPTIMAL, (4, 9, 4), None)
    assert course.status is Status.FEASIBLE
    assert [next(after).goal for _ in range(2)] == [between, last]
    course.came(1, Status.OPTIMAL, (4, 9, 4), None)
    assert course.status is Status.OPTIMAL
    assert next(after, None) is None


def closed_elsewhere() -> None:
    """Tests that the best is kept beside what others had found some time before."""
    rule = made("shifts_in_horizon", minimum=0, maximum=2, tier="rest")
    first, last = goals(emit(week(rule, tiers=("cost", "rest"))))
    course = Course([Visit(first), Visit(last, 1.0)], None, Clock(), 60.0, alone=False)
    old, new, chosen = frozenset((1,)), frozenset((2,)), frozenset((3,))
    course.closed(0, Known(old, (5, 4), (5,)))
    assert (course.best, course.hint) == ((5, 4), old)
    course.came(1, Status.FEASIBLE, (5, 3), chosen)
    course.closed(0, Known(old, (5, 4), (5,)))
    assert (course.best, course.hint) == ((5, 3), chosen)
    course.closed(0, Known(new, (5, 2), (5,)))
    assert (course.best, course.hint) == ((5, 2), new)


def foreign_courses() -> None:
    """Tests that a last tier that columns cannot say is left to others, if there are any."""
    rule = made("shifts_in_horizon", minimum=0, maximum=2, tier="rest")
    first, last = goals(emit(week(rule, tiers=("cost", "rest"))))
    for alone in (False, True):
        foreign = {last.weights: ForeignError("it")}
        order = [Visit(first), Visit(last, 1.0)]
        course = Course(order, None, Clock(), 60.0, alone, foreign=foreign)
        after = course.visits()
        assert [next(after).goal for _ in order] == [first, last]
        course.came(0, Status.FEASIBLE, (5, 3), None)
        again = next(after, None)
        assert (again is not None) is alone
        assert again is None or (again.goal, again.share) == (first, 1.0)
