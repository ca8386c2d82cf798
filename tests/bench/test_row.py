"""A row knows its gaps, what it may be compared with, and its exit code."""

import pytest

from nightfloat.bench.published import NOTHING, Published
from nightfloat.bench.row import Found, beside, gap_to_best, make_row
from nightfloat.bench.summary import summarise
from tests.bench.making import KEY, row


def test_gaps_are_shares_of_the_cost_and_of_the_best_known() -> None:
    found = Found("feasible", "cost", cost=110, bound=99, audit="passed")
    made = make_row(KEY, found, Published(100, 98))
    # (110 - 99) / 110 and (110 - 100) / 100
    assert (made.gap, made.gap_to_best, made.published_bound) == (0.1, 0.1, 98)
    assert (made.key, made.exit_code, made.proved) == (KEY, 0, False)
    assert gap_to_best(95, 100) == -0.05
    # a best known cost of 0 divides by 1
    assert (gap_to_best(0, 0), gap_to_best(3, 0)) == (0, 3)


@pytest.mark.parametrize(
    ("published", "best"),
    [
        (Published(2), 2),
        (Published(2, tier="cost", input_sha256="ab12"), 2),
        (Published(2, tier="safety"), None),
        (Published(2, input_sha256="ab13"), None),
        (NOTHING, None),
    ],
)
def test_only_the_same_input_and_tier_are_compared(published: Published, best: int | None) -> None:
    compared = beside(row(best_known=7, gap_to_best=5.0), published)
    assert compared.best_known == best
    assert compared.gap_to_best == (None if best is None else 0.0)


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({}, 0),
        ({"status": "feasible"}, 0),
        ({"status": "unknown", "audit": "none", "cost": None}, 4),
        ({"status": "infeasible", "audit": "none", "cost": None}, 3),
        ({"status": "unread", "audit": "none", "cost": None}, 2),
        ({"status": "unwritten"}, 2),
        ({"status": "failed", "audit": "none"}, 70),
        # a defect beside what others found, and no room for a process, which is none
        ({"status": "feasible", "ended": "failed"}, 70),
        ({"status": "unknown", "audit": "none", "ended": "failed"}, 4),
        ({"status": "disagreement", "audit": "failed"}, 70),
        ({"audit": "failed"}, 70),
    ],
)
def test_exit_codes(changes: dict[str, object], code: int) -> None:
    assert row(**changes).exit_code == code
    # the worst of all rows decides, a defect before a bad file before a lack of time
    assert summarise([row(), row(**changes)]).exit_code == code


def test_the_worst_row_decides() -> None:
    unknown, unread = row(status="unknown", audit="none"), row(status="unread", audit="none")
    failed = row(status="failed", audit="none")
    assert summarise([unknown, unread]).exit_code == 2
    assert summarise([unknown, failed, unread]).exit_code == 70
    never = row(status="infeasible", audit="none")
    assert (summarise([unknown, never]).exit_code, summarise([never, unread]).exit_code) == (3, 2)


def test_sums_are_over_what_there_is_to_sum() -> None:
    rows = [
        row(gap_to_best=0.0),
        row(gap_to_best=-0.1, status="feasible"),
        row(gap_to_best=0.4, status="feasible"),
        row(gap_to_best=None, cost=None, status="unknown", audit="none"),
    ]
    summary = summarise(rows)
    assert (summary.rows, summary.scheduled, summary.proved) == (4, 3, 1)
    # (0 - 0.1 + 0.4) / 3; two of them are no worse than the best known
    assert (summary.compared, summary.equal, summary.mean_gap_to_best) == (3, 2, 0.1)
    assert summarise([]).mean_gap_to_best is None
