"""What ``test_pieces`` checks of a tree that meets rosters which miss a requirement."""

from nightfloat.constraints.emitter import Row
from nightfloat.solver.columns.roster import Ledger, in_order
from nightfloat.solver.neutral import Limit, NeutralModel, Price, Tag
from nightfloat.solver.pricing.making import problem
from nightfloat.solver.pricing.pricer import Pricer
from tests.solver.columns.growing import tree
from tests.solver.columns.small import soon

DAYS, EACH = 12, 3
# all days, and one of the first two too many
LAWFUL = EACH * DAYS + EACH


def _all_or_nothing() -> NeutralModel:
    """Return twelve days of one person, at 3 each, who works on after the first day of work.

    The first and the last day are required, at 30 each when missed, and one of the first two is
    wanted, at 3. Nothing costs 63, the last day 30 + 3 + 3, all 39, half of either 34.5.
    """
    team, own = Tag(0, -1, 0, DAYS - 1), Tag(0, 0, 0, DAYS - 1)
    on = [Limit((Row(((1, day), (-1, day + 1)), at_most=0),), None, own) for day in range(DAYS - 1)]
    dear = [Limit((Row(((1, day),), at_most=0),), Price(0, EACH), own) for day in range(DAYS)]
    both = Limit((Row(((1, 0), (1, DAYS - 1)), at_least=2),), None, team)
    one = Limit((Row(((1, 0), (1, 1)), at_least=1, at_most=1),), Price(0, EACH), team)
    shifts = tuple(("D", day) for day in range(DAYS))
    return NeutralModel(("P",), shifts, DAYS, (), ("cost",), (*on, *dear, both, one))


def unlawful() -> None:
    """Tests that a lawful roster is found which costs more than one that misses a requirement."""
    at = problem(_all_or_nothing(), [1])
    ledger = Ledger(at)
    assert at.big == 10 * EACH
    with Pricer(at) as pricer:
        grown = tree(at, pricer, at.price)
        columns = grown.run(1000.0, soon(), soon())
        assert columns is not None
        roster = in_order(columns)
        assert (ledger.of(roster), ledger.lawful(roster.filled(at))) == (LAWFUL, True)
        # what was left of the other half is no better than the roster that is not lawful
        assert (grown.done, grown.nodes > 1) == (True, True)
        assert abs(grown.bound - (at.big + 2 * EACH)) < 1e-3
        less = tree(at, pricer, at.price)
        assert less.run(LAWFUL - 1.0, soon(), soon()) is None
        assert (less.done, abs(less.bound - (at.big + 2 * EACH)) < 1e-3) == (True, True)
