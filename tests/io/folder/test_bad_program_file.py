"""``program.toml``: one fault per test, word for word, with the line it is on."""

import os
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest

from nightfloat.errors import InputError
from nightfloat.io.folder.regime import regime_names
from nightfloat.io.read import fingerprint, read

type Files = Mapping[str, str | bytes | None]
type Tell = Callable[[Files], list[str]]
type Swapped = Callable[[str, str], list[str]]

SWAPS = [
    (
        'zone = "Pacific/Honolulu"',
        'zone = "Pacific/Honolul"',
        "program.toml, row 2, column zone: 'Pacific/Honolul' is not an IANA time zone; did you "
        "mean "
        "'Pacific/Honolulu'?",
    ),
    (
        'zone = "Pacific/Honolulu"',
        'zone = ""',
        "program.toml, row 2, column zone: '' is not an IANA",
    ),
    (
        "days = 28",
        "dyas = 28",
        "program.toml, row 4, column dyas: there is no key 'dyas'; did you mean 'days'? (known: "
        "name, "
        "zone, start, end, days, history_from, blocks, holidays, regime, tiers, contingency, "
        "solve, constraints)",
    ),
    (
        "days = 28",
        "end = 2026-08-02",
        "program.toml, row 4, column end: 2026-08-02 is before the start 2026-08-03; the end is "
        "the "
        "last day inside",
    ),
    (
        "days = 28",
        "days = 0",
        "program.toml, row 4, column days: '0' should be greater than or equal",
    ),
    (
        "days = 28",
        "end = 2036-08-03",
        "program.toml, row 4, column end: a horizon has at most 1100 days, not 3654",
    ),
    (
        "days = 28",
        "days = 28\nend = 2026-08-30",
        "program.toml, row 5, column end: give either end or days; there are both",
    ),
    (
        "start = 2026-08-03",
        "start = 2026-02-30",
        "program.toml, row 3: this is not TOML: invalid date or datetime",
    ),
    (
        "start = 2026-08-03",
        'start = "2026-02-30"',
        "program.toml, row 3, column start: 2026-02-30 does not exist; February 2026 has 28 days",
    ),
    (
        "start = 2026-08-03",
        "start = 2026-08-03T07:00:00",
        "program.toml, row 3, column start: '2026-08-03 07:00:00' is not a date; write it as",
    ),
    (
        "history_from = 2026-07-06",
        "history_from = 2026-08-04",
        "program.toml, row 5, column history_from: 2026-08-04 is not within 1100 days before the "
        "start",
    ),
    ('name = "ward"', "", "program.toml, column name: nothing is given; it is needed here"),
    (
        "hours = 10",
        'hours = 10\n[contingency]\nrequire = "n-1"',
        "program.toml, row 12, column contingency.require: 'n-1' is required but not analysed; "
        "write "
        "analyse = 'n-1' too",
    ),
    (
        "hours = 10",
        'hours = 10\n[solve]\nstrategy = "fast"',
        "program.toml, row 12, column solve.strategy: 'fast' should be 'portfolio', 'exact', "
        "'columns' or 'milp'",
    ),
    (
        "hours = 10",
        "hours = 10\n[solve]\nstrategy = 1",
        "program.toml, row 12, column solve.strategy: '1' should be 'portfolio', 'exact', ",
    ),
    (
        'name = "ward"',
        'name = "ward"\nregime = "acgme-1066"',
        "program.toml, row 2, column regime: there is no regime 'acgme-1066'",
    ),
    (
        'kind = "min_rest"',
        'kind = "min_rets"',
        "program.toml, row 9, column kind: there is no constraint kind 'min_rets'; did you mean "
        "'min_rest'?",
    ),
    (
        'kind = "min_rest"',
        "",
        "program.toml, row 8, column kind: the constraint has no kind; `nightfloat constraints` "
        "lists "
        "them",
    ),
    (
        "hours = 10",
        "hour = 10",
        "program.toml, row 10, column hour: constraint 'min_rest': there is no key 'hour'; did "
        "you mean "
        "'hours'? (known: kind, name, scope, tier, weight, hours, merge_minutes)",
    ),
    (
        "hours = 10",
        "hours = 0",
        "program.toml, row 10, column hours: constraint 'min_rest': '0' should be greater than 0",
    ),
    (
        "hours = 10",
        "hours = 1000001",
        "program.toml, row 10, column hours: constraint 'min_rest': '1000001' is not a number",
    ),
    (
        "hours = 10",
        "hours = true",
        "program.toml, row 10, column hours: constraint 'min_rest': 'True' is not a number up to",
    ),
    (
        "hours = 10",
        "scope = 3",
        "program.toml, row 10, column scope: constraint 'min_rest': '3' should be a valid table",
    ),
    (
        "hours = 10",
        'scope = { first_day = "x" }',
        "program.toml, row 10, column scope.first_day: constraint 'min_rest': 'x' is not a date",
    ),
    (
        "hours = 10",
        "hours = 10\nweight = 3",
        "program.toml, row 8: constraint 'min_rest': weight without a tier would never be read; "
        "name a "
        "tier or drop the weight",
    ),
    (
        "hours = 10",
        'hours = 10\ntier = "safty"\n',
        "program.toml, row 11, column tier: constraint 'min_rest': there is no tier 'safty'; did "
        "you "
        "mean 'safety'?",
    ),
    (
        "hours = 10",
        'hours = 10\nname = "nights"',
        "program.toml, row 23, column name: constraint 'nights': row 8 has one of that name; "
        "give each "
        "a name of its own",
    ),
    (
        "hours = 10",
        'hours = 10\nscope = { shifts = ["nite"] }',
        "program.toml, row 11, column scope.shifts: constraint 'min_rest': nothing here is called "
        "'nite'; did you mean 'night'?",
    ),
    (
        "hours = 10",
        'hours = 10\nscope = { people = ["C"] }',
        "program.toml, row 11, column scope.people: constraint 'min_rest': nothing here is "
        "called 'C'; "
        "known: A, B",
    ),
    (
        "hours = 10",
        'hours = 10\nscope = { days = ["Monday"] }',
        "program.toml, row 11, column scope.days: constraint 'min_rest': nothing here is called "
        "'Monday'; did you mean 'Mon'?",
    ),
    (
        "hours = 10",
        'hours = 10\nscope = { peple = ["A"] }',
        "program.toml, row 11, column scope.peple: constraint 'min_rest': there is no key "
        "'peple'; did "
        "you mean 'people'?",
    ),
    (
        "hours = 10",
        "hours = 10\nscope = { first_day = 2026-08-09, last_day = 2026-08-08 }",
        "program.toml, row 11, column scope.last_day: constraint 'min_rest': the last day "
        "2026-08-08 is "
        "before the first day 2026-08-09",
    ),
    (
        "days = 28",
        'days = 28\ntiers = ["coverage", "fairness", "preference", "joy"]',
        "program.toml, row 5, column tiers: no constraint pays into the tier 'joy'; remove it",
    ),
    (
        "days = 28",
        'days = 28\ntiers = ["holes", "coverage", "fairness", "preference"]',
        "program.toml, row 5, column tiers: the tier 'holes' is that of --draft; choose another",
    ),
    (
        "days = 28",
        'days = 28\ntiers = ["coverage", "fairness", "preference", "fairness"]',
        "program.toml, row 5, column tiers: the tier 'fairness' is there twice; keep one",
    ),
    (
        'kind = "requests"\ntier = "preference"',
        'kind = "max_weekends"\nmaximum = 2',
        "requests.csv, row 2: no constraint of kind 'requests' reads these wishes; add one to "
        "program.toml",
    ),
    (
        'kind = "cover_target"\ntier = "coverage"',
        'kind = "max_weekends"\nmaximum = 2',
        "cover.csv, row 2, column target: no constraint of kind 'cover_target' reads this "
        "target; add "
        "one to program.toml",
    ),
    (
        "days = 28",
        "days = 28\nblocks = [{first_day = 2026-08-10, last_day = 2026-08-09}]",
        "program.toml, row 5, column blocks.0: the block's last day 2026-08-09 is before its first "
        "2026-08-10",
    ),
    (
        "days = 28",
        "days = 28\nblocks = [{first_day = 2026-08-03, last_day = 2026-08-09}, "
        "{first_day = 2026-08-09, last_day = 2026-08-10}]",
        "program.toml, row 5, column blocks: the block from 2026-08-09 starts before the one from "
        "2026-08-03 ends; list blocks in order and apart",
    ),
]


