"""The suite catches what checking solutions after solving does not: each kind of fault, twice.

Each leg is asked alone, so that the table shows which of them sees a fault; the same misreading on
both sides is for the cases only, a cost cap and a dropped weight for the enumeration.
"""

from collections.abc import Callable, Mapping

import pytest

from nightfloat.constraints.base import Constraint
from nightfloat.testing import Disproof, prove, prove_agreement, prove_cases, prove_windows
from tests.testing import faults

pytestmark = pytest.mark.no_cover

LEGS: Mapping[str, Callable[[type[Constraint]], int]] = {
    "cases": prove_cases,
    "agreement": prove_agreement,
    "windows": prove_windows,
}
BOTH = "cases agreement"
PLANTED: tuple[tuple[str, type[Constraint], str], ...] = (
    ("last window skipped", faults.StretchLastWindow, BOTH),
    ("last window skipped", faults.RestLastWindow, BOTH),
    ("limit one too tight", faults.StretchTooTight, BOTH),
    ("limit one too tight", faults.RestTooTight, BOTH),
    ("cost cap turns soft into hard", faults.StretchCapped, "agreement"),
    ("cost cap turns soft into hard", faults.RestCapped, "agreement"),
    ("same misreading in emit and audit", faults.StretchMisread, "cases"),
    ("same misreading in emit and audit", faults.RestMisread, "cases"),
    ("> for >=", faults.StretchTooLoose, BOTH),
    ("> for >=", faults.RestStrict, BOTH),
    ("duty length forgotten", faults.RestLengthForgotten, BOTH),
    ("duty length forgotten", faults.CallLengthForgotten, BOTH),
    ("weight dropped", faults.RestWeightless, "agreement"),
    ("weight dropped", faults.RequestsWeightless, BOTH),
    ("reach too short", faults.RestShortSighted, "windows"),
    ("reach too short", faults.StretchShortSighted, "windows"),
)


def _name(part: object) -> str:
    return part.__name__ if isinstance(part, type) else str(part)


@pytest.mark.parametrize(("fault", "cls", "legs"), PLANTED, ids=_name)
def test_a_planted_fault_is_caught(fault: str, cls: type[Constraint], legs: str) -> None:
    """Tests which legs disprove a constraint with the fault, and that ``prove`` does."""
    caught = [name for name, leg in LEGS.items() if _disproves(leg, cls)]
    assert caught == legs.split(), fault
    with pytest.raises(Disproof) as found:
        prove(cls, lowerings=())
    assert found.value.leg == caught[0]


def _disproves(leg: Callable[[type[Constraint]], int], cls: type[Constraint]) -> bool:
    try:
        leg(cls)
    except Disproof:
        return True
    return False


def test_every_kind_of_fault_is_planted_twice() -> None:
    """Tests that the table has the seven kinds of the style notes, and short-sighted windows."""
    kinds = [fault for fault, _, _ in PLANTED]
    assert len(set(kinds)) == 8
    assert all(kinds.count(kind) == 2 for kind in kinds)
