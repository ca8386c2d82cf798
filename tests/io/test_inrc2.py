"""An instance of the competition is the program that its files describe, judged as they judge."""

import random
import re
from collections import Counter
from collections.abc import Iterator, Mapping
from datetime import date
from itertools import chain
from pathlib import Path

import pytest

from nightfloat.constraints.program import Program
from nightfloat.domain.instance import Instance
from nightfloat.domain.people import Request
from nightfloat.domain.schedule import Assignment, Schedule
from nightfloat.engine.audit import audit
from nightfloat.io.inrc2_folder import write_inrc2_solution
from nightfloat.io.inrc2_solution import read_inrc2_solution, solution_files
from nightfloat.io.read import fingerprint, read
from nightfloat.solver.emitter import emit
from nightfloat.solver.evaluate import amount, costs
from nightfloat.solver.extract import posts_of
from tests.io.inrc2_set import BENCH, JUDGE, NAME, judge, write_set

HARD = {
    "cover": "cover", "eligibility": "skill", "forbidden_succession": "succ",
    "no_overlap": "single",
}  # fmt: skip
SOFT = {
    "cover_target": "opt", "requests": "pref", "complete_weekends": "complwe",
    "shifts_in_horizon": "total", "max_weekends": "maxwe",
    "min_days_off": "off", "max_days_off": "off",
    "min_stretch": "consec", "max_stretch": "consec",
}  # fmt: skip
# the judge leaves the files that it reads to the interpreter to close
pytestmark = pytest.mark.filterwarnings("ignore:unclosed file:ResourceWarning")
SAMPLES = sorted(BENCH.glob("*/Solution_H_*")) if JUDGE.is_file() else []


@pytest.fixture
def tiny(tmp_path: Path) -> Path:
    """Return the source of the sound data set."""
    return write_set(tmp_path)


def judged(program: Program, schedule: Schedule) -> tuple[Mapping[str, int], Mapping[str, int]]:
    """Return hard amounts and soft costs under the judge's labels, those of nothing left out."""
    hard, soft = Counter[str](), Counter[str]()
    for violation in audit(program, schedule).violations:
        if violation.charged and violation.tier is None:
            hard[HARD[violation.kind]] += violation.amount
        elif violation.charged:
            soft[SOFT[violation.kind]] += violation.amount * violation.weight
    return hard, soft


def rosters(instance: Instance, seed: int, count: int) -> Iterator[Schedule]:
    """Yield random rosters of one shift a day, lawful or not, from nearly empty to full."""
    draw = random.Random(seed)
    types, days = [t.id for t in instance.shift_types], list(instance.calendar.horizon)
    for _ in range(count):
        share, stay = draw.random(), draw.random()
        row: list[Assignment] = []
        for person in instance.people:
            on = False
            for day in days:
                on = on if draw.random() < stay else draw.random() < share
                if on:
                    row.append(Assignment(person.id, day, draw.choice(types)))
        yield Schedule.of(row)


