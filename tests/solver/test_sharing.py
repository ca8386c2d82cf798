"""Tests that strategies learn from each other through the one that watches them."""

import sys
import time
from dataclasses import replace
from pathlib import Path

import pytest

from nightfloat.constraints.emitter import Lit
from nightfloat.domain.result import Limits, Strategy
from nightfloat.solver.emitter import emit
from nightfloat.solver.evaluate import costs
from nightfloat.solver.neutral import NeutralModel
from nightfloat.solver.search import watchdog
from nightfloat.solver.search.message import Bounded, Found, Known, Message, SolveTask, TierDone
from nightfloat.solver.search.watchdog import run_tasks
from tests.solver.children import interpreter
from tests.solver.columns.programs import puzzle
from tests.solver.making import LIMITS, made

# no strategy proves the first tier in this time, so what ends earlier was told to
LONG = Limits(300, 4096, 2, 1)
# a schedule in which nobody works
NOBODY: frozenset[Lit] = frozenset()
READ = """\
import time
from multiprocessing.connection import Connection
from nightfloat.solver.search.message import Bounded
pipe = Connection(h)
pipe.recv()
known = pipe.recv()
pipe.send(Bounded(0, known.closed))
"""


# reads late, and says what it hears last
LATE = """\
import time
from multiprocessing.connection import Connection
from nightfloat.solver.search.message import Bounded
pipe = Connection(h)
time.sleep(1.5)
pipe.recv()
while (known := pipe.recv()).closed < 2:
    pass
pipe.send(Bounded(0, known.closed))
"""


def two_tiers() -> NeutralModel:
    """Return a puzzle whose second tier costs nothing as long as nobody works ten shifts."""
    rest = made("shifts_in_horizon", minimum=0, maximum=10, tier="rest", weight=2)
    asked = puzzle(16)
    return emit(replace(asked, constraints=(*asked.constraints, rest), tiers=("cost", "rest")))


def test_what_is_known_reaches_every_task(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Tests that both of two children are told how many tiers are closed."""
    monkeypatch.setattr(sys, "executable", interpreter(tmp_path, READ))
    model, heard = two_tiers(), list[Message]()
    known = Known(NOBODY, (7, 0), (7,))
    task = SolveTask(model, LIMITS)
    watched = run_tasks([task, task], heard.append, lambda: False, known=lambda: known)
    assert watched.note == ""
    assert [message.bound for message in heard if isinstance(message, Bounded)] == [1, 1]


@pytest.mark.parametrize(
    "strategy",
    [
        Strategy.EXACT,
        pytest.param(Strategy.MILP, marks=pytest.mark.no_cover),
        pytest.param(Strategy.COLUMNS, marks=pytest.mark.no_cover),
    ],
)
def test_a_tier_that_others_have_closed_is_left(strategy: Strategy) -> None:
    """Tests that a search in the midst of a tier goes on to the next one, and ends by itself."""
    model, heard = two_tiers(), list[Message]()
    value = costs(model, NOBODY)

    def known() -> Known | None:
        begun = any(isinstance(message, Found) and message.costs < value for message in heard)
        return Known(NOBODY, value, value[:1]) if begun else None

    def idle() -> bool:
        return sum(isinstance(m, TierDone) and m.tier == 1 for m in heard) == 2

    task = SolveTask(model, LONG, NOBODY, strategy)
    watched = run_tasks([task, task], heard.append, lambda: False, idle, known)
    assert watched.note == ""
    assert idle()
    # the claim was not proved, and nobody says that it was
    first = [message.bound for message in heard if isinstance(message, TierDone | Bounded)]
    assert max(first) < value[0]


def test_who_reads_late_is_told_the_last_news(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Tests two children that read their tasks, larger than a pipe, after news has changed."""
    monkeypatch.setattr(sys, "executable", interpreter(tmp_path, LATE))
    monkeypatch.setattr(watchdog, "NEWS", 0.2)
    model, heard, began = two_tiers(), list[Message](), time.monotonic()
    long = replace(model, people=tuple(f"{n:06}" * 10 for n in range(30000)))

    def known() -> Known:
        return Known(NOBODY, (7, 0), (7,) if time.monotonic() < began + 0.7 else (7, 0))

    tasks = [SolveTask(long, LIMITS)] * 2
    watched = run_tasks(tasks, heard.append, lambda: False, known=known)
    assert watched.note == ""
    assert [message.bound for message in heard if isinstance(message, Bounded)] == [2, 2]
