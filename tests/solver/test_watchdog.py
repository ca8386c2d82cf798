"""Tests that whatever becomes of the searching process, the run goes on or says why."""

import os
import sys
import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import psutil
import pytest

from nightfloat.constraints.cases import Case
from nightfloat.domain.result import INTERRUPTED, Status
from nightfloat.errors import UnstartedError
from nightfloat.solver.emitter import emit
from nightfloat.solver.neutral import Limit, NeutralModel
from nightfloat.solver.search import watchdog
from nightfloat.solver.search.message import Bounded, Ended, Known, Message, SolveTask
from nightfloat.solver.search.watchdog import OVERDUE, run_task, run_tasks
from tests.solver.children import interpreter
from tests.solver.making import LIMITS, program

TINY = Case(says="", rows={"A": "."}, cover=("D 0 1 1 -",), amount=0)


def task(model: NeutralModel | None = None) -> SolveTask:
    """Return a task any search ends at once."""
    return SolveTask(emit(program(TINY)) if model is None else model, LIMITS)


def test_a_child_cut_off_inside_a_message_ends_the_search(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Tests that a header of a message whose body never comes is the end, not a crash."""
    body = "os.write(h, (100000).to_bytes(4, 'big') + b'x' * 500)\nsys.exit(9)"
    monkeypatch.setattr(sys, "executable", interpreter(tmp_path, body))
    heard: list[Message] = []
    watched = run_task(task(), heard.append, lambda: False)
    assert watched.note == "the searching process ended with code 9"
    assert heard == []


def test_a_child_that_never_reads_its_task_is_ended(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Tests that a task larger than the pipe does not hold up the watch."""
    monkeypatch.setattr(watchdog, "GRACE", 0.5)
    sleeper = interpreter(tmp_path, "import time\ntime.sleep(60)")
    monkeypatch.setattr(sys, "executable", sleeper)
    model = emit(program(TINY))
    long = replace(model, people=tuple(f"{n:06}" * 10 for n in range(30000)))
    watched = run_task(task(long), lambda _: None, lambda: True)
    assert watched.note == f"{INTERRUPTED}, did not end in time and was ended from outside"


def test_who_is_asked_to_stop_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    """Tests that a search that ends when somebody wants it is told from one that ends by itself."""
    monkeypatch.setattr(watchdog, "GRACE", 60)
    for stop, note in ((True, INTERRUPTED), (False, "")):
        heard: list[Message] = []
        assert run_task(task(), heard.append, lambda stop=stop: stop).note == note


def test_modules_of_the_working_directory_are_not_ours(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Tests files of a user that are called as modules are that a search needs."""
    for name in ("queue", "calendar", "numpy", "nightfloat"):
        (tmp_path / f"{name}.py").write_text("raise SystemExit(7)")
    monkeypatch.chdir(tmp_path)
    heard: list[Message] = []
    assert run_task(task(), heard.append, lambda: False).note == ""
    assert Ended(Status.OPTIMAL) in heard


def test_a_child_that_dies_at_once_is_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Tests that a process that cannot start searching is a note, not a crash."""
    monkeypatch.setattr(sys, "executable", interpreter(tmp_path, "sys.exit(3)"))
    watched = run_task(task(), lambda _: None, lambda: False)
    assert watched.note == "the searching process ended with code 3"


def test_a_defect_in_the_child_is_told_as_one() -> None:
    """Tests that a broken model is not called 'no schedule found in time'."""
    model = emit(program(TINY))
    item = next(i for i in model.items if isinstance(i, Limit))
    beyond = replace(item, rows=(replace(item.rows[0], terms=((1, 10**6),)),))
    broken = replace(model, items=(beyond,))
    watched = run_task(task(broken), lambda _: None, lambda: False)
    assert watched.failed.startswith("the search failed: IndexError")


# says that it met a defect at once
FAIL = """\
from multiprocessing.connection import Connection
from nightfloat.solver.search.message import Failed
pipe = Connection(h)
pipe.recv()
pipe.send(Failed("KeyError: 7"))
"""


def test_a_defect_ends_nobody_else(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    """Tests that it is told in the end beside whatever else there is, and logged before."""
    caplog.set_level("INFO", "nightfloat")
    after = (
        FAIL + "from nightfloat.solver.search.message import Bounded\npipe.send(Bounded(0, 7))\n"
    )
    monkeypatch.setattr(sys, "executable", interpreter(tmp_path, after))
    heard: list[Message] = []
    watched = run_tasks([task()], heard.append, lambda: False, lambda: bool(heard))
    assert (watched.note, heard) == ("", [Bounded(0, 7)])
    assert [watched.failed] == caplog.messages == ["the search failed: KeyError: 7"]


def test_a_reproducible_search_that_the_clock_ends_says_so(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Tests that a hundred times the limit are a note, since the clock has no say in the bytes."""
    patient = (
        "from multiprocessing.connection import Connection\n"
        "from nightfloat.solver.search.message import STOP\n"
        "pipe = Connection(h)\nwhile pipe.recv() != STOP:\n    pass\n"
    )
    monkeypatch.setattr(sys, "executable", interpreter(tmp_path, patient))
    limits = replace(LIMITS, seconds=0.02, reproducible=True)
    watched = run_task(replace(task(), limits=limits), lambda _: None, lambda: False)
    assert watched.note == OVERDUE
    timed = replace(task(), limits=replace(limits, reproducible=False))
    assert run_task(timed, lambda _: None, lambda: False).note == ""


# says its number and the process it forked, each by a message of its own
TELL = """\
import time
from multiprocessing.connection import Connection
from nightfloat.solver.search.message import Bounded
pipe = Connection(h)
pipe.recv()
for pid in (os.getpid(), forked):
    pipe.send(Bounded(0, pid))
time.sleep(60)
"""
LAST = "time.sleep(60)\n"
FORK = "forked = os.fork()\nif forked == 0:\n    import time\n    time.sleep(60)\n"


def gone(pids: list[int]) -> bool:
    """Whether none of the processes runs within ten seconds."""
    until = time.monotonic() + 10
    while any(map(alive, pids)):
        if time.monotonic() > until:
            return False
        time.sleep(0.05)
    return True


def alive(pid: int) -> bool:
    """Whether a process runs: one that nobody has waited for does not."""
    try:
        return psutil.Process(pid).status() != psutil.STATUS_ZOMBIE
    except psutil.NoSuchProcess:
        return False


def said(messages: list[Message]) -> Iterator[int]:
    """Yield the numbers that the children said."""
    return (message.bound for message in messages if isinstance(message, Bounded))


def test_enough_ends_all_and_what_they_started(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Tests that when enough is found no child and no grandchild is left, and nothing is amiss."""
    monkeypatch.setattr(sys, "executable", interpreter(tmp_path, FORK + TELL))
    heard: list[Message] = []
    running: list[bool] = []

    def enough() -> bool:
        # two children, two messages each
        if len(heard) == 4:
            running.extend(map(alive, said(heard)))
        return len(heard) == 4

    watched = run_tasks([task(), task()], heard.append, lambda: False, enough)
    assert running == [True] * 4
    assert len(set(said(heard))) == 4
    assert watched.note == ""
    assert gone(list(said(heard)))


def test_a_child_that_ends_leaves_nothing_behind(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Tests that what a child forked is ended when the child ended by itself."""
    body = FORK.replace("    import time\n", "    os.close(h)\n    import time\n") + TELL
    monkeypatch.setattr(sys, "executable", interpreter(tmp_path, body.removesuffix(LAST)))
    heard: list[Message] = []
    watched = run_task(task(), heard.append, lambda: False)
    assert watched.note == ""
    assert len(heard) == 2
    assert gone(list(said(heard)))


def test_a_child_that_dies_leaves_nothing_at_work_beside_another(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Tests that what the first to speak has forked is ended while the second still works."""
    mark = tmp_path / "mark"
    fork = FORK.replace("    import time\n", "    os.close(h)\n    import time\n")
    dies = fork + TELL.removesuffix(LAST) + "open({!r}, 'x')\nsys.exit(3)\n"
    lines = "".join(f"    {line}\n" for line in dies.format(os.fspath(mark)).splitlines())
    first = f"import time\nif os.path.exists({os.fspath(tmp_path / 'first')!r}):\n"
    body = (
        first
        + "    time.sleep(60)\nelse:\n"
        + f"    open({os.fspath(tmp_path / 'first')!r}, 'x')\n"
    )
    monkeypatch.setattr(sys, "executable", interpreter(tmp_path, body + lines))
    heard: list[Message] = []

    def enough() -> bool:
        return mark.exists() and len(heard) == 2 and not any(map(alive, said(heard)))

    tasks = [task(), replace(task(), after=0.5)]
    began = time.monotonic()
    watched = run_tasks(tasks, heard.append, lambda: False, enough)
    assert watched.note == ""
    assert time.monotonic() - began < 30


def test_who_cannot_be_started_is_missed_by_nobody(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    """Tests that the first goes on where the system starts no second; alone it is an error."""
    monkeypatch.setattr(watchdog, "GRACE", 0.5)
    monkeypatch.setattr(sys, "executable", interpreter(tmp_path, "forked = 0\n" + TELL))
    heard: list[Message] = []

    def hear(message: Message) -> None:
        heard.append(message)
        monkeypatch.setattr(sys, "executable", os.fspath(tmp_path / "nowhere"))

    def missed() -> bool:
        return "a search could not be started: " in caplog.text and len(heard) == 2

    # the second is due as soon as the first has spoken
    closed = Known(frozenset(), (7,), (7,))
    tasks = [task(), replace(task(), after=200.0, behind=1)]
    watched = run_tasks(tasks, hear, missed, known=lambda: closed if heard else None)
    assert missed()
    assert watched.note == f"{INTERRUPTED}, did not end in time and was ended from outside"
    with pytest.raises(UnstartedError, match=r"no room .*No such file.*; free memory") as caught:
        run_task(task(), hear, lambda: False)
    assert caught.value.exit_code == 4


def test_who_cannot_be_started_after_others_ended_loses_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Tests a second task that is to start when the first has ended, and finds no room."""
    body = "forked = 0\n" + TELL.removesuffix(LAST)
    monkeypatch.setattr(sys, "executable", interpreter(tmp_path, body))
    heard: list[Message] = []

    def hear(message: Message) -> None:
        heard.append(message)
        monkeypatch.setattr(sys, "executable", os.fspath(tmp_path / "nowhere"))

    watched = run_tasks([task(), replace(task(), after=10.0)], hear, lambda: False)
    assert (len(heard), watched.note) == (2, "")


def test_who_was_lost_before_others_were_late_is_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Tests one that ends by itself and one that has to be ended when the time is up."""
    mark = tmp_path / "one"
    body = (
        f"mark = {os.fspath(mark)!r}\n"
        "try:\n    os.mkdir(mark)\nexcept FileExistsError:\n    sys.exit(3)\n"
        "import time\ntime.sleep(60)"
    )
    monkeypatch.setattr(sys, "executable", interpreter(tmp_path, body))
    short = replace(task(), limits=replace(LIMITS, seconds=1))
    watched = run_tasks([short, short], lambda _: None, lambda: False)
    assert watched.note == "the searching process ended with code 3"


def test_the_others_go_on_when_one_dies(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Tests that a child that dies early is named and takes nothing from the other."""
    # the first to make the file dies, the other speaks
    mark = tmp_path / "mark"
    first = f"try:\n    open({str(mark)!r}, 'x')\nexcept FileExistsError:\n    pass\n"
    body = first + "else:\n    sys.exit(3)\nforked = 0\n" + TELL.removesuffix(LAST)
    monkeypatch.setattr(sys, "executable", interpreter(tmp_path, body))
    heard: list[Message] = []
    watched = run_tasks([task(), task()], heard.append, lambda: False)
    assert watched.note == "the searching process ended with code 3"
    assert len(heard) == 2


def test_what_the_hearer_raises_is_not_lost(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Tests that an error of who hears is not taken for the end of the child."""
    monkeypatch.setattr(sys, "executable", interpreter(tmp_path, FORK + TELL))

    def closed(message: Message) -> None:
        raise BrokenPipeError(str(message))

    with pytest.raises(BrokenPipeError):
        run_task(task(), closed, lambda: False)
