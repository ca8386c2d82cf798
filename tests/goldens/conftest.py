"""Goldens search in their own process: a child for each would take longer than all the searches."""

from collections.abc import Callable

import pytest

from nightfloat.solver import solve
from nightfloat.solver.search.exact import exact_search
from nightfloat.solver.search.message import Message, SolveTask
from nightfloat.solver.search.watchdog import Watched


@pytest.fixture(autouse=True)
def _in_this_process(monkeypatch: pytest.MonkeyPatch) -> None:  # pyright: ignore[reportUnusedFunction]
    def run(
        task: SolveTask, hear: Callable[[Message], None], should_stop: Callable[[], bool]
    ) -> Watched:
        del should_stop
        exact_search(task, hear).run()
        return Watched(note="", peak_mb=0)

    monkeypatch.setattr(solve, "run_task", run)
