"""Hand-derived fair targets, in hundredths of a shift."""

from collections.abc import Mapping
from datetime import date

import pytest

from nightfloat.constraints.cases import Case
from nightfloat.domain.calendar import Days
from nightfloat.domain.fairness import fair_targets
from nightfloat.domain.instance import Instance
from nightfloat.domain.people import Balance, Person
from nightfloat.domain.shifts import Shift

FOUR = ("N 0 1 1 -", "N 1 1 1 -", "N 2 1 1 -", "N 3 1 1 -")


def program(
    *people: Person,
    cover: tuple[str, ...] = FOUR,
    leave: tuple[str, ...] = (),
    balances: tuple[Balance, ...] = (),
) -> Instance:
    rows = {p.id: ". . . ." for p in people}
    case = Case(
        says="fair",
        shifts="N=19:00+12h D=07:00+12h",
        rows=rows,
        amount=0,
        people=people,
        cover=cover,
        leave=leave,
        balances=balances,
    )
    return case.build()[0]


def nights(person: Person, shift: Shift) -> bool:
    del person
    return shift.id == "N"


def targets(instance: Instance) -> Mapping[str, int]:
    return fair_targets(instance, instance.shifts, nights, "nights")


def test_half_time_takes_half_of_what_full_time_takes() -> None:
    """Tests that 4 nights are shared 2 : 1."""
    # FTE-days 4 and 2: 4 * 4/6 = 2.667 and 4 * 2/6 = 1.333
    assert targets(program(Person("A"), Person("B", fte=50))) == {"A": 267, "B": 133}


def test_leave_lowers_the_claim_and_the_group_makes_it_even() -> None:
    """Tests that within a peer group only the FTE-days count, not which days they are."""
    # two nights; A is away on day 0: FTE-days 1 and 2; the group has both nights
    found = program(
        Person("A"), Person("B"), cover=("N 0 1 1 -", "N 1 1 1 -", *_none(2, 3)), leave=("A 0 0",)
    )
    # day 2 and 3 ask for nobody, yet they are days on which both may work: FTE-days 3 and 4
    assert targets(found) == {"A": 86, "B": 114}


def _none(*days: int) -> tuple[str, ...]:
    return tuple(f"N {day} 0 0 -" for day in days)


def test_groups_are_not_made_even_with_each_other() -> None:
    """Tests that a group owes its share of the shifts it can take, and no more."""
    found = program(Person("A", peer_group="x"), Person("B", peer_group="y"), leave=("A 0 1",))
    # FTE-days 2 and 4; nights 0 and 1 are B's alone; nights 2 and 3 go 2/6 and 4/6
    assert targets(found) == {"A": 67, "B": 333}


def test_who_may_not_take_the_shift_has_no_target() -> None:
    """Tests that a person without any claim is not in the result."""
    gone = Person("B", employed=Days.one(date(1999, 1, 1)))
    assert targets(program(Person("A"), gone)) == {"A": 400}


def test_the_cover_target_is_shared_and_not_the_minimum() -> None:
    """Tests that a part of a shift lies inside what the shift asks of everybody: 3, not 4."""
    found = program(
        Person("A"), Person("B"), cover=("N 0 0 3 -", "N 0 0 1 - lead", *_none(1, 2, 3))
    )
    assert targets(found) == {"A": 150, "B": 150}


LEAD = frozenset({"lead"})
BOTH = frozenset({"lead", "echo"})


@pytest.mark.parametrize(
    ("cover", "expected"),
    [
        # the row for everybody only sets a maximum: the part's one night is A's alone
        (("N 0 0 0 2", "N 0 1 1 - lead"), {"A": 100, "B": 0}),
        # one of everybody, and one of the parts lies inside it: 1 / 2 each
        (("N 0 0 1 2", "N 0 1 1 - lead"), {"A": 50, "B": 50}),
        # two of the parts are more than one of everybody: both parts are A's
        (("N 0 0 1 2", "N 0 1 1 - lead", "N 0 1 1 - echo"), {"A": 200, "B": 0}),
        # but where one is the most, one person is both: 1 / 2 each
        (("N 0 0 1 1", "N 0 1 1 - lead", "N 0 1 1 - echo"), {"A": 50, "B": 50}),
        # of three parts where two are the most each is two thirds
        (
            ("N 0 0 0 2", "N 0 1 1 - lead", "N 0 1 1 - echo", "N 0 1 1 - lead echo"),
            {"A": 200, "B": 0},
        ),
        # a part that nobody can take is none: the one night is A's alone
        (("N 0 0 0 1", "N 0 1 1 - lead", "N 0 1 1 - icu"), {"A": 100, "B": 0}),
        # no maximum lets everybody in
        (("N 0 0 1 -", "N 0 1 1 - lead", "N 0 1 1 - echo"), {"A": 200, "B": 0}),
    ],
)
def test_parts_are_shared_where_they_ask_for_more_than_the_whole(
    cover: tuple[str, ...], expected: Mapping[str, int]
) -> None:
    """Tests that a row for everybody hides the parts only where they lie inside it."""
    people = Person("A", skills=BOTH, peer_group="leads"), Person("B", peer_group="others")
    assert targets(program(*people, cover=(*cover, *_none(1, 2, 3)))) == expected


def test_a_part_is_shared_among_its_own() -> None:
    """Tests that two leads take half of each night that asks for one, and C none."""
    # 4 nights / 2 leads; C may take a night, but no row that asks for somebody counts C
    people = [Person(id_, skills=LEAD, peer_group="leads") for id_ in "AB"]
    rows = [row for day in range(4) for row in (f"N {day} 0 0 2", f"N {day} 1 1 - lead")]
    found = program(*people, Person("C", peer_group="others"), cover=tuple(rows))
    assert targets(found) == {"A": 200, "B": 200, "C": 0}


@pytest.mark.parametrize(
    ("balances", "expected"),
    [
        # earned over the same days: (2 + 0) / 2 each was fair, A did one too many
        ((Balance("A", "nights", 2),), {"A": 100, "B": 300}),
        # 3 nights over 30 and 10 FTE-days: 2.25 and 0.75 were fair; A did 0.75 too many
        ((Balance("A", "nights", 3, 30), Balance("B", "nights", 0, 10)), {"A": 125, "B": 275}),
        # B is new: nothing was owed then, nothing is made up for
        ((Balance("A", "nights", 4, 20), Balance("B", "nights", 0, 0)), {"A": 200, "B": 200}),
        # A did 10 where 5 were fair: 2 - 5 is below 0
        ((Balance("A", "nights", 10),), {"A": 0, "B": 700}),
        # another load is another matter
        ((Balance("A", "weekends", 10),), {"A": 200, "B": 200}),
    ],
)
def test_what_was_carried_in_is_made_up_for(
    balances: tuple[Balance, ...], expected: Mapping[str, int]
) -> None:
    """Tests that balances move targets by what was too much or too little."""
    assert targets(program(Person("A"), Person("B"), balances=balances)) == expected


def test_without_shifts_there_is_no_target() -> None:
    """Tests that nobody is asked for a share of nothing."""
    found = program(Person("A"))
    assert fair_targets(found, found.shifts, lambda person, shift: False) == {}
    assert fair_targets(found, (), lambda person, shift: True) == {}
