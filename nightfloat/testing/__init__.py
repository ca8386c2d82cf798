"""The conformance suite: what a constraint's model forbids or prices, its audit finds, and no more.

::

    from nightfloat.testing import prove

    def test_my_constraint() -> None:
        prove(MyConstraint)
"""

from nightfloat.testing.agreement import prove_agreement
from nightfloat.testing.case_leg import prove_cases
from nightfloat.testing.disproof import Disproof
from nightfloat.testing.lowering import Lowering, prove_lowerings
from nightfloat.testing.proof import Proof, prove
from nightfloat.testing.together import prove_together
from nightfloat.testing.windows import prove_windows
from nightfloat.testing.worlds import draw_world

__all__ = [
    "Disproof",
    "Lowering",
    "Proof",
    "draw_world",
    "prove",
    "prove_agreement",
    "prove_cases",
    "prove_lowerings",
    "prove_together",
    "prove_windows",
]
