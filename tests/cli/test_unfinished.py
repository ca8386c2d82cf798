"""What a run has found is in a file as long as it is nowhere else, whatever ends the run."""

import logging
import os
import signal
from pathlib import Path

import pytest

from nightfloat.cli import form
from nightfloat.cli.shelf import EVERY, Shelf, place_of
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
from tests.cli.conftest import Run, fast, process, started, wait_for
from tests.cli.programs import BY_HAND, ENDLESS, write

LONG = ("--time-limit", "120", "--workers", "2", "--json")
ALONE = {"people.csv": "person,name,grade\nA,Ann,PGY-1\n"}


@pytest.fixture
def endless(tmp_path: Path) -> Path:
    """Return the folder of a program whose search goes on and on."""
    return write(tmp_path / "endless", ENDLESS)


def _is_lawful(folder: Path, file: Path) -> bool:
    """Whether the file is a schedule that the program allows."""
    program = read(folder)
    return not audit(program, read_schedule(file, program.instance)).hard


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
    """Tests that a run that is killed leaves a lawful schedule, which a better one replaces."""
    monkeypatch.chdir(endless)
    with started("generate", endless, *LONG, *words) as running:
        wait_for(running, "%")
        running.kill()
        running.communicate(timeout=60)
    assert _is_lawful(endless, endless / name)
    again = process("generate", endless, "--time-limit", "8", "--workers", "2", *words)
    assert (again.code, "unfinished" in again.err) == (0, False)
    assert not (endless / name).exists()


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
    assert (running.returncode, f"the best schedule found is kept in {kept}" in err) == (130, True)
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
    assert (ran.code, "kept in" in ran.err) == (0, False)
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
    assert (ran.code, f"kept in {kept}" in ran.err) == (5, there is None)
    assert [path.name for path in tiny.glob("*unfinished*")] == [kept.name] * (there is None)


