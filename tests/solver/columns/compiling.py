"""What ``test_pieces`` checks of problems that several processes make, beside no ortools."""

import os
from collections.abc import Callable
from dataclasses import fields
from functools import partial
from typing import Never

import numpy as np
import pytest

from nightfloat.solver.arrays import Ints
from nightfloat.solver.columns import visits
from nightfloat.solver.columns.ahead import Foreign, build
from nightfloat.solver.columns.goals import goals
from nightfloat.solver.neutral import NeutralModel
from nightfloat.solver.pricing import graph, making
from nightfloat.solver.pricing.graph import Graph
from nightfloat.solver.pricing.making import problem
from nightfloat.solver.pricing.problem import Problem
from nightfloat.solver.search import forking
from nightfloat.solver.search.forking import (
    BrokenForkError,
    Forked,
    LostForkError,
    each,
    forked,
)
from tests.solver.pricing.drawing import drawn, long

# models of two people who have a graph each
PAIRS = 2, 7, 9, 12, 16, 21, 22, 35, 38, 39, 40, 41


def _pid(part: int) -> tuple[int, int]:
    return part, os.getpid()


def _refuses(mine: int, part: int) -> int:
    """Return the part, where it is made by this process."""
    if os.getpid() != mine:
        raise ValueError(part)
    return part


def _dies(mine: int, part: int) -> int:
    if os.getpid() != mine:
        os._exit(1)
    return part


def forks() -> None:
    """Tests that parts come back in order, made by so many processes, and what befalls these."""
    for processes, used in ((1, 1), (2, 2), (3, 3), (9, 5)):
        made = each(_pid, range(5), processes)
        assert [part for part, _ in made] == list(range(5))
        assert len({pid for _, pid in made}) == used
    assert each(_pid, [], 3) == []
    mine = os.getpid()
    with pytest.raises(BrokenForkError, match="ValueError: 1"):
        each(partial(_refuses, mine), range(3), 2)
    with pytest.raises(LostForkError, match="gone"):
        each(partial(_dies, mine), range(3), 2)
    # a fork that shares its work out says what its own fork said
    outer: Forked[Never, object] = forked(
        lambda pipe: pipe.send(each(partial(_refuses, os.getpid()), range(3), 2))
    )
    with pytest.raises(BrokenForkError, match=r"^ValueError: 1$"):
        outer.take()
    outer.end()
    with pytest.raises(ValueError, match="0"):
        each(partial(_refuses, 0), range(3), 2)


def no_room() -> None:
    """Tests that one process makes all where the system has no room for another."""
    with pytest.MonkeyPatch.context() as patch:

        def full() -> int:
            raise OSError

        for what, name in ((os, "fork"), (forking, "Pipe")):
            patch.setattr(what, name, full)
            assert each(_pid, range(5), 3) == [(part, os.getpid()) for part in range(5)]


def together() -> None:
    """Tests that a problem is the same however many processes make it, its tables cut or not."""
    narrow = 0
    for model in map(drawn, PAIRS):
        alone = problem(model, [1])
        assert len(alone.graphs) == len(model.people)
        _alike(alone, _shared(model))
        with pytest.MonkeyPatch.context() as patch:
            states = max(one.off_next.shape[1] for one in alone.graphs)
            patch.setattr(making, "MOST_ROOM", 6 * (model.length + 1) * states)
            cut = problem(model, [1])
            narrow += any(
                a.final.size < b.final.size for a, b in zip(cut.people, alone.people, strict=True)
            )
            _alike(cut, _shared(model))
    assert narrow > 2


def stretches() -> None:
    """Tests that a stretch is as long as any way through a graph makes it, over many days."""
    for model in (long(seed, 28) for seed in range(12)):
        (one,) = (at := problem(model, [1])).graphs
        assert one.longest == _longest(one, _starts(at, one))


def too_large() -> None:
    """Tests that a graph with too many states is told from others by every process."""
    bare = 0
    for model in map(drawn, PAIRS):
        others = problem(model, [1]).modelled
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(graph, "MOST_STATES", 5)
            alone = problem(model, [1])
            _alike(alone, problem(model, [1], 2))
        bare += 0 < len(alone.modelled.keys() - others.keys()) < len(model.people)
    assert bare > 2


def waited_for() -> None:
    """Tests that only a first problem that is large is made by several processes."""
    (goal,) = goals(drawn(PAIRS[0]))
    counts = list[int]()
    for most in (0, 12_000):
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(visits, "LARGE", most)
            told = list[Problem | Foreign]()
            counts.append(_forks(patch, partial(build, [goal] * 2, 3, told.append)))
            assert [isinstance(one, Problem) for one in told] == [True, True]
    # for the first of the two, which has two graphs
    assert counts == [1, 0]


def _forks(patch: pytest.MonkeyPatch, make: Callable[[], object]) -> int:
    """Return how many processes are forked while something is made."""
    count, fork = 0, os.fork

    def counted() -> int:
        nonlocal count
        count += 1
        return fork()

    patch.setattr(os, "fork", counted)
    make()
    return count


def _shared(model: NeutralModel) -> Problem:
    """Return a model's problem, made by a process for each graph."""
    made: list[Problem] = []
    with pytest.MonkeyPatch.context() as patch:
        forks = _forks(patch, lambda: made.append(problem(model, [1], 3)))
    assert forks
    return made[0]


def _alike(one: Problem, other: Problem) -> None:
    for a, b in zip(one.graphs, other.graphs, strict=True):
        assert all(np.array_equal(x, y) for x, y in zip(a, b, strict=True))
        assert a.longest == _longest(a, _starts(one, a))
    for a, b in zip(one.symbols, other.symbols, strict=True):
        assert np.array_equal(a, b)
    assert (one.slots, one.events) == (other.slots, other.events)
    assert np.array_equal(one.price, other.price)
    assert one.modelled.keys() == other.modelled.keys()
    for mine, yours in zip(one.people, other.people, strict=True):
        assert (mine.shape, mine.start) == (yours.shape, yours.start)
        sums = zip((*mine.sums, mine.least), (*yours.sums, yours.least), strict=True)
        assert all(np.array_equal(x, y) for x, y in sums)
    for name in (field.name for field in fields(one.rows)):
        assert np.array_equal(getattr(one.rows, name), getattr(other.rows, name))


def _starts(at: Problem, one: Graph) -> set[int]:
    return {person.start for person in at.people if at.graphs[person.shape] is one}


def _longest(one: Graph, hubs: set[int]) -> int:
    """Return how many days a stretch of work can take at most, by following every one."""
    works: dict[int, int] = {}
    longest = 1
    for kind in one.kind:
        after: dict[int, int] = {}
        for hub in hubs:
            if one.gate[kind, hub] >= 0:
                _onward(one, one.gate_arcs[kind, one.gate[kind, hub]], 1, after)
        for work, days in works.items():
            _onward(one, one.work_arcs[kind, work], days + 1, after)
        hubs = {int(one.off_next[kind, hub]) for hub in hubs}
        hubs |= {int(one.exit_hub[kind, work]) for work in works}
        hubs -= {-1}
        works = after
        longest = max([longest, *works.values()])
    return longest


def _onward(one: Graph, span: Ints, days: int, after: dict[int, int]) -> None:
    for head in one.arc_head[span[0] : span[1]]:
        after[int(head)] = max(days, after.get(int(head), 0))
