"""Generated programs: the same bytes, sound, lawful as planned, and with nobody to spare."""

import os
import subprocess
import sys
from collections import Counter
from datetime import date, timedelta
from pathlib import Path

import pytest

from nightfloat.bench.published import NOTHING
from nightfloat.bench.residency.reference import references
from nightfloat.bench.residency.sizes import SIZES
from nightfloat.bench.residency.write import generate_residency, write_residency
from nightfloat.bench.source import published_of, read_entry
from nightfloat.bench.suite import Suite, find
from nightfloat.constraints.program import Program
from nightfloat.domain.result import Limits, Status
from nightfloat.domain.schedule import Schedule
from nightfloat.domain.shifts import ShiftKind
from nightfloat.engine.audit import audit
from nightfloat.engine.preflight import preflight, vacuous
from nightfloat.errors import InputError
from nightfloat.io.read import fingerprint, read
from nightfloat.solver.solve import solve

FILES = {
    "program.toml", "people.csv", "rotations.csv", "shifts.csv", "cover.csv", "leave.csv",
    "requests.csv", "history.csv",
}  # fmt: skip
SMALL = [(size, seed) for size in ("S", "M") for seed in (1, 2, 3)]
SLOW = (pytest.mark.slow, pytest.mark.no_cover)
LARGE = [
    pytest.param("L", 1, marks=SLOW),
    pytest.param("XL", 1, marks=SLOW),
    pytest.param("XXL", 1, marks=SLOW),
]


def made(folder: Path, size: str, seed: int) -> tuple[Program, Schedule]:
    planned = write_residency(folder / f"residency-{size}", size, seed)
    return read(folder / f"residency-{size}"), planned


@pytest.mark.parametrize(("size", "seed"), [*SMALL, *LARGE])
def test_a_program_is_sound_tight_and_as_its_reference(
    tmp_path: Path, size: str, seed: int
) -> None:
    """Tests what is generated once: plan, minima, and the bytes that stored results are of."""
    program, planned = made(tmp_path, size, seed)
    _is_sound(program, planned)
    assert _spare(program, planned) == []
    sha256 = fingerprint(tmp_path / f"residency-{size}")
    stored = [
        found.input_sha256 for found in references() if (found.size, found.seed) == (size, seed)
    ]
    assert stored == ([sha256] if seed == 1 else [])


def _is_sound(program: Program, planned: Schedule) -> None:
    """Check that a generated program is feasible: its plan has no hard violation."""
    judged = audit(program, planned)
    assert [v.sentence for v in judged.hard] == []
    assert [v.sentence for v in judged.violations if v.hard and v.inherited] == []
    assert (preflight(program), vacuous(program)) == ((), ())
    # no tier is empty of choices: the plan leaves something to gain in each
    assert all(value > 0 for value in judged.values.values()), judged.values


def _spare(program: Program, planned: Schedule) -> list[tuple[str, date]]:
    """Return the required shifts on which one person less would not fall below a minimum."""
    instance = program.instance
    staffed = Counter[tuple[str, object, str]]()
    for a in planned:
        grade = instance.person[a.person].grade(a.day)
        staffed[a.shift, a.day, ""] += 1
        staffed[a.shift, a.day, grade] += 1
    optional = {"EL", "AM"}
    return [
        (cover.shift, cover.day)
        for cover in instance.covers
        if cover.shift not in optional
        and sum(staffed[cover.shift, cover.day, g] for g in cover.grades or {""}) != cover.minimum
    ]


@pytest.mark.parametrize(
    ("size", "people", "days"),
    [("S", 12, 28), ("M", 40, 28), ("L", 100, 28), ("XL", 100, 182), ("XXL", 100, 364)],
)
def test_sizes(size: str, people: int, days: int) -> None:
    assert (SIZES[size].people, SIZES[size].days) == (people, days)


def test_the_middle_size_has_all_a_residency_has(tmp_path: Path) -> None:
    program, _ = made(tmp_path, "M", 1)
    instance = program.instance
    horizon = instance.calendar.horizon
    assert {t.kind for t in instance.shift_types} >= {
        ShiftKind.CLINICAL,
        ShiftKind.CLINIC,
        ShiftKind.EDUCATION,
        ShiftKind.INHOUSE_CALL,
        ShiftKind.NIGHT_FLOAT,
        ShiftKind.HOME_CALL,
        ShiftKind.STANDBY,
    }
    assert {p.grade(horizon.first) for p in instance.people} == {"PGY-1", "PGY-2", "PGY-3"}
    assert {p.peer_group for p in instance.people} == {"interns", "seniors"}
    assert instance.calendar.known.first == horizon.first - timedelta(days=28)
    assert instance.history.assignments
    assert instance.leave
    assert instance.requests
    assert {c.tier for c in program.constraints} == {None, *program.tiers}
    assert "call-third-night" in {c.title for c in program.constraints}


