"""What ``test_pieces`` checks of searches whose work is counted, beside no ortools."""

import os
import time
from collections import Counter
from dataclasses import replace
from functools import partial
from multiprocessing.connection import Connection, wait
from typing import TYPE_CHECKING, cast

import numpy as np
import pytest

from nightfloat.constraints.emitter import Lit, Row
from nightfloat.domain.result import Limits, Strategy
from nightfloat.solver.arrays import Floats, Ints
from nightfloat.solver.columns.clock import Clock
from nightfloat.solver.columns.crew import Crew
from nightfloat.solver.columns.dive import Dive, Style
from nightfloat.solver.columns.generation import Generator
from nightfloat.solver.columns.jobs import Proved, Timed
from nightfloat.solver.columns.lp import ONCE, LinearProgram
from nightfloat.solver.columns.multipliers import followed
from nightfloat.solver.columns.oracle import Oracle
from nightfloat.solver.columns.proximal import Proximal
from nightfloat.solver.columns.relaxed import Effort
from nightfloat.solver.columns.search import ColumnSearch
from nightfloat.solver.columns.tier import HEARS
from nightfloat.solver.emitter import emit
from nightfloat.solver.neutral import Limit, NeutralModel, Price, Tag
from nightfloat.solver.pricing.columns import Worth
from nightfloat.solver.pricing.pricer import Batch, Priced, Pricer
from nightfloat.solver.search.forking import forked
from nightfloat.solver.search.message import Declined, Found, Message, SolveTask
from nightfloat.solver.timer import WallTimer, WorkTimer
from tests.solver.columns.bundling import whole_bundle
from tests.solver.columns.programs import drawn, puzzle
from tests.solver.columns.small import BEST, some_problem, whole_master
from tests.solver.making import made

if TYPE_CHECKING:
    from nightfloat.solver.columns.hands import Hand

LIMITS = Limits(3.0, 4096, 1, 1, reproducible=True, strategy=Strategy.COLUMNS)
# what two hands say at which readings: a bound, or how far they are
TOLD = (
    ((2.0, 1.0), (3.0, 2.0), (3.5, None)),
    ((1.0, 3.0), (2.5, 4.0), (3.0, 5.0), (4.0, 6.0)),
)


def _saying(late: float, said: tuple[tuple[float, float | None], ...], pipe: Connection) -> None:
    """Say what was proved at which readings, all of it ``late``."""
    time.sleep(late)
    for at, bound in said:
        pipe.send(Timed(at, None if bound is None else Proved(bound)))
    pipe.recv()


def order() -> None:
    """Tests that reports are heard in the order of the work they took, whoever is the faster.

    Of equal ones the first hand's is first. The last one, of 4, is not heard: the other hand is
    busy, has come to 3.5 and may say something before 4.
    """
    for late in ((0.0, 0.2), (0.2, 0.0)):
        says = zip(late, TOLD, strict=True)
        hands = [cast("Hand", forked(partial(_saying, *one))) for one in says]
        timer, heard = WorkTimer(), list[tuple[float, int]]()
        crew, until = Crew(hands, timer), time.monotonic() + 60.0
        while time.monotonic() < until:
            for number, report in crew.reports(wait(crew.pipes, 0.01), (0, 1)):
                assert isinstance(report, Proved)
                assert (timer.now, report.bound) in TOLD[number]
                heard.append((timer.now, number))
                # time for one that is not to come
                until = until if len(heard) < 5 else min(until, time.monotonic() + 0.5)
        assert heard == [(1.0, 1), (2.0, 0), (2.5, 1), (3.0, 0), (3.0, 1)]
        assert crew.due((0, 1)) is None
        # once the other is not busy any more, there is nothing to wait for
        assert [n for n, _ in crew.reports((), (1,))] == [1]
        assert (timer.now, crew.due((1,)), crew.due(())) == (4.0, None, None)
        assert list(crew.rest(np.inf)) == []
        # the first hand has come to 3.5, and nobody else will say anything
        assert (crew.idle(9.0, (0,)), timer.now) == (False, 4.0)
        assert (crew.idle(3.4, (0,)), timer.now) == (True, 4.0)
        assert (crew.idle(9.0, ()), timer.now) == (True, 9.0)
        for hand in hands:
            hand.end()


def by_the_clock() -> None:
    """Tests that where a clock is gone by reports are heard as they come, and it is not set."""
    hands = [cast("Hand", forked(partial(_saying, 0.0, said))) for said in TOLD]
    crew, heard = Crew(hands, WallTimer()), Counter[int]()
    assert wait(crew.pipes, 20)
    late = time.monotonic() + 20
    while heard.total() < 3 and time.monotonic() < late:
        heard.update(number for number, _ in crew.reports(wait(crew.pipes, 20), (0, 1)))
    while heard.total() < 6 and time.monotonic() < late:
        heard.update(number for number, _ in crew.rest(late))
    assert heard == {0: 2, 1: 4}
    for hand in hands:
        hand.end()


def _entries(rows: Ints) -> tuple[Ints, Floats]:
    """Return one in each of some rows."""
    return rows, np.ones(len(rows))


