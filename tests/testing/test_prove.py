"""What users see of the suite: a proof, or a counterexample they can check by hand."""

from dataclasses import replace
from datetime import date
from random import Random
from typing import ClassVar

import pytest

from nightfloat.constraints.cases import Case
from nightfloat.constraints.cover import CoverRange
from nightfloat.constraints.max_shifts import MaxShifts
from nightfloat.constraints.max_stretch import MaxStretch
from nightfloat.domain.calendar import Days
from nightfloat.domain.crosscheck import cross_check
from nightfloat.domain.people import Waiver
from nightfloat.domain.schedule import Schedule
from nightfloat.engine.audit import audit, audit_row
from nightfloat.testing import (
    Disproof,
    Proof,
    draw_world,
    prove,
    prove_agreement,
    prove_cases,
    prove_windows,
)
from nightfloat.testing.draw import Draw, scopes
from nightfloat.testing.schedules import every, neighbours, posts
from nightfloat.testing.worlds import draw_long_world
from tests.testing import faults


def test_a_proof_says_what_was_checked() -> None:
    """Tests the counts of a proof."""
    found = prove(MaxShifts, draws=4)
    assert isinstance(found, Proof)
    assert found.kind == "max_shifts"
    assert found.cases == len(MaxShifts.cases)
    assert found.schedules > 100
    assert found.changes > 10
    assert found.solves == 160


def test_a_team_constraint_has_no_windows() -> None:
    """Tests that only rows have windows."""
    assert prove_windows(CoverRange) == 0


def test_a_disproof_shows_the_smallest_schedule() -> None:
    """Tests that parameters, rows and both opinions are there, and nothing that is not needed."""
    with pytest.raises(Disproof) as found:
        prove_agreement(faults.StretchTooLoose)
    shown = str(found.value)
    assert shown.startswith("agreement: the model is not the audit\n  max_stretch {")
    assert "audit: {'amount': 1" in shown
    assert "model: {'amount': 0" in shown
    constraint = found.value.constraint
    assert isinstance(constraint, MaxStretch)
    # the shortest run too long by one; history may have given some of it
    worked = {a.day for a in (*found.value.instance.history, *found.value.schedule)}
    assert len(worked) == constraint.maximum + 1
    assert found.value.exit_code == 70


def test_a_wrong_case_is_told_in_its_own_words() -> None:
    """Tests that the sentence of the case and both amounts are in the message."""

    class Wrong(MaxShifts, frozen=True):
        cases: ClassVar[tuple[Case, ...]] = (
            Case(says="two are none", rows={"A": "D D"}, amount=0, parameters={"maximum": 1}),
        )

    with pytest.raises(Disproof, match="'two are none' has an amount of 0, but the audit finds 1"):
        prove_cases(Wrong)


@pytest.mark.parametrize(("amount", "side"), [(0, "is broken"), (1, "holds")])
def test_cases_lie_on_both_sides(amount: int, side: str) -> None:
    """Tests that a kind is not proved by cases of one side only."""

    class OneSided(MaxShifts, frozen=True):
        cases: ClassVar[tuple[Case, ...]] = tuple(
            case for case in MaxShifts.cases if min(case.amount, 1) == amount
        )

    with pytest.raises(Disproof, match=f"no case in which it {side}"):
        prove_cases(OneSided)


def test_own_worlds_are_judged_too() -> None:
    """Tests that an instance of the user's is enumerated."""
    world = draw_world(Random(3))
    more = prove_agreement(MaxShifts, draws=0, worlds=[world])
    assert more - prove_agreement(MaxShifts, draws=0) == 2 ** len(posts(world))


def test_worlds_are_a_function_of_the_seed() -> None:
    """Tests that the same random numbers draw the same world."""
    assert draw_world(Random(7)) == draw_world(Random(7))
    assert draw_world(Random(7)) != draw_world(Random(8))


def test_worlds_are_tiny_possible_and_varied() -> None:
    """Tests that no world contradicts itself and that each odd fact turns up."""
    rng = Random(0)
    worlds = [draw_world(rng) for _ in range(150)]
    assert all(1 <= len(posts(world)) <= 9 for world in worlds)
    assert not any(list(cross_check(world)) for world in worlds)
    assert len({world.calendar.zone.key for world in worlds}) == 6
    assert len({world.calendar.horizon.first.weekday() for world in worlds}) == 7
    for facts in ("history", "leave", "rotations", "requests", "pins", "balances"):
        assert 10 < sum(bool(getattr(world, facts)) for world in worlds) < 140
    assert any(world.calendar.blocks for world in worlds)
    assert any(world.calendar.holidays for world in worlds)
    assert any(len(p.grades) == 2 for world in worlds for p in world.people)
    assert any(p.employed.first > date.min for world in worlds for p in world.people)
    assert any(not leave.whole_days for world in worlds for leave in world.leave)
    assert any(cover.exclusive for world in worlds for cover in world.covers)
    kinds = {kind.id: kind for world in worlds for kind in world.shift_types}
    assert any(not kind.occupies for kind in kinds.values())
    assert any(kind.credited is not None for kind in kinds.values())


def test_every_schedule_is_enumerated_once() -> None:
    """Tests that n posts have 2 to the n schedules, all of them different."""
    world = draw_world(Random(1))
    found = list(every(world))
    assert len(found) == len(set(found)) == 2 ** len(posts(world))
    near = list(neighbours(world, found[1]))
    assert len(set(near)) == len(posts(world)) + 1


def test_scopes_leave_something_out() -> None:
    """Tests that no drawn scope is the whole."""
    assert not any(scope.is_everything for scope in scopes(draw_long_world(Random(2))))


def test_a_waived_stretch_is_waived_in_every_window() -> None:
    """Tests that a long stretch that a waiver sets aside stays waived when its far end changes."""
    # six days in a row under a cap of 1; the first of them waived, so all of the stretch
    case = Case(says="waived", rows={"A": "D D D D D D"}, amount=5, parameters={"maximum": 1})
    bare, schedule = case.build()
    first, last = bare.calendar.horizon.first, bare.calendar.horizon.last
    waiver = Waiver("max_stretch", "A", Days.one(first), "agreed", "chief")
    instance = replace(bare, waivers=(waiver,))
    program = Draw(case.constraint(MaxStretch), instance).program
    assert audit(program, schedule).hard == ()
    row = instance.rows(schedule)["A"]
    assert list(audit_row(program, "A", row, Days.one(last))) == []


def test_a_draw_takes_its_constraint_only() -> None:
    """Tests that the empty schedule of a world is judged by the one constraint."""
    world = draw_world(Random(4))
    drawn = Draw(MaxShifts(maximum=0), world)
    assert drawn.judge(Schedule()).violations == ()
    assert drawn.amount(frozenset()) == 0
