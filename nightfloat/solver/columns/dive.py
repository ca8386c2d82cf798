"""A dive: fix cells that the LP nearly decides, price again, until whole columns are left.

What is fixed is a person's symbol on a day, and when all symbols are whole the member behind it. A
dive whose bound passes the cut goes back to its last decision and forbids it instead.
"""

from collections import Counter, defaultdict
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from math import log

import numpy as np
from numpy.typing import NDArray

from nightfloat.solver.arrays import Floats, Ints
from nightfloat.solver.columns.relaxed import (
    WHOLE,
    Again,
    Effort,
    Generated,
    Relaxed,
    heaviest,
    shares_of,
)
from nightfloat.solver.columns.roster import Column
from nightfloat.solver.timer import Timer, WallTimer

FREED = 4
# how near, in units of cost, bound and objective come in the steps of a dive of everybody
WHOLE_NEAR = 0.1
MOST_SHARE = 0.5
# how many times so few cells may be not fixed in what is said to be open; beyond that whole ones
# are said to be decided too
WIDE = 4
# rounds that a step has at least where its style has as many, however short the time
FEWEST = 10
# seconds that a decision takes for each day of each person
CELL = 1.5e-6


def unasked(cells: Floats) -> bool:
    """Leave alone what a dive leaves open, which goes on."""
    del cells
    return True


@dataclass(frozen=True, slots=True)
class Style:
    """How boldly to dive: fix cells above ``sure``, and at least ``share`` of the open ones.

    One that has fixed some and come to so ``few`` cells that are not whole says then what is open,
    and is told whether to go on.
    """

    sure: float = 0.85
    share: float = 0.06
    rounds: int = 8
    gap: float = 5e-4
    near: float = 1e-6
    retreats: int = 2
    few: int = 0


@dataclass(frozen=True, slots=True)
class _Cell:
    """A person's day and how much of which symbol (or member) the LP takes there."""

    value: float
    place: int
    day: int
    label: int


