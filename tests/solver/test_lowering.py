"""Tests that both CP-SAT lowerings mean what the solver-free evaluation says."""

# pyright: reportUnknownMemberType=false, reportUnknownVariableType=false
# pyright: reportUnknownArgumentType=false

import random
from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import date

import pytest
from ortools.sat.python import cp_model

from nightfloat.constraints.cases import Case
from nightfloat.constraints.emitter import Row
from nightfloat.constraints.program import Program
from nightfloat.constraints.registry import registry
from nightfloat.domain.calendar import Days
from nightfloat.domain.people import Waiver
from nightfloat.domain.shifts import ShiftKind, ShiftType
from nightfloat.solver.cpsat.lower import Lowered, explain, lower
from nightfloat.solver.emitter import emit
from nightfloat.solver.evaluate import allowed, costs
from nightfloat.solver.neutral import Limit, NeutralModel, Price, Tag
from tests.solver.making import made, program
from tests.solver.relaxing import relaxed

SAMPLES = 12


def programs() -> Iterator[tuple[str, Program]]:
    """Yield every case of every kind, hard and soft, as a program of that one constraint."""
    for kind, cls in registry().items():
        for number, case in enumerate(cls.cases):
            instance, _ = case.build()
            for tier in (None, "cost"):
                made = case.constraint(cls).model_copy(update={"tier": tier})
                yield f"{kind}-{number}-{tier}", Program(instance, (made,), ("cost",))


PROGRAMS = dict(programs())


def marked(names: Iterable[str]) -> list[object]:
    """Return the names, of which those of a kind's first case say what is covered."""
    rest = pytest.mark.no_cover
    return [name if "-0-" in name else pytest.param(name, marks=rest) for name in names]


def samples(model: NeutralModel, seed: int) -> Iterator[frozenset[int]]:
    """Yield nothing taken, everything taken, and random sets of posts between."""
    draw = random.Random(seed)
    posts = range(model.posts)
    yield frozenset()
    yield frozenset(posts)
    for _ in range(SAMPLES):
        share = draw.random()
        yield frozenset(post for post in posts if draw.random() < share)


def solved(lowered: Lowered, chosen: frozenset[int]) -> cp_model.CpSolver | None:
    """Return what has solved a model for exactly these posts, or None when they are forbidden."""
    if any((lit in chosen) != on for lit, on in lowered.literals.fixed.items()):
        return None
    for lit, var in lowered.literals.posts.items():
        domain = lowered.cp.proto.variables[var.index].domain
        domain[0] = domain[1] = lit in chosen
    solver = cp_model.CpSolver()
    solver.parameters.num_workers = 1
    return None if solver.solve(lowered.cp) == cp_model.INFEASIBLE else solver


def charged(model: NeutralModel, schedules: Iterable[frozenset[int]]) -> Iterator[int | None]:
    """Yield the least cost CP-SAT finds with exactly these posts each, or None when forbidden."""
    lowered = lower(model)
    lowered.cp.minimize(lowered.objective.expression(0))
    assert all(_free(lowered, var) for var in lowered.literals.posts.values())
    for chosen in schedules:
        solver = solved(lowered, chosen)
        yield None if solver is None else round(solver.objective_value)


def _free(lowered: Lowered, var: cp_model.IntVar) -> bool:
    return list(lowered.cp.proto.variables[var.index].domain) == [0, 1]


def cheapest(model: NeutralModel, chosen: frozenset[int]) -> int | None:
    """Return the least cost CP-SAT finds with exactly these posts, or None when forbidden."""
    return next(charged(model, [chosen]))


def evaluated(model: NeutralModel, chosen: frozenset[int]) -> int | None:
    """Return what evaluation says that a schedule costs, or None when it is forbidden."""
    return costs(model, chosen)[0] if allowed(model, chosen) else None


@pytest.mark.parametrize("name", marked(PROGRAMS))
def test_solve_form_allows_and_charges_what_evaluation_does(name: str) -> None:
    """Tests that fixing all posts leaves exactly the evaluated cost, or nothing when forbidden."""
    model = emit(PROGRAMS[name])
    drawn = list(samples(model, seed=7))
    for chosen, cost in zip(drawn, charged(model, drawn), strict=True):
        assert cost == evaluated(model, chosen), sorted(chosen)


@pytest.mark.parametrize("name", marked(name for name in PROGRAMS if name.endswith("None")))
def test_explain_form_allows_what_evaluation_does(name: str) -> None:
    """Tests that with every guard taken the explain form forbids exactly what is forbidden."""
    model = emit(PROGRAMS[name])
    explained = explain(model, lambda item: item.tag)
    for guard in explained.guards.values():
        explained.lowered.cp.add(guard == 1)
    assert not explained.lowered.literals.fixed
    assert all(_free(explained.lowered, var) for var in explained.lowered.literals.posts.values())
    for chosen in samples(model, seed=11):
        feasible = solved(explained.lowered, chosen) is not None
        assert feasible == allowed(model, chosen), sorted(chosen)


RUNS = (
    made("max_stretch", maximum=2, name="short", tier="cost", weight=3),
    made("max_stretch", maximum=4, name="long"),
    made("min_stretch", minimum=2, name="soft", tier="cost", weight=5),
    made("min_days_off", minimum=2, name="off", tier="cost", weight=2),
    made("max_stretch", maximum=3, name="nights", scope={"shifts": ["night"]}),
)


