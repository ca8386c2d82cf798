"""CPMpy's own loader and model of these instances, on OR-Tools CP-SAT.

The model is the one that the released package builds for its nurse rostering data sets; nothing of
it is ours. CP-SAT gets ``num_workers`` and what is left of the time after the model is built.
"""

# ruff: noqa: E402
import time

BEGAN = time.monotonic()

from importlib.metadata import version

import cpmpy
from cpmpy.tools.io.nurserostering import _model_nurserostering, parse_scheduling_period

from benchmarks.peers.instance import read, write
from benchmarks.peers.task import Answer, Task, asked

VERSION = f"{version('cpmpy')}, OR-Tools {version('ortools')}"


def solve(task: Task) -> Answer:
    """Return what CPMpy found, its grid written."""
    model, cells = _model_nurserostering(**parse_scheduling_period(str(task.instance)))
    solver = cpmpy.SolverLookup.get("ortools", model)
    startup = task.spent
    found = solver.solve(time_limit=task.left, num_workers=task.threads)
    status = solver.status().exitstatus.name.lower()
    bound = solver.ort_solver.best_objective_bound
    if not found:
        return Answer(status, VERSION, None, bound, startup)
    _write(task, cells.value())
    return Answer(status, VERSION, round(solver.objective_value()), bound, startup)


def _write(task: Task, values) -> None:
    instance = read(task.instance.read_text(encoding="utf-8"))
    roster = {
        (employee.id, day): instance.shifts[value - 1].id
        for employee, row in zip(instance.staff, values, strict=True)
        for day, value in enumerate(row)
        if value
    }
    write(task.out, instance, roster)


if __name__ == "__main__":
    solve(asked(BEGAN)).say()
