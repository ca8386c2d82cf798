"""A shape as a graph of hubs and work states in flat arrays, ready for the kernel.

A hub is a state before the first day or after a free day. Between two hubs lies one stretch of
work: it starts at a gate, which all hubs share from which work costs the same but for a constant.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from nightfloat.solver.arrays import Floats, Ints
from nightfloat.solver.pricing.steps import State, Step, Steps
from nightfloat.solver.pricing.symbols import Symbols

MOST_STATES = 30_000


class Graph(NamedTuple):
    """Flat arrays of one shape; kinds of day come first, -1 means forbidden.

    ``off_next``, ``off_cost``, ``gate`` and ``gate_cost`` are by kind and hub. Arcs of gates and of
    work states are ranges of ``arc_*``: those of gate g of kind k start at ``gate_arcs[k, g]``,
    those of work state w at ``work_arcs[k, w]``. ``exit_hub`` and ``exit_cost`` are by kind and
    work state, for the free day that ends a stretch. ``fine_reset`` and ``coarse_reset`` are by day
    the place of the sum that ends with it, -1 if none does.
    """

    kind: Ints
    off_next: Ints
    off_cost: Floats
    gate: Ints
    gate_cost: Floats
    gate_arcs: Ints
    work_arcs: Ints
    exit_hub: Ints
    exit_cost: Floats
    arc_symbol: Ints
    arc_head: Ints
    arc_cost: Floats
    arc_slot: Ints
    arc_fine: Ints
    arc_fine_ending: Ints
    arc_coarse: Ints
    arc_coarse_ending: Ints
    fine_reset: Ints
    coarse_reset: Ints
    longest: int
    slots: int


class TooManyStatesError(Exception):
    """The states of a row do not fit into a table."""


@dataclass
class _Numbers:
    """Numbers of states on first sight, and the states by number."""

    of: dict[State, int] = field(default_factory=dict[State, int])
    states: list[State] = field(default_factory=list[State])

    def __getitem__(self, state: State) -> int:
        number = self.of.setdefault(state, len(self.of))
        if number == len(self.states):
            self.states.append(state)
        if number > MOST_STATES:
            raise TooManyStatesError
        return number


# to the fine sum counted now and the one that ends, and to the coarse ones
type Adds = tuple[int, int, int, int]


class Arc(NamedTuple):
    """A symbol, the work state it leads to, cost, slot of events, and what it adds to counters."""

    symbol: int
    head: int
    cost: float
    slot: int
    adds: Adds


class _Front(NamedTuple):
    """The hubs and work states in which a day may begin."""

    hubs: tuple[int, ...]
    works: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class _Reached:
    """The hub that a free day leads to, and the work states that the symbols lead to."""

    hub: int | None
    works: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class _Onward:
    """The states in which the next day may begin, and the ways into its work states.

    ``heads`` are places among those, ``tails`` among the work states before, -1 for a hub.
    """

    front: _Front
    tails: NDArray[np.int32]
    heads: NDArray[np.int32]

    def depths(self, before: Ints) -> Ints:
        """Return how long a stretch can be in each work state, given those of the day before."""
        found = np.zeros(len(self.front.works), np.int64)
        np.maximum.at(found, self.heads, np.append(before, 0)[self.tails] + 1)
        return found


@dataclass
class Compiler:
    """Walks all states that can be reached, day by day.

    ``slots[day]`` lists the sets of events (numbers) that can happen at once on a day; slot 0 is
    none.
    """

    steps: Steps
    starts: Sequence[State]
    hubs: _Numbers = field(default_factory=_Numbers)
    works: _Numbers = field(default_factory=_Numbers)

    def __post_init__(self) -> None:
        kinds, self._first = self.symbols.kinds
        self._kind = [int(k) for k in kinds]
        count = len(self._first)
        self._off: list[dict[int, tuple[int, float]]] = [{} for _ in range(count)]
        self._into: list[dict[int, list[Arc]]] = [{} for _ in range(count)]
        self._work: list[dict[int, list[Arc]]] = [{} for _ in range(count)]
        self._exit: list[dict[int, tuple[int, float]]] = [{} for _ in range(count)]
        self._known: dict[tuple[int, int, int], _Reached] = {}
        self._slots: list[dict[tuple[int, ...], int]] = [{(): 0} for _ in range(count)]
        self._adds: list[dict[tuple[int, int], Adds]] = [{} for _ in range(count)]

    @property
    def symbols(self) -> Symbols:
        """What the steps are taken by."""
        return self.steps.symbols

    def walk(self) -> Graph:
        """Return the graph of everything that the starts can reach."""
        front = _Front(tuple(dict.fromkeys(self.hubs[state] for state in self.starts)), ())
        depths, deepest = np.zeros(0, np.int64), 0
        known: dict[tuple[int, _Front], _Onward] = {}
        for day, kind in enumerate(self._kind):
            key = kind, front
            if key not in known:
                known[key] = self._onward(day, front)
            depths, front = known[key].depths(depths), known[key].front
            deepest = max(deepest, int(depths.max(initial=0)))
        return self._flat(deepest)

    def _onward(self, day: int, front: _Front) -> _Onward:
        reached = [(-1, self._from_hub(day, number)) for number in front.hubs]
        reached += [(n, self._from_work(day, number)) for n, number in enumerate(front.works)]
        hubs = dict.fromkeys(one.hub for _, one in reached if one.hub is not None)
        works = tuple(dict.fromkeys(work for _, one in reached for work in one.works))
        place = {work: n for n, work in enumerate(works)}
        ways = [(tail, place[work]) for tail, one in reached for work in one.works]
        tails, heads = np.array(ways, np.int32).reshape(-1, 2).T
        return _Onward(_Front(tuple(hubs), works), tails, heads)

    def _from_hub(self, day: int, number: int) -> _Reached:
        kind = self._kind[day]
        return self._reach(day, self.hubs.states[number], number, self._off[kind], self._into[kind])

    def _from_work(self, day: int, number: int) -> _Reached:
        kind = self._kind[day]
        tables = self._exit[kind], self._work[kind]
        return self._reach(day, self.works.states[number], number, *tables)

    def _reach(
        self,
        day: int,
        state: State,
        number: int,
        off: dict[int, tuple[int, float]],
        arcs: dict[int, list[Arc]],
    ) -> _Reached:
        """Return what a state leads to on a day, written into the tables of its kind once."""
        key = (self._kind[day], id(off), number)
        if key not in self._known:
            free, *taken = self.steps.out(day, state)
            if free is not None:
                off[number] = self.hubs[free.state], free.cost
            arcs[number] = self._arcs(day, taken)
            works = tuple(dict.fromkeys(arc.head for arc in arcs[number]))
            self._known[key] = _Reached(None if free is None else off[number][0], works)
        return self._known[key]

    def _arcs(self, day: int, taken: Sequence[Step | None]) -> list[Arc]:
        found: list[Arc] = []
        slots, adds = self._slots[self._kind[day]], self._adds[self._kind[day]]
        for symbol, step in enumerate(taken, 1):
            if step is None:
                continue
            slot = slots.setdefault(step.events, len(slots))
            if (symbol, slot) not in adds:
                adds[symbol, slot] = self._added(day, symbol, step.events)
            head = self.works[step.state]
            found.append(Arc(symbol, head, step.cost, slot, adds[symbol, slot]))
        return found

    def _added(self, day: int, symbol: int, happening: tuple[int, ...]) -> Adds:
        """Return what a symbol adds to the counters, by the events that happen too."""
        member = self.symbols.example[symbol]
        numbers = {self.symbols.events[day][position] for position in happening}
        counters = self.symbols.shape.counters
        fine, coarse, *_ = *(c.added(day, member, numbers) for c in counters), (0, 0)
        return (*fine, *coarse)

    def _resets(self, number: int) -> Ints:
        """Return by day the place of a counter's sum that ends with it, -1 if none does."""
        found = np.full(self.symbols.length, -1, np.int64)
        for counter in self.symbols.shape.counters[number : number + 1]:
            found[list(counter.resets)] = range(len(counter.resets))
        return found

    @property
    def slots(self) -> list[list[tuple[int, ...]]]:
        """For each day and slot the numbers of the events that happen."""
        return [
            [
                tuple(self.symbols.events[day][p] for p in positions)
                for positions in self._slots[self._kind[day]]
            ]
            for day in range(self.symbols.length)
        ]

    def _flat(self, deepest: int) -> Graph:
        kinds, hubs, works = len(self._first), len(self.hubs.of), max(1, len(self.works.of))
        arcs: list[Arc] = []
        gate, gate_cost, gate_arcs = self._gates(arcs, kinds, hubs)
        work_arcs = np.zeros((kinds, works, 2), np.int64)
        for kind, table in enumerate(self._work):
            for state, out in table.items():
                work_arcs[kind, state] = len(arcs), len(arcs) + len(out)
                arcs += out
        off_next, off_cost = _table(self._off, hubs)
        exit_hub, exit_cost = _table(self._exit, works)
        return Graph(
            kind=np.array(self._kind, np.int64),
            off_next=off_next,
            off_cost=off_cost,
            gate=gate,
            gate_cost=gate_cost,
            gate_arcs=gate_arcs,
            work_arcs=work_arcs,
            exit_hub=exit_hub,
            exit_cost=exit_cost,
            arc_symbol=np.array([a.symbol for a in arcs], np.int64),
            arc_head=np.array([a.head for a in arcs], np.int64),
            arc_cost=np.array([a.cost for a in arcs], np.float64),
            arc_slot=np.array([a.slot for a in arcs], np.int64),
            arc_fine=np.array([a.adds[0] for a in arcs], np.int64),
            arc_fine_ending=np.array([a.adds[1] for a in arcs], np.int64),
            arc_coarse=np.array([a.adds[2] for a in arcs], np.int64),
            arc_coarse_ending=np.array([a.adds[3] for a in arcs], np.int64),
            fine_reset=self._resets(0),
            coarse_reset=self._resets(1),
            longest=max(1, deepest),
            slots=max(len(s) for s in self._slots),
        )

    def _gates(self, arcs: list[Arc], kinds: int, hubs: int) -> tuple[Ints, Floats, Ints]:
        """Return the gates of each kind of day; what is equal but for a constant is one gate."""
        gate, cost = np.full((kinds, hubs), -1, np.int64), np.zeros((kinds, hubs))
        spans: list[list[tuple[int, int]]] = []
        for kind, table in enumerate(self._into):
            known: dict[tuple[Arc, ...], int] = {}
            ranges: list[tuple[int, int]] = []
            for hub, out in table.items():
                if not out:
                    continue
                base = min(a.cost for a in out)
                key = tuple(Arc(a.symbol, a.head, a.cost - base, a.slot, a.adds) for a in out)
                if key not in known:
                    known[key] = len(known)
                    ranges.append((len(arcs), len(arcs) + len(key)))
                    arcs += key
                gate[kind, hub], cost[kind, hub] = known[key], base
            spans.append(ranges)
        most = max(1, *(len(s) for s in spans))
        flat = np.zeros((kinds, most, 2), np.int64)
        for kind, ranges in enumerate(spans):
            for number, span in enumerate(ranges):
                flat[kind, number] = span
        return gate, cost, flat


def _table(found: Sequence[dict[int, tuple[int, float]]], size: int) -> tuple[Ints, Floats]:
    heads, costs = np.full((len(found), size), -1, np.int64), np.zeros((len(found), size))
    for kind, table in enumerate(found):
        for state, (head, cost) in table.items():
            heads[kind, state], costs[kind, state] = head, cost
    return heads, costs