@dataclass
class Dive:
    """One dive from a relaxed roster; ``cells`` are those open at the start.

    What is ``paid`` anyhow is as for an ``Effort``; ``left`` hears once what its style asks for.
    """

    relaxed: Relaxed
    again: Again
    cells: Floats
    style: Style
    deadline: float
    cut: float = np.inf
    duals: Floats | None = None
    timer: Timer = field(default_factory=WallTimer)
    paid: float = 0.0
    left: Callable[[Floats], bool] = unasked
    _open: Floats = field(init=False)
    _fixed: NDArray[np.bool_] = field(init=False)
    _freed: Counter[int] = field(default_factory=Counter[int])
    _retreats: int = 0
    _share: float = 0.0
    _seconds: float = 0.0
    _rounds: int = field(init=False)
    _few: int = field(init=False)

    def __post_init__(self) -> None:
        self._rounds, self._few = self.style.rounds, self.style.few
        self._open = self.cells.copy()
        room = self.relaxed.room
        self._fixed = np.zeros((len(room.people), self.cells.shape[1]), np.bool_)
        self._labels = room.symbols

    def run(self) -> list[Column] | None:
        """Return one column per person, or None when the dive comes to nothing in time."""
        by_member = False
        while True:
            cells = self._fractional(by_member=by_member)
            if not self._goes_on(cells, by_member=by_member):
                return None
            if not cells:
                if by_member or self._distinct():
                    return self._end()
                by_member = True
                self._fixed[:] = False
                continue
            if not self._step(cells, by_member=by_member):
                return None

    def narrow(self, share: float) -> Floats | None:
        """Return the cells that are open when all but a share is fixed; None without time."""
        end = int(share * self._fixed.size)
        while len(cells := self._fractional(by_member=True)) > end:
            goes_on = self._goes_on(cells, by_member=True)
            if not (goes_on and self._step(cells, by_member=True, end=end)):
                return None
        self._fix(self._cells(whole=True, by_member=True), by_member=True)
        return self._open

    def _goes_on(self, cells: list[_Cell], *, by_member: bool) -> bool:
        """Say what is open if few enough cells are not whole; whether to go on."""
        if not 0 < len(cells) <= self._few or not self._fixed.any():
            return True
        kept = self._open.copy(), self._fixed.copy()
        if self._fixed.size - self._fixed.sum() > WIDE * self._few:
            self._fix(self._cells(whole=True, by_member=by_member), by_member=by_member)
        self._few, said = 0, self._open
        self._open, self._fixed = kept
        return self.left(said)

    def _step(self, cells: list[_Cell], *, by_member: bool, end: int = 0) -> bool:
        """Fix some cells on the way to so few, and generate again; whether it goes on, in time."""
        self.timer.spend(CELL * self._fixed.size)
        if self.timer.now > self.deadline:
            return False
        before = self._open.copy(), self._fixed.copy()
        started = self.timer.now
        self._hurry((len(cells) + 1) / (end + 1))
        self._fix(self._pick(cells), by_member=by_member)
        generated = self._again()
        self._seconds = self.timer.now - started
        self._free()
        return generated.bound <= self.cut + 1e-6 or self._retreat(
            cells, before, by_member=by_member
        )

    def _hurry(self, times: float) -> None:
        """Give steps fewer rounds, then more cells, if ``times`` fewer are too far at this pace."""
        left, style, before = max(1e-3, self.deadline - self.timer.now), self.style, self._rounds
        share = log(times) * self._seconds / left
        if share > 0:
            least = min(FEWEST, style.rounds)
            self._rounds = max(least, min(style.rounds, int(before * style.share / share)))
        self._share = min(MOST_SHARE, max(style.share, share * self._rounds / before))

    def _distinct(self) -> bool:
        """Whether no two members share a symbol among those in use."""
        return all(len(set(labels.tolist())) == len(labels) for labels in self._labels)

    def _again(self) -> Generated:
        effort = Effort(
            deadline=min(self.deadline, self.timer.now + 60),
            smoothing=0.5,
            gap=self.style.gap,
            near=self.style.near,
            rounds=self._rounds,
            cut=self.cut,
            paid=self.paid,
        )
        found = self.again(self._open, effort, self.duals)
        self.duals = found.duals
        return found

    def _fractional(self, *, by_member: bool) -> list[_Cell]:
        return self._cells(whole=False, by_member=by_member)

    def _cells(self, *, whole: bool, by_member: bool) -> list[_Cell]:
        """Return the cells not fixed that are (not) whole, the surest first."""
        taken = shares_of(self.relaxed, None if by_member else self._labels)
        top, label = taken.max(axis=2), taken.argmax(axis=2)
        places, days = np.nonzero(((top >= WHOLE) == whole) & ~self._fixed)
        found = [
            _Cell(float(top[p, d]), int(p), int(d), int(label[p, d]))
            for p, d in zip(places, days, strict=True)
        ]
        found.sort(key=lambda cell: -cell.value)
        return found

    def _pick(self, cells: list[_Cell]) -> list[_Cell]:
        least = max(1, int(self._share * len(cells)))
        return [c for n, c in enumerate(cells) if n < least or c.value >= self.style.sure]

    def _fix(self, picked: list[_Cell], *, by_member: bool) -> None:
        """Fix cells, of each person only such as some column in use has all at once."""
        by_place: defaultdict[int, list[_Cell]] = defaultdict(list)
        for cell in picked:
            by_place[cell.place].append(cell)
        in_use = self._in_use(by_member=by_member)
        for place, cells in by_place.items():
            columns = in_use[place]
            for cell in cells:
                kept = [c for c in columns if c[cell.day] == cell.label]
                if kept:
                    columns = kept
                    self._close(cell, by_member=by_member)

    def _in_use(self, *, by_member: bool) -> defaultdict[int, list[Ints]]:
        places = self.relaxed.room.places
        found: defaultdict[int, list[Ints]] = defaultdict(list)
        columns = self.relaxed.columns
        for index in np.flatnonzero(self.relaxed.weights > 1e-7):
            one = columns[int(index)]
            place = places[one.person]
            found[place].append(one.members if by_member else self._labels[place][one.members])
        return found

    def _names(self, place: int, *, by_member: bool) -> Ints:
        """Return what cells call the members of a person's day: themselves, or their symbols."""
        labels = self._labels[place]
        return np.arange(len(labels)) if by_member else labels

    def _close(self, cell: _Cell, *, by_member: bool) -> None:
        person = self.relaxed.room.people[cell.place]
        labels = self._names(cell.place, by_member=by_member)
        self._open[person, cell.day, labels != cell.label] = np.inf
        self._fixed[cell.place, cell.day] = True

    def _free(self) -> None:
        """Open the cells of people whom the fixed ones left without a row, a few times."""
        for person in self.relaxed.without:
            place = self.relaxed.room.places[person]
            if self._fixed[place].any() and self._freed[person] < FREED:
                self._freed[person] += 1
                self._fixed[place] = False
                self._open[person] = self.cells[person]

    def _retreat(
        self, cells: list[_Cell], before: tuple[Floats, NDArray[np.bool_]], *, by_member: bool
    ) -> bool:
        """Take the last decisions back and forbid the least sure of them; False when tired."""
        if self._retreats >= self.style.retreats:
            return False
        self._retreats += 1
        self._open, self._fixed = before
        cell = self._pick(cells)[-1]
        person = self.relaxed.room.people[cell.place]
        labels = self._names(cell.place, by_member=by_member)
        if (np.isfinite(self._open[person, cell.day]) & (labels != cell.label)).any():
            self._open[person, cell.day, labels == cell.label] = np.inf
        self.style = replace(self.style, share=self.style.share / 2)
        return self._again().bound <= self.cut + 1e-6

    def _end(self) -> list[Column] | None:
        return None if self.relaxed.without else heaviest(self.relaxed)
