"""What cannot work is said without a search, and what says nothing is named."""

from dataclasses import replace

from nightfloat.constraints.cases import MONDAY
from nightfloat.constraints.leave import LeaveBlocks
from nightfloat.constraints.max_shifts import MaxShifts
from nightfloat.constraints.scope import Scope
from nightfloat.domain.calendar import Days
from nightfloat.domain.people import Waiver
from nightfloat.engine.preflight import preflight, vacuous
from tests.engine.contingency_programs import program


def test_possible() -> None:
    """Tests that a program that may work gives no reason against it."""
    asked, _ = program({"A": "D .", "B": ". D"}, cover=("D 0 1 1 1", "D 1 1 1 2"))
    assert preflight(asked) == ()


def test_too_few() -> None:
    """Tests that a shift that asks for more people than there are is named, each day once."""
    asked, _ = program({"A": "D D", "B": ". ."}, cover=("D 0 3 3 3", "D 1 3 3 3"))
    found = preflight(asked)
    assert len(found) == len(set(found)) == 2
    assert ["2024-01-01" in found[0], "2024-01-02" in found[1]] == [True, True]


def test_leave() -> None:
    """Tests that people on leave count as absent."""
    asked, _ = program({"A": "D", "B": "."}, cover=("D 0 2 2 2",), leave=("B 0 0",))
    assert len(preflight(asked)) == 1


def test_vacuous() -> None:
    """Tests that a constraint without a person or a shift to judge is named, another is not."""
    nobody = MaxShifts(name="nobody", maximum=1, scope=Scope(grades=frozenset({"PGY-9"})))
    nothing = MaxShifts(name="nothing", maximum=1, scope=Scope(shifts=frozenset({"X"})))
    days = MaxShifts(name="days", maximum=1, scope=Scope(shifts=frozenset({"D"})))
    asked, _ = program({"A": "D .", "B": ". ."}, nobody, nothing, days)
    assert vacuous(asked) == ("nobody", "nothing")


def test_a_waiver_leaves_the_question_to_the_search() -> None:
    """Tests that nothing is called impossible on a day on which some rule is set aside."""
    asked, _ = program({"A": "D"}, cover=("D 0 2 2 2",))
    waiver = Waiver("cover", None, Days.one(MONDAY), "drill", "chief")
    waived = replace(asked, instance=replace(asked.instance, waivers=(waiver,)))
    assert len(preflight(asked)) == 1
    assert preflight(waived) == ()


def test_a_narrowed_leave_rule_leaves_the_question_to_the_search() -> None:
    """Tests that people on leave count as present where leave does not block everybody."""
    asked, _ = program({"A": "D", "B": "."}, cover=("D 0 2 2 2",), leave=("B 0 0",))
    narrowed = LeaveBlocks(scope=Scope(people=frozenset({"A"})))
    rules = tuple(narrowed if c.kind == "leave" else c for c in asked.constraints)
    assert preflight(replace(asked, constraints=rules)) == ()
