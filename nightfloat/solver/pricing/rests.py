"""Free periods of one person, day by day: work takes some of those that could have been.

A free period begins as early as it can: where a span begins, or the last work or period ended. What
work takes is then known when it is done, and all there is to remember is since when somebody is
free.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import pairwise

from nightfloat.constraints.patterns import count_free
from nightfloat.solver.neutral import RestPeriods
from nightfloat.solver.pricing.parts import Days, Parts, Types

DAY = 1440
# a span's end when there is no span
NEVER = -(1 << 40)

type Span = tuple[int, int]
type Piece = tuple[int, int, int]


@dataclass(frozen=True, slots=True)
class RestDay:
    """One day of a rest; its minutes count from ``DAY`` times its number.

    Attributes
    ----------
    work
        Type, begin and end of what can be worked, in order of begin.
    until
        Where the span ends in which the day's work begins.
    then
        The next span, as far as work can touch it.
    enter
        The minute from which free time counts on the next day; None within one span.
    limit
        No later work begins before that minute of its day.
    phases
        Where work begins and spans begin and end, on the next day, within one period.
    """

    work: tuple[Piece, ...]
    until: int
    then: Span
    minutes: int
    enter: int | None
    limit: int
    phases: tuple[int, ...]

    def take(self, free: int, types: Types) -> tuple[int, int]:
        """Return since when somebody is free who works these types, and the periods lost by it."""
        lost = 0
        for type_, begin, end in self.work:
            if type_ in types and end > free:
                kept = max(0, begin - free) // self.minutes
                lost += self._room(self.until, free) - kept - self._room(self.until, end)
                start, until = self.then
                lost += self._room(until, max(free, start)) - self._room(until, max(end, start))
                free = end
        return free, lost

    def settle(self, free: int) -> int:
        """Return the minute of the next day that stands for all with the same future."""
        free -= DAY
        if self.enter is not None:
            free = max(free, self.enter)
        free += max(0, (self.limit - free) // self.minutes) * self.minutes
        return free + min((phase - free) % self.minutes for phase in self.phases)

    def _room(self, until: int, free: int) -> int:
        return max(0, until - free) // self.minutes

    def most(self, types: Types) -> int:
        """Return what working these types loses at most."""
        work = [piece for piece in self.work if piece[0] in types]
        inside = sum((end - begin) // self.minutes + 2 for _, begin, end in work)
        start, until = self.then
        beyond = max((min(end, until) - start for *_, end in work), default=0)
        return inside + (beyond // self.minutes + 1 if beyond > 0 else 0)


@dataclass(frozen=True, slots=True)
class Rest:
    """The same for all whose work and spans are; ``opening`` is the state before ``first``."""

    first: int
    opening: int
    days: tuple[RestDay, ...]

    def on(self, day: int) -> RestDay | None:
        """Return the day's part, None where nothing is taken or remembered."""
        place = day - self.first
        return self.days[place] if 0 <= place < len(self.days) else None


@dataclass(frozen=True, slots=True)
class Resting:
    """What is asked of one person: ``start`` is the state before, ``spare`` periods may be lost."""

    rest: Rest
    start: int
    spare: int


def settle(parts: Parts, days: Days) -> list[Resting]:
    """Return what a person's free periods ask; those that no programme can say become foreign.

    Of the same periods after different histories it can say one.
    """
    found: list[Resting] = []
    starts, said = dict[Rest, int](), list[RestPeriods]()
    for item in parts.rests:
        asked = resting(item, days)
        if asked is None or starts.setdefault(asked.rest, asked.start) != asked.start:
            parts.foreign.append(item)
        else:
            said.append(item)
            found.append(asked)
    parts.rests[:] = said
    return found


def resting(item: RestPeriods, days: Days) -> Resting | None:
    """Return what an item asks of its person.

    None if its spans begin or end amid a day's work, history does not come first, or what it is
    free of is more than one shift.
    """
    work = _work(item, days)
    if work is None:
        return None
    facts = sorted((b.start, b.end) for b in item.blocks if b.lit < 0)
    times = _Times(sorted(item.within), item.minutes, work)
    if times.mixed(facts):
        return None
    first = 0 if facts else max(0, min(times.known, default=0))
    rest = Rest(first, times.state(first, ()), tuple(times.days(first)))
    spare = count_free(facts, item.within, item.minutes) - item.at_least
    return Resting(rest, times.state(first, facts), spare)


