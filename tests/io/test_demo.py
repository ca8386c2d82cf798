"""The programs that come with nightfloat are sound, solvable, and never overwrite anything."""

from collections.abc import Callable
from pathlib import Path

import pytest

from nightfloat.constraints.program import Program
from nightfloat.constraints.registry import registry
from nightfloat.domain.result import Improvement, Limits, Status
from nightfloat.domain.schedule import Schedule
from nightfloat.domain.shifts import ShiftKind
from nightfloat.engine.audit import audit
from nightfloat.errors import InputError
from nightfloat.io.demo import write_demo, write_template
from nightfloat.io.folder.regime import regime_bytes
from nightfloat.io.folder.tables import FILES
from nightfloat.io.read import read
from nightfloat.solver.solve import solve
from tests.io.greedy import greedy
from tests.solver.endings import values

WRITERS = (write_demo, write_template)

type Writer = Callable[[Path], None]


@pytest.fixture
def demo(tmp_path: Path) -> Program:
    """Return the demo program."""
    write_demo(tmp_path / "demo")
    return read(tmp_path / "demo")


def test_the_demo_is_what_the_issue_asks_for(demo: Program) -> None:
    instance = demo.instance
    horizon = instance.calendar.horizon
    grades = [person.grade(horizon.last) for person in instance.people]
    assert (str(instance.calendar.zone), str(horizon.first)) == ("Pacific/Honolulu", "2026-08-03")
    assert (horizon.count, horizon in instance.calendar.blocks) == (28, True)
    assert (grades.count("faculty"), len(grades)) == (8, 38)
    assert all(grades.count(f"PGY-{year}") >= 8 for year in (1, 2, 3))
    assert {t.kind for t in instance.shift_types} >= {
        ShiftKind.CLINICAL,
        ShiftKind.CLINIC,
        ShiftKind.EDUCATION,
        ShiftKind.INHOUSE_CALL,
        ShiftKind.NIGHT_FLOAT,
        ShiftKind.HOME_CALL,
        ShiftKind.STANDBY,
    }
    assert any(person.fte < 100 for person in instance.people)
    assert any(p.grade(horizon.first) != p.grade(horizon.last) for p in instance.people)
    assert demo.contingency.analyse == "n-1"
    assert demo.contingency.require == "none"


def test_every_table_of_the_demo_has_rows_and_every_tier_is_paid_into(tmp_path: Path) -> None:
    write_demo(tmp_path)
    assert all(len((tmp_path / name).read_text().splitlines()) > 1 for name in FILES)
    program = read(tmp_path)
    assert {c.tier for c in program.constraints} == {None, *program.tiers}


def test_the_history_of_the_demo_is_lawful(demo: Program) -> None:
    found = audit(demo, Schedule()).violations
    assert demo.instance.history.assignments
    assert [v.sentence for v in found if v.inherited] == []


@pytest.mark.no_cover
def test_a_filler_without_foresight_leaves_shifts_of_the_demo_empty(demo: Program) -> None:
    found = audit(demo, greedy(demo))
    holes = [v for v in found.hard if v.kind == "cover"]
    assert sum(v.amount for v in holes) >= 5, [v.sentence for v in holes]
    # In the first week it always finds somebody; in the last nobody has days of work left.
    assert all(v.days.first.day > 10 for v in holes)


@pytest.mark.no_cover
@pytest.mark.slow
def test_the_solver_covers_the_demo_lawfully(demo: Program) -> None:
    found: list[Improvement] = []
    # it ends with the first schedule; a busy machine may need longer than a tier's share of 60 s
    limits = Limits(seconds=180, memory_mb=4000, workers=2, seed=1)
    result = solve(demo, limits, progress=found.append, should_stop=lambda: bool(values(found)))
    assert result.schedule is not None, result.note
    judged = audit(demo, result.schedule)
    assert [v.sentence for v in judged.hard] == []
    # The waiver is for a rule that may be broken there; nothing else is set aside.
    assert {v.person for v in judged.violations if v.waiver} <= {"Hirano"}


def test_the_template_is_valid_and_proved_at_once(tmp_path: Path) -> None:
    write_template(tmp_path)
    program = read(tmp_path)
    result = solve(program, Limits(seconds=60, memory_mb=2000, workers=2, seed=1))
    assert result.status is Status.OPTIMAL
    assert result.schedule is not None
    assert audit(program, result.schedule).hard == ()


@pytest.mark.parametrize("write", WRITERS)
def test_writing_twice_changes_nothing_and_leaves_other_files_alone(
    write: Writer, tmp_path: Path
) -> None:
    write(tmp_path / "new" / "folder")
    folder = tmp_path / "new" / "folder"
    (folder / "nightfloat.db").write_text("committed")
    before = {path.name: path.read_bytes() for path in folder.iterdir()}
    write(folder)
    assert {path.name: path.read_bytes() for path in folder.iterdir()} == before


@pytest.mark.parametrize("write", WRITERS)
def test_edited_files_are_kept_and_each_is_named(write: Writer, tmp_path: Path) -> None:
    write(tmp_path)
    (tmp_path / "people.csv").write_text("mine")
    (tmp_path / "leave.csv").unlink()
    with pytest.raises(InputError) as caught:
        write(tmp_path)
    assert [fault.file for fault in caught.value.faults] == ["people.csv", "leave.csv"]
    assert "edited files are kept" in str(caught.value)
    assert (tmp_path / "people.csv").read_text() == "mine"
    assert not (tmp_path / "leave.csv").exists()


@pytest.mark.parametrize("write", WRITERS)
def test_an_interrupted_copy_is_completed(write: Writer, tmp_path: Path) -> None:
    write(tmp_path)
    (tmp_path / "program.toml").unlink()
    (tmp_path / "cover.csv").unlink()
    write(tmp_path)
    assert read(tmp_path).instance.covers


def test_a_folder_with_other_things_in_it_is_refused(tmp_path: Path) -> None:
    for name in ("letter.txt", "a", "b", "c"):
        (tmp_path / name).write_text("Dear all")
    with pytest.raises(InputError, match="holds other things already"):
        write_demo(tmp_path)
    assert len(list(tmp_path.iterdir())) == 4


def test_a_file_in_the_place_of_the_folder_is_refused(tmp_path: Path) -> None:
    (tmp_path / "demo").write_text("a file")
    with pytest.raises(InputError, match="is no folder"):
        write_demo(tmp_path / "demo")


def test_a_folder_that_cannot_be_made_is_one_sentence(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="cannot be written"):
        write_demo(tmp_path / ("x" * 300))


def test_the_regime_cites_its_sections_and_uses_registered_kinds(demo: Program) -> None:
    text = (regime_bytes("acgme-2025") or b"").decode()
    for section in ("6.20", "6.21", "6.21.a", "6.21.b", "6.26", "6.27"):
        assert section in text
    names = {c.title: c for c in demo.constraints}
    assert names["hours-80"].kind in registry()
    assert names["night-float-6"].tier == "safety"
    assert names["rest-8h"].hard, "the demo makes the should a must, under the same name"
