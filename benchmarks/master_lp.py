"""Time linear solvers on a restricted master of column generation, each in a process of its own.

``python -m benchmarks.master_lp FILE.npz [...] [--time-limit 120] [--last 0.1]`` prints a table.
``python -m benchmarks.master_lp --generate INSTANCE.txt --each 200 --seed 1 FILE.npz`` writes one:
random rows of every employee, one chosen of each (equality), cover rows with a column for each
missing and extra person.

A file holds ``minimise c x, row_lower <= A x <= row_upper, col_lower <= x <= col_upper`` as numpy
arrays: float64 ``c``, ``data``, ``row_lower``, ``row_upper``, ``col_lower``, ``col_upper`` and
int32 ``indptr``, ``indices``, with A by columns: the entries of column j are
``data[indptr[j]:indptr[j + 1]]`` in rows ``indices[indptr[j]:indptr[j + 1]]``. An infinite bound is
``inf``. Columns stand in the order in which they were made; slack columns come first.

Every engine solves twice, without reading and building: *cold*, all columns at once; and *again*,
when the last tenth of the columns joins what has just been solved, as after a round of pricing.
Simplex methods start again from their basis; interior points and PDLP from nothing.
"""

import json
import math
import subprocess
import sys
import time
from argparse import ArgumentParser, Namespace
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass, fields
from datetime import timedelta
from pathlib import Path
from random import Random

import numpy as np

from benchmarks.peers.instance import Employee, Instance, read

HEADER = ("file", "rows", "columns", "engine", "threads", "status", "objective", "cold", "again")

type Floats = np.ndarray[tuple[int], np.dtype[np.float64]]
type Integers = np.ndarray[tuple[int], np.dtype[np.int32]]
type Column = tuple[float, list[int]]


@dataclass(frozen=True, slots=True)
class Master:
    """A linear program by columns: the arrays that the module's text describes."""

    c: Floats
    indptr: Integers
    indices: Integers
    data: Floats
    row_lower: Floats
    row_upper: Floats
    col_lower: Floats
    col_upper: Floats

    @staticmethod
    def load(path: Path) -> "Master":
        """Return the program of the file."""
        with np.load(path) as file:
            return Master(**{field.name: file[field.name] for field in fields(Master)})

    def save(self, path: Path) -> None:
        """Write the file."""
        np.savez_compressed(path, **asdict(self))

    def part(self, first: int, end: int) -> "Master":
        """Return the columns from ``first`` up to ``end``, with all rows."""
        low, high = self.indptr[first], self.indptr[end]
        return Master(
            c=self.c[first:end],
            indptr=(self.indptr[first : end + 1] - low).astype(np.int32),
            indices=self.indices[low:high],
            data=self.data[low:high],
            row_lower=self.row_lower,
            row_upper=self.row_upper,
            col_lower=self.col_lower[first:end],
            col_upper=self.col_upper[first:end],
        )


@dataclass(frozen=True, slots=True)
class Timing:
    """What one engine did: seconds of both solves, the status and objective of the second."""

    status: str
    objective: float = math.nan
    cold: float = math.nan
    again: float = math.nan


type Solve = Callable[[Master, int, timedelta, int], Timing]


@dataclass(frozen=True, slots=True)
class Engine:
    """A method under a name, with the numbers of threads that make a difference to it."""

    solve: Solve
    threads: tuple[int, ...] = (1,)


def highs(options: dict[str, str | int]) -> Solve:
    """Return the solve of HiGHS under these options."""

    def solve(master: Master, threads: int, limit: timedelta, last: int) -> Timing:
        import highspy  # not at the top: may not share a process with ortools

        def build(part: Master) -> highspy.Highs:
            lp = highspy.HighsLp()
            lp.num_col_, lp.num_row_ = len(part.c), len(part.row_lower)
            lp.col_cost_, lp.col_lower_, lp.col_upper_ = part.c, part.col_lower, part.col_upper
            lp.row_lower_, lp.row_upper_ = part.row_lower, part.row_upper
            lp.a_matrix_.format_ = highspy.MatrixFormat.kColwise
            lp.a_matrix_.start_, lp.a_matrix_.index_ = part.indptr, part.indices
            lp.a_matrix_.value_ = part.data
            solver = highspy.Highs()
            said = {"output_flag": False, "threads": threads, "time_limit": limit.total_seconds()}
            parallel = {"parallel": "on" if threads > 1 else "off"}
            for name, value in (said | parallel | options).items():
                solver.setOptionValue(name, value)
            solver.passModel(lp)
            return solver

        cold = _timed(build(master).run)
        solver = build(master.part(0, last))
        solver.run()
        more = master.part(last, len(master.c))
        costs = (more.c, more.col_lower, more.col_upper)
        entries = (more.indptr[:-1], more.indices, more.data)
        solver.addCols(len(more.c), *costs, len(more.data), *entries)
        # The limit is for all runs of one solver together.
        solver.setOptionValue("time_limit", solver.getRunTime() + limit.total_seconds())
        again = _timed(solver.run)
        status = solver.modelStatusToString(solver.getModelStatus()).lower()
        return Timing(status, solver.getInfo().objective_function_value, cold, again)

    return solve


