"""What a run has found is in a file as long as it is nowhere else, whatever ends the run."""

import os
import signal
from itertools import repeat
from pathlib import Path

import pytest

from nightfloat.cli import form
from nightfloat.cli import shelf as shelves
from nightfloat.cli.shelf import EVERY, Shelf, places
from nightfloat.cli.shelf import shelf as shelf_of
from nightfloat.cli.writing import Wish
from nightfloat.domain.schedule import Schedule
from nightfloat.engine import patience
from nightfloat.engine.audit import audit
from nightfloat.engine.generate import Watch
from nightfloat.errors import InputError, StoreUnavailableError
from nightfloat.io.read import read, stands_for
from nightfloat.io.schedule_file import read_schedule
from nightfloat.io.store import Commit, Store
from nightfloat.solver.solve import Incumbent
from tests.cli.conftest import Ran, Run, fast, process, started, wait_for
from tests.cli.programs import BY_HAND, ENDLESS, write

LONG = ("--time-limit", "120", "--workers", "2", "--json")
KEPT_IN = "the best schedule found is kept, as the search left it, in"
ALONE = {"people.csv": "person,name,grade\nA,Ann,PGY-1\n"}


@pytest.fixture
def endless(tmp_path: Path) -> Path:
    """Return the folder of a program whose search goes on and on."""
    return write(tmp_path / "endless", ENDLESS)


def _is_lawful(folder: Path, file: Path) -> bool:
    """Whether the file is a schedule that the program allows."""
    program = read(folder)
    return not audit(program, read_schedule(file, program.instance)).hard


def _keeps(ran: Ran, code: int, kept: Path) -> None:
    """Check that a run ended so, said where its schedule is kept, and that this is lawful."""
    assert (ran.code, f"{KEPT_IN} {kept}" in ran.err) == (code, True)
    assert _is_lawful(kept.parent, kept)


def _schedules(folder: Path) -> tuple[Schedule, Schedule]:
    """Return two schedules of the tiny program."""
    instance, made = read(folder).instance, list[Schedule]()
    for text in (BY_HAND, BY_HAND.replace("A,", "C,")):
        (folder / "one.csv").write_text(text)
        made.append(read_schedule(folder / "one.csv", instance))
    return made[0], made[1]


