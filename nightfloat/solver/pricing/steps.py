"""How the state of a row changes from one day to the next, by the symbol that is taken."""

from collections.abc import Callable, Hashable, Sequence
from dataclasses import dataclass
from functools import cache, cached_property
from typing import NamedTuple

import numpy as np

from nightfloat.solver.pricing.symbols import Symbols

type Runs = tuple[int, ...]
type State = tuple[Runs, int, tuple[bool, ...], tuple[int, ...]]
type Inside = tuple[bool, ...]
# by symbol: the next states of the runs and what the day adds, None when it is forbidden
type Moves = list[tuple[Runs, float] | None]
# by symbol: what is remembered of events or rests, and which events happen
type Happening[Memory] = list[tuple[Memory, tuple[int, ...]]]


class Step(NamedTuple):
    """Where a symbol leads, what that costs, and which events happen by it (positions)."""

    state: State
    cost: float
    events: tuple[int, ...]


@dataclass(frozen=True)
class Steps:
    """The transition function of one shape.

    A state is (run states, class of the last symbol, which open events have happened, since when
    somebody is free in each rest).
    """

    symbols: Symbols

    @cached_property
    def _classes(self) -> tuple[tuple[int, ...], ...]:
        """For each day and symbol, the class of its member: those with one row are one."""
        found: dict[int, tuple[int, ...]] = {}
        for number in set(self.symbols.shape.boundaries):
            rows: dict[bytes, int] = {}
            matrix = self.symbols.book.matrices[number][list(self.symbols.example)]
            found[number] = tuple(rows.setdefault(row.tobytes(), len(rows)) for row in matrix)
        last_day = (0,) * len(self.symbols.example)
        return (*(found[number] for number in self.symbols.shape.boundaries), last_day)

    @cached_property
    def _after(self) -> tuple[dict[int, list[float]], ...]:
        """For each day and class of the symbol before, what each symbol costs after it."""
        example = list(self.symbols.example)
        found: dict[int, dict[int, list[float]]] = {}
        for number, classes in zip(self.symbols.shape.boundaries, self._classes, strict=False):
            if number not in found:
                costs = self.symbols.book.matrices[number][np.ix_(example, example)].tolist()
                found[number] = dict(zip(classes, costs, strict=True))
        first_day = {0: [0.0] * len(example)}
        return (first_day, *(found[number] for number in self.symbols.shape.boundaries))

    def _goes_on(self, day: int, member: int) -> Inside:
        """Return which runs a member goes on with."""
        runs = self.symbols.shape.runs
        return tuple(bool(self.symbols.book.masks[r.masks[day]][member]) is r.on for r in runs)

    def start(self, runs: tuple[int, ...], rests: Sequence[tuple[int, int]]) -> State:
        """Return the state before the first day."""
        return runs, 0, (), tuple(start for n, start in rests if self.symbols.rest_of[n].first == 0)

    def out(self, day: int, state: State) -> list[Step | None]:
        """Return what happens when each symbol is taken on ``day``; None when it is forbidden."""
        runs, last, happened, free = state
        kind = self._kind[day]
        parts = zip(
            self._after[day][last],
            self._classes[day],
            self._moves(kind, runs),
            self._happening(kind, happened),
            self._resting(kind, free),
            strict=True,
        )
        return [
            None
            if moved is None or cost == np.inf
            else Step((moved[0], last, lasting, since), moved[1] + cost, events + losses)
            for cost, last, moved, (lasting, events), (since, losses) in parts
        ]

    @cached_property
    def _kind(self) -> list[int]:
        return self.symbols.kinds[0].tolist()

    # Many states share their runs, others their events or rests: each part is looked up by itself.
    @cached_property
    def _moves(self) -> Callable[[int, Runs], Moves]:
        first = self.symbols.kinds[1]
        inside = [[self._goes_on(day, m) for m in self.symbols.example] for day in first]

        @cache
        def moves(kind: int, runs: Runs) -> Moves:
            known = {one: self._advanced(first[kind], runs, one) for one in set(inside[kind])}
            return [known[one] for one in inside[kind]]

        return moves

    @cached_property
    def _happening(self) -> Callable[[int, tuple[bool, ...]], Happening[tuple[bool, ...]]]:
        return self._by_symbol(self._happen)

    @cached_property
    def _resting(self) -> Callable[[int, tuple[int, ...]], Happening[tuple[int, ...]]]:
        return self._by_symbol(self._rest)

    def _by_symbol[Memory: Hashable](
        self, one: Callable[[int, Memory, int], tuple[Memory, tuple[int, ...]]]
    ) -> Callable[[int, Memory], Happening[Memory]]:
        """Return what ``one`` says of a day, a memory and a member, for all symbols of a kind."""
        first, example = self.symbols.kinds[1], self.symbols.example

        @cache
        def found(kind: int, memory: Memory) -> Happening[Memory]:
            return [one(first[kind], memory, member) for member in example]

        return found

    def _advanced(self, day: int, states: Runs, inside: Inside) -> tuple[Runs, float] | None:
        """Return the next states of the runs and what the day adds; None when it is forbidden."""
        total, found = 0.0, list[int]()
        for rule, state, goes_on in zip(self.symbols.shape.runs, states, inside, strict=True):
            after, units = rule.advance(state, day, inside=goes_on)
            if units and rule.cost == np.inf:
                return None
            total += units * rule.cost if units else 0.0
            found.append(after)
        return tuple(found), total

    def _happen(
        self, day: int, happened: tuple[bool, ...], member: int
    ) -> tuple[tuple[bool, ...], tuple[int, ...]]:
        """Return which events lasting beyond the day have happened, and which happen now."""
        before = iter(happened)
        lasting: list[bool] = []
        now: list[int] = []
        types = self.symbols.book.members[member]
        for position, (wanted, opens, ends) in enumerate(self.symbols.marks[day]):
            was = False if opens else next(before)
            if not was and not types.isdisjoint(wanted):
                now.append(position)
            if not ends:
                lasting.append(was or not types.isdisjoint(wanted))
        return tuple(lasting), tuple(now)

    def _rest(
        self, day: int, free: tuple[int, ...], member: int
    ) -> tuple[tuple[int, ...], tuple[int, ...]]:
        """Return since when somebody is free after the day, and the losses that happen."""
        before, types = iter(free), self.symbols.book.members[member]
        after: list[int] = []
        losses: list[int] = []
        for rest in self.symbols.rests[day]:
            was = next(before) if rest.opening is None else rest.opening
            at, lost = rest.day.take(was, types)
            losses += rest.losses[lost - 1 : lost] if lost else ()
            if not rest.ends:
                after.append(rest.day.settle(at))
        return tuple(after), tuple(losses)
