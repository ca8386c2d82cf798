"""Model and audit must agree before anything is said about a schedule."""

from dataclasses import replace

import pytest

from nightfloat.constraints.cases import MONDAY
from nightfloat.constraints.program import ContingencyPolicy
from nightfloat.domain.calendar import Days
from nightfloat.domain.result import Limits, Result, Status, TierResult
from nightfloat.domain.violation import Violation
from nightfloat.engine import generate as generating
from nightfloat.engine.audit import Audit, audit
from nightfloat.engine.generate import Plan, agreed, as_draft, generate
from nightfloat.errors import DisagreementError, UnstartedError
from tests.engine.contingency_programs import program

DAY = Days(MONDAY, MONDAY.replace(day=MONDAY.day + 1))
SOFT = Violation("wish", "requests", "A", DAY, 2, "A works.", "preference", 3)
HARD = Violation("rest", "min_rest", "A", DAY, 1, "A rests too little.")
TIERS = ("preference",)


def _said(value: int, bound: int) -> Result:
    """Return a solver's claim about one tier."""
    status = Status.OPTIMAL if value == bound else Status.FEASIBLE
    tier = TierResult("preference", status, value, bound)
    return Result(status, None, (tier,), 1.0, Limits(1, 1, 1, 1), "made up")


def test_the_audited_value_is_reported() -> None:
    """Tests that a tier not proved may cost less than the model thought: 2 times 3 is 6."""
    assert agreed(_said(6, 6), Audit((SOFT,), TIERS)).tiers[0].value == 6
    assert agreed(_said(9, 2), Audit((SOFT,), TIERS)).tiers[0].value == 6
    waived = replace(SOFT, inherited=True)
    assert agreed(_said(0, 0), Audit((waived,), TIERS)).tiers[0].value == 0


@pytest.mark.parametrize(
    ("claim", "found", "words"),
    [
        (_said(0, 0), (HARD,), "A rests too little"),
        (_said(5, 0), (SOFT,), "costs 5 in the model and 6 in the audit"),
        (_said(7, 7), (SOFT,), "costs 7 in the model and 6 in the audit"),
    ],
    ids=["hard", "above the claim", "below the proof"],
)
def test_a_claim_that_lies(claim: Result, found: tuple[Violation, ...], words: str) -> None:
    """Tests that a result that the audit contradicts is a defect, with exit 70."""
    with pytest.raises(DisagreementError, match=words) as caught:
        agreed(claim, Audit(found, TIERS))
    assert (caught.value.exit_code, len(caught.value.faults)) == (70, 1)


def test_a_schedule_that_lies() -> None:
    """Tests that a schedule with a gap, claimed to be proved, does not pass its own audit."""
    asked, schedule = program({"A": "D .", "B": ". ."}, cover=("D 0 1 1 1", "D 1 1 1 1"))
    judged = audit(asked, schedule)
    with pytest.raises(DisagreementError, match="forbids"):
        agreed(replace(_said(0, 0), tiers=(), schedule=schedule), judged)


def test_infeasible_though_nobody_can_say_why(monkeypatch: pytest.MonkeyPatch) -> None:
    """Tests that what the search proved is kept where no process starts to name the Conflict."""
    asked, _ = program({"A": "D ."}, cover=("D 0 1 1 1",))
    limits = Limits(60, 4096, 1, 1)

    def proved(*said: object, **more: object) -> Result:
        del said, more
        return Result(Status.INFEASIBLE, None, (), 1.0, limits, "made up")

    def unstarted(*said: object, **more: object) -> None:
        del said, more
        raise UnstartedError("no room")

    monkeypatch.setattr(generating, "solve", proved)
    monkeypatch.setattr(generating, "find_conflict", unstarted)
    result = generate(asked, Plan(limits, ContingencyPolicy())).result
    assert (result.status, result.conflict) == (Status.INFEASIBLE, None)
    # the search itself was not cut short: a replay of it is one
    assert (result.note, result.conflict_note) == ("", "no room")


def test_draft_asks_for_cover_first() -> None:
    """Tests that a draft softens minimum cover alone, in a tier before all others."""
    asked, _ = program({"A": "D ."}, cover=("D 0 1 1 1",))
    draft = as_draft(asked)
    assert draft.tiers == ("holes", *asked.tiers)
    softened = [c.kind for c in draft.constraints if not c.hard]
    assert softened == ["cover"]
    required = [c.kind for c in draft.constraints if c.hard]
    assert required == [c.kind for c in asked.constraints]


def test_a_draft_is_short_of_people_and_never_has_too_many() -> None:
    """Tests that an excess stays forbidden in a draft, and a gap is a hole."""
    asked, crowded = program({"A": "D .", "B": "D ."}, cover=("D 0 1 1 1", "D 1 1 1 1"))
    judged = audit(as_draft(asked), crowded)
    assert [v.sentence for v in judged.hard] == ["D of 2024-01-01 has 2 people, more than 1"]
    assert [v.sentence for v in judged.soft] == ["D of 2024-01-02 has 0 people, fewer than 1"]


def test_a_draft_owes_no_contingency() -> None:
    """Tests that what is never committed is not refused for what nobody analysed."""
    asked, _ = program({"A": ". ."}, cover=("D 0 1 1 1", "D 1 1 1 1"))
    policy = ContingencyPolicy("n-1", "n-1")
    outcome = generate(asked, Plan(Limits(60, 4096, 1, 1), policy, draft=True))
    assert (outcome.refused, outcome.result.schedule is not None) == ((), True)
