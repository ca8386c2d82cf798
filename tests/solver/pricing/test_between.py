"""Tests that matrices are one where they differ only in what nobody can do."""

from datetime import timedelta

import numpy as np
import pytest

from nightfloat.constraints.cases import MONDAY, Case
from nightfloat.domain.people import Pin
from nightfloat.solver.emitter import emit
from nightfloat.solver.pricing.between import brought_together
from nightfloat.solver.pricing.making import problem
from tests.seeds import seeds
from tests.solver.making import made, program

INF = np.inf


@pytest.mark.parametrize("seed", seeds(60))
def test_what_two_open_members_cost_stays(seed: int) -> None:
    """Tests random matrices and closings: every entry that somebody can take is kept."""
    draw = np.random.default_rng(seed)
    people, days, members, known = (int(n) for n in draw.integers(1, (5, 6, 5, 4)))
    matrices = [
        draw.choice([0.0, 1.0, INF], (members, members), p=[0.6, 0.2, 0.2]) for _ in range(known)
    ]
    asked: list[list[int]] = draw.integers(0, known, (people, days)).tolist()
    open_ = draw.random((people, days + 1, members)) < draw.random()
    fewer, numbers = brought_together(matrices, asked, open_)
    assert len(fewer) <= people * days
    for person in range(people):
        for day in range(days):
            both = open_[person, day][:, None] & open_[person, day + 1][None, :]
            wanted = matrices[asked[person][day]][both]
            assert np.array_equal(fewer[numbers[person][day]][both], wanted)


def test_one_rule_is_one_matrix_whatever_is_closed() -> None:
    """Tests a rule of which each of three people's matrices says what they can do."""
    rule = np.array([[0.0, 0, 0], [0, 0, 5], [INF, 0, 0]])
    open_ = np.array([[[1, 1, 0]] * 2, [[1, 0, 1]] * 2, [[1, 1, 1]] * 2], np.bool_)
    part = [np.where(row[0][:, None] & row[1][None, :], rule, 0.0) for row in open_]
    fewer, numbers = brought_together(part, [(0,), (1,), (2,)], open_)
    assert numbers == [(0,), (0,), (0,)]
    assert np.array_equal(fewer, [rule])


def test_rules_that_differ_for_somebody_stay_two() -> None:
    """Tests two people with equal choices, one of whom pays."""
    free, dear = np.zeros((2, 2)), np.array([[0.0, 0], [0, 3]])
    fewer, numbers = brought_together([free, dear], [(0,), (1,)], np.ones((2, 2, 2), np.bool_))
    assert numbers == [(0,), (1,)]
    assert np.array_equal(fewer, [free, dear])


def test_people_with_other_shifts_and_leave_share_a_graph() -> None:
    """Tests six people under one rule: three may not take nights, each is away on a day."""
    rows = dict.fromkeys("ABCDEF", " ".join("......."))
    cover = tuple(f"{s} {d} 0 3 -" for s in "DN" for d in range(7))
    leave = tuple(f"{person} {day} {day}" for day, person in enumerate(rows))
    pins = tuple(
        Pin(person, "N", MONDAY + timedelta(days=day), on=False)
        for person in "ABC"
        for day in range(7)
    )
    case = Case(says="", rows=rows, cover=cover, leave=leave, pins=pins, amount=0)
    rule = made("forbidden_succession", earlier="N", later=["D"])
    at = problem(emit(program(case, (rule,)), narrow=True), [1])
    assert len({at.price[person].tobytes() for person in range(6)}) == 6
    assert len(at.graphs) == 1
