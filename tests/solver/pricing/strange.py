"""Random models that ask of people what no pricing programme can say."""

from collections.abc import Callable
from dataclasses import replace
from random import Random

from nightfloat.constraints.emitter import Block, Border, Row
from nightfloat.solver.neutral import NeutralModel, Price, RestPeriods, RunLimit, Tag
from tests.solver.pricing.drawing import ALL, HOURS, Draft, bounds, cover, one_a_day

type Rule = Callable[[Draft, int], None]


def worst(draft: Draft, person: int) -> None:
    """The worst of two priced sums over more than two days."""
    rng, rows = draft.rng, list[Row]()
    for _ in range(2):
        lits = draft.lits(person, draft.types(), range(draft.length))
        terms = tuple((rng.choice((1, 2)), lit) for lit in lits if rng.random() < 0.7)
        low, high = bounds(rng, sum(f for f, _ in terms))
        rows.append(Row(terms, low, high, rng.choice((1, 2)), rng.choice((1, 3))))
    draft.limit(person, *rows, price=Price(0, rng.choice((1, 2, 5))))


def lasting(draft: Draft, person: int) -> None:
    """A bound on runs of days that hold if a shift is taken on them or the day before."""
    rng, types = draft.rng, draft.types()
    works: list[tuple[int, ...]] = []
    for day in range(draft.length):
        lits = draft.lits(person, types, (day - 1, day))
        works.append((draft.either(lits),) if lits else ())
    on, length = rng.choice(((None, 0), (True, 2), (False, 1)))
    border = Border(on, length, truncated=on is None)
    tag, most = Tag(0, person, 0, draft.length - 1), rng.choice((2, 3))
    draft.items.append(
        RunLimit(
            tuple(works), True, rng.choice((1, 2)), most, border, frozenset(), draft.price(), tag
        )
    )


def amid(draft: Draft, person: int) -> None:
    """Free periods inside spans that begin or end at ten, amid a day's work."""
    rng = draft.rng
    blocks = tuple(
        Block(1440 * day + 60 * HOURS[type_][0], 1440 * day + 60 * HOURS[type_][1], lit)
        for lit in draft.lits(person, {0, 1, 2}, range(draft.length))
        for type_, day in (draft.shifts[lit % len(draft.shifts)],)
    )
    first, last = sorted(rng.sample(range(draft.length + 1), 2))
    span = 1440 * first + 600, 1440 * last + 600
    near = tuple(b for b in blocks if b.start < span[1] and span[0] < b.end)
    tag, minutes = Tag(0, person, 0, draft.length - 1), rng.choice((1440, 600))
    least = rng.choice((1, 2))
    draft.items.append(RestPeriods(near, (span,), minutes, least, draft.price(), tag))


STRANGE: tuple[Rule, ...] = (worst, lasting, amid)


def strange(seed: int) -> NeutralModel:
    """Return a model of one or two people whose rows can be enumerated."""
    rng = Random(seed)
    length, single = rng.choice((4, 5, 6)), rng.random() < 0.7
    cells = [(t, d) for d in range(length) for t in range(3)]
    kept = sorted(rng.sample(range(len(cells)), 10 if single else 8))
    draft = Draft(rng, rng.choice((1, 1, 2)), length, [cells[n] for n in kept])
    for person in range(draft.people):
        if single:
            one_a_day(draft, person)
        for rule in (*rng.choices(ALL.rules, k=3), *rng.sample(STRANGE, rng.choice((1, 2)))):
            rule(draft, person)
    cover(draft)
    return draft.model()


def since(days: int) -> NeutralModel:
    """Return six types a day, one a day, none of which may rest for more than ten days.

    What has to be remembered is how long ago each was taken. A day's types cost 1 to 6, in an order
    that moves on from day to day.
    """
    cells = [(t, d) for d in range(days) for t in range(6)]
    draft = Draft(Random(0), 1, days, cells)
    everything = tuple(range(6 * days))
    for day in range(days):
        row = Row(tuple((1, lit) for lit in everything[6 * day : 6 * day + 6]), at_most=1)
        draft.limit(0, row, price=None)
    tag = Tag(0, 0, 0, days - 1)
    border = Border(None, 0, truncated=False)
    for kind in range(6):
        works = tuple((6 * day + kind,) for day in range(days))
        price = Price(0, 4)
        draft.items.append(RunLimit(works, False, 1, 10, border, frozenset(), price, tag))
    for lit in everything:
        day, kind = divmod(lit, 6)
        price = Price(0, 1 + (kind + day) % 6)
        draft.limit(0, Row(((1, lit),), at_most=0), price=price)
    names = tuple(("ABCDEF"[t], d) for t, d in cells)
    draft.shifts = []
    return replace(draft.model(), shifts=names)