def pivots() -> None:
    """Tests that a counted limit ends a linear programme that takes more pivots, and says so."""
    count = 40
    rng, ones = np.random.default_rng(1), np.ones(count)
    drawn_rows = [np.flatnonzero(rng.random(count) < 0.3) for _ in range(200)]
    empty = [_entries(np.array([n])) for n in range(count)]
    many = [_entries(rows) for rows in drawn_rows]
    for seconds, whole in ((0.0, False), (60.0, True)):
        programme = LinearProgram(ones, ones)
        programme.add([50.0] * count, [np.inf] * count, empty)
        programme.add(list(rng.random(200)), [np.inf] * 200, many)
        found = programme.solve(seconds, counted=True)
        assert (found.optimal, found.work < 0.01) == (whole, True)
        assert found.work > 0
        # another call counts its own pivots: one more, or none
        assert programme.solve(0.0, counted=True).work < ONCE + 1e-4


def deadlines() -> None:
    """Tests that generation, a bundle and a dive end by what is counted, however slow all is."""
    problem, timer = some_problem(), WorkTimer()
    everybody = range(len(problem.people))
    with Pricer(problem, 1, timer) as pricer:
        batch, worth = pricer.batch(everybody), Worth(problem)
        generator = Generator(whole_master(problem), batch, worth, problem.price)
        early = generator.run(Effort(timer.now))
        assert (early.converged, early.rounds, timer.now > 0) == (False, 1, True)
        found = generator.run(Effort(timer.now + 60.0))
        assert (found.converged, found.bound <= BEST + 1e-6) == (True, True)
        bundle = whole_bundle(problem)
        oracle = Oracle(bundle, batch, worth, problem.price)
        few = Proximal(oracle).run(Effort(timer.now + 60.0, rounds=4))
        # after so few rounds nothing is decided
        for left, ends in ((0.0, False), (60.0, True)):
            again, by = partial(followed, oracle), timer.now + left
            dive = Dive(bundle, again, problem.price, Style(), by, np.inf, few.duals, timer)
            assert (dive.narrow(0.0) is not None) == ends


def _found(model: NeutralModel, limits: Limits) -> list[tuple[tuple[int, ...], frozenset[Lit]]]:
    """Return what a search finds, with what it costs."""
    told = list[Message]()
    task = SolveTask(model, limits, None, Strategy.COLUMNS)
    ColumnSearch(task, told.append, Clock(timer=WorkTimer())).run()
    return [(one.costs, one.chosen) for one in told if isinstance(one, Found)]


def repeated() -> None:
    """Tests that a search of two tiers by two hands finds the same again, however slow they are."""
    asked = puzzle(10)
    nights = made("max_shifts", maximum=4, scope={"shifts": ["night"]}, tier="nights", weight=1)
    model = emit(replace(asked, constraints=(*asked.constraints, nights), tiers=("cost", "nights")))
    limits, price = replace(LIMITS, workers=2), Batch.price
    first = _found(model, limits)
    assert first

    def slow(self: Batch, *asked: Floats) -> Priced:
        # hands are forked one after the other, so one is slower than the other
        time.sleep(os.getpid() % 3 * 0.001)
        return price(self, *asked)

    with pytest.MonkeyPatch.context() as changed:
        changed.setattr(Batch, "price", slow)
        assert _found(model, limits) == first


def ends() -> None:
    """Tests that a search by counted work ends with it, and lets time pass that brings nothing."""
    told, clock = list[Message](), Clock(timer=WorkTimer())
    limits = replace(LIMITS, seconds=0.7)
    ColumnSearch(
        SolveTask(emit(puzzle(20)), limits, None, Strategy.COLUMNS), told.append, clock
    ).run()
    assert any(isinstance(one, Found) for one in told)
    assert limits.seconds < clock.now <= limits.seconds + HEARS + 1e-9


def beats() -> None:
    """Tests that somebody is told every tenth of a counted second, and no clock is read."""
    told = list[float]()
    timer = WorkTimer(tells=told.append)
    for spent in (0.04, 0.04, 0.04, 0.25, 0.01):
        timer.spend(spent)
    assert told == pytest.approx([0.12, 0.37])
    timer.catch_up(0.2)
    assert timer.now == pytest.approx(0.38)


def modelled() -> None:
    """Tests that who is priced by a model, which has a time by the clock, is declined."""
    told, model = list[Message](), emit(drawn(0))
    every = tuple(range(len(model.shifts)))
    rows = tuple(
        Row(tuple((1, shift) for shift in half), at_least=1, at_most=2)
        for half in (every[::2], every[1::2])
    )
    worst = Limit(rows, Price(0, 3), Tag(0, 0, 0, model.length - 1))
    task = SolveTask(replace(model, items=(*model.items, worst)), LIMITS, None, Strategy.COLUMNS)
    ColumnSearch(task, told.append, Clock(timer=WorkTimer())).run()
    (said,) = told
    assert isinstance(said, Declined)
    assert "counted work" in said.reason
