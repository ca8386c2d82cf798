"""Random neutral models, small enough to enumerate each person's rows."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from random import Random
from typing import NamedTuple

from nightfloat.constraints.emitter import Block, Border, Lit, Row
from nightfloat.solver.neutral import Item, Limit, NeutralModel, Price, RestPeriods, RunLimit, Tag

TYPES = ("A", "B", "C")
MINUTES = (8, 12, 4)
# where each type begins and ends, in hours of its day
HOURS = ((7, 15), (20, 32), (12, 16))

type Rule = Callable[["Draft", int], None]


@dataclass
class Draft:
    """A model being drawn; ``shifts`` are (type index, day), days in order.

    ``negative`` are the factors below zero that sums may have.
    """

    rng: Random
    people: int
    length: int
    shifts: list[tuple[int, int]]
    negative: tuple[int, ...] = (-1,)
    any_of: dict[tuple[Lit, ...], Lit] = field(default_factory=dict[tuple[Lit, ...], Lit])
    items: list[Item] = field(default_factory=list[Item])

    def lits(self, person: int, types: set[int], days: Sequence[int]) -> list[Lit]:
        """Return a person's posts of some types on some days."""
        base = person * len(self.shifts)
        return [base + n for n, (t, d) in enumerate(self.shifts) if t in types and d in days]

    def either(self, lits: Sequence[Lit]) -> Lit:
        """Return the disjunction of posts of one person."""
        parts = tuple(sorted(lits))
        if len(parts) == 1:
            return parts[0]
        return self.any_of.setdefault(parts, self.people * len(self.shifts) + len(self.any_of))

    def price(self, hard: float = 0.4) -> Price | None:
        """Return no price, or a small one."""
        return None if self.rng.random() < hard else Price(0, self.rng.choice((1, 2, 5, 10)))

    def limit(self, person: int, *rows: Row, price: Price | None) -> None:
        """Write a limit."""
        tag = Tag(0, person, 0, self.length - 1)
        self.items.append(Limit(rows, price, tag))

    def types(self) -> set[int]:
        """Return some types, at least one."""
        offered = sorted({t for t, _ in self.shifts})
        return set(self.rng.sample(offered, self.rng.randint(1, len(offered))))

    def model(self) -> NeutralModel:
        """Return the model."""
        return NeutralModel(
            people=tuple(f"P{n}" for n in range(self.people)),
            shifts=tuple((TYPES[t], d) for t, d in self.shifts),
            length=self.length,
            any_of=tuple(self.any_of),
            tiers=("cost",),
            items=tuple(self.items),
        )


def one_a_day(draft: Draft, person: int) -> None:
    """At most one post a day."""
    for day in range(draft.length):
        lits = draft.lits(person, {0, 1, 2}, (day,))
        if lits:
            row = Row(tuple((1, lit) for lit in lits), at_most=1)
            draft.limit(person, row, price=None)


def day_rule(draft: Draft, person: int) -> None:
    """Leave, a pin, a wish or an unlawful pair on one day."""
    rng, day = draft.rng, draft.rng.randrange(draft.length)
    lits = draft.lits(person, draft.types(), (day,))
    if not lits:
        return
    if rng.random() < 0.3:
        rows = [Row(((rng.choice((1, 2)), lit),), at_most=0) for lit in lits]
        draft.limit(person, *rows, price=draft.price())
    elif rng.random() < 0.5:
        row = Row(((1, rng.choice(lits)),), at_least=1, under=rng.choice((1, 3)))
        draft.limit(person, row, price=draft.price(0.15))
    else:
        row = Row(tuple((1, lit) for lit in lits), at_most=1, over=rng.choice((0, 1, 2)))
        draft.limit(person, row, price=Price(0, 3))


def succession(draft: Draft, person: int) -> None:
    """Some types do not follow some others, everywhere or once."""
    rng, first, then = draft.rng, draft.types(), draft.types()
    price = draft.price()
    for day in range(draft.length - 1):
        a, b = draft.lits(person, first, (day,)), draft.lits(person, then, (day + 1,))
        if not a or not b or rng.random() < 0.2:
            continue
        if rng.random() < 0.2:
            row = Row(((1, draft.either([*a, *b])), (-1, draft.either(b))), at_most=0)
            rows = (row,)
        elif rng.random() < 0.2:
            rows = tuple(Row(((1, x), (2, draft.either(b))), at_most=2, over=2) for x in a)
        else:
            rows = (Row(((1, draft.either(a)), (1, draft.either(b))), at_most=1),)
        draft.limit(person, *rows, price=price)


