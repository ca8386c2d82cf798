"""Live progress on standard error: a panel on a terminal, plain lines elsewhere."""

import time
from collections.abc import Generator
from contextlib import contextmanager
from dataclasses import dataclass, field

from rich.console import Console
from rich.live import Live
from rich.panel import Panel
from rich.table import Table
from rich.text import Text

from nightfloat.domain.result import Improvement, gap
from nightfloat.engine.generate import Watch
from nightfloat.solver.solve import ShouldStop

EVERY, NEVER = 2.0, float("-inf")


@dataclass
class Board:
    """The latest of every tier, and how much time is left, unless a clock does not limit it."""

    limit: float | None
    stage: str = "reading"
    started: float = field(default_factory=time.monotonic)
    latest: dict[str, Improvement] = field(default_factory=dict[str, Improvement])

    def __rich__(self) -> Panel:
        """Draw tier, objective, bound and gap."""
        table = Table.grid(padding=(0, 2))
        table.add_row("tier", "objective", "bound", "gap", "strategy")
        for tier, best in self.latest.items():
            table.add_row(Text(tier), *_costs(best), best.strategy)
        return Panel(table, title=Text(f"{self.stage}{self._left()}"), expand=False)

    def _left(self) -> str:
        if self.stage != "solve" or self.limit is None:
            return ""
        left = max(0.0, self.limit - (time.monotonic() - self.started))
        return f", {left:.0f} s left"


@contextmanager
def watching(console: Console, limit: float | None, should_stop: ShouldStop) -> Generator[Watch]:
    """Yield a watch that shows a search of ``limit`` seconds, or of none that a clock counts."""
    board = Board(limit)
    if not console.is_terminal:
        yield _plain(console, board, should_stop)
        return
    with Live(board, console=console, refresh_per_second=4, transient=True):
        yield _live(board, should_stop)


def _live(board: Board, should_stop: ShouldStop) -> Watch:
    def progress(improvement: Improvement) -> None:
        board.latest[improvement.tier] = improvement

    def stage(name: str) -> None:
        board.stage, board.started = name, time.monotonic()

    return Watch(progress, should_stop, stage)


def _costs(improvement: Improvement) -> tuple[str, str, str]:
    """Return objective, bound and gap; a dash for what there is not without a schedule."""
    value, bound = improvement.value, improvement.bound
    if value is None:
        return "-", str(bound), "-"
    return str(value), str(bound), f"{gap(value, bound):.1%}"


def _by(improvement: Improvement) -> str:
    return f"  by {improvement.strategy}" if improvement.strategy else ""


def _plain(console: Console, board: Board, should_stop: ShouldStop) -> Watch:
    """Write a line at every new stage, and for each tier at most every few seconds.

    A first schedule is told at once.
    """
    last: dict[tuple[str, bool], float] = {}

    def progress(improvement: Improvement) -> None:
        now, said = time.monotonic(), (improvement.tier, improvement.value is None)
        if now - last.get(said, NEVER) < EVERY:
            return
        last[said] = now
        value, bound, share = _costs(improvement)
        console.print(
            f"{improvement.seconds:.1f} s  {improvement.tier}  objective {value}  bound {bound}"
            f"  gap {share}{_by(improvement)}",
            markup=False,
            soft_wrap=True,
        )

    def stage(name: str) -> None:
        board.stage = name
        console.print(f"{name} ...", markup=False, soft_wrap=True)

    return Watch(progress, should_stop, stage)
