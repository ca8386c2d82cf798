"""A schedule of an instance goes to the competition's folder of weeks and comes back from it."""

from collections.abc import Callable, Mapping
from datetime import date
from pathlib import Path

import pytest

from nightfloat.cli import main
from nightfloat.domain.instance import Instance
from nightfloat.domain.schedule import Assignment, Schedule
from nightfloat.errors import InputError
from nightfloat.io.inrc2_folder import require_solution_folder, write_inrc2_solution
from nightfloat.io.inrc2_solution import inrc2_solution
from nightfloat.io.read import read
from nightfloat.io.schedule_file import read_schedule, write_schedule
from tests.io.curtois_files import TINY
from tests.io.inrc2_set import FILES, write_set

SCHEDULE = Schedule.of([
    Assignment("C", date(2024, 1, 1), "Early/Nurse"),
    Assignment("A", date(2024, 1, 7), "Night/Head"),
    Assignment("A", date(2024, 1, 8), "Night/Nurse"),
])  # fmt: skip
FIRST = "SOLUTION\n0 n003w2\n\nASSIGNMENTS = 2\nA Sun Night Head\nC Mon Early Nurse\n"
SECOND = "SOLUTION\n1 n003w2\n\nASSIGNMENTS = 1\nA Mon Night Nurse\n"

type Told = Callable[[Mapping[str, str]], list[str]]


@pytest.fixture
def source(tmp_path: Path) -> Path:
    """Return the source of the sound data set."""
    return write_set(tmp_path)


@pytest.fixture
def facts(source: Path) -> Instance:
    """Return the instance of the sound data set."""
    return read(source).instance


@pytest.fixture
def told(facts: Instance, tmp_path: Path) -> Told:
    """Return the reader that gives every fault of a folder of such files."""
    folder = tmp_path / "out"

    def faults(files: Mapping[str, str]) -> list[str]:
        folder.mkdir(exist_ok=True)
        for name, text in files.items():
            _ = (folder / name).write_text(text)
        try:
            _ = read_schedule(folder, facts)
        except InputError as error:
            return [str(fault).replace(str(folder), "DIR") for fault in error.faults]
        return []

    return faults


def run(*words: object) -> int:
    """Run a command in this process and return its exit code."""
    with pytest.raises(SystemExit) as left:
        main([str(word) for word in words])
    assert isinstance(left.value.code, int)
    return left.value.code


def test_the_form_has_a_file_for_each_week(facts: Instance) -> None:
    """Tests the text of each file, lines in order of people and days."""
    assert inrc2_solution(facts, SCHEDULE) == {"sol-week0.txt": FIRST, "sol-week1.txt": SECOND}


def test_a_folder_goes_and_comes(facts: Instance, tmp_path: Path) -> None:
    """Tests that an older and longer solution leaves nothing behind."""
    folder = tmp_path / "out"
    folder.mkdir()
    _ = (folder / "sol-week7.txt").write_text("old")
    write_inrc2_solution(folder, facts, SCHEDULE)
    assert sorted(p.name for p in folder.iterdir()) == ["sol-week0.txt", "sol-week1.txt"]
    assert read_schedule(folder, facts) == SCHEDULE