@pytest.mark.parametrize("past", ["", "D", ". D D", "D D D D D", ". .", "D .", "N N N N"])
@pytest.mark.parametrize("waived", [False, True])
def test_networks_hold_many_rules_over_a_history(past: str, waived: bool) -> None:
    """Tests soft and hard run rules that share a network, on every border and with a waiver."""
    case = Case(says="", rows={"A": ". . . . . . ."}, past={"A": past} if past else {}, amount=0)
    instance, _ = case.build()
    if waived:
        days = Days.one(date(2024, 1, 3))
        waivers = tuple(Waiver(c.title, None, days, "r", "a") for c in RUNS[:3])
        instance = replace(instance, waivers=waivers)
    model = emit(Program(instance, RUNS, ("cost",)))
    draw = random.Random(3)
    drawn = [
        frozenset(
            day * 2 + draw.randrange(2)
            for day in range(7)
            if draw.random() < draw.choice((0.4, 0.8))
        )
        for _ in range(60)
    ]
    for chosen, cost in zip(drawn, charged(model, drawn), strict=True):
        assert cost == evaluated(model, chosen), sorted(chosen)


def optimum(lowered: Lowered) -> float:
    """Return the least cost of the first tier."""
    lowered.cp.minimize(lowered.objective.expression(0))
    solver = cp_model.CpSolver()
    solver.solve(lowered.cp)
    return solver.objective_value


def test_the_relaxation_of_a_network_is_that_of_a_path() -> None:
    """Tests the optimum under three rules on runs against enumeration of all schedules."""
    case = Case(says="", rows={"A": ". . . . . . ."}, amount=0, shifts="D=07:00+12h")
    instance, _ = case.build()
    rules = (
        made("max_stretch", maximum=3),
        made("min_stretch", minimum=2),
        made("min_days_off", minimum=2),
        made("minutes_in_horizon", minimum=7 * 720, tier="cost"),
    )
    model = emit(Program(instance, rules, ("cost",)))
    every = (frozenset(d for d in range(7) if mask >> d & 1) for mask in range(128))
    best = min(costs(model, chosen)[0] for chosen in every if allowed(model, chosen))
    # DDD..DD works 5 of 7 days: 2 * 720 minutes are missing
    assert best == 1440
    assert optimum(lower(model)) == best


@pytest.mark.parametrize(
    ("people", "nights", "tolerance", "cost"),
    [
        # 1.33 each: two are short by 0.33, one is over by 0.67
        ("ABC", 4, 0, 133),
        # one is over by 0.67 less 0.5
        ("ABC", 4, 0.5, 17),
        # 1.5 each: no number of nights is near enough
        ("AB", 3, 0.25, 50),
    ],
)
def test_the_relaxation_of_shares_costs_what_whole_shifts_do(
    people: str, nights: int, tolerance: float, cost: int
) -> None:
    """Tests that equal people cost the same with nights in part, which would be fair, as whole."""
    cover = tuple(f"N {day} 1 1 1" for day in range(nights))
    rows = {person: " ".join("." * nights) for person in people}
    instance, _ = Case(says="", rows=rows, cover=cover, amount=0).build()
    fair = made("fair_share", load="nights", tolerance=tolerance, tier="cost")
    model = emit(Program(instance, (made("cover"), fair), ("cost",)))
    assert relaxed(model) == pytest.approx(cost)
    assert optimum(lower(model)) == cost


def test_frozen_posts_are_constants() -> None:
    """Tests that a mask leaves variables only for the posts outside it, at the same cost."""
    case = Case(says="", rows={"A": ". . .", "B": ". . ."}, amount=0, cover=("D 0 0 2 -",))
    instance, _ = case.build()
    model = emit(Program(instance, (made("cover_target", tier="cost"),), ("cost",)))
    day_zero = {lit: lit % 6 == 0 for lit in range(model.posts) if lit < 6}
    lowered = lower(model, day_zero)
    assert set(lowered.literals.posts) == set(range(model.posts)) - set(day_zero)
    assert optimum(lowered) == 0


def test_posts_that_count_for_nothing_are_priced() -> None:
    """Tests standby that is credited no minutes: 600 are missing, whatever is taken."""
    standby = ShiftType("S", 480, 600, ShiftKind.STANDBY, credited=0, occupies=False)
    case = Case(says="", rows={"A": ". ."}, types=(standby,), amount=0)
    model = emit(program(case, (made("minutes_in_horizon", minimum=600, tier="cost"),)))
    assert list(charged(model, samples(model, seed=5))) == [600] * (SAMPLES + 2)


def test_a_shift_that_counts_twice_is_charged_beside_one_that_it_excludes() -> None:
    """Tests two exclusive shifts of which the first touches both days of one that is to be free."""
    tag = Tag(0, 0, 0, 1)
    exclusive = Limit((Row(((1, 0), (1, 1)), at_most=1),), None, tag)
    free = Limit((Row(((1, 0), (1, 0), (1, 1)), at_most=1),), Price(0, 5), tag)
    model = NeutralModel(("P",), (("L", 0), ("L", 1)), 2, (), ("cost",), (exclusive, free))
    for taken, expected in ((set[int](), 0), ({0}, 5), ({1}, 0), ({0, 1}, None)):
        chosen = frozenset(taken)
        assert (costs(model, chosen)[0] if allowed(model, chosen) else None) == expected
        assert cheapest(model, chosen) == expected
