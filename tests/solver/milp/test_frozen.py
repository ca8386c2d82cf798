"""Tests that the programme of a patch costs what the whole does, beside a schedule kept outside."""

import random
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

from nightfloat.constraints.emitter import Lit
from nightfloat.solver.emitter import emit
from nightfloat.solver.evaluate import allowed, costs
from nightfloat.solver.lean import lean
from nightfloat.solver.milp.frozen import Cut, Opened, Part, freezer
from nightfloat.solver.neutral import NeutralModel
from tests.solver.columns.programs import drawn, long, week
from tests.solver.making import made
from tests.solver.milp.samples import Sample, check_apart


def test_a_patch_costs_what_the_whole_does(tmp_path: Path) -> None:
    """Tests drawn programs: posts inside redrawn cost HiGHS what they cost the whole, or nothing.

    The programme leaves out what the patch cannot change, so costs are compared as differences. In
    every second some posts are decided, not all as they are in the schedule.
    """
    found = [sample for seed in range(60) for sample in _samples(seed)]
    # both ends are met often enough to mean something
    assert sum(sample.cost is None for sample in found) > 20
    assert sum(bool(sample.cost) for sample in found) > 60
    check_apart(found, tmp_path)


def _samples(seed: int) -> Iterator[Sample]:
    model, draw = lean(emit(drawn(seed))), random.Random(seed)
    kept = _lawful(model, draw)
    people = tuple(p for p in range(len(model.people)) if draw.random() < 0.7) or (0,)
    first = draw.randrange(model.length)
    opened = Opened(0, kept, people, first, draw.randint(first + 1, model.length))
    inside = [post for post in range(model.posts) if _inside(model, opened, post)]
    said = draw.sample(inside, len(inside) // 6 * (seed % 2))
    opened = replace(opened, decided={post: draw.random() < 0.2 for post in said})
    part = Cut(model).part(opened)
    assert isinstance(part, Part)
    now = costs(model, kept)[0]
    for share in (0.1, 0.3, 0.6):
        other = frozenset(
            post
            for post in range(model.posts)
            if (draw.random() < share if _inside(model, opened, post) else post in kept)
        )
        as_said = all(on == (post in other) for post, on in opened.decided.items())
        lawful = as_said and allowed(model, other)
        cost = costs(model, other)[0] - now + part.costs[0] if lawful else None
        yield Sample(f"drawn-{seed}", part.programme, other, cost)


def _inside(model: NeutralModel, opened: Opened, post: Lit) -> bool:
    person, shift = model.of(post)
    return person in opened.people and opened.first <= model.shifts[shift][1] < opened.end


def _lawful(model: NeutralModel, draw: random.Random) -> frozenset[Lit]:
    """Return a random lawful schedule; nobody working is one in every drawn program."""
    found = frozenset[Lit]()
    for post in draw.sample(range(model.posts), model.posts):
        if allowed(model, found | {post}):
            found |= {post}
    return found


def test_what_a_patch_cannot_change_is_left_out() -> None:
    """Tests that only items about its people and days are kept, of tiers that count."""
    # a cover a day, and a limit for each of two people
    asked = week(made("shifts_in_horizon", minimum=0, maximum=3, tier="rest"))
    model = emit(replace(asked, tiers=("cost", "rest")))
    cut = Cut(model)
    for tier, kept in ((0, {-1}), (1, {-1, 1})):
        left = cut.left(Opened(tier, frozenset(), (1,), 2, 4))
        assert {item.tag.person for item in left.items if item.price is not None} == kept
        covers = [item.tag.first for item in left.items if item.price and item.price.tier == 0]
        assert covers == [2, 3]


def test_a_freezer_answers_one_patch_after_the_other() -> None:
    """Tests that each answer is of what was opened: of more days, and not of what is decided."""
    model = emit(long(6))
    working = freezer(model)
    try:
        posts = list[int]()
        for days, decided in ((1, {}), (2, {}), (2, {0: False})):
            working.give(Opened(0, frozenset(), (0,), 0, days, decided))
            part = working.take()
            assert isinstance(part, Part)
            posts.append(len(part.programme.posts))
        assert posts == [1, 2, 1]
    finally:
        working.end()