def test_an_instance_is_a_program(tiny: Path) -> None:
    """Tests that each section becomes the facts and constraints that it states."""
    program = read(tiny)
    facts = program.instance
    assert facts.name == NAME
    assert (facts.calendar.horizon.first, facts.calendar.horizon.count) == (date(2024, 1, 1), 14)
    kinds = [(t.id, t.start, t.minutes, set(t.tags), set(t.skills)) for t in facts.shift_types]
    assert kinds == [
        ("Early/Head", 0, 480, {"Early"}, {"Head"}),
        ("Early/Nurse", 0, 480, {"Early"}, {"Nurse"}),
        ("Night/Head", 0, 480, {"Night"}, {"Head"}),
        ("Night/Nurse", 0, 480, {"Night"}, {"Nurse"}),
    ]
    assert [(p.id, sorted(p.skills)) for p in facts.people] == [
        ("A", ["Head", "Nurse"]), ("B", ["Nurse"]), ("C", ["Nurse"]),
    ]  # fmt: skip
    assert facts.requests == (
        Request("A", date(2024, 1, 2), "*", "off"),
        Request("C", date(2024, 1, 6), "Early", "off"),
    )
    assert len(facts.shifts) == 4 * 14  # also those of which nothing is said
    asked = {(c.shift, c.day.day): (c.minimum, c.target) for c in facts.covers if c.target}
    assert asked[("Early/Nurse", 1)] == (1, 2)
    assert asked[("Night/Head", 12)] == (0, 1)  # Friday of the second week
    assert [(c.title, sorted(c.scope.people), c.weight) for c in program.constraints[5:]] == [
        ("optimal cover", [], 30),
        ("undesired shifts", [], 10),
        ("after Night", [], 1),
        ("at least 2 Early in a row", [], 15),
        ("at most 3 Early in a row", [], 15),
        ("at least 2 Night in a row", [], 15),
        ("at most 2 Night in a row", [], 15),
        ("at least 2 days of work", ["A", "B"], 30),
        ("at most 3 days of work", ["A", "B"], 30),
        ("at most 3 days of work", ["C"], 30),
        ("at least 2 days off", ["A", "B"], 30),
        ("at most 3 days off", ["A", "B"], 30),
        ("at most 4 days off", ["C"], 30),
        ("complete weekends", ["A", "B"], 30),
        ("4 to 6 shifts", ["A"], 20),
        ("3 to 5 shifts", ["B"], 20),
        ("2 to 4 shifts", ["C"], 20),
        ("at most 1 weekends", ["A"], 30),
        ("at most 0 weekends", ["B"], 30),
        ("at most 2 weekends", ["C"], 30),
    ]


def test_the_history_ends_in_the_runs_that_the_file_counts(tiny: Path) -> None:
    """Tests the last days of each person, and that the day before each run is known."""
    facts = read(tiny).instance
    # the longest run, B's three days off, and the day before it
    assert facts.calendar.known_from == date(2023, 12, 28)
    rows = {p: {s.day.day: s.id for s in row} for p, row in facts.past.items()}
    # a night after an early day, which is lawful, after two days off
    assert rows["A"] == {30: "Early/Head", 31: "Night/Head"}
    assert rows["B"] == {28: "Early/Nurse"}
    # one day off is enough for C before two early days, and one day of work before that; of the
    # two shift types the first is taken, since neither may be worked for one day alone
    assert rows["C"] == {28: "Early/Nurse", 30: "Early/Nurse", 31: "Early/Nurse"}


def test_a_roster_in_which_nobody_works(tiny: Path) -> None:
    """Tests every cost of the empty roster, counted by hand."""
    hard, soft = judged(read(tiny), Schedule())
    # week 0: Early 1 + 1 + 1 + 1 + 1, Night 1 + 1; week 1: Early 3
    assert hard == {"cover": 10}
    assert soft == {
        # one more of each optimum that is above the minimum: week 0 Mon, Wed, Tue, Wed; week 1 Fri
        "opt": 30 * (10 + 5),
        # A 4 short, B 4 - 1 in the history, C 2
        "total": 20 * (4 + 3 + 2),
        # A's night of the history stays alone: one day short of two
        "consec": 15,
        # A 14 of 3, B 14 more than the 3 of the history, C 14 of 4
        "off": 30 * (11 + 14 + 10),
    }


def test_the_source_may_name_either_folder(tiny: Path) -> None:
    """Tests that the data are found beside the name or one folder down, and hashed as a whole."""
    near = tiny.parent / "n003w2" / NAME
    program = read(tiny)
    assert program.source == str(tiny)
    assert program.input_sha256 == fingerprint(tiny) == read(near).input_sha256
    week = near.parent / "WD-n003w2-1.txt"
    _ = week.write_text(week.read_text().replace("(1,1)", "(1,2)", 1))
    assert fingerprint(tiny) != program.input_sha256


@pytest.mark.parametrize(("one", "two"), [("0-1", "1-0"), ("0-1-0-0", "0-1-1-0"), ("0-1", "0-1-0")])
def test_weeks_in_another_order_are_another_input(tiny: Path, one: str, two: str) -> None:
    """Tests that the same files named in another order, or more often, have another hash."""
    first, second = (fingerprint(tiny.with_name(f"n003w2_0_{weeks}")) for weeks in (one, two))
    assert first != second
    assert read(tiny).input_sha256 == fingerprint(tiny)


