"""Patterns hold what the plan counts on: a team that stays what it is stays lawful."""

from itertools import pairwise, permutations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nightfloat.bench.residency.catalogue import DUTY, TYPES
from nightfloat.bench.residency.junction import follows
from nightfloat.bench.residency.matching import match
from nightfloat.bench.residency.patterns import PATTERNS, UNIT_CALL, Pattern, elective
from nightfloat.bench.residency.sizes import SIZES

ALL = [*PATTERNS.values(), *(elective(n) for n in (2, 4, 5))]
OVERNIGHT = ("N", "C", "H")


@pytest.mark.parametrize("pattern", ALL)
def test_every_line_may_follow_the_one_before(pattern: Pattern) -> None:
    assert all(follows(pattern[n - 1], pattern[n]) for n in range(len(pattern)))
    assert {len(week) for week in pattern} == {7}
    assert {s for week in pattern for cell in week for s in cell.split("+")} <= {*TYPES, "."}


@pytest.mark.parametrize("pattern", ALL)
def test_every_line_but_jeopardy_has_a_free_calendar_day(pattern: Pattern) -> None:
    for number, week in enumerate(pattern):
        days = (pattern[number - 1][-1], *week)
        free = [
            b
            for a, b in pairwise(days)
            if b == "." and not any(s in OVERNIGHT for s in a.split("+"))
        ]
        assert free or "J" in week


@pytest.mark.parametrize("pattern", list(PATTERNS.values()))
def test_four_weeks_have_a_weekend_without_duty(pattern: Pattern) -> None:
    assert any(all(DUTY.isdisjoint(cell.split("+")) for cell in week[5:]) for week in pattern)


def test_the_unit_is_full_from_monday_to_thursday() -> None:
    """Tests that every day has one call, and that nobody is off but who comes from one."""
    for day in range(7):
        cells = sorted(week[day] for week in UNIT_CALL)
        assert cells.count("C") == 1
        assert cells.count("I") == (2 if day < 4 else 1 if day == 4 else 0)


@pytest.mark.parametrize(
    ("sunday", "monday", "allowed"),
    [
        (". . . . . . C", "I . . . . . .", False),
        (". . . . . . C", ". I . . . . .", True),
        (". . . . . C .", "EL+J . . . . . .", False),
        (". . . . . C .", "EL . . . . . .", True),
        (". . . . C . .", "EL+J . . . . . .", True),
        (". . . . . . N", "W . . . . . .", False),
        (". . . . . . N", "N . . . . . .", True),
        (". . . . . . V", "E . . . . . .", False),
        (". . . . . . V", "EL . . . . . .", True),
        (". . . . . . H", "AM+PM+H . . . . . .", False),
        (". . . . . . H", "AM+PM . . . . . .", True),
        (". . . . . . W", "W W W W W . .", True),
        (". . . . . . W", "W W W W W W .", False),
        # jeopardy is no duty
        (". . . . . W J", "W W W W W W .", True),
    ],
)  # fmt: skip
def test_junctions(sunday: str, monday: str, allowed: bool) -> None:
    assert follows(tuple(sunday.split()), tuple(monday.split())) is allowed


def test_both_groups_of_every_size_have_their_people() -> None:
    for size in SIZES.values():
        assert {team.group for team in size.teams} == {"interns", "seniors"}


@pytest.mark.property
@given(
    st.integers(0, 4).flatmap(
        lambda n: (
            st.lists(st.lists(st.sampled_from(range(n)), unique=True), min_size=n, max_size=n)
            if n
            else st.just([])
        )
    )
)
def test_a_matching_is_found_exactly_when_there_is_one(liked: list[list[int]]) -> None:
    people = list(range(len(liked)))
    possible = [held for held in permutations(people) if all(held[p] in liked[p] for p in people)]
    if possible:
        assert tuple(match(people, people, lambda p: liked[p])) in possible
    else:
        with pytest.raises(ValueError, match="no place"):
            match(people, people, lambda p: liked[p])
