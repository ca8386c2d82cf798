"""What ``test_pieces`` checks of problems that several processes make, beside no ortools."""

import os
from dataclasses import fields
from functools import partial

import numpy as np
import pytest

from nightfloat.solver.arrays import Ints
from nightfloat.solver.pricing import making
from nightfloat.solver.pricing.graph import Graph
from nightfloat.solver.pricing.making import problem
from nightfloat.solver.pricing.problem import Problem
from nightfloat.solver.search.forking import BrokenForkError, LostForkError, each
from tests.solver.pricing.drawing import drawn

SEEDS = 12


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
    with pytest.raises(ValueError, match="0"):
        each(partial(_refuses, 0), range(3), 2)


def no_room() -> None:
    """Tests that one process makes all where the system has no room for another."""
    with pytest.MonkeyPatch.context() as patch:

        def full() -> int:
            raise OSError

        patch.setattr(os, "fork", full)
        assert each(_pid, range(5), 3) == [(part, os.getpid()) for part in range(5)]


def together() -> None:
    """Tests that a problem is the same however many processes make it, its tables cut or not."""
    several, narrow = 0, 0
    for seed in range(SEEDS):
        model = drawn(seed)
        alone = problem(model, [1])
        several += len(alone.graphs) > 1
        _alike(alone, problem(model, [1], 3))
        with pytest.MonkeyPatch.context() as patch:
            states = max(graph.off_next.shape[1] for graph in alone.graphs)
            patch.setattr(making, "MOST_ROOM", 6 * (model.length + 1) * states)
            cut = problem(model, [1])
            narrow += any(
                a.final.size < b.final.size for a, b in zip(cut.people, alone.people, strict=True)
            )
            _alike(cut, problem(model, [1], 3))
    assert min(several, narrow) > 2, (several, narrow)


def _alike(one: Problem, other: Problem) -> None:
    for a, b in zip(one.graphs, other.graphs, strict=True):
        assert all(np.array_equal(x, y) for x, y in zip(a, b, strict=True))
        assert a.longest == _longest(a, _starts(one, a))
    for a, b in zip(one.symbols, other.symbols, strict=True):
        assert np.array_equal(a, b)
    assert (one.slots, one.events) == (other.slots, other.events)
    assert [(p.shape, p.start) for p in one.people] == [(p.shape, p.start) for p in other.people]
    for name in (field.name for field in fields(one.rows)):
        assert np.array_equal(getattr(one.rows, name), getattr(other.rows, name))


def _starts(at: Problem, graph: Graph) -> set[int]:
    return {person.start for person in at.people if at.graphs[person.shape] is graph}


def _longest(graph: Graph, hubs: set[int]) -> int:
    """Return how many days a stretch of work can take at most, by following every one."""
    works: dict[int, int] = {}
    longest = 1
    for kind in graph.kind:
        after: dict[int, int] = {}
        for hub in hubs:
            if graph.gate[kind, hub] >= 0:
                _onward(graph, graph.gate_arcs[kind, graph.gate[kind, hub]], 1, after)
        for work, days in works.items():
            _onward(graph, graph.work_arcs[kind, work], days + 1, after)
        hubs = {int(graph.off_next[kind, hub]) for hub in hubs}
        hubs |= {int(graph.exit_hub[kind, work]) for work in works}
        hubs -= {-1}
        works = after
        longest = max([longest, *works.values()])
    return longest


def _onward(graph: Graph, span: Ints, days: int, after: dict[int, int]) -> None:
    for head in graph.arc_head[span[0] : span[1]]:
        after[int(head)] = max(days, after.get(int(head), 0))