def test_a_week_may_be_there_twice(tiny: Path) -> None:
    """Tests that one week file can stand for both weeks."""
    facts = read(tiny.with_name("n003w2_0_1-1")).instance
    assert sum(cover.minimum for cover in facts.covers) == 6


def test_a_folder_of_that_name_holds_solutions(tiny: Path) -> None:
    """Tests that a solution written under the instance's own name does not hide the instance."""
    write_inrc2_solution(tiny, read(tiny).instance, Schedule())
    assert read(tiny).instance.name == NAME


@pytest.mark.skipif(not JUDGE.is_file(), reason="the judge is not here")
def test_random_rosters_cost_what_the_judge_says(tiny: Path, tmp_path: Path) -> None:
    """Tests each kind of hard and soft fault, in audit and model, on rosters lawful or not."""
    sources = [tiny, *(BENCH / n for n in ("n005w4_0_1-2-3-3", "n021w4_2_8-1-4-3"))]
    score, seen = judge(), Counter[str]()
    for source in sources:
        program = read(source)
        model, out = emit(program), tmp_path / "out"
        for schedule in chain(*(rosters(program.instance, seed, 12) for seed in range(2))):
            write_inrc2_solution(out, program.instance, schedule)
            assert read_inrc2_solution(out, program.instance) == schedule
            files = [str(out / file) for file in solution_files(program.instance)]
            faults, charges, total = score(str(source.parent), source.name, files)
            hard, soft = judged(program, schedule)
            assert hard == {label: n for label, n in faults.items() if n}
            assert soft == {label: n for label, n in charges.items() if n}
            chosen = posts_of(program.instance, model, schedule)
            assert costs(model, chosen) == (total,)
            broken = sum(amount(model, i, chosen) for i in model.items if i.price is None)
            assert broken == sum(faults.values())
            seen.update(hard.keys() | soft.keys())
    # every fault has been met but two shifts on one day, which the next test is about
    assert seen.keys() == {*HARD.values(), *SOFT.values()} - {"single"}


@pytest.mark.skipif(not JUDGE.is_file(), reason="the judge is not here")
def test_two_shifts_on_one_day(tiny: Path, tmp_path: Path) -> None:
    """Tests that the form can say it, that both are one fault, and that both come back."""
    program, out = read(tiny), tmp_path / "out"
    day = date(2024, 1, 3)
    both = Schedule.of([Assignment("A", day, "Early/Head"), Assignment("A", day, "Night/Nurse")])
    write_inrc2_solution(out, program.instance, both)
    faults, _, _ = judge()(
        str(tiny.parent), NAME, [str(out / f) for f in solution_files(program.instance)]
    )
    assert faults["single"] == judged(program, both)[0]["single"] == 1
    assert read_inrc2_solution(out, program.instance) == both


@pytest.mark.parametrize("folder", SAMPLES, ids=lambda f: f"{f.parent.name}-{f.name}")
def test_published_solutions_cost_what_the_judge_says(folder: Path) -> None:
    """Tests every sample solution of the published data sets, which break no requirement."""
    found = re.fullmatch(r"Solution_H_(\d)-WD_([\d-]+)", folder.name)
    assert found is not None
    source = folder.parents[1] / f"{folder.parent.name}_{found[1]}_{found[2]}"
    program = read(source)
    schedule = read_inrc2_solution(folder, program.instance)
    files = sorted(folder.glob("Sol-*.txt"), key=lambda f: int(f.stem.rsplit("-")[-1]))
    _, charges, total = judge()(str(BENCH), source.name, [str(f) for f in files])
    hard, soft = judged(program, schedule)
    assert not hard
    assert soft == {label: n for label, n in charges.items() if n}
    assert sum(soft.values()) == total


@pytest.mark.skipif(not BENCH.is_dir(), reason="the published instances are not here")
def test_every_history_and_week_reads() -> None:
    """Tests that all published files are sound: each history with all ten weeks in turn."""
    for folder in (f for f in BENCH.iterdir() if f.is_dir()):
        weeks = int(folder.name.split("w")[1])
        for history in range(3):
            order = "-".join(str((3 * history + n) % 10) for n in range(weeks))
            facts = read(BENCH / f"{folder.name}_{history}_{order}").instance
            assert len(facts.people) == int(folder.name[1:4])
            assert facts.calendar.horizon.count == 7 * weeks
