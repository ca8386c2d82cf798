"""What is checked where HiGHS is called; imported in a process of its own, beside no ortools."""

import pickle
from collections.abc import Callable
from dataclasses import replace
from multiprocessing.connection import Connection
from pathlib import Path
from typing import TYPE_CHECKING, cast

import numpy as np

from nightfloat.domain.result import Limits, Status, Strategy
from nightfloat.solver.arrays import Floats
from nightfloat.solver.milp.highs import Effort, Watch, minimise
from nightfloat.solver.milp.search import HighsEngine, milp_search
from nightfloat.solver.search.forking import forked
from nightfloat.solver.search.lexicographic import Lexicographic
from nightfloat.solver.search.message import Found, Message, SolveTask, TierDone
from tests.solver.by_hand import ByHand
from tests.solver.milp.samples import Sample

if TYPE_CHECKING:
    from nightfloat.solver.milp.programme import Programme
    from nightfloat.solver.neutral import NeutralModel

EFFORT = Effort(seconds=60, seed=1)


def check(path: str) -> None:
    """Tests that fixing all posts leaves exactly the evaluated cost, or nothing."""
    for sample in pickle.loads(Path(path).read_bytes()):
        assert isinstance(sample, Sample)
        assert cheapest(sample) == sample.cost, (sample.name, sorted(sample.chosen))


def begun_anew(path: str) -> None:
    """Tests that time that is left goes to engines of the programme there is, which keep nothing.

    The run of the first tier ends when something is better than nobody at work, or the second time
    at once, and is open; the second tier has what it wants then.
    """
    model, programme = cast("tuple[NeutralModel, Programme]", pickle.loads(Path(path).read_bytes()))

    def said(pipe: Connection) -> None:
        pipe.send(programme)

    task = SolveTask(model, Limits(300, 4096, 1, 1), frozenset(), Strategy.MILP)
    engines, done, watch = list[HighsEngine](), list[tuple[int, Status]](), ByHand()

    def tell(message: Message) -> None:
        match message:
            case TierDone():
                done.append((message.tier, message.status))
                # a pass that took no time would leave none worth another one
                watch.wait(100.0)
            case Found() if message.chosen:
                engines[-1].skip(0)
            case _:
                pass

    prepare = milp_search(task, tell, forked(said)).prepare

    def prepared(stopped: Callable[[], bool]) -> HighsEngine:
        engine = prepare(stopped)
        assert isinstance(engine, HighsEngine)
        assert engine.kept == []
        engines.append(engine)
        if len(engines) > 1:
            engine.skip(0)
        return engine

    Lexicographic(task, Strategy.MILP, tell, prepared, watch).run()
    first, second = (0, Status.FEASIBLE), (1, Status.OPTIMAL)
    assert done == [first, second, first]
    assert [engine.programme is engines[0].programme for engine in engines] == [True, True]


def cheapest(sample: Sample) -> int | None:
    """Return the least cost HiGHS finds with exactly these posts, or None when forbidden."""
    programme = sample.programme
    if not programme.taken <= sample.chosen:
        return None
    if not sample.chosen <= programme.taken | set(programme.posts.tolist()):
        return None
    low, high = programme.low.copy(), programme.high.copy()
    low[programme.places] = np.isin(programme.posts, list(sample.chosen))
    high[programme.places] = low[programme.places]
    fixed = replace(programme, low=low, high=high)
    cost, seen = fixed.costs[0], list[frozenset[int]]()

    def found(values: Floats, bound: float) -> None:
        assert bound <= cost.offset + float(cost.dense(len(values)) @ values) + 1e-6
        seen.append(fixed.chosen(values))

    ending = minimise(fixed, cost, (), None, EFFORT, Watch(found, lambda _: None, lambda: False))
    if ending.status is Status.INFEASIBLE:
        return None
    assert ending.status is Status.OPTIMAL
    assert set(seen) <= {sample.chosen}
    return cost.whole(ending.bound)