def test_uncommitted(run: Run, tiny: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Tests that a schedule whose store is gone is kept if no file was asked for."""

    def gone(store: Store, commit: Commit) -> None:
        del store, commit
        message = "The store is gone."
        raise StoreUnavailableError(message)

    monkeypatch.setattr(Store, "commit", gone)
    monkeypatch.setattr(patience, "PATIENCE", 0.0)
    ran = run(*fast("generate", tiny))
    kept = tiny / "tiny.unfinished.csv"
    assert (ran.code, f"kept in {kept}" in ran.err) == (69, True)
    assert _is_lawful(tiny, kept)


def test_unwritten(run: Run, tiny: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Tests that a schedule that is neither committed nor where it was asked for is kept."""

    def full(path: Path, content: bytes) -> None:
        del path, content
        message = "no room; name another place"
        raise InputError(message)

    monkeypatch.setattr(form, "write_atomically", full)
    ran = run(*fast("generate", tiny, "--no-commit", "--out", tiny / "plan.csv"))
    kept = tiny / "plan.csv.unfinished.csv"
    assert (ran.code, f"kept in {kept}" in ran.err) == (2, True)
    assert _is_lawful(tiny, kept)


@pytest.mark.cli
def test_nobody_reads(tiny: Path) -> None:
    """Tests that what a reader who has left was to have is no file: a refused schedule is kept."""
    write(tiny, ALONE)
    words = fast("generate", tiny, "--require", "n-1", "--out", "/dev/null")
    ran = process(*words)
    assert (ran.code, (tiny / "tiny.unfinished.csv").exists()) == (5, True)


@pytest.mark.parametrize(
    ("text", "stays"), [(BY_HAND, True), (BY_HAND.replace("day", "night"), False), ("", False)]
)
def test_of_a_run_before(run: Run, tiny: Path, text: str, *, stays: bool) -> None:
    """Tests that the best of a run that was killed stays unless a lawful better one is found.

    BY_HAND costs nothing, so none is better; the others are no schedules of the program.
    """
    left = tiny / "tiny.unfinished.csv"
    left.write_text(text)
    ran = run(*fast("generate", tiny))
    assert (ran.code, f"{left} is the best of a run before" in ran.err) == (0, stays)
    assert left.exists() == stays
    assert not stays or left.read_text() == text


def test_taken(run: Run, tiny: Path) -> None:
    """Tests that a place that is taken by the store is refused, and one by a pipe is not used."""
    place = tiny / "tiny.unfinished.csv"
    ran = run(*fast("generate", tiny, "--db", place, "--json"))
    assert (ran.code, "is the store" in ran.report["errors"][0]) == (2, True)
    os.mkfifo(place)
    assert run(*fast("generate", tiny)).code == 0


def _incumbent(schedule: Schedule, cost: int, made: list[Schedule]) -> Incumbent:
    """Return what notes that it is made."""
    return Incumbent((cost,), lambda: made.append(schedule) or schedule)


def test_how_often(tmp_path: Path, tiny: Path) -> None:
    """Tests that the first schedule is written at once, later ones in time, the last at the end."""
    first, second = _schedules(tiny)
    clock, made, place = [0.0], list[Schedule](), tmp_path / "best.csv"
    shelf, stages = Shelf(place, None, lambda: clock[0]), list[str]()
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
    assert (place.exists(), shelf.holds) == (False, False)


def test_no_room(tmp_path: Path, tiny: Path, caplog: pytest.LogCaptureFixture) -> None:
    """Tests that a place that cannot be written is told once, and tried again in time."""
    (schedule, _), clock, folder = _schedules(tiny), [0.0], tmp_path / "folder"
    shelf = Shelf(folder / "best.csv", None, lambda: clock[0])
    with caplog.at_level(logging.WARNING):
        for clock[0] in (0.0, EVERY, 2 * EVERY):
            shelf.take(_incumbent(schedule, 0, []))
    assert [record.levelname for record in caplog.records] == ["WARNING"]
    assert "--out" in caplog.text
    assert not shelf.holds
    folder.mkdir()
    shelf.rest()
    assert shelf.holds


def test_better_than_before(tmp_path: Path, tiny: Path) -> None:
    """Tests that costs are compared tier by tier, and only until a better one is written."""
    (first, second), place = _schedules(tiny), tmp_path / "best.csv"
    place.write_text("before")
    shelf = Shelf(place, (1, 5), lambda: 0.0)
    for costs in ((1, 5), (1, 6), (2, 0)):
        shelf.take(Incumbent(costs, lambda: first))
    assert (place.read_text(), shelf.replaced) == ("before", False)
    shelf.take(Incumbent((1, 4), lambda: second))
    assert (place.read_text(), shelf.replaced, shelf.before) == (second.csv, True, None)


def test_two_at_once(tmp_path: Path, tiny: Path) -> None:
    """Tests that a run leaves alone what another has put in the same place since."""
    (first, second), place = _schedules(tiny), tmp_path / "best.csv"
    mine, other = Shelf(place), Shelf(place)
    mine.take(Incumbent((0,), lambda: first))
    other.take(Incumbent((0,), lambda: second))
    mine.clear()
    assert place.read_text() == second.csv
    other.clear()
    assert not place.exists()


@pytest.mark.parametrize(
    ("wish", "place"),
    [
        (Wish(), "{tiny}/tiny.unfinished.csv"),
        (Wish(out=Path("/srv/plan.csv")), "/srv/plan.csv.unfinished.csv"),
        (Wish(out=Path("/srv/plan"), commit=False), "/srv/plan.unfinished.csv"),
        (Wish(out=Path("/srv") / ("n" * 251 + ".csv")), "/srv/" + "n" * 200 + ".unfinished.csv"),
        (Wish(out=Path("/dev/stdout")), "{tiny}/tiny.unfinished.csv"),
        (Wish(out=Path("/dev/null"), commit=False), None),
        (Wish(out=Path("/"), commit=False), None),
        (Wish(commit=False), None),
    ],
)
def test_where(tiny: Path, wish: Wish, place: str | None) -> None:
    """Tests that it is beside the file asked for, else in the program's folder."""
    found = place_of(read(tiny), wish)
    assert found == (None if place is None else Path(place.format(tiny=tiny)))


def test_where_of_a_benchmark(tmp_path: Path) -> None:
    """Tests that it is beside the benchmark file, and beside INRC-II data under their name."""
    for source, name in (("I8.txt", "I8"), ("n005w4_1_6-2-9-1", "n005w4_1_6-2-9-1")):
        assert stands_for(tmp_path / source) == tmp_path / name