def test_the_plan_is_in_no_file(tmp_path: Path) -> None:
    write_residency(tmp_path, "S")
    program = read(tmp_path)
    assert {path.name for path in tmp_path.iterdir()} == FILES
    assert all(a.day < program.instance.calendar.horizon.first for a in program.instance.history)


def test_without_one_resident_of_the_unit_for_a_day_there_is_no_schedule(tmp_path: Path) -> None:
    """Tests that it is tight: on Tuesday one has gone off call, one is on, two work: all four."""
    program, _ = made(tmp_path, "S", 1)
    tuesday = program.instance.calendar.day(1)
    unit = next(
        r.person for r in program.instance.rotations if r.service == "icu" and tuesday in r.days
    )
    table = tmp_path / "residency-S" / "leave.csv"
    table.write_text(f"{table.read_text()}{unit},{tuesday},{tuesday},approved,ill\n")
    limits = Limits(seconds=60, memory_mb=4000, workers=2, seed=1)
    assert solve(read(table.parent), limits).status is Status.INFEASIBLE


@pytest.mark.no_cover
def test_the_same_bytes_in_any_process() -> None:
    """Tests that nothing hangs on the order of sets, and that seeds differ."""
    program = (
        "from nightfloat.bench.residency.write import generate_residency as g; import hashlib\n"
        "made = [g('M', 1), g('M', 2), g('S', 1)]\n"
        "print([hashlib.sha256(repr((sorted(m.files.items()), m.planned.sha256)).encode())"
        ".hexdigest() for m in made])"
    )
    said = {
        subprocess.run(
            [sys.executable, "-c", program],
            env=os.environ | {"PYTHONHASHSEED": seed},
            capture_output=True,
            text=True,
            check=True,
        ).stdout
        for seed in ("1", "2", "77")
    }
    assert len(said) == 1
    one, two, small = said.pop().strip("[]\n").split(", ")
    assert len({one, two, small}) == 3


def test_writing_twice_changes_nothing_and_completes_what_was_interrupted(tmp_path: Path) -> None:
    planned = write_residency(tmp_path / "new" / "folder", "S")
    folder = tmp_path / "new" / "folder"
    before = {path.name: path.read_bytes() for path in folder.iterdir()}
    (folder / "program.toml").unlink()
    (folder / "cover.csv").unlink()
    assert write_residency(folder, "S") == planned
    assert {path.name: path.read_bytes() for path in folder.iterdir()} == before
    assert generate_residency("S").planned == planned


def test_a_half_written_program_is_completed_when_it_is_read(tmp_path: Path) -> None:
    """Tests that what a kill left, a file that was not yet in its place included, is made whole."""
    folder = tmp_path / "residency-S"
    write_residency(folder, "S")
    (folder / "program.toml").unlink()
    (folder / ".nightfloat.0123456789abcdef.tmp").write_text("name = ")
    (entry,) = find(Suite.RESIDENCY, tmp_path, ["S"])
    assert read_entry(Suite.RESIDENCY, entry).instance.name == read(folder).instance.name
    assert (folder / "program.toml").exists()


def test_another_seed_is_another_program_of_the_suite(tmp_path: Path) -> None:
    """Tests that the seed in a name is that of the generator, and no reference is its own."""
    entries = find(Suite.RESIDENCY, tmp_path, ["S", "S@1", "S@2"])
    plain, first, second = (read_entry(Suite.RESIDENCY, entry).input_sha256 for entry in entries)
    write_residency(tmp_path / "by-hand", "S", 2)
    assert plain == first != second == read(tmp_path / "by-hand").input_sha256
    assert published_of(Suite.RESIDENCY, entries[1]).input_sha256 == plain
    assert published_of(Suite.RESIDENCY, entries[2]) == NOTHING


def test_other_things_are_kept(tmp_path: Path) -> None:
    write_residency(tmp_path, "S")
    (tmp_path / "people.csv").write_text("mine")
    with pytest.raises(InputError, match="holds other things already"):
        write_residency(tmp_path, "S")
    assert (tmp_path / "people.csv").read_text() == "mine"
    with pytest.raises(InputError, match="cannot be written"):
        write_residency(tmp_path / "people.csv", "S")
    with pytest.raises(InputError, match="no residency of size 'XS'"):
        write_residency(tmp_path, "XS")
