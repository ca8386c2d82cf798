"""Search a program in which people are asked for what no pricing programme can say.

Run ``python -m benchmarks.modelled SOURCE [SOURCE ...] --shares 0.2,1 --time-limit 60``: one JSON
line per source, share and strategy. A share of the people has the worse of two sums priced: of the
shifts in either half of the horizon, those beyond ``SHIFTS``.
"""

import json
import time
from argparse import ArgumentParser
from dataclasses import dataclass, field, replace
from pathlib import Path

from nightfloat.constraints.emitter import Row
from nightfloat.domain.result import Limits, Strategy
from nightfloat.io.read import read
from nightfloat.solver.emitter import emit
from nightfloat.solver.lean import lean
from nightfloat.solver.neutral import Limit, NeutralModel, Price, Tag
from nightfloat.solver.search.message import Bounded, Found, Message, SolveTask, TierDone
from nightfloat.solver.search.watchdog import run_task

SHIFTS, WEIGHT = (8, 9), 15
RIVALS = Strategy.COLUMNS, Strategy.EXACT


@dataclass
class Heard:
    """The last that a search has told of one tier."""

    cost: int | None = None
    bound: int = 0
    after: float = 0.0
    began: float = field(default_factory=time.monotonic)

    def hear(self, message: Message) -> None:
        """Note a cost or a bound."""
        match message:
            case Found():
                self.cost, self.after = message.costs[-1], time.monotonic() - self.began
                self.bound = max(self.bound, message.bound)
            case Bounded() | TierDone():
                self.bound = max(self.bound, message.bound)
            case _:
                pass


def main() -> None:
    """Search each source by both strategies, one after the other."""
    parser = ArgumentParser(prog="python -m benchmarks.modelled", description=__doc__)
    parser.add_argument("sources", nargs="+", type=Path)
    parser.add_argument("--shares", default="0.2,1", help="of the people, with commas")
    parser.add_argument("--time-limit", type=float, default=60.0, help="seconds of each search")
    said = parser.parse_args()
    for source in said.sources:
        model = lean(emit(read(source), narrow=True))
        for share in map(float, said.shares.split(",")):
            for strategy in RIVALS:
                found = searched(halved(model, share), strategy, said.time_limit)
                print(json.dumps({"source": source.name, "share": share, **found}), flush=True)


def halved(model: NeutralModel, share: float) -> NeutralModel:
    """Return a model in which a share of the people have the worse of two halves priced."""
    size, half = len(model.shifts), model.length // 2
    first = [day < half for _, day in model.shifts]
    items: list[Limit] = []
    for person in range(round(share * len(model.people))):
        rows = [
            Row(tuple((1, person * size + n) for n, on in enumerate(first) if on is early), *SHIFTS)
            for early in (True, False)
        ]
        items.append(Limit(tuple(rows), Price(0, WEIGHT), Tag(0, person, 0, model.length - 1)))
    return replace(model, items=(*model.items, *items))


def searched(model: NeutralModel, strategy: Strategy, seconds: float) -> dict[str, object]:
    """Return what one strategy has found and proved in the time."""
    heard = Heard()
    limits = Limits(seconds, 8192, 2, 1, strategy=strategy)
    watched = run_task(SolveTask(model, limits, strategy=strategy), heard.hear, lambda: False)
    return {
        "strategy": strategy.value,
        "cost": heard.cost,
        "bound": heard.bound,
        "found_after": round(heard.after, 1),
        "peak_mb": watched.peak_mb,
    }


if __name__ == "__main__":
    main()
