"""What ``test_pieces`` checks of what the search of a tier has come to, beside no ortools."""

import numpy as np

from nightfloat.constraints.cases import Case
from nightfloat.constraints.program import Program
from nightfloat.domain.result import Status
from nightfloat.solver.arrays import Rows
from nightfloat.solver.columns.clock import Clock
from nightfloat.solver.columns.goals import goals
from nightfloat.solver.columns.jobs import DIVE, RESIDUAL, Patched
from nightfloat.solver.columns.neighbour import Patch
from nightfloat.solver.columns.patches import Picker
from nightfloat.solver.columns.roster import Ledger
from nightfloat.solver.columns.standing import Standing, noticed
from nightfloat.solver.emitter import emit
from nightfloat.solver.pricing.problem import Problem
from nightfloat.solver.search.message import Found, Known, Message, TierDone
from tests.solver.columns.programs import DAYS
from tests.solver.making import made, program

LENGTH = 28


def _month(tiers: tuple[str, ...] = ("cost",)) -> Program:
    """Return four weeks that want one of A and B a day, at 1, and have to have one on the first.

    In a second tier, days that A works beyond 4 cost 1 each.
    """
    rows = {person: " ".join(["."] * LENGTH) for person in "AB"}
    cover = tuple(f"D {day} {int(day == 0)} 1 2" for day in range(LENGTH))
    case = Case(says="", rows=rows, shifts=DAYS, cover=cover, amount=0)
    rules = [made("cover_target", tier="cost", weight=1)]
    if len(tiers) > 1:
        few = made("shifts_in_horizon", minimum=0, maximum=4, tier=tiers[1], weight=1)
        rules.append(few)
    return program(case, rules, tiers)


def standing_of(told: list[Message], tier: int = 0, best: tuple[int, ...] = ()) -> Standing:
    tiers = ("cost", "rest")[: max(tier + 1, len(best))]
    model = emit(_month(tiers))
    goal = list(goals(model))[tier]
    return Standing(model, goal, goal.problem, told.append, Clock(), best)


def worked(problem: Problem, a: int, b: int = 0, first: int = 0) -> Rows:
    """Return rows in which A works so many days from ``first`` on, and B so many at the end."""
    member = next(n for n, types in enumerate(problem.members) if types)
    rows = np.zeros((2, problem.length), np.int16)
    rows[0, first : first + a] = member
    rows[1, problem.length - b :] = member
    return rows


def costs_of(standing: Standing, told: list[Message]) -> tuple[object, ...]:
    """Return the best costs, those told, and what the present roster costs."""
    assert standing.roster is not None
    found = [one.costs for one in told if isinstance(one, Found)]
    return standing.best, found, standing.ledger.of(standing.roster)


def gone_on() -> None:
    """Tests that the roster of a dive is gone on from up to 5 % dearer, 21 beside 20 and not 22."""
    told = list[Message]()
    standing = standing_of(told)
    problem = standing.problem
    standing.take(worked(problem, 8), "greedy")
    assert costs_of(standing, told) == ((20,), [(20,)], 20)
    standing.take(worked(problem, 6), DIVE)
    standing.take(worked(problem, 7), "greedy")
    standing.take(worked(problem, 7, first=1), DIVE)  # nobody on the first day
    assert (costs_of(standing, told)[2], standing.home, standing.moves) == (20, None, 0)
    home = standing.roster
    standing.take(worked(problem, 7), DIVE)
    assert costs_of(standing, told) == ((20,), [(20,)], 21)
    assert (standing.home, standing.best_roster, standing.cost) == (home, home, 20)
    # another dive of the same cost takes the place of the first, not of home
    standing.take(worked(problem, 4, 3), DIVE)
    assert costs_of(standing, told)[2] == 21
    assert (standing.home, standing.moves) == (home, 1)
    standing.take(worked(problem, 4, 5), "tree")
    assert costs_of(standing, told) == ((19,), [(20,), (19,)], 19)
    assert (standing.home, standing.best_roster, standing.moves) == (None, standing.roster, 1)
    standing.take(worked(problem, 5, 5), DIVE)
    assert costs_of(standing, told)[0::2] == ((18,), 18)
    assert (standing.home, standing.moves) == (None, 2)