@pytest.mark.cli
@pytest.mark.no_cover
@pytest.mark.parametrize(
    ("words", "name"),
    [
        ((), "endless.unfinished.csv"),
        (("--out", "plan.xlsx", "--no-commit"), "plan.xlsx.unfinished.csv"),
    ],
    ids=["store", "file"],
)
def test_killed(
    endless: Path, words: tuple[str, ...], name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Tests that a run that is killed leaves a lawful schedule, and that the next has its own."""
    monkeypatch.chdir(endless)
    with started("generate", endless, *LONG, *words) as running:
        wait_for(running, "%")
        running.kill()
        running.communicate(timeout=60)
    assert _is_lawful(endless, endless / name)
    left = (endless / name).read_bytes()
    again = process("generate", endless, "--time-limit", "4", "--workers", "2", *words)
    assert (again.code, "unfinished" in again.err) == (0, False)
    assert [path.name for path in endless.glob("*unfinished*")] == [name]
    assert (endless / name).read_bytes() == left


@pytest.mark.cli
@pytest.mark.no_cover
def test_second_signal(endless: Path) -> None:
    """Tests that a run that is quit leaves what it has found, and says where."""
    with started("generate", endless, *LONG) as running:
        wait_for(running, "%")
        running.send_signal(signal.SIGINT)
        wait_for(running, "time is up")
        running.send_signal(signal.SIGINT)
        _, err = running.communicate(timeout=60)
    kept = endless / "endless.unfinished.csv"
    assert (running.returncode, f"{KEPT_IN} {kept}" in err) == (130, True)
    assert _is_lawful(endless, kept)


@pytest.mark.parametrize(
    ("words", "made"),
    [
        ((), {"nightfloat.db"}),
        (("--out", "s.csv", "--no-commit"), {"s.csv"}),
        (("--out", "s.csv"), {"s.csv", "nightfloat.db"}),
        (("--no-commit",), set[str]()),
    ],
)
def test_ends_well(
    run: Run, tiny: Path, words: tuple[str, ...], made: set[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Tests that what is in a store or a file, or was asked for nowhere, is kept nowhere else."""
    monkeypatch.chdir(tiny)
    before = {path.name for path in tiny.iterdir()}
    ran = run(*fast("generate", tiny, *words))
    assert (ran.code, KEPT_IN in ran.err) == (0, False)
    assert {path.name for path in tiny.iterdir()} - before == made


@pytest.mark.parametrize("there", [None, "", "a plan"])
def test_refused(run: Run, tiny: Path, there: str | None) -> None:
    """Tests that what the gate refuses is kept if no file was asked for; else it is in that."""
    write(tiny, ALONE)
    words = () if there is None else ("--out", tiny / "plan.csv")
    if there is not None:
        (tiny / "plan.csv").write_text(there)
    ran = run(*fast("generate", tiny, "--require", "n-1", *words))
    kept = tiny / "tiny.unfinished.csv"
    assert (ran.code, f"{KEPT_IN} {kept}" in ran.err) == (5, there is None)
    assert [path.name for path in tiny.glob("*unfinished*")] == [kept.name] * (there is None)


def test_uncommitted(run: Run, tiny: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Tests that a schedule whose store is gone is kept if no file was asked for."""

    def gone(store: Store, commit: Commit) -> None:
        del store, commit
        message = "The store is gone."
        raise StoreUnavailableError(message)

    monkeypatch.setattr(Store, "commit", gone)
    monkeypatch.setattr(patience, "PATIENCE", 0.0)
    _keeps(run(*fast("generate", tiny)), 69, tiny / "tiny.unfinished.csv")


def test_unwritten(run: Run, tiny: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Tests that a schedule that is neither committed nor where it was asked for is kept."""

    def full(path: Path, content: bytes) -> None:
        del path, content
        message = "no room; name another place"
        raise InputError(message)

    monkeypatch.setattr(form, "write_atomically", full)
    ran = run(*fast("generate", tiny, "--no-commit", "--out", tiny / "plan.csv"))
    _keeps(ran, 2, tiny / "plan.csv.unfinished.csv")


@pytest.mark.cli
def test_nobody_reads(tiny: Path) -> None:
    """Tests that what a reader who has left was to have is no file: a refused schedule is kept."""
    write(tiny, ALONE)
    words = fast("generate", tiny, "--require", "n-1", "--out", "/dev/null")
    ran = process(*words)
    assert (ran.code, (tiny / "tiny.unfinished.csv").exists()) == (5, True)


def _incumbent(schedule: Schedule, cost: int, made: list[Schedule]) -> Incumbent:
    """Return what notes that it is made."""
    return Incumbent((cost,), lambda: made.append(schedule) or schedule)


def test_how_often(tmp_path: Path, tiny: Path) -> None:
    """Tests that the first schedule is written at once, later ones in time, the last at the end."""
    first, second = _schedules(tiny)
    clock, made, place = [0.0], list[Schedule](), tmp_path / "best.csv"
    shelf, stages = Shelf(iter([place]), lambda: clock[0]), list[str]()
    watch = shelf.over(Watch(should_stop=lambda: clock[0] > EVERY, stage=stages.append))
    watch.stage("solve")
    watch.incumbent(_incumbent(first, 3, made))
    assert place.read_text() == first.csv
    clock[0] = EVERY - 0.01
    watch.incumbent(_incumbent(first, 2, made))
    watch.incumbent(_incumbent(second, 1, made))
    assert (watch.should_stop(), place.read_text()) == (False, first.csv)
    clock[0] = EVERY + 0.01
    assert (watch.should_stop(), place.read_text()) == (True, second.csv)
    watch.incumbent(_incumbent(first, 0, made))
    watch.stage("audit")
    assert (place.read_text(), stages) == (first.csv, ["solve", "audit"])
    # what is never written is never made
    assert made == [first, second, first]
    shelf.clear()
    shelf.rest()
    assert (place.exists(), shelf.file) == (False, None)


def test_no_room(tmp_path: Path, tiny: Path) -> None:
    """Tests that what cannot be written is tried again in time, and at the end."""
    (schedule, _), clock, folder = _schedules(tiny), [0.0], tmp_path / "folder"
    place = folder / "best.csv"
    shelf = Shelf(repeat(place), lambda: clock[0])
    shelf.take(_incumbent(schedule, 0, []))
    folder.mkdir()
    shelf.take(_incumbent(schedule, 0, []))
    assert (shelf.file, place.exists()) == (None, False)
    clock[0] = EVERY
    shelf.take(_incumbent(schedule, 0, []))
    assert (shelf.file, place.read_text()) == (place, schedule.csv)


def test_empty(tiny: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Tests that a file into which nothing could be written is no schedule, and goes in the end."""
    schedule, _ = _schedules(tiny)
    said, kept = list[str](), tiny / "tiny.unfinished.csv"

    def full(path: Path, content: Schedule) -> None:
        del path, content
        message = "no room"
        raise InputError(message)

    monkeypatch.setattr(shelves, "write_schedule", full)
    with shelf_of(read(tiny), Wish(), said.append) as shelf:
        shelf.take(_incumbent(schedule, 0, []))
        assert (shelf.file, kept.read_text()) == (kept, "")
    assert (said, kept.exists()) == ([], False)


def test_own_file(tmp_path: Path, tiny: Path) -> None:
    """Tests that whatever is in a place stays: a file, be it empty, a folder, a link to nothing."""
    schedule, _ = _schedules(tiny)
    taken = [tmp_path / name for name in ("file", "empty", "folder", "link")]
    taken[0].write_text("another run's")
    taken[1].touch()
    taken[2].mkdir()
    taken[3].symlink_to("nothing")
    free = tmp_path / "free"
    mine, other = Shelf(iter([*taken, free])), Shelf(iter([free, tmp_path / "next"]))
    for shelf in (mine, other):
        shelf.take(_incumbent(schedule, 0, []))
    assert (mine.file, other.file) == (free, tmp_path / "next")
    mine.clear()
    assert (free.exists(), taken[0].read_text(), taken[1].read_text()) == (
        False,
        "another run's",
        "",
    )
    none = Shelf(iter(taken))
    none.take(_incumbent(schedule, 0, []))
    assert none.file is None


def test_end(tiny: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Tests that the last schedule is written whatever ends the run, and that it is said where."""
    monkeypatch.chdir(tiny)
    (first, second), said = _schedules(tiny), list[str]()
    kept = tiny / "tiny.unfinished.csv"

    def interrupted() -> None:
        with shelf_of(read(tiny), Wish(), said.append) as shelf:
            shelf.take(_incumbent(first, 1, []))
            shelf.take(_incumbent(second, 0, []))
            assert kept.read_text() == first.csv
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        interrupted()
    assert (kept.read_text(), said) == (second.csv, [f"{KEPT_IN} {kept}"])
    with shelf_of(read(tiny), Wish(), said.append) as shelf:
        shelf.take(_incumbent(first, 1, []))
        assert (tiny / "tiny.unfinished.2.csv").read_text() == first.csv
        shelf.clear()
    assert (len(said), len(list(tiny.glob("*unfinished*")))) == (1, 1)


@pytest.mark.parametrize(
    ("out", "commit", "place"),
    [
        (None, True, "tiny.unfinished.csv"),
        ("plan.csv", True, "plan.csv.unfinished.csv"),
        ("plan", False, "plan.unfinished.csv"),
        ("n" * 251 + ".csv", True, "n" * 200 + ".unfinished.csv"),
        ("/dev/stdout", True, "tiny.unfinished.csv"),
        ("/dev/null", False, None),
        ("/", False, None),
        (None, False, None),
    ],
)
def test_where(tiny: Path, out: str | None, commit: bool, place: str | None) -> None:
    """Tests that it is beside the file asked for, else in the program's folder, and numbered."""
    tiny = Path(os.path.realpath(tiny))
    found = list(places(read(tiny), Wish(out=None if out is None else tiny / out, commit=commit)))
    assert found[:1] == ([] if place is None else [tiny / place])
    assert [path.name.split(".")[-2] for path in found[1:4]] == ["2", "3", "4"][: len(found)]


def test_where_of_a_benchmark(tmp_path: Path) -> None:
    """Tests that it is beside the benchmark file, and beside INRC-II data under their name."""
    for source, name in (("I8.txt", "I8"), ("n005w4_1_6-2-9-1", "n005w4_1_6-2-9-1")):
        assert stands_for(tmp_path / source) == tmp_path / name
