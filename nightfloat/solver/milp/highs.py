"""The calls into HiGHS as a solver of mixed-integer programmes, never made beside ortools."""

# pyright: reportUnknownMemberType=false, reportUnknownVariableType=false
# pyright: reportUnknownArgumentType=false, reportAttributeAccessIssue=false

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import highspy
import numpy as np

from nightfloat.domain.result import SEEDS, Status
from nightfloat.solver.arrays import Floats
from nightfloat.solver.bounds import closer
from nightfloat.solver.milp.programme import Cost, Programme

# seconds between two looks at the bound where HiGHS does not ask by itself
LOOK = 1.0
STATUSES = {
    highspy.HighsModelStatus.kOptimal: Status.OPTIMAL,
    highspy.HighsModelStatus.kInfeasible: Status.INFEASIBLE,
    # every column is bounded, so nothing is unbounded
    highspy.HighsModelStatus.kUnboundedOrInfeasible: Status.INFEASIBLE,
    highspy.HighsModelStatus.kTimeLimit: Status.UNKNOWN,
    highspy.HighsModelStatus.kInterrupt: Status.UNKNOWN,
    highspy.HighsModelStatus.kHighsInterrupt: Status.UNKNOWN,
    highspy.HighsModelStatus.kMemoryLimit: Status.UNKNOWN,
    highspy.HighsModelStatus.kUnknown: Status.UNKNOWN,
    # numbers that HiGHS could not cope with prove nothing
    highspy.HighsModelStatus.kSolveError: Status.UNKNOWN,
}


@dataclass(frozen=True, slots=True)
class Effort:
    """What a run may take; equal seeds search alike.

    A run has one thread: with a second one HiGHS 1.15 searches the same nodes in the same time.
    """

    seconds: float
    seed: int


@dataclass(frozen=True, slots=True)
class Watch:
    """Who is told of values and bounds while HiGHS runs, and whether it has to stop."""

    found: Callable[[Floats, float], None]
    proved: Callable[[float], None]
    stopped: Callable[[], bool]


@dataclass(frozen=True, slots=True)
class Ending:
    """How a run ended and the bound it proved; no bound of an infeasible programme counts."""

    status: Status
    bound: float
    values: Floats | None


def minimise(
    programme: Programme,
    cost: Cost,
    kept: Sequence[tuple[Cost, int]],
    start: tuple[Floats, Floats] | None,
    effort: Effort,
    watch: Watch,
) -> Ending:
    """Minimise ``cost`` while every cost ``kept`` stays within its value.

    ``start`` has columns and their values; HiGHS completes them.

    Raises
    ------
    RuntimeError
        If HiGHS refuses the programme.
    """
    if not len(programme.low):
        return _undecided(programme, cost)
    highs = highspy.Highs()
    _set(highs, effort, cost)
    if highs.passModel(_model(programme, cost)) == highspy.HighsStatus.kError:
        message = "HiGHS refused the programme"
        raise RuntimeError(message)
    for earlier, value in kept:
        columns = earlier.columns.astype(np.int32)
        factors = earlier.factors.astype(np.float64)
        highs.addRow(-np.inf, float(value - earlier.offset), len(columns), columns, factors)
    if start is not None:
        columns, values = start
        highs.setSolution(len(columns), columns.astype(np.int32), values)
    run = _Run(watch)
    highs.cbMipImprovingSolution.subscribe(run.improved)
    highs.cbMipLogging.subscribe(run.looked)
    highs.cbMipInterrupt.subscribe(run.asked)
    highs.run()
    highs.clearCallbacks()
    return run.ended(highs)


@dataclass
class _Run:
    """One run: what a watcher raises inside HiGHS ends it and is raised after it."""

    watch: Watch
    bound: float = -math.inf
    error: Exception | None = None

    def improved(self, event: highspy.HighsCallbackEvent) -> None:
        values = np.array(event.data_out.mip_solution, np.float64)
        self._safely(lambda: self.watch.found(values, self.bound))

    def looked(self, event: highspy.HighsCallbackEvent) -> None:
        bound = float(event.data_out.mip_dual_bound)
        if math.isfinite(bound) and bound > self.bound:
            self.bound = bound
            self._safely(lambda: self.watch.proved(bound))

    def asked(self, event: highspy.HighsCallbackEvent) -> None:
        self.looked(event)
        if self.error is not None or self.watch.stopped():
            event.interrupt()

    def _safely(self, said: Callable[[], None]) -> None:
        if self.error is None:
            try:
                said()
            except Exception as error:  # noqa: BLE001 - nothing may be raised through HiGHS
                self.error = error

    def ended(self, highs: highspy.Highs) -> Ending:
        if self.error is not None:
            raise self.error
        code = highs.getModelStatus()
        if code not in STATUSES:
            message = f"HiGHS ended with {highs.modelStatusToString(code)}"
            raise RuntimeError(message)
        info, status = highs.getInfo(), STATUSES[code]
        solved = info.primal_solution_status == highspy.SolutionStatus.kSolutionStatusFeasible
        values = np.array(highs.getSolution().col_value, np.float64) if solved else None
        if status is Status.UNKNOWN and solved:
            status = Status.FEASIBLE
        return Ending(status, self._last_bound(info, status), values)

    def _last_bound(self, info: highspy.HighsInfo, status: Status) -> float:
        if status is Status.INFEASIBLE:
            return 0.0
        last = float(info.mip_dual_bound)
        return max(last, self.bound) if math.isfinite(last) else self.bound


def _undecided(programme: Programme, cost: Cost) -> Ending:
    """Return how a programme without columns ends, of which HiGHS proves nothing."""
    holds = bool(((programme.least <= 0) & (programme.most >= 0)).all())
    return Ending(Status.OPTIMAL if holds else Status.INFEASIBLE, cost.offset, np.zeros(0))


def _set(highs: highspy.Highs, effort: Effort, cost: Cost) -> None:
    for option, value in (
        ("output_flag", False),
        ("threads", 1),
        ("random_seed", effort.seed % SEEDS),
        ("time_limit", max(0.01, effort.seconds)),
        ("mip_rel_gap", 0.0),
        # costs are whole units apart: closer than one is the same
        ("mip_abs_gap", closer(cost.unit)),
        ("mip_min_logging_interval", LOOK),
    ):
        if highs.setOptionValue(option, value) != highspy.HighsStatus.kOk:
            message = f"HiGHS does not take {option} = {value}"
            raise RuntimeError(message)


def _model(programme: Programme, cost: Cost) -> highspy.HighsLp:
    model, columns = highspy.HighsLp(), len(programme.low)
    model.num_col_, model.num_row_ = columns, len(programme.least)
    model.col_cost_, model.offset_ = cost.dense(columns), float(cost.offset)
    model.col_lower_, model.col_upper_ = programme.low, programme.high
    model.row_lower_, model.row_upper_ = programme.least, programme.most
    model.a_matrix_.format_ = highspy.MatrixFormat.kRowwise
    model.a_matrix_.start_ = programme.starts.astype(np.int32)
    model.a_matrix_.index_ = programme.columns.astype(np.int32)
    model.a_matrix_.value_ = programme.factors
    model.integrality_ = [highspy.HighsVarType.kInteger] * columns
    return model
