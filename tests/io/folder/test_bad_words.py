"""Constraints given words or numbers that nothing could be made of, told word for word."""

from collections.abc import Callable

import pytest

type Swapped = Callable[[str, str], list[str]]

SWAPS = [
    (
        "hours = 10",
        'hours = 10\n[[constraints]]\nkind = "forbidden_succession"\nearlier = []\nlater = ["D"]',
        "program.toml, row 13, column earlier: constraint 'forbidden_succession': the list is "
        "empty, so it would match nothing; name something or drop the key",
    ),
    (
        "hours = 10",
        'hours = 10\n[[constraints]]\nkind = "post_call_rest"\nafter = []',
        "program.toml, row 13, column after: constraint 'post_call_rest': the list is empty, so "
        "it would match nothing; name something or drop the key",
    ),
    (
        "hours = 10",
        'hours = 10\n[[constraints]]\nkind = "cover"\nscope = { people = ["A"] }',
        "program.toml, row 13, column scope: constraint 'cover': everybody on a shift is counted "
        "here, whoever it is; remove scope.people",
    ),
    (
        "hours = 10",
        "hours = 10\nscope.people = []",
        "program.toml, row 11, column scope.people: constraint 'min_rest': the list is empty, so "
        "it would match nothing; name something or drop the key",
    ),
    (
        "hours = 10",
        'hours = 10\n[[constraints]]\nkind = "fair_share"\nload = "L"\ntier = "fairness"\n'
        "tolerance = inf",
        "program.toml, row 15, column tolerance: constraint 'fair_share': 'inf' should be",
    ),
    (
        "hours = 10",
        'hours = 10\n[[constraints]]\nkind = "forbidden_succession"\nearlier = "N"\nlater = ["E"]',
        "program.toml, row 14, column later: constraint 'forbidden_succession': nothing here is "
        "called "
        "'E'",
    ),
    (
        "hours = 10",
        'hours = 10\n[[constraints]]\nkind = "cover"\nside = "minimum"',
        "program.toml, row 13, column side: constraint 'cover': this rule always stands, on both",
    ),
    (
        "hours = 10",
        'hours = 10\n[[constraints]]\nkind = "leave"\ntier = "preference"',
        "program.toml, row 13, column tier: constraint 'leave': this rule always stands; remove "
        "its tier",
    ),
    (
        "hours = 10",
        'hours = 10\n[[constraints]]\nkind = "no_overlap"\nscope = { people = ["A"] }',
        "program.toml, row 13, column scope: constraint 'no_overlap': nobody is ever in two "
        "places; "
        "remove its scope",
    ),
    *(
        (
            "hours = 10",
            f'hours = 10\n[[constraints]]\nkind = "{kind}"\nname = "mine"\nscope.shifts = ["N"]',
            "program.toml, row 11, column scope: constraint 'mine': this rule always stands, and "
            "outside its scope nothing would; remove its scope, and set aside in waivers.csv what "
            "need not hold",
        )
        for kind in ("cover", "leave", "pins", "eligibility")
    ),
    (
        'kind = "requests"\ntier = "preference"',
        'kind = "requests"\nname = "leave"\ntier = "preference"',
        "program.toml, row 18, column name: constraint 'leave': that is the name of a rule that "
        "always stands, which a waiver of it would set aside; give it another name",
    ),
    (
        'kind = "cover_target"',
        'kind = "cover_target"\nscope.shifts = ["N"]',
        "cover.csv, row 2, column target: no constraint of kind 'cover_target' reads this target; "
        "widen the scope of one",
    ),
]


@pytest.mark.parametrize(("old", "new", "sentence"), SWAPS)
def test_one_fault_one_sentence(swapped: Swapped, old: str, new: str, sentence: str) -> None:
    """Tests that the fault is told with line and key."""
    found = swapped(old, new)
    assert [line for line in found if line.startswith(sentence)] != [], found


@pytest.mark.parametrize(
    ("old", "new"),
    [
        # a standing rule may be named, and then has its own name or any other
        ("hours = 10", 'hours = 10\n[[constraints]]\nkind = "leave"\nname = "leave"'),
        ("hours = 10", 'hours = 10\n[[constraints]]\nkind = "leave"\nname = "absence"'),
        # the target of D is read at the weekend, that of J (at weekends only) always
        ('kind = "cover_target"', 'kind = "cover_target"\nscope.days = ["weekend"]'),
    ],
)
def test_sound_words(swapped: Swapped, old: str, new: str) -> None:
    """Tests the other side of the edges: nothing is told."""
    assert swapped(old, new) == []