def _work(item: RestPeriods, days: Days) -> dict[int, list[Piece]] | None:
    """Return what can be worked by day, in minutes of the horizon."""
    found: dict[int, list[Piece]] = {}
    for block in item.blocks:
        if block.lit < 0:
            continue
        on = [(day, type_) for day, types in days.by_day(block.lit).items() for type_ in types]
        if len(on) != 1:
            return None
        day, type_ = on[0]
        found.setdefault(day, []).append((type_, block.start, block.end))
    return {day: sorted(found[day], key=lambda piece: piece[1]) for day in sorted(found)}


@dataclass(frozen=True)
class _Times:
    """Spans in order, and work by day, in minutes of the horizon."""

    spans: Sequence[Span]
    minutes: int
    work: Mapping[int, Sequence[Piece]]

    @cached_property
    def limit(self) -> int:
        """The minute of its day before which no work begins."""
        return min((pieces[0][1] - day * DAY for day, pieces in self.work.items()), default=0)

    @property
    def known(self) -> Sequence[int]:
        """Days with work, and the first one of each span."""
        return [*self.work, *(start // DAY for start, _ in self.spans)]

    def mixed(self, facts: Sequence[Span]) -> bool:
        """Whether days' work is not in order, reaches past two spans, or is divided by one."""
        if any(self._far(*piece[1:]) for pieces in self.work.values() for piece in pieces):
            return True
        begins = [[begin for _, begin, _ in pieces] for pieces in self.work.values()]
        edges = [edge for span in self.spans for edge in span]
        if any(row[0] < edge <= row[-1] for row in begins for edge in edges):
            return True
        late = bool(begins) and any(begin > begins[0][0] for begin, _ in facts)
        return late or any(a[-1] > b[0] for a, b in pairwise(begins))

    def _far(self, begin: int, end: int) -> bool:
        """Whether work touches more than the next one of the spans after that it begins in."""
        return sum(begin < start < end for start, _ in self.spans) > 1

    def state(self, first: int, facts: Sequence[Span]) -> int:
        """Return the state before a day, after what is certain."""
        free = max((end for _, end in facts), default=self.spans[0][0] if self.spans else 0)
        before = replace(self._day(first - 1), enter=self._enter(first))
        return before.settle(free - (first - 1) * DAY)

    def days(self, first: int) -> Iterator[RestDay]:
        """Yield every day from the first on, until nothing is remembered."""
        for day in range(first, max(self.work, default=first - 1) + 1):
            yield self._day(day)

    def _day(self, day: int) -> RestDay:
        base, pieces = day * DAY, self.work.get(day, ())
        work = tuple((type_, begin - base, end - base) for type_, begin, end in pieces)
        (now, then), (after, _) = self._at(day), self._at(day + 1)
        until = max((end for *_, end in pieces), default=base)
        return RestDay(
            work=work,
            until=NEVER if now is None else self._near(now[1], until) - base,
            then=self._touched(then, base, until),
            minutes=self.minutes,
            enter=None if after is not None and after == now else self._enter(day + 1),
            limit=self.limit if after is None else min(self.limit, after[1] - base - DAY),
            phases=self._phases(base + DAY),
        )

    def _touched(self, span: Span | None, base: int, until: int) -> Span:
        if span is None or span[0] >= until:
            return 0, 0
        return span[0] - base, self._near(span[1], until) - base

    def _at(self, day: int) -> tuple[Span | None, Span | None]:
        """Return the span in which a day's work begins, and the next one."""
        pieces = self.work.get(day)
        begin = pieces[0][1] if pieces else day * DAY + self.limit
        now = next((span for span in self.spans if span[0] <= begin < span[1]), None)
        return now, next((span for span in self.spans if span[0] > begin), None)

    def _enter(self, day: int) -> int:
        """Return since when free time counts, seen from a day that begins a span or is in none."""
        span = next((span for span in self._at(day) if span is not None), None)
        return DAY if span is None else span[0] - day * DAY

    def _near(self, end: int, until: int) -> int:
        """Return an end of a span that differs by whole periods, beyond all that work touches."""
        return end if end <= until else until + (end - until) % self.minutes

    def _phases(self, base: int) -> tuple[int, ...]:
        edges = [edge for span in self.spans for edge in span]
        edges += [begin for pieces in self.work.values() for _, begin, _ in pieces]
        return tuple(sorted({(edge - base) % self.minutes for edge in edges} or {0}))
