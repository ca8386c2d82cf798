"""Time the way from a program to what is searched: one JSON line per source.

Run ``python -m benchmarks.emission SOURCE [SOURCE ...]``. Of 60 s, emission and lowering may take a
tenth; the CP-SAT lowering is timed where the portfolio would use it.
"""

import json
import platform
from argparse import ArgumentParser
from pathlib import Path
from time import perf_counter

from nightfloat.domain.plain import uncollected
from nightfloat.domain.result import Limits, Strategy
from nightfloat.io.read import read
from nightfloat.solver.columns.goals import goals
from nightfloat.solver.cpsat.lower import lower
from nightfloat.solver.emitter import emit
from nightfloat.solver.lean import lean
from nightfloat.solver.search.portfolio import strategies

RUN = 60.0


def main() -> None:
    """Emit, make lean, lower, print."""
    parser = ArgumentParser(description=__doc__)
    parser.add_argument("sources", nargs="+", type=Path)
    for source in parser.parse_args().sources:
        print(json.dumps({"source": source.name, **timed(source)}))


def timed(source: Path) -> dict[str, object]:
    """Return the seconds of each step, and the share of a run that they take together."""
    program = read(source)
    started = perf_counter()
    with uncollected():
        whole = emit(program, narrow=True)
        emitted = perf_counter()
        model = lean(whole)
    made_lean = perf_counter()
    chosen = strategies(model, Limits(RUN, 8192, 8, 1))
    seconds = {"emit": emitted - started, "lean": made_lean - emitted}
    if Strategy.COLUMNS in chosen:
        before = perf_counter()
        _ = next(goals(model)).problem
        seconds["columns"] = perf_counter() - before
    if Strategy.EXACT in chosen or Strategy.MILP in chosen:
        before = perf_counter()
        lower(model)
        seconds["cp-sat"] = perf_counter() - before
    return {
        "items": len(whole.items),
        "lean_items": len(model.items),
        "seconds": {name: round(value, 2) for name, value in seconds.items()},
        "share_of_60_s": round(sum(seconds.values()) / RUN, 3),
        "python": platform.python_version(),
    }


if __name__ == "__main__":
    main()