def ortools(solver: str, algorithm: str, *, presolve: bool = True) -> Solve:
    """Return the solve of one of OR-Tools' linear solvers."""

    def solve(master: Master, threads: int, limit: timedelta, last: int) -> Timing:
        # Not at the top: see highs. No stubs come with it.
        from ortools.math_opt.python import mathopt  # pyright: ignore[reportMissingTypeStubs]

        kind = mathopt.SolverType[solver]
        method = mathopt.LPAlgorithm[algorithm]
        several = threads if threads > 1 else None
        asked = mathopt.SolveParameters(
            time_limit=limit,
            lp_algorithm=method,
            threads=several,
            # PDLP takes no such parameter.
            presolve=None if presolve else mathopt.Emphasis.OFF,
        )

        def build(part: Master) -> tuple[mathopt.Model, list[mathopt.LinearConstraint]]:
            model = mathopt.Model()
            bounds = zip(part.row_lower.tolist(), part.row_upper.tolist(), strict=True)
            rows = [
                model.add_linear_constraint(lb=low, ub=high)  # pyright: ignore[reportUnknownMemberType]
                for low, high in bounds
            ]
            add(model, rows, part)
            return model, rows

        def add(model: mathopt.Model, rows: list[mathopt.LinearConstraint], part: Master) -> None:
            bounds = zip(part.col_lower.tolist(), part.col_upper.tolist(), strict=True)
            starts, indices, data = part.indptr.tolist(), part.indices.tolist(), part.data.tolist()
            costs = part.c.tolist()
            for j, (low, high) in enumerate(bounds):
                variable = model.add_variable(lb=low, ub=high)
                model.objective.set_linear_coefficient(variable, costs[j])
                for k in range(starts[j], starts[j + 1]):
                    rows[indices[k]].set_coefficient(variable, data[k])

        whole, _ = build(master)
        fresh = mathopt.IncrementalSolver(whole, kind)
        cold = _timed(lambda: fresh.solve(params=asked))
        model, rows = build(master.part(0, last))
        kept = mathopt.IncrementalSolver(model, kind)
        kept.solve(params=asked)
        add(model, rows, master.part(last, len(master.c)))
        began = time.monotonic()
        result = kept.solve(params=asked)
        again = time.monotonic() - began
        objective = result.objective_value() if result.has_primal_feasible_solution() else math.nan
        return Timing(result.termination.reason.name.lower(), objective, cold, again)

    return solve


SIMPLEX, BOTH = {"solver": "simplex"}, (1, 2)
ENGINES = {
    "highs dual simplex": Engine(highs({**SIMPLEX, "simplex_strategy": 1})),
    "highs dual, parallel": Engine(highs({**SIMPLEX, "simplex_strategy": 3}), (2,)),
    "highs primal simplex": Engine(highs({**SIMPLEX, "simplex_strategy": 4})),
    "highs ipm": Engine(highs({"solver": "ipm"}), BOTH),
    "highs ipm, no crossover": Engine(highs({"solver": "ipm", "run_crossover": "off"}), BOTH),
    "glop dual simplex": Engine(ortools("GLOP", "DUAL_SIMPLEX")),
    "glop primal simplex": Engine(ortools("GLOP", "PRIMAL_SIMPLEX")),
    # GLOP starts again from its basis only without presolve.
    "glop dual, no presolve": Engine(ortools("GLOP", "DUAL_SIMPLEX", presolve=False)),
    "glop primal, no presolve": Engine(ortools("GLOP", "PRIMAL_SIMPLEX", presolve=False)),
    "pdlp": Engine(ortools("PDLP", "FIRST_ORDER"), BOTH),
}


def random_master(instance: Instance, each: int, seed: int) -> Master:
    """Return a master of ``each`` random rows per employee, the columns of all in random order."""
    random = Random(seed)
    covers = {(cover.day, cover.shift): n for n, cover in enumerate(instance.cover)}
    slack = [
        (float(cost), [n], sign)
        for n, cover in enumerate(instance.cover)
        for cost, sign in ((cover.under, 1.0), (cover.over, -1.0))
    ]
    chosen = [
        (*_column(instance, who, covers, len(covers) + place, random), 1.0)
        for place, who in enumerate(instance.staff)
        for _ in range(each)
    ]
    random.shuffle(chosen)
    columns = [*slack, *chosen]
    wanted = [float(cover.wanted) for cover in instance.cover] + [1.0] * len(instance.staff)
    sizes = [0, *(len(rows) for _, rows, _ in columns)]
    return Master(
        c=np.array([cost for cost, _, _ in columns]),
        indptr=np.cumsum(sizes).astype(np.int32),
        indices=np.array([row for _, rows, _ in columns for row in rows], dtype=np.int32),
        data=np.array([sign for _, rows, sign in columns for _ in rows]),
        row_lower=np.array(wanted),
        row_upper=np.array(wanted),
        col_lower=np.zeros(len(columns)),
        col_upper=np.full(len(columns), np.inf),
    )