@pytest.mark.parametrize(("old", "new", "sentence"), SWAPS)
def test_one_fault_one_sentence(swapped: Swapped, old: str, new: str, sentence: str) -> None:
    """Tests that a fault of the program file is told with line, key and what would be right."""
    found = swapped(old, new)
    assert [line for line in found if line.startswith(sentence)] != [], found


def test_a_broken_program_file_hides_no_row(told: Tell) -> None:
    """Tests that tables are read, and held against each other, without the program file."""
    found = told(
        {
            "program.toml": "name =",
            "pins.csv": "person,shift,date\nC,D,2026-13-04\nC,D,2026-08-04\n",
        }
    )
    assert [line.split(";")[0] for line in found] == [
        "program.toml, row 1: this is not TOML: invalid value",
        "pins.csv, row 2, column date: 2026-13-04 does not exist",
        "pins.csv, row 3, column person: nobody has the id 'C'",
    ]


def test_a_wrong_zone_hides_no_date(told: Tell, sound: Files) -> None:
    """Tests that dates are judged though the zone is not one."""
    settings = str(sound["program.toml"]).replace("Pacific/Honolulu", "Mars")
    found = told({"program.toml": settings, "pins.csv": "person,shift,date\nB,D,2026-09-04\n"})
    assert len(found) == 2
    assert found[1].startswith("pins.csv, row 2, column date: 2026-09-04 is outside the horizon")


