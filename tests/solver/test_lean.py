"""Tests that a lean model allows and costs what the whole one does."""

import random
from collections.abc import Iterator
from dataclasses import replace
from itertools import combinations

import pytest

from nightfloat.constraints.emitter import Block, Border, Lit, Row
from nightfloat.solver.decided import decided
from nightfloat.solver.evaluate import allowed, costs
from nightfloat.solver.lean import lean
from nightfloat.solver.neutral import Item, Limit, NeutralModel, Price, RestPeriods, RunLimit, Tag
from tests.seeds import seeds

TAG = Tag(0, 0, 0, 1)
# two people, two shift types on two days: eight posts
EMPTY = NeutralModel(
    ("A", "B"), (("D", 0), ("N", 0), ("D", 1), ("N", 1)), 2, ((0, 1), (2, 3), (5, 7)), ("cost",), ()
)


def drawn(draw: random.Random) -> Iterator[Item]:
    """Yield requirements and prices, some of which decide posts and some of which cannot fail."""
    for _ in range(draw.randint(2, 9)):
        price = Price(0, draw.randint(1, 3)) if draw.random() < 0.3 else None
        lits = draw.sample(range(11), draw.choice((1, 1, 2, 3)))
        match draw.randrange(8):
            case 0:
                border = Border(draw.choice((None, True, False)), draw.randint(0, 2))
                works = ((draw.randrange(11),), (draw.randrange(11),))
                on, most = draw.random() < 0.5, draw.choice((None, 1, 2))
                yield RunLimit(works, on, draw.randint(0, 2), most, border, frozenset(), price, TAG)
            case 1:
                blocks = (Block(0, 500, lits[0]), Block(900, 1400, draw.choice((-1, lits[-1]))))
                yield RestPeriods(blocks, ((0, 1440),), 400, draw.randint(0, 2), price, TAG)
            case _:
                rows = [Row(tuple((draw.choice((-1, 1, 1, 2)), lit) for lit in lits))]
                if draw.random() < 0.2:
                    rows.append(Row(((1, lits[0]), (1, draw.randrange(8)))))
                side = draw.choice(("at_most", "at_least"))
                yield Limit(
                    tuple(replace(row, **{side: draw.randint(0, 2)}) for row in rows), price, TAG
                )


def schedules() -> Iterator[frozenset[Lit]]:
    """Yield all 256 of them."""
    for count in range(9):
        yield from map(frozenset, combinations(range(8), count))


@pytest.mark.parametrize("seed", seeds(150))
def test_what_is_allowed_and_what_it_costs_stays(seed: int) -> None:
    """Tests all schedules of a random model, and that the same posts are decided."""
    model = replace(EMPTY, items=tuple(drawn(random.Random(seed))))
    short = lean(model)
    assert decided(short) == decided(model)
    for chosen in schedules():
        assert allowed(short, chosen) == allowed(model, chosen)
        assert costs(short, chosen) == costs(model, chosen)


def test_what_decided_posts_keep_is_left_out() -> None:
    """Tests that A's leave on both days makes A's limits void, and B's stay."""
    leave = Limit((Row(((1, 0), (1, 1), (1, 2), (1, 3)), at_most=0),), None, TAG)
    twice = [Limit((Row(((1, p), (1, p + 2)), at_most=1),), None, TAG) for p in (0, 4)]
    short = lean(replace(EMPTY, items=(leave, *twice)))
    assert len(short.items) == 2
    assert short.items[1] == twice[1]


def test_what_contradicts_stays() -> None:
    """Tests that a post that is forbidden and pinned is allowed by no schedule."""
    items = [
        Limit((Row(((1, 0),), at_most=0),), None, TAG),
        Limit((Row(((1, 0),), at_least=1),), None, TAG),
    ]
    for order in (items, items[::-1]):
        short = lean(replace(EMPTY, items=tuple(order)))
        assert not any(allowed(short, chosen) for chosen in schedules())