def run(draft: Draft, person: int) -> None:
    """A bound on runs of all days or of some, with a border of any sort."""
    rng, types = draft.rng, draft.types()
    some = rng.random() < 0.3
    first = rng.randrange(draft.length) if some else 0
    end = rng.randint(first + 1, draft.length) if some else draft.length
    works = tuple(tuple(draft.lits(person, types, (day,))) for day in range(first, end))
    on = rng.choice((True, False, None))
    length = 0 if on is None else rng.randint(1, 9)
    border = Border(on, length, truncated=on is None or rng.random() < 0.3)
    low = rng.choice((1, 1, 2, 3))
    high = rng.choice((None, 1, 2, 3, 4, 8))
    if high is not None:
        high = max(low, high)
    waived = frozenset(rng.sample(range(-3, end - first), rng.choice((0, 0, 0, 1, 2))))
    tag = Tag(0, person, first, end - 1)
    draft.items.append(
        RunLimit(works, rng.random() < 0.6, low, high, border, waived, draft.price(), tag)
    )


def bounds(rng: Random, most: int) -> tuple[int | None, int | None]:
    """Return a range inside or around 0 to ``most``."""
    low = rng.choice((None, rng.randint(0, most)))
    high = rng.choice((None, rng.randint(0, most)))
    if low is None and high is None:
        high = most // 2
    if low is not None and high is not None:
        low, high = min(low, high), max(low, high)
    return low, high


def total(draft: Draft, person: int) -> None:
    """A sum over the horizon: counts, minutes, or either with a few negative factors."""
    rng = draft.rng
    lits = draft.lits(person, draft.types(), range(draft.length))
    unit = rng.choice((0, 0, 1, 4))
    terms = [(unit or MINUTES[draft.shifts[lit % len(draft.shifts)][0]], lit) for lit in lits]
    if draft.negative and rng.random() < 0.15:
        terms = [(f * rng.choice((1, 1, -1)), lit) for f, lit in terms]
    _sum(draft, person, terms)


def units(draft: Draft, person: int) -> None:
    """A sum over each of some spans of days, one after the other; a shift may count in both."""
    rng, types, first = draft.rng, draft.types(), draft.rng.randrange(2)
    width, split = rng.choice((3, 3, 4, 7)), rng.random() < 0.5
    unit = rng.choice((0, 1, 4))
    while first < draft.length:
        end = first + width
        terms: list[tuple[int, Lit]] = []
        for lit in draft.lits(person, types, range(first, end + split)):
            type_, day = draft.shifts[lit % len(draft.shifts)]
            minutes = unit or MINUTES[type_]
            if day == end:
                minutes = minutes // 2 if type_ else 0
            elif split and day == first > 0 and type_:
                minutes -= minutes // 2
            terms += [(minutes, lit)] if minutes else []
        if rng.random() < 0.9:
            _sum(draft, person, terms)
        first = end


def weekends(draft: Draft, person: int) -> None:
    """How many spans of two or three days hold work, of all or of some and then of the others.

    Perhaps on some types alone.
    """
    rng, types, width = draft.rng, draft.types(), draft.rng.choice((2, 2, 3))
    first, step = rng.randrange(2), rng.choice((width, width + 1, width - 1))
    terms: list[tuple[int, Lit]] = []
    for start in range(first, draft.length - 1, step):
        if rng.random() < 0.2:
            types = draft.types()
        lits = draft.lits(person, types, range(start, start + width))
        if lits:
            terms.append((rng.choice((1, 1, 1, 2, *draft.negative)), draft.either(lits)))
    cut = rng.randrange(len(terms) + 1) if rng.random() < 0.4 else 0
    for part in (terms[:cut], terms[cut:]):
        _sum(draft, person, part)