def _column(
    instance: Instance,
    who: Employee,
    covers: dict[tuple[int, str], int],
    convexity: int,
    random: Random,
) -> Column:
    worked = dict(_walk(instance, who, random))
    refused = (w.weight for w in instance.on if w.employee == who.id)
    cost = sum(refused)
    cost -= sum(w.weight for w in instance.on if _meets(worked, who, w.employee, w.day, w.shift))
    cost += sum(w.weight for w in instance.off if _meets(worked, who, w.employee, w.day, w.shift))
    return float(cost), [*(covers[cell] for cell in worked.items()), convexity]


def _meets(worked: dict[int, str], who: Employee, name: str, day: int, shift: str) -> bool:
    return who.id == name and worked.get(day) == shift


def _walk(instance: Instance, who: Employee, random: Random) -> Iterator[tuple[int, str]]:
    """Yield days and shifts of stretches whose lengths, rests and successions are lawful."""
    day, before = random.randrange(who.max_on + who.min_off), frozenset[str]()
    while day < instance.days:
        for _ in range(random.randint(max(1, who.min_on), max(1, who.max_on))):
            able = [s for s in instance.shifts if who.may_work(day, s.id) and s.id not in before]
            if not able or day >= instance.days:
                break
            shift = random.choice(able)
            yield day, shift.id
            day, before = day + 1, shift.not_next
        day, before = day + who.min_off + random.choice((0, 0, 1)), frozenset[str]()


def _timed(call: Callable[[], object]) -> float:
    began = time.monotonic()
    call()
    return time.monotonic() - began


def main() -> None:
    """Generate, solve with one engine for the parent process, or compare them all."""
    asked = _arguments()
    if asked.generate is not None:
        instance = read(asked.generate.read_text(encoding="utf-8"))
        random_master(instance, asked.each, asked.seed).save(asked.files[0])
    elif asked.engine is not None:
        master, limit = Master.load(asked.files[0]), timedelta(seconds=asked.time_limit)
        last = round(len(master.c) * (1 - asked.last))
        timing = ENGINES[asked.engine].solve(master, asked.threads, limit, last)
        print(json.dumps(asdict(timing)))
    else:
        print(_line(HEADER), _line(("---",) * len(HEADER)), sep="\n", flush=True)
        for file in asked.files:
            compare(file, asked)


def compare(file: Path, asked: Namespace) -> None:
    """Print a line for every engine and number of threads that it can use."""
    master = Master.load(file)
    for name, engine in ENGINES.items():
        for threads in engine.threads:
            timing = _in_process(file, name, threads, asked)
            found = (timing.status, f"{timing.objective:.4f}", *_seconds(timing))
            size = (str(len(master.row_lower)), str(len(master.c)))
            print(_line((file.stem, *size, name, str(threads), *found)), flush=True)


def _in_process(file: Path, name: str, threads: int, asked: Namespace) -> Timing:
    command = [sys.executable, "-m", "benchmarks.master_lp", str(file), "--engine", name]
    command += ["--threads", str(threads), "--time-limit", f"{asked.time_limit:g}"]
    command += ["--last", f"{asked.last:g}"]
    try:
        # Three solves; the rest is for reading and for engines that stop late.
        limit = 3 * asked.time_limit + 60
        done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=limit)
    except subprocess.TimeoutExpired:
        return Timing("killed")
    lines = done.stdout.splitlines()
    if done.returncode or not lines:
        return Timing(f"failed ({done.returncode})")
    return Timing(**json.loads(lines[-1]))


def _seconds(timing: Timing) -> tuple[str, str]:
    return f"{timing.cold:.3f}", f"{timing.again:.3f}"


def _line(cells: tuple[str, ...]) -> str:
    return f"| {' | '.join(cells)} |"


def _arguments() -> Namespace:
    parser = ArgumentParser(prog="python -m benchmarks.master_lp", description=__doc__)
    parser.add_argument("files", type=Path, nargs="+", metavar="FILE.npz")
    parser.add_argument("--time-limit", type=float, default=120.0, help="seconds for each solve")
    parser.add_argument("--last", type=float, default=0.1, help="share of columns that join later")
    parser.add_argument("--generate", type=Path, metavar="INSTANCE.txt")
    parser.add_argument("--each", type=int, default=200, help="columns for each employee")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--engine", choices=ENGINES, help="solve with this one, in this process")
    parser.add_argument("--threads", type=int, default=1)
    return parser.parse_args()


if __name__ == "__main__":
    main()