@pytest.mark.parametrize(
    "text", ["a = " + "[" * 5000, "a = " + "1" * 5000, "\ufeff\ufeff", "[[a]]\n[a]"]
)
def test_nothing_in_toml_is_a_traceback(told: Tell, text: str) -> None:
    """Tests that hostile TOML is a fault."""
    assert told({"program.toml": text}) != []


@pytest.mark.parametrize("source", ["nowhere", "x\0y", "x" * 5000, "program.xml"])
def test_no_source(tmp_path: Path, source: str) -> None:
    """Tests that a source that is none is one sentence from both doors."""
    (tmp_path / "program.xml").write_text("")
    for door in (read, fingerprint):
        with pytest.raises(InputError):
            door(f"{tmp_path}/{source}")


def test_a_source_in_another_encoding(folder: Callable[[Files], Path]) -> None:
    """Tests that a path that no store could hold is refused at once, wherever it is not UTF-8."""
    place = folder({})
    named = place.rename(place.with_name(os.fsdecode(b"caf\xe9")))
    for door in (read, fingerprint):
        with pytest.raises(InputError, match="is not UTF-8, so no store could hold it"):
            door(named)


def test_a_folder_without_program(tmp_path: Path) -> None:
    """Tests that any other folder is told what it lacks."""
    with pytest.raises(InputError, match=r"holds no program\.toml; `nightfloat init` makes one"):
        read(tmp_path)


def test_a_regime_is_taken_over(folder: Callable[[Files], Path], sound: Files) -> None:
    """Tests that a regime's rules apply, that an own one of the name replaces, and omit drops."""
    for name in regime_names():
        settings = f'regime = "{name}"\n{sound["program.toml"]}'
        all_rules = read(folder({"program.toml": settings})).constraints
        extra = [c.title for c in all_rules if c.title not in str(sound["program.toml"])]
        dropped = next(
            t for t in extra if t not in ("no_overlap", "eligibility", "leave", "pins", "cover")
        )
        settings = f'{sound["program.toml"]}\n[regime]\nname = "{name}"\nomit = ["{dropped}"]\n'
        fewer = read(folder({"program.toml": settings})).constraints
        assert {c.title for c in all_rules} - {c.title for c in fewer} == {dropped}
        own = f'[[constraints]]\nname = "{dropped}"\nkind = "max_weekends"\nmaximum = 4\n'
        settings = f'regime = "{name}"\n{sound["program.toml"]}\n{own}'
        replaced = read(folder({"program.toml": settings})).constraints
        assert [c.kind for c in replaced if c.title == dropped] == ["max_weekends"]
        assert len(replaced) == len(all_rules)


def test_omitting_what_is_not_there(told: Tell, sound: Files) -> None:
    """Tests that an omitted name that the regime does not have is told."""
    for name in regime_names():
        settings = f'{sound["program.toml"]}\n[regime]\nname = "{name}"\nomit = ["hm"]\n'
        start = "program.toml, row 29, column regime.omit: the regime has no constraint 'hm'"
        assert any(line.startswith(start) for line in told({"program.toml": settings}))