def test_a_write_that_is_cut_short_leaves_no_week_of_the_older_one(
    facts: Instance, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Tests that a folder never holds weeks of two schedules."""

    def full(path: Path, _content: str) -> None:
        message = f"{path.name}: the disk is full"
        raise InputError(message)

    folder = tmp_path / "out"
    write_inrc2_solution(folder, facts, SCHEDULE)
    monkeypatch.setattr("nightfloat.io.inrc2_folder.write_atomically", full)
    with pytest.raises(InputError, match=r"sol-week0\.txt: the disk is full"):
        write_inrc2_solution(folder, facts, Schedule())
    assert list(folder.iterdir()) == []


def test_names_of_files_and_remarks_below_them_say_nothing(told: Told) -> None:
    """Tests the published samples' form: weeks by header, remarks with a colon, other files."""
    first, second = FIRST.replace("n003w2", "n003w2_2"), SECOND + "\nViol: 0\nCost: 575\n"
    files = {"Sol-n003w2-9-1.txt": first, "Sol-n003w2-0-0.txt": second, "validator.txt": "-"}
    assert told(files) == []


def test_ids_with_a_colon_come_back(tmp_path: Path) -> None:
    """Tests that an assignment is no remark, and that a remark of four words is one."""
    texts = {
        file: text.replace("\nA ", "\nA:1 ").replace("Night", "Night:2").replace("Head", "He:d")
        for file, text in FILES.items()
    }
    facts = read(write_set(tmp_path, texts)).instance
    schedule = Schedule.of([
        Assignment("A:1", date(2024, 1, 1), "Early/Nurse"),
        Assignment("A:1", date(2024, 1, 7), "Night:2/He:d"),
        Assignment("C", date(2024, 1, 8), "Night:2/Nurse"),
    ])  # fmt: skip
    folder = tmp_path / "out"
    write_inrc2_solution(folder, facts, schedule)
    with (folder / "sol-week1.txt").open("a") as file:
        _ = file.write("\nTotal cost: 575 points\n")
    assert read_schedule(folder, facts) == schedule


SWAPS = [
    (FIRST, "SOLUTION\n", "", "row 1: '0 n003w2' stands before SOLUTION"),
    (FIRST, "0 n003w2", "2 n003w2", "row 2: week 2 is outside the horizon, 0 to 1"),
    (FIRST, "0 n003w2", "x n003w2", "row 2: the week 'x' is not a whole number from 0 to 9999"),
    (FIRST, "0 n003w2", "0 n005w4", "row 2: the file says it belongs to 'n005w4', not 'n003w2'"),
    (FIRST, "0 n003w2\n", "", "SOLUTION needs one line of week and data set, such as '0 n003w2'"),
    (FIRST, "= 2", "= 3", "row 4: ASSIGNMENTS says 3 lines and has 2; is the file cut off?"),
    (FIRST, "A Sun", "D Sun", "row 5: no nurse is called 'D'; known: A, B, C"),
    (FIRST, "A Sun", "A So", "row 5: no day is called 'So'; known: Fri, Mon, Sat"),
    (FIRST, "Night Head", "Head Night", "row 5: no shift and skill is called 'Head/Night'"),
    (FIRST, "Night Head", "Night", "row 5: a line of ASSIGNMENTS looks like 'Sara Mon Late Nurse'"),
    (FIRST, "C Mon Early Nurse", "A Sun Night Head", "row 6: A Sun Night Head is there already"),
]  # fmt: skip


@pytest.mark.parametrize(("text", "old", "new", "sentence"), SWAPS)
def test_one_fault_one_sentence(told: Told, text: str, old: str, new: str, sentence: str) -> None:
    """Tests that a bad line is told by file and number, and the sound folder is not."""
    assert told({"sol-week0.txt": text, "sol-week1.txt": SECOND}) == []
    found = told({"sol-week0.txt": text.replace(old, new, 1)})
    assert [line for line in found if line.startswith("sol-week0.txt") and sentence in line] != []


def test_weeks_that_are_missing_or_there_twice(told: Told) -> None:
    """Tests that every week is there once."""
    assert told({}) == [
        "week 0 has no file in DIR; put sol-week0.txt there",
        "week 1 has no file in DIR; put sol-week1.txt there",
    ]
    assert told({"sol-week0.txt": FIRST}) == ["week 1 has no file in DIR; put sol-week1.txt there"]
    assert told({"sol-week1.txt": FIRST}) == [
        "sol-week1.txt: week 0 is in sol-week0.txt already; keep one of the two"
    ]


def test_only_the_competition_has_folders(tmp_path: Path) -> None:
    """Tests that no other program's schedule is a folder, read or written."""
    file = tmp_path / "tiny.txt"
    _ = file.write_text(TINY)
    facts = read(file).instance
    with pytest.raises(InputError, match="tiny is no INRC-II instance, and only their schedules"):
        _ = read_schedule(tmp_path, facts)
    with pytest.raises(InputError, match="tiny is no INRC-II instance, and only their schedules"):
        write_inrc2_solution(tmp_path / "out", facts, Schedule())
    assert not (tmp_path / "out").exists()


def test_a_week_that_a_kill_kept_from_its_place_is_removed(facts: Instance, tmp_path: Path) -> None:
    """Tests that a folder with such a file takes a solution, and holds its weeks alone."""
    (folder := tmp_path / "out").mkdir()
    (folder / ".nightfloat.0123456789abcdef.tmp").write_text("SOLUTION")
    write_inrc2_solution(folder, facts, SCHEDULE)
    assert sorted(p.name for p in folder.iterdir()) == ["sol-week0.txt", "sol-week1.txt"]


def test_a_place_that_holds_anything_else_is_refused(facts: Instance, tmp_path: Path) -> None:
    """Tests that nothing is written among files of others, over a file, or nowhere."""
    _ = (tmp_path / "notes.md").write_text("mine")
    (tmp_path / "new").mkdir()
    require_solution_folder(tmp_path / "new")
    require_solution_folder(tmp_path / "newer")
    with pytest.raises(InputError, match=r"holds 'n003w2'; name a new or an empty folder"):
        write_inrc2_solution(tmp_path, facts, SCHEDULE)
    with pytest.raises(InputError, match="cannot be written to; name a new folder"):
        require_solution_folder(tmp_path / "notes.md")
    with pytest.raises(InputError, match="cannot be written to; name a new folder inside one"):
        require_solution_folder(tmp_path / "none" / "out")


def test_the_command_line(
    source: Path, facts: Instance, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Tests check, show into a folder, and audit of it, which finds what the file form finds."""
    file, out = tmp_path / "schedule.csv", tmp_path / "out"
    write_schedule(file, SCHEDULE)
    assert run("check", source) == 0
    assert "3 people, 56 shifts on 14 days" in capsys.readouterr().out
    assert run("show", source, file, "--format", "inrc2") == 2
    assert "--format inrc2 makes a folder; name it with --out" in capsys.readouterr().err
    assert run("show", source, file, "--format", "inrc2", "--out", out) == 0
    assert read_schedule(out, facts) == SCHEDULE
    _ = capsys.readouterr()
    said: list[str] = []
    for schedule in (file, out):
        assert run("audit", source, schedule) == 5
        said.append(capsys.readouterr().out)
    assert said[0] == said[1]
    assert "hard" in said[0]


def test_generate_refuses_a_bad_folder_before_it_solves(
    source: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Tests that the place is looked at first."""
    words = ("generate", source, "--no-commit", "--format", "inrc2", "--out")
    assert run(*words, tmp_path) == 2
    assert "holds 'n003w2'; name a new or an empty folder" in capsys.readouterr().err