def decided() -> None:
    """Tests that what HiGHS made of a dive is gone on from if it is cheaper, and only then."""
    told = list[Message]()
    standing = standing_of(told)
    problem = standing.problem
    standing.take(worked(problem, 8), "greedy")
    for rows, moved in ((worked(problem, 7), False), (worked(problem, 4, 4), False)):
        assert standing.take(rows, RESIDUAL) == moved
        assert (costs_of(standing, told)[2], standing.moves) == (20, 0)
    # a dive's roster is left for a residual's that is cheaper, though it is not the best
    standing.take(worked(problem, 7), DIVE)
    assert (costs_of(standing, told)[2], standing.moves) == (21, 1)
    assert standing.take(worked(problem, 4, 4), RESIDUAL)
    assert (costs_of(standing, told)[0::2], standing.moves) == (((20,), 20), 2)
    assert standing.take(worked(problem, 5, 4), RESIDUAL)
    assert (costs_of(standing, told)[0::2], standing.moves) == (((19,), 19), 3)
    assert isinstance(told[-1], Found)
    assert told[-1].strategy == RESIDUAL


def roaming() -> None:
    """Tests that a search that roams goes on from what is cheaper in all, and comes back once.

    A 9 days: 19 and 5, together 81. A and B 4 each: 20 and 0, together 80, but worse before.
    """
    told = list[Message]()
    standing = standing_of(told, 1)
    problem = standing.problem
    standing.take(worked(problem, 9), "greedy")
    home, best = standing.roster, standing.chosen
    standing.take(worked(problem, 4, 4), "hint")
    assert costs_of(standing, told) == ((19, 5), [(19, 5)], 81)
    standing.roams = True
    standing.take(worked(problem, 4, 4), "hint")
    assert costs_of(standing, told) == ((19, 5), [(19, 5)], 80)
    assert (standing.home, standing.paid, standing.chosen) == (home, (20, 0), best)
    standing.come_back()
    assert (standing.roster, standing.home, standing.roams) == (home, None, False)
    standing.take(worked(problem, 4, 4), "hint")
    assert costs_of(standing, told)[2] == 81
    # what is better by tiers too becomes the best, and nothing is left behind
    standing.roams = True
    standing.take(worked(problem, 4, 4), "hint")
    standing.take(worked(problem, 5, 4), "hint")
    assert (costs_of(standing, told)[0::2], standing.home) == (((19, 1), 77), None)


def merged() -> None:
    """Tests that a patch for the best is put into the present roster where that is dearer."""
    told = list[Message]()
    standing = standing_of(told)
    problem = standing.problem
    standing.take(worked(problem, 8), "greedy")
    home = standing.roster
    standing.take(worked(problem, 3, 4), DIVE)
    # for home: A works on the ninth day as well, beside the present roster on the fourth to eighth
    rows, patch = worked(problem, 9)[:1], Patch((0,), 3, 9)
    assert standing.merge(Patched((0,), rows, "found", 1.0), patch, None, "neighbourhood")
    assert costs_of(standing, told) == ((15,), [(20,), (15,)], 15)
    assert standing.home is None
    standing.take(worked(problem, 12), DIVE)
    assert standing.moves == 1  # 16 is more than 5 % dearer than 15
    assert home is not standing.roster


def proved_by_others() -> None:
    """Tests that what others have proved counts beside what costs no more in the tiers before.

    A 9 days costs 19 and 5. A bound of 5 in the second tier beside 20 holds for it, one beside 18
    does not; and nobody says what others have proved.
    """
    said = list[Message]()
    standing = standing_of(said, 1)
    for known in (Known(frozenset(), (20, 9), (0, 5)), Known(frozenset(), (18, 9), (0, 5))):
        standing.clock.known = known
        assert (standing.least, standing.status) == (0, Status.UNKNOWN)
    standing.take(worked(standing.problem, 9), "greedy")
    assert (standing.least, standing.status) == (0, Status.FEASIBLE)
    standing.clock.known = Known(frozenset(), (20, 9), (0, 4))
    assert (standing.least, standing.status) == (4, Status.FEASIBLE)
    standing.clock.known = Known(frozenset(), (20, 9), (0, 5))
    assert (standing.least, standing.status) == (5, Status.OPTIMAL)
    standing.tell_done()
    assert [one.bound for one in said if isinstance(one, Found | TierDone)] == [0, 0]


