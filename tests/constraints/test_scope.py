"""The words of a scope, each on both of its sides."""

from dataclasses import replace
from datetime import date

import pytest

from nightfloat.constraints.cases import Case
from nightfloat.constraints.scope import Scope, day_words
from nightfloat.domain.calendar import Days
from nightfloat.domain.instance import Instance
from nightfloat.domain.people import Person, Rotation

FRIDAY, SATURDAY, SUNDAY = date(2024, 1, 5), date(2024, 1, 6), date(2024, 1, 7)
AMY = Person(
    "amy",
    grades=((date.min, "PGY-1"), (SATURDAY, "PGY-2")),
    skills=frozenset({"echo", "lead"}),
    peer_group="seniors",
)


def instance() -> Instance:
    case = Case(
        says="scope",
        rows={"amy": ". . .", "bo": ". . ."},
        people=(AMY,),
        start=FRIDAY,
        rotations=(Rotation("amy", "icu", Days.one(SATURDAY)),),
        amount=0,
    )
    found = case.build()[0]
    return replace(found, calendar=replace(found.calendar, holidays=frozenset({SUNDAY})))


@pytest.mark.parametrize(
    ("scope", "friday", "saturday"),
    [
        ({}, True, True),
        ({"people": ["amy"]}, True, True),
        ({"people": ["bo"]}, False, False),
        ({"grades": ["PGY-1"]}, True, False),
        ({"grades": ["PGY-2", "PGY-3"]}, False, True),
        ({"skills": ["echo", "icu"]}, True, True),
        ({"skills": ["icu"]}, False, False),
        ({"rotations": ["icu"]}, False, True),
        ({"peer_groups": ["seniors"]}, True, True),
        ({"peer_groups": [""]}, False, False),
        ({"shifts": ["N"]}, True, True),
        ({"shifts": ["night"]}, True, True),
        ({"shifts": ["D"]}, False, False),
        ({"days": ["Fri"]}, True, False),
        ({"days": ["weekend"]}, False, True),
        ({"days": ["weekday"]}, True, False),
        ({"first_day": SATURDAY}, False, True),
        ({"last_day": FRIDAY}, True, False),
        # every part must match
        ({"shifts": ["N"], "days": ["weekend"], "grades": ["PGY-1"]}, False, False),
    ],
)
def test_a_scope_takes_what_every_part_matches(
    scope: dict[str, object], friday: bool, saturday: bool
) -> None:
    """Tests one shift, amy's night, on Friday and on Saturday, her promotion and rotation day."""
    world, taken = instance(), Scope.model_validate(scope)
    night = world.shift_type["N"]
    found = [taken.takes(world, AMY, night, day) for day in (FRIDAY, SATURDAY)]
    assert found == [friday, saturday]


def test_holidays_are_those_of_the_calendar() -> None:
    """Tests that a Sunday on the list is weekend and holiday, and Friday is neither."""
    assert day_words(instance(), SUNDAY) == {"Sun", "weekend", "holiday"}
    assert day_words(instance(), FRIDAY) == {"Fri", "weekday"}


def test_an_unknown_part_is_refused() -> None:
    """Tests that a misspelled part does not widen the scope."""
    with pytest.raises(ValueError, match="poeple"):
        Scope.model_validate({"poeple": ["amy"]})


def test_who_is_never_inside_owes_nothing() -> None:
    """Tests that grade and employment are looked up on the horizon's days."""
    world = instance()
    assert Scope(grades=frozenset({"PGY-2"})).ever_takes_person(world, AMY)
    assert not Scope(grades=frozenset({"PGY-3"})).ever_takes_person(world, AMY)
    gone = replace(AMY, employed=Days(date.min, FRIDAY))
    assert not Scope().ever_takes_person(world, gone)
    until_friday = replace(AMY, employed=Days(date.min, SATURDAY))
    assert not Scope(grades=frozenset({"PGY-2"})).ever_takes_person(world, until_friday)


@pytest.mark.parametrize(
    ("scope", "expected"),
    [
        ({}, (5, 6, 7)),
        ({"shifts": ["X"]}, (5, 6, 7)),
        ({"days": ["Sat"]}, (5, 6, 7)),
        ({"people": ["bo"]}, ()),
        ({"grades": ["PGY-1"]}, (5,)),
        ({"grades": ["PGY-2"]}, (6, 7)),
        ({"rotations": ["icu"]}, (6,)),
        ({"first_day": SATURDAY}, (6, 7)),
        ({"last_day": SATURDAY}, (5, 6)),
    ],
)
def test_days_inside(scope: dict[str, object], expected: tuple[int, ...]) -> None:
    """Tests which of 5, 6 and 7 January are amy's, whatever the shift and the day of the week."""
    found = Scope.model_validate(scope).days_of(instance(), AMY, Days.through(FRIDAY, SUNDAY))
    assert sorted(day.day for day in found) == list(expected)


@pytest.mark.parametrize(
    ("stints", "expected"),
    [
        # six days between the 6th and the 13th are inside, seven between the 6th and the 14th not
        ((6, 13), tuple(range(6, 14))),
        ((6, 14), (6, 14)),
        # before the 5th and after the 15th the look goes on: the 4th and 16th bound what is inside
        ((4, 8), (5, 6, 7, 8)),
        ((12, 16), (12, 13, 14, 15)),
    ],
)
def test_less_than_a_week_between_days_inside(
    stints: tuple[int, ...], expected: tuple[int, ...]
) -> None:
    """Tests the days of 5 to 15 January between two days of icu."""
    world = instance()
    icu = tuple(Rotation("amy", "icu", Days.one(date(2024, 1, n))) for n in stints)
    days = Days.through(FRIDAY, date(2024, 1, 15))
    scope = Scope(rotations=frozenset({"icu"}))
    found = scope.days_of(replace(world, rotations=icu), AMY, days)
    assert tuple(sorted(day.day for day in found)) == expected


def test_days_elsewhere_are_not_between_days_inside() -> None:
    """Tests icu on the 6th and 9th, wards on the 7th: of two days between, the 8th is inside."""
    world, scope = instance(), Scope(rotations=frozenset({"icu"}))
    served = (("icu", 6), ("wards", 7), ("icu", 9))
    stints = tuple(Rotation("amy", name, Days.one(date(2024, 1, n))) for name, n in served)
    days = Days.through(FRIDAY, date(2024, 1, 15))
    found = scope.days_of(replace(world, rotations=stints), AMY, days)
    assert sorted(day.day for day in found) == [6, 8, 9]


@pytest.mark.parametrize(("last", "judged"), [(10, 11), (11, 7), (4, 0)])
def test_less_than_a_week_inside_is_averaged_over_the_unit(last: int, judged: int) -> None:
    """Tests a scope until the 4th, 10th and 11th of a unit from the 5th: 0, 6 and 7 days."""
    scope = Scope(last_day=date(2024, 1, last))
    unit = Days.through(FRIDAY, date(2024, 1, 15))
    assert len(scope.judged(instance(), AMY, unit)) == judged


def test_a_word_is_inside_when_some_shift_it_names_is() -> None:
    """Tests that ``*`` meets any scope and another shift's id meets none."""
    world, nights = instance(), Scope(shifts=frozenset({"N"}))
    words = {"*": True, "N": True, "night": True, "D": False, "X": False}
    found = {word: nights.takes_any(world, AMY, word, FRIDAY) for word in words}
    assert found == words
    assert Scope().takes_any(world, AMY, "X", FRIDAY)
