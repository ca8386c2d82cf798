"""The instances as a mixed-integer program for HiGHS: a path of stretches per employee.

An employee's days are a path from day 0 to the end: lawful stretches of work, each followed by its
shortest lawful run of days off, lengthened day by day. Which shift a worked day takes is a binary
variable of its own. HiGHS gets ``threads`` and what is left of the time.
"""

# ruff: noqa: E402
import time

BEGAN = time.monotonic()

from collections import defaultdict
from importlib.metadata import version

import highspy
import numpy as np

from benchmarks.peers.instance import Employee, Instance, read, write
from benchmarks.peers.task import Answer, Task, asked

VERSION = version("highspy")
WEEK = 7


class Program:
    """A mixed-integer program under construction: columns and sparse rows, minimised."""

    def __init__(self) -> None:
        self.costs: list[float] = []
        self.uppers: list[float] = []
        self.integer: list[bool] = []
        self.lows: list[float] = []
        self.highs: list[float] = []
        self.starts: list[int] = [0]
        self.indices: list[int] = []
        self.values: list[float] = []

    def column(self, cost: float = 0, upper: float = 1, *, integer: bool = True) -> int:
        """Return the index of a new column between 0 and ``upper``."""
        self.costs.append(cost)
        self.uppers.append(upper)
        self.integer.append(integer)
        return len(self.costs) - 1

    def row(self, low: float, high: float, terms: dict[int, float]) -> None:
        """Add ``low <= terms <= high``."""
        self.lows.append(low)
        self.highs.append(high)
        self.indices.extend(terms)
        self.values.extend(terms.values())
        self.starts.append(len(self.indices))

    def lp(self, offset: float) -> highspy.HighsLp:
        """Return the program for HiGHS."""
        lp = highspy.HighsLp()
        lp.num_col_, lp.num_row_ = len(self.costs), len(self.lows)
        lp.offset_ = offset
        lp.col_cost_ = np.array(self.costs, dtype=float)
        lp.col_lower_ = np.zeros(lp.num_col_)
        lp.col_upper_ = np.array(self.uppers, dtype=float)
        lp.row_lower_ = np.array(self.lows, dtype=float)
        lp.row_upper_ = np.array(self.highs, dtype=float)
        lp.a_matrix_.format_ = highspy.MatrixFormat.kRowwise
        lp.a_matrix_.start_ = np.array(self.starts, dtype=np.int32)
        lp.a_matrix_.index_ = np.array(self.indices, dtype=np.int32)
        lp.a_matrix_.value_ = np.array(self.values, dtype=float)
        kinds = highspy.HighsVarType.kContinuous, highspy.HighsVarType.kInteger
        lp.integrality_ = [kinds[whole] for whole in self.integer]
        return lp