def left_behind() -> None:
    """Tests that a way that leads nowhere is left: the roster is the best one again."""
    told = list[Message]()
    standing = standing_of(told)
    standing.take(worked(standing.problem, 8), "greedy")
    home = standing.roster
    standing.take(worked(standing.problem, 7), DIVE)
    # a patch that is none for the present roster is taken into home only if home is given
    worse = Patched((0,), worked(standing.problem, 7)[:1], "found", 1.0)
    assert not standing.merge(worse, Patch((0,), 0, 28), None, "neighbourhood")
    standing.come_back()
    assert (standing.roster, standing.home, standing.moves) == (home, None, 2)
    standing.come_back()
    assert (standing.roster, standing.moves) == (home, 2)
    assert costs_of(standing, told) == ((20,), [(20,)], 20)


def kept_tiers() -> None:
    """Tests that a dive is gone on from for a while although a tier before costs more.

    A works 8 days, B none: cover costs 20, days beyond four cost 4 and are the second tier.
    """
    told = list[Message]()
    standing = standing_of(told, 1, (20, 100))
    problem = standing.problem
    standing.take(worked(problem, 8), "greedy")
    assert costs_of(standing, told)[:2] == ((20, 4), [(20, 4)])
    home = standing.roster
    standing.take(worked(problem, 7), "tree")  # 21 and 3
    assert (standing.roster, standing.moves) == (home, 0)
    # four times cover and the rest: 87, 90, which is dearer, and 84, B at work for three days
    for days, cost, moves in (((7,), 87, 1), ((6,), 87, 1), ((4, 3), 84, 2)):
        standing.take(worked(problem, *days), DIVE)
        assert (standing.present, standing.home, standing.moves) == (cost, home, moves)
        assert (standing.best, standing.within, standing.roams) == ((20, 4), (20,), True)
    assert standing.come_back()
    assert (standing.roster, standing.roams) == (home, False)
    standing.take(worked(problem, 4, 4), DIVE)  # 20 and 0
    assert standing.best == (20, 0)


def restarted() -> None:
    """Tests that patches about another roster begin as those about the first did."""
    problem = standing_of([]).problem
    picker = Picker(problem, Ledger(problem), np.random.default_rng(1))
    first, begun = picker.target, [(k.name, k.people, k.days, k.merit) for k in picker.kinds]
    for _ in range(20):
        for kind in picker.kinds:
            picker.learn(kind, "bound", 0.1, gain=False)
    assert (picker.stuck, picker.tired) == (True, True)
    assert picker.target > first
    picker.restart()
    assert (picker.stuck, picker.tired, picker.target) == (False, False, first)
    assert [(k.name, k.people, k.days, k.merit) for k in picker.kinds] == begun


def trifles() -> None:
    """Tests both sides of one in ten thousand, and that any schedule is more than none."""
    assert noticed(10_000.0, 9_999.0)
    assert not noticed(10_001.0, 10_000.0)
    assert noticed(np.inf, 10_000.0)


def unlawful_first() -> None:
    """Tests that a lawful roster is kept that is dearer than one that lacks the first day.

    A missed requirement costs ten shifts: 1 and 10 for the first day alone, 27 for all others.
    """
    told = list[Message]()
    standing = standing_of(told)
    problem = standing.problem
    lacking = worked(problem, LENGTH - 1, first=1)
    standing.take(lacking, "greedy")
    assert costs_of(standing, told) == ((), [], 11)
    standing.take(worked(problem, 0), "hint")
    assert costs_of(standing, told) == ((), [], 11)
    standing.take(worked(problem, 1), "dive")
    assert costs_of(standing, told) == ((27,), [(27,)], 27)
    standing.take(lacking, "greedy")
    assert costs_of(standing, told) == ((27,), [(27,)], 27)
