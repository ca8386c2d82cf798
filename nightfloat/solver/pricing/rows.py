"""Rows that link people, or that a pricing programme leaves open, as sparse arrays."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

import numpy as np
from numpy.typing import NDArray

from nightfloat.constraints.emitter import Row
from nightfloat.solver.arrays import Floats, Ints
from nightfloat.solver.neutral import Limit, NeutralModel
from nightfloat.solver.pricing.chains import Bound
from nightfloat.solver.pricing.parts import Days, ForeignError, Types, having, holds
from nightfloat.solver.steps import in_steps

# how many units a row may be missed by, more than any is
MOST = 1e6


@dataclass(frozen=True)
class Slack:
    """What lets rows be missed: ``cost`` a unit, ``most`` units, its factor in each row."""

    cost: float
    most: float
    rows: tuple[tuple[int, float], ...]


@dataclass(frozen=True)
class Rows:
    """The master's rows and what a column adds to them.

    Attributes
    ----------
    low, high
        Range of each row, infinite where there is none.
    owner, hard
        The person a row is about, -1 for the team; whether it is a requirement.
    cell, cell_row, cell_factor
        Triples sorted by cell: person, day and member as one number.
    event, event_row, event_factor
        The same for events: person and event as one number.
    """

    low: Floats
    high: Floats
    owner: Ints
    hard: NDArray[np.bool_]
    slacks: tuple[Slack, ...]
    cell: Ints
    cell_row: Ints
    cell_factor: Floats
    event: Ints
    event_row: Ints
    event_factor: Floats

    @property
    def count(self) -> int:
        """Number of rows."""
        return len(self.low)


@dataclass
class RowWriter:
    """Gathers rows; ``big`` is what a unit of a requirement missed costs."""

    model: NeutralModel
    days: Days
    members: Sequence[Types]
    big: float
    low: list[float] = field(default_factory=list[float])
    high: list[float] = field(default_factory=list[float])
    owner: list[int] = field(default_factory=list[int])
    hard: list[bool] = field(default_factory=list[bool])
    slacks: list[Slack] = field(default_factory=list[Slack])
    _cells: list[tuple[Ints, int, Floats]] = field(default_factory=list[tuple[Ints, int, Floats]])
    _events: list[tuple[int, int, float]] = field(default_factory=list[tuple[int, int, float]])

    def __post_init__(self) -> None:
        self._with = having(self.days, self.members)
        self._type = np.array(self.days.type_of, np.int64)
        self._day = np.array(self.days.day_of, np.int64)

    def team(self, item: Limit, weight: float) -> None:
        """Write a limit on several people; the amount of several rows is that of the worst."""
        first, shared = len(self.low), len(item.rows) > 1 and not np.isinf(weight)
        rows = [side for row in item.rows for side in _sides(row)] if shared else item.rows
        for row in rows:
            self._open(row.at_least, row.at_most, -1, hard=bool(np.isinf(weight)))
            self._terms(row.terms, len(self.low) - 1)
        if shared and len(rows) > 1:
            self._share(rows, first, weight)
            return
        for number, row in enumerate(rows, first):
            self._slack(number, row.under, row.over, weight)

    def _terms(self, terms: Sequence[tuple[int, int]], number: int) -> None:
        plain = [(f, lit) for f, lit in terms if lit < self.model.posts]
        if plain:
            factors, lits = (np.array(part) for part in zip(*plain, strict=True))
            self._posts(lits.astype(np.int64), factors.astype(float), number)
        for factor, lit in terms:
            if lit >= self.model.posts:
                self._disjunction(factor, lit, number)

    def _posts(self, lits: Ints, factors: Floats, number: int) -> None:
        person, shift = np.divmod(lits, len(self.model.shifts))
        base = (person * self.model.length + self._day[shift]) * len(self.members)
        at, member = np.nonzero(self._with[self._type[shift]])
        self._cells.append((base[at] + member, number, factors[at]))

    def _disjunction(self, factor: int, lit: int, number: int) -> None:
        """Write a literal that holds when one of a day's posts does."""
        by_day = self.days.by_day(lit)
        if len(by_day) > 1:
            message = "a row on several people counts something that takes more than a day"
            raise ForeignError(message)
        person = self.model.parts(lit)[0] // len(self.model.shifts)
        for day, types in by_day.items():
            with_ = np.flatnonzero(holds(types, self.members))
            base = (person * self.model.length + day) * len(self.members)
            self._cells.append((base + with_, number, np.full(len(with_), float(factor))))

    def personal(self, person: int, bound: Bound, open_: NDArray[np.bool_], events: int) -> None:
        """Write a sum of one person that the programme does not count, a priced one in steps."""
        hard = bool(np.isinf(bound.weight))
        step = 1 if hard else bound.sum.unit
        days, members = np.nonzero((bound.sum.factors != 0) & open_)
        cells = (person * self.model.length + days) * len(self.members) + members
        factors = bound.sum.factors[days, members] / step
        for row in in_steps(bound.row, step):
            number = len(self.low)
            self._open(row.at_least, row.at_most, person, hard=hard)
            self._cells.append((cells, number, factors))
            for event, factor in bound.sum.events:
                self._events.append((person * events + event, number, factor / step))
            self._slack(number, row.under, row.over, bound.weight)

    def _open(self, low: int | None, high: int | None, owner: int, *, hard: bool) -> None:
        self.low.append(-np.inf if low is None else float(low))
        self.high.append(np.inf if high is None else float(high))
        self.owner.append(owner)
        self.hard.append(hard)

    def _share(self, rows: Sequence[Row], first: int, weight: float) -> None:
        """Let one-sided rows be missed together, by the amount of the worst."""
        missed = tuple(
            (number, -1.0 / row.over if row.at_least is None else 1.0 / row.under)
            for number, row in enumerate(rows, first)
        )
        dearest = max(max(row.under, row.over) for row in rows)
        self.slacks.append(Slack(weight, MOST * dearest, missed))

    def _slack(self, number: int, under: int, over: int, weight: float) -> None:
        """Let one row be missed on either side; what costs nothing is no bound."""
        price = self.big if np.isinf(weight) else weight
        for side, units, sign in ((self.low, under, 1.0), (self.high, over, -1.0)):
            if np.isfinite(side[number]) and units:
                self.slacks.append(Slack(price * units, MOST, ((number, sign),)))
            elif np.isfinite(side[number]):
                side[number] = -np.inf if sign > 0 else np.inf

    def rows(self) -> Rows:
        """Return everything written."""
        cell, row, factor = _joined(self._cells)
        order = np.argsort(cell, kind="stable")
        found = sorted(self._events)
        return Rows(
            low=np.array(self.low, np.float64),
            high=np.array(self.high, np.float64),
            owner=np.array(self.owner, np.int64),
            hard=np.array(self.hard, np.bool_),
            slacks=tuple(self.slacks),
            cell=cell[order],
            cell_row=row[order],
            cell_factor=factor[order],
            event=np.array([e for e, _, _ in found], np.int64),
            event_row=np.array([r for _, r, _ in found], np.int64),
            event_factor=np.array([f for _, _, f in found], np.float64),
        )


def _sides(row: Row) -> list[Row]:
    """Return a row for each side that costs something to miss."""
    under = row.at_least is not None and row.under > 0
    over = row.at_most is not None and row.over > 0
    return [replace(row, at_most=None)] * under + [replace(row, at_least=None)] * over


def _joined(parts: Sequence[tuple[Ints, int, Floats]]) -> tuple[Ints, Ints, Floats]:
    if not parts:
        return np.zeros(0, np.int64), np.zeros(0, np.int64), np.zeros(0)
    cell = np.concatenate([c for c, _, _ in parts])
    row = np.concatenate([np.full(len(c), r, np.int64) for c, r, _ in parts])
    return cell, row, np.concatenate([f for _, _, f in parts])