class Line:
    """The columns of one employee: ``cells`` by day and shift, ``stretches`` by both ends."""

    def __init__(self, program: Program, instance: Instance, who: Employee, wishes) -> None:
        self.program, self.instance, self.who, self.days = program, instance, who, instance.days
        self.cells = {
            (day, shift.id): program.column(wishes[who.id, day, shift.id])
            for day in range(self.days)
            for shift in instance.shifts
            if who.may_work(day, shift.id)
        }
        self.workable = [
            any((d, s.id) in self.cells for s in instance.shifts) for d in range(self.days)
        ]
        self.stretches = dict(self._stretches())

    def _stretches(self):
        """Yield ``(first, end)`` of the lawful stretches; at the borders short ones are lawful."""
        for first in range(self.days):
            for end in range(first + 1, min(first + self.who.max_on, self.days) + 1):
                if not self.workable[end - 1]:
                    break
                if end - first >= self.who.min_on or first == 0 or end == self.days:
                    yield (first, end), self.program.column()

    def add(self) -> None:
        """Add every rule of the employee's own."""
        self._path()
        self._work()
        self._successions()
        self._totals()
        self._weekends()

    def _path(self) -> None:
        """One unit flows from day 0, rested, to the end."""
        rested = [defaultdict(float) for _ in range(self.days + 1)]
        tired = [defaultdict(float) for _ in range(self.days + 1)]
        for (first, end), column in self.stretches.items():
            rested[first][column] -= 1
            tired[end][column] += 1
        for day in range(self.days):
            longer = self.program.column(integer=False)
            rested[day][longer] -= 1
            rested[day + 1][longer] += 1
            if day > 0:
                rest = self.program.column(integer=False)
                tired[day][rest] -= 1
                rested[min(day + max(1, self.who.min_off), self.days)][rest] += 1
        for day in range(self.days):
            supply = -1 if day == 0 else 0
            self.program.row(supply, supply, rested[day])
            self.program.row(0, 0, tired[day])
        self.program.row(1, 1, {**rested[self.days], **tired[self.days]})

    def _work(self) -> None:
        """Give one shift to every day of a stretch, none to the others."""
        terms = [dict[int, float]() for _ in range(self.days)]
        for (first, end), column in self.stretches.items():
            for day in range(first, end):
                terms[day][column] = -1.0
        for (day, _), column in self.cells.items():
            terms[day][column] = 1.0
        for day in range(self.days):
            self.program.row(0, 0, terms[day])

    def _successions(self) -> None:
        """Of the shifts that forbid a set, and the next day's shifts of that set, one at most."""
        sets = {tuple(sorted(s.not_next)) for s in self.instance.shifts if s.not_next}
        # in an order that is the same in every process
        for banned in sorted(sets):
            before = [s.id for s in self.instance.shifts if s.not_next.issuperset(banned)]
            for day in range(self.days - 1):
                pairs = [(day, s) for s in before] + [(day + 1, s) for s in banned]
                terms = {self.cells[pair]: 1.0 for pair in pairs if pair in self.cells}
                self.program.row(0, 1, terms)

    def _totals(self) -> None:
        minutes = {s.id: s.minutes for s in self.instance.shifts}
        worked = {c: float(minutes[s]) for (_, s), c in self.cells.items()}
        self.program.row(self.who.min_minutes, self.who.max_minutes, worked)
        for shift, cap in self.who.caps.items():
            terms = {c: 1.0 for (_, s), c in self.cells.items() if s == shift}
            if cap < len(terms):
                self.program.row(0, cap, terms)

    def _weekends(self) -> None:
        """Count a weekend for the stretch that touches it: there is never more than one."""
        terms = {
            column: float(len({day // WEEK for day in range(a, b) if day % WEEK >= 5}))
            for (a, b), column in self.stretches.items()
        }
        self.program.row(0, self.who.max_weekends, {c: n for c, n in terms.items() if n})


def build(instance: Instance) -> tuple[Program, list[Line], int]:
    """Return the program, the columns by employee, and the cost of refusing every wish to work."""
    program, wishes = Program(), defaultdict[tuple[str, int, str], int](int)
    for wish in instance.on:
        wishes[wish.employee, wish.day, wish.shift] -= wish.weight
    for wish in instance.off:
        wishes[wish.employee, wish.day, wish.shift] += wish.weight
    lines = [Line(program, instance, employee, wishes) for employee in instance.staff]
    for line in lines:
        line.add()
    for cover in instance.cover:
        cells = (line.cells.get((cover.day, cover.shift)) for line in lines)
        terms = {cell: 1.0 for cell in cells if cell is not None}
        under = program.column(cover.under, cover.wanted, integer=False)
        over = program.column(cover.over, len(lines), integer=False)
        program.row(cover.wanted, cover.wanted, {**terms, under: 1.0, over: -1.0})
    return program, lines, sum(wish.weight for wish in instance.on)


def solve(task: Task) -> Answer:
    """Return what HiGHS found, its grid written."""
    instance = read(task.instance.read_text(encoding="utf-8"))
    program, lines, offset = build(instance)
    solver = highspy.Highs()
    solver.setOptionValue("output_flag", False)
    solver.setOptionValue("threads", task.threads)
    # By default HiGHS may stop at 0.01 % from the bound.
    solver.setOptionValue("mip_rel_gap", 0.0)
    solver.passModel(program.lp(offset))
    startup = task.spent
    solver.setOptionValue("time_limit", task.left)
    solver.run()
    status = solver.modelStatusToString(solver.getModelStatus()).lower()
    info = solver.getInfo()
    bound = info.mip_dual_bound
    if info.primal_solution_status != highspy.SolutionStatus.kSolutionStatusFeasible:
        return Answer(status, VERSION, None, bound, startup)
    values = solver.getSolution().col_value
    roster = {
        (line.who.id, day): shift
        for line in lines
        for (day, shift), column in line.cells.items()
        if values[column] > 0.5
    }
    write(task.out, instance, roster)
    return Answer(status, VERSION, round(info.objective_function_value), bound, startup)


if __name__ == "__main__":
    solve(asked(BEGAN)).say()
