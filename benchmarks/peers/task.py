"""What a peer is asked, as its command line says it, and what it answers: one line of JSON."""

import json
import time
from argparse import ArgumentParser
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Task:
    """One instance, a file for the grid, and until when; the clock runs from ``began``."""

    instance: Path
    out: Path
    seconds: float
    threads: int
    began: float

    @property
    def spent(self) -> float:
        """Seconds since the start."""
        return time.monotonic() - self.began

    @property
    def left(self) -> float:
        """Seconds that remain, never less than a tenth."""
        return max(0.1, self.seconds - self.spent)


@dataclass(frozen=True, slots=True)
class Answer:
    """What a solver says of its own run; ``startup`` are the seconds before the search began."""

    status: str
    version: str
    cost: int | None = None
    bound: float | None = None
    startup: float | None = None

    def say(self) -> None:
        """Print the one line that the contest reads."""
        print(json.dumps(asdict(self)), flush=True)


def asked(began: float, arguments: Sequence[str] | None = None) -> Task:
    """Return the task of the command line of a peer."""
    parser = ArgumentParser()
    parser.add_argument("instance", type=Path)
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--time-limit", type=float, required=True, help="seconds, start-up counts")
    parser.add_argument("--threads", type=int, default=1)
    said = parser.parse_args(arguments)
    return Task(said.instance, said.out, said.time_limit, said.threads, began)