def rest(draft: Draft, person: int) -> None:
    """Free periods inside spans of days, after some history, perhaps with an hour's change."""
    rng, days = draft.rng, draft.length
    late, changed = rng.choice((0, 0, 60, -60)), rng.randrange(days)
    edges = sorted(rng.sample(range(-3, days + 2), rng.choice((2, 2, 4))))
    if len(edges) == 4 and rng.random() < 0.5:
        edges[2] = edges[1]

    def minute(day: int, hours: int = 0) -> int:
        return 1440 * day + 60 * hours + (late if day >= changed else 0)

    spans = tuple((minute(a), minute(b)) for a, b in zip(edges[::2], edges[1::2], strict=True))
    blocks = [
        Block(minute(day, HOURS[type_][0]), minute(day, HOURS[type_][1]), lit)
        for lit in draft.lits(person, draft.types(), range(days))
        for type_, day in (draft.shifts[lit % len(draft.shifts)],)
    ]
    for day in range(-3, 0):
        if rng.random() < 0.4:
            first, last = rng.choice(HOURS)
            blocks.append(Block(minute(day, first), minute(day, last), -1))
    near = tuple(b for b in blocks if any(b.start < e and s < b.end for s, e in spans))
    tag = Tag(0, person, 0, days - 1)
    minutes, least = rng.choice((1440, 1440, 1440, 2100, 600)), rng.randint(1, 4)
    for asked in (least, least + 1)[: rng.choice((1, 1, 2))]:
        draft.items.append(RestPeriods(near, spans, minutes, asked, draft.price(), tag))


def _sum(draft: Draft, person: int, terms: Sequence[tuple[int, Lit]]) -> None:
    if not terms:
        return
    rng = draft.rng
    low, high = bounds(rng, sum(max(0, f) for f, _ in terms))
    row = Row(tuple(terms), low, high, rng.choice((1, 1, 2)), rng.choice((1, 1, 3)))
    draft.limit(person, row, price=draft.price())


def cover(draft: Draft) -> None:
    """Rows on everybody: one post, or a few weighed by their worst."""
    rng = draft.rng
    for shift in range(len(draft.shifts)):
        lits = [p * len(draft.shifts) + shift for p in range(draft.people)]
        low, high = bounds(rng, len(lits))
        row = Row(tuple((1, lit) for lit in lits), low, high, rng.choice((1, 2)), 1)
        draft.limit(-1, row, price=draft.price())
    for _ in range(rng.choice((0, 1, 2))):
        price = draft.price()
        rows = [_team_row(draft, (1, 2) if price is None else (0, 1, 2)) for _ in range(2)]
        draft.limit(-1, *rows, price=price)


def _team_row(draft: Draft, units: Sequence[int]) -> Row:
    rng = draft.rng
    terms: list[tuple[int, Lit]] = []
    for person in range(draft.people):
        day = rng.randrange(draft.length)
        lits = draft.lits(person, draft.types(), (day,))
        if lits:
            terms.append((rng.choice((1, 2)), draft.either(lits)))
    low, high = bounds(rng, sum(f for f, _ in terms))
    return Row(tuple(terms), low, high, rng.choice(units), rng.choice(units))


class Sort(NamedTuple):
    """What is drawn from: rules, and numbers of days."""

    rules: tuple[Rule, ...]
    lengths: tuple[int, ...]


ALL = Sort(
    (
        day_rule, day_rule, succession, run, run, total, total, units, units, weekends, weekends,
        rest, rest,
    ),
    (3, 5, 6, 7, 7, 7),
)  # fmt: skip
# what is counted is counted one sum after another
COUNTED = Sort((succession, run, units, units, units, units), (8, 10, 12))


def drawn(seed: int, sort: Sort = ALL) -> NeutralModel:
    """Return a model of one or two people whose rows can be enumerated."""
    rng = Random(seed)
    length, single = rng.choice(sort.lengths), rng.random() < 0.7
    kinds = rng.choice((1, 2, 3))
    cells = [(t, d) for d in range(length) for t in range(kinds)]
    most = 14 if single else 9
    kept = sorted(rng.sample(range(len(cells)), min(len(cells), rng.randint(most - 4, most))))
    draft = Draft(rng, rng.choice((1, 1, 2)), length, [cells[n] for n in kept])
    for person in range(draft.people):
        if single:
            one_a_day(draft, person)
        for rule in rng.choices(sort.rules, k=rng.randint(2, 6)):
            rule(draft, person)
    cover(draft)
    return draft.model()


def long(seed: int, length: int, *, rests: bool = False) -> NeutralModel:
    """Return a model of one person, who may work twice a day in some, that wishes for all posts."""
    rng = Random(seed)
    cells = [(t, d) for d in range(length) for t in range(2)]
    draft = Draft(rng, 1, length, cells, negative=())
    if seed % 4:
        one_a_day(draft, 0)
    counted = (rest,) if rests else (total,)
    for rule in (*rng.choices((succession, run), k=3), *counted, rng.choice((units, weekends))):
        rule(draft, 0)
    for lit in range(len(cells)):
        bound = {"at_least": 1} if rng.random() < 0.6 else {"at_most": 0}
        row = Row(((1, lit),), **bound)
        draft.limit(0, row, price=Price(0, rng.randint(1, 30)))
    return draft.model()
