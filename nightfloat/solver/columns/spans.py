"""On which days who can add to a row: where a patch has to be to change it."""

from dataclasses import dataclass

import numpy as np

from nightfloat.solver.arrays import Ints
from nightfloat.solver.pricing.problem import Problem


@dataclass(frozen=True, slots=True)
class Spans:
    """The first day of each row and the day after its last; the last day where there is none."""

    first: Ints
    end: Ints


def spans(problem: Problem) -> Spans:
    """Return the days of rows: those of their cells and of their events together."""
    rows = problem.rows
    first, last = np.full(rows.count, problem.length - 1), np.zeros(rows.count, np.int64)
    days = (rows.cell // len(problem.members)) % problem.length
    np.minimum.at(first, rows.cell_row, days)
    np.maximum.at(last, rows.cell_row, days)
    if problem.events:
        event = rows.event % len(problem.events)
        starts = np.array([by_day[0][0] for by_day in problem.events], np.int64)
        ends = np.array([by_day[-1][0] for by_day in problem.events], np.int64)
        np.minimum.at(first, rows.event_row, starts[event])
        np.maximum.at(last, rows.event_row, ends[event])
    return Spans(first, np.maximum(first, last) + 1)


def people_of(problem: Problem, row: int) -> Ints:
    """Return who can add to a row."""
    rows = problem.rows
    cells = rows.cell[rows.cell_row == row] // (len(problem.members) * problem.length)
    events = rows.event[rows.event_row == row] // max(1, len(problem.events))
    return np.union1d(cells, events)
