"""What tests of programmes check; imported in a process of its own, beside no ortools."""

import pickle
from dataclasses import replace
from pathlib import Path

import numpy as np

from nightfloat.domain.result import Limits, Status
from nightfloat.solver.arrays import Floats
from nightfloat.solver.milp.highs import Effort, Watch, minimise
from nightfloat.solver.milp.search import HighsEngine
from tests.solver.milp.samples import Sample, Wrong

EFFORT = Effort(seconds=20, seed=1)
LIMITS = Limits(20, 4096, 1, 1)


def check(path: Path) -> None:
    """Tests that fixing all posts leaves exactly the evaluated cost, or nothing."""
    for sample in pickle.loads(path.read_bytes()):
        assert isinstance(sample, Sample)
        assert cheapest(sample) == sample.cost, (sample.name, sorted(sample.chosen))


class Deaf:
    """Hears nothing."""

    def found(self, chosen: frozenset[int], bound: int) -> None:
        del chosen, bound

    def proved(self, bound: int) -> None:
        del bound


def refuted(path: Path) -> None:
    """Tests that a schedule that keeps to all is believed, and HiGHS that finds none is not."""
    wrong = pickle.loads(path.read_bytes())
    assert isinstance(wrong, Wrong)

    def status(known: frozenset[int] | None, most: int) -> Status:
        engine = HighsEngine(wrong.model, wrong.programme, LIMITS)
        engine.keep(0, most)
        return engine.improve(1, 20, known, Deaf()).status

    # the schedule costs 1 in the first tier, which is kept at 1, or at 0
    assert status(wrong.lawful, 1) is Status.UNKNOWN
    assert status(wrong.lawful, 0) is Status.INFEASIBLE
    assert status(None, 1) is Status.INFEASIBLE


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
