"""Live progress on standard error: a panel on a terminal, plain lines elsewhere."""

import time
from collections.abc import Callable, Generator
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
class ShownTier:
    """How a tier stands: its latest, who found what it costs and who proved its bound."""

    latest: Improvement
    finder: str = ""
    prover: str = ""

    def hear(self, improvement: Improvement) -> None:
        """Take in what is new of the tier."""
        who = improvement.strategy
        if improvement.value != self.latest.value:
            self.finder = who
        if improvement.bound != self.latest.bound:
            # one that has fallen holds for another reason than who tells it
            self.prover = who if improvement.bound > self.latest.bound else ""
        self.latest = improvement


@dataclass
class Board:
    """How every tier stands, and how much time is left, unless a clock does not limit it."""

    limit: float | None
    stage: str = "reading"
    started: float = field(default_factory=time.monotonic)
    tiers: dict[str, ShownTier] = field(default_factory=dict[str, ShownTier])

    def hear(self, improvement: Improvement) -> ShownTier:
        """Take in an improvement, and return how its tier stands now."""
        tier = improvement.tier
        known = self.tiers.setdefault(tier, ShownTier(Improvement(0.0, tier, None, 0)))
        known.hear(improvement)
        return known

    def __rich__(self) -> Panel:
        """Draw tier, objective and bound with who has them, and gap."""
        table = Table.grid(padding=(0, 2))
        table.add_row("tier", "objective", "by", "bound", "by", "gap")
        for tier, known in self.tiers.items():
            value, bound, share = _costs(known.latest)
            table.add_row(Text(tier), value, known.finder, bound, known.prover, share)
        return Panel(table, title=Text(f"{self.stage}{self._left()}"), expand=False)

    def _left(self) -> str:
        if self.stage != "solve" or self.limit is None:
            return ""
        left = max(0.0, self.limit - (time.monotonic() - self.started))
        return f", {left:.0f} s left"


def polled(should_stop: ShouldStop, due: Callable[[], None]) -> ShouldStop:
    """Return what tells whether to stop, which is asked often enough to do what is ``due``."""

    def ask() -> bool:
        due()
        return should_stop()

    return ask


@contextmanager
def watching(console: Console, limit: float | None, should_stop: ShouldStop) -> Generator[Watch]:
    """Yield a watch that shows a search of ``limit`` seconds, or of none that a clock counts."""
    board = Board(limit)
    if not console.is_terminal:
        lines = Lines(console, board)
        try:
            yield Watch(lines.progress, polled(should_stop, lines.due), lines.stage)
        finally:
            lines.rest()
        return
    with Live(board, console=console, refresh_per_second=4, transient=True):
        yield _live(board, should_stop)


def _live(board: Board, should_stop: ShouldStop) -> Watch:
    def progress(improvement: Improvement) -> None:
        board.hear(improvement)

    def stage(name: str) -> None:
        board.stage, board.started = name, time.monotonic()

    return Watch(progress, should_stop, stage)


def _costs(improvement: Improvement) -> tuple[str, str, str]:
    """Return objective, bound and gap; a dash for what there is not without a schedule."""
    value, bound = improvement.value, improvement.bound
    if value is None:
        return "-", str(bound), "-"
    return str(value), str(bound), f"{gap(value, bound):.1%}"


def _by(strategy: str) -> str:
    return f" by {strategy}" if strategy else ""


def _line(known: ShownTier) -> str:
    value, bound, share = _costs(known.latest)
    return (
        f"{known.latest.seconds:.1f} s  {known.latest.tier}  objective {value}{_by(known.finder)}"
        f"  bound {bound}{_by(known.prover)}  gap {share}"
    )


@dataclass
class Lines:
    """A line at every new stage, and for each tier at most every few seconds.

    A first schedule is told at once. What comes too soon is told when it is time, or at the end of
    the stage, so that the last line of a tier is how it stands.
    """

    console: Console
    board: Board
    last: dict[tuple[str, bool], float] = field(default_factory=dict[tuple[str, bool], float])
    held: dict[tuple[str, bool], str] = field(default_factory=dict[tuple[str, bool], str])

    def progress(self, improvement: Improvement) -> None:
        """Tell how a tier stands, now or later."""
        tier, line = improvement.tier, _line(self.board.hear(improvement))
        key = tier, improvement.value is None
        if improvement.value is not None:
            self.held.pop((tier, True), None)
        self.held[key] = line
        self.due()

    def due(self) -> None:
        """Tell what has been held for long enough."""
        now = time.monotonic()
        for key in [key for key in self.held if now - self.last.get(key, NEVER) >= EVERY]:
            self.last[key] = now
            self._say(self.held.pop(key))

    def rest(self) -> None:
        """Tell all that is held."""
        for line in self.held.values():
            self._say(line)
        self.held.clear()

    def stage(self, name: str) -> None:
        """Tell how the stage before ended, and which one begins."""
        self.rest()
        self.board.stage = name
        self._say(f"{name} ...")

    def _say(self, line: str) -> None:
        self.console.print(line, markup=False, soft_wrap=True)
