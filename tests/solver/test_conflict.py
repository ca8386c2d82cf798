"""Tests that a conflict names what cannot hold together, no more and no less."""

from collections.abc import Sequence
from dataclasses import replace

import pytest
from ortools.sat.python import cp_model

from nightfloat.constraints.cases import MONDAY, Case
from nightfloat.domain.calendar import Days
from nightfloat.domain.people import Person, Pin
from nightfloat.domain.result import INTERRUPTED, SEEDS, Status
from nightfloat.solver.emitter import emit
from nightfloat.solver.search.conflict import ConflictSearch
from nightfloat.solver.search.message import ConflictTask, Core, Ended, Message
from nightfloat.solver.solve import UNWRITTEN, Explained, find_conflict
from tests.solver.making import LIMITS, made, program


def test_leave_and_cover_are_named_with_people_and_dates() -> None:
    """Tests that one qualified person on leave conflicts with the cover of that day alone."""
    case = Case(
        says="",
        rows={"A": ". . .", "B": ". . ."},
        leave=("A 1 1", "B 1 1"),
        cover=("D 0 1 1 -", "D 1 1 1 -", "D 2 1 1 -"),
        amount=0,
    )
    found = find_conflict(program(case), LIMITS)
    assert found.status is Status.INFEASIBLE
    conflict = found.conflict
    assert conflict is not None
    tuesday = Days.one(MONDAY.replace(day=2))
    assert [(m.kind, m.person, m.days) for m in conflict.members] == [
        ("leave", "A", tuesday),
        ("leave", "B", tuesday),
        ("cover", None, tuesday),
    ]
    assert conflict.minimal
    assert conflict.confirmed
    assert conflict.members[2].sentence == "2024-01-02: D needs 1 people"


def test_a_pin_against_a_limit_is_named_and_relaxed() -> None:
    """Tests that the fewest things to give up are found."""
    case = Case(
        says="",
        rows={"A": ". ."},
        pins=(Pin("A", "N", MONDAY), Pin("A", "D", MONDAY.replace(day=2))),
        amount=0,
    )
    found = find_conflict(program(case, [made("min_rest", hours=8)]), LIMITS, relax=True)
    conflict = found.conflict
    assert conflict is not None
    assert sorted(m.kind for m in conflict.members) == ["min_rest", "pins", "pins"]
    assert len(conflict.relaxations) == 1
    assert conflict.fewest


def test_eligibility_takes_part() -> None:
    """Tests that a skill nobody has is named with each person."""
    case = Case(
        says="",
        rows={"A": ".", "B": "."},
        people=(Person("A"), Person("B", skills=frozenset({"lead"}))),
        cover=("D 0 2 2 - lead",),
        amount=0,
    )
    conflict = find_conflict(program(case), LIMITS).conflict
    assert conflict is not None
    assert {m.kind for m in conflict.members} == {"cover"}


def test_a_program_that_works_has_no_conflict() -> None:
    """Tests that a lawful program is said to be feasible, not unknown."""
    case = Case(says="", rows={"A": "."}, cover=("D 0 1 1 -",), amount=0)
    found = find_conflict(program(case), LIMITS)
    assert found.status is Status.FEASIBLE
    assert found.conflict is None


def test_no_time_to_write_the_model_is_unknown() -> None:
    """Tests that writing is part of the limit, ends at a wish to stop, and says which it was."""
    case = Case(says="", rows={"A": "."}, leave=("A 0 0",), cover=("D 0 1 1 -",), amount=0)
    # writing may go on for 3 s beyond the limit
    late = find_conflict(program(case), replace(LIMITS, seconds=-4))
    assert late == Explained(Status.UNKNOWN, note=UNWRITTEN)
    stopped = find_conflict(program(case), LIMITS, should_stop=lambda: True)
    assert stopped == Explained(Status.UNKNOWN, note=INTERRUPTED)


def test_what_ended_the_search_early_is_told() -> None:
    """Tests that memory that does not do is not called a lack of time."""
    case = Case(says="", rows={"A": "."}, leave=("A 0 0",), cover=("D 0 1 1 -",), amount=0)
    found = find_conflict(program(case), replace(LIMITS, memory_mb=5))
    assert found.status is Status.UNKNOWN
    assert found.note == "the search needed more than 5 MB of memory"


def test_the_highest_seed_confirms_too() -> None:
    """Tests that the other settings of the second opinion are such that the solver takes."""
    case = Case(says="", rows={"A": "."}, leave=("A 0 0",), cover=("D 0 1 1 -",), amount=0)
    found = find_conflict(program(case), replace(LIMITS, seed=SEEDS - 1))
    assert found.conflict is not None
    assert found.conflict.confirmed


def test_a_requirement_lends_nothing_to_another() -> None:
    """Tests that covers of overlapping shifts conflict with double booking, not alone."""
    # a weekend rule made the two shifts look exclusive while no_overlap was under a guard
    case = Case(
        says="",
        rows={"A": ". . . . . . . ."},
        shifts="D=07:00+8h E=10:00+8h",
        start=MONDAY.replace(day=6),
        cover=("D 0 1 1 -", "E 0 1 1 -"),
        amount=0,
    )
    found = find_conflict(program(case, [made("max_weekends", maximum=1)]), LIMITS)
    assert found.status is Status.INFEASIBLE
    assert found.conflict is not None
    assert [m.kind for m in found.conflict.members] == ["no_overlap", "cover", "cover"]
    assert found.conflict.minimal
    assert found.conflict.confirmed


TORN = Case(says="", rows={"A": "."}, leave=("A 0 0",), cover=("D 0 1 1 -",), amount=0)


def test_what_is_proved_is_told_before_it_is_named() -> None:
    """Tests that an end after the first proof leaves infeasible, and not unknown."""
    heard: list[Message] = []
    search = ConflictSearch(ConflictTask(emit(program(TORN)), LIMITS), heard.append)

    def tell(message: Message) -> None:
        heard.append(message)
        search.stop()

    search.tell = tell
    search.run()
    assert heard == [Ended(Status.INFEASIBLE)]


def test_a_core_that_holds_too_little_is_no_schedule(monkeypatch: pytest.MonkeyPatch) -> None:
    """Tests that what a part of the model allows is not told, and all requirements are searched.

    The solver may leave out of a core what belongs to it (or-tools #5141).
    """
    whole = cp_model.CpSolver.sufficient_assumptions_for_infeasibility
    asked = list[int]()

    def nothing_first(solver: cp_model.CpSolver) -> Sequence[int]:
        asked.append(len(asked))
        return whole(solver) if asked[1:] else []

    name = "sufficient_assumptions_for_infeasibility"
    monkeypatch.setattr(cp_model.CpSolver, name, nothing_first)
    heard: list[Message] = []
    ConflictSearch(ConflictTask(emit(program(TORN)), LIMITS), heard.append).run()
    assert asked == [0, 1]
    assert Ended(Status.FEASIBLE) not in heard
    *_, last = (message for message in heard if isinstance(message, Core))
    assert (len(last.tags), last.minimal, last.confirmed) == (2, True, True)


def test_nothing_is_written_once_it_is_over() -> None:
    """Tests that a search that is stopped before it begins writes no model."""
    heard: list[Message] = []
    search = ConflictSearch(ConflictTask(emit(program(TORN)), LIMITS), heard.append)
    search.stop()
    search.run()
    assert (search.solver, heard) == (None, [])
