"""A run that is killed leaves neither a process nor half a commit nor a locked program behind."""

import os
from contextlib import closing
from pathlib import Path
from sqlite3 import connect
from time import sleep

import psutil
import pytest

from nightfloat.config import database
from nightfloat.engine.run import held
from nightfloat.io.read import read
from nightfloat.io.store import leases, open_store
from tests.cli.conftest import Run, fast, started, wait_for
from tests.cli.programs import BY_HAND, ENDLESS, write

pytestmark = pytest.mark.no_cover


def _rows(store: Path) -> dict[str, list[object]]:
    """Return all that is in the store except its leases."""
    with closing(connect(store)) as connection:
        named = connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")
        tables = [str(name) for (name,) in named if name not in ("lease", "sqlite_sequence")]
        return {t: connection.execute(f"SELECT * FROM {t}").fetchall() for t in tables}


@pytest.mark.cli
@pytest.mark.parametrize(
    ("strategy", "saying"),
    [("exact", "by exact"), ("columns", "by greedy"), ("milp", "by milp")],
)
def test_killed(run: Run, copy: Path, strategy: str, saying: str) -> None:
    """Tests that the search ends too, nothing was written, and the next run works at once."""
    store = copy / "nightfloat.db"
    before = _rows(store)
    endless = str(ENDLESS["program.toml"]).replace("endless", "tiny")
    write(copy, ENDLESS, {"program.toml": endless})
    words = ("--time-limit", "120", "--workers", "2", "--strategy", strategy)
    with started("generate", copy, *words) as running:
        wait_for(running, saying)
        children = psutil.Process(running.pid).children(recursive=True)
        running.kill()
        running.wait()
    # columns are searched by processes of the searching process
    assert len(children) > (strategy == "columns")
    assert psutil.wait_procs(children, timeout=20)[1] == []
    assert _rows(store) == before
    (copy / "requests.csv").unlink()
    (write(copy) / "s.csv").write_text(BY_HAND)
    assert run("commit", copy, copy / "s.csv").code == 0


def test_held_lease(run: Run, tiny: Path) -> None:
    """Tests that a program that somebody works on is left alone with 75, and free afterwards."""
    (tiny / "s.csv").write_text(BY_HAND)
    program = read(tiny)
    with open_store(database(None, {}, program)) as store:
        horizon = program.instance.calendar.horizon
        with store.lease("tiny", horizon, "host:1", 600):
            for command in (("generate",), ("commit", tiny / "s.csv")):
                ran = run(command[0], tiny, *command[1:], "--json")
                assert (ran.code, len(ran.report["errors"])) == (75, 1)
                assert "host:1 is working on tiny" in ran.report["errors"][0]
    assert run("commit", tiny, tiny / "s.csv").code == 0


def test_lease_outlives_its_seconds(run: Run, tiny: Path) -> None:
    """Tests that a lease is short but renewed for as long as its run lives."""
    program = read(tiny)
    horizon = program.instance.calendar.horizon
    with open_store(database(None, {}, program)) as store:
        with held(store, "tiny", horizon, seconds=4.0):
            sleep(4.5)
            assert run("generate", tiny, "--json").code == 75
        assert run(*fast("generate", tiny)).code == 0


def test_lease_of_an_ended_process(run: Run, tiny: Path) -> None:
    """Tests that what a dead process of this host held is free, of another host is not."""
    (tiny / "s.csv").write_text(BY_HAND)
    program = read(tiny)
    horizon = program.instance.calendar.horizon
    dead = os.posix_spawn("/bin/true", ["true"], {})
    os.waitpid(dead, 0)
    with (
        open_store(database(None, {}, program)) as store,
        store.lease("tiny", horizon, "x", 600),
        closing(connect(tiny / "nightfloat.db", autocommit=True)) as raw,
    ):
        (here,) = raw.execute("SELECT host FROM lease").fetchone()
        for host, code in (("elsewhere", 75), (here, 0)):
            raw.execute("UPDATE lease SET pid = ?, host = ?", (dead, host))
            assert run("commit", tiny, tiny / "s.csv").code == code


def test_lease_of_a_host_with_the_same_name(
    run: Run, tiny: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Tests that a process id of another machine tells nothing here, whatever that is called."""
    (tiny / "s.csv").write_text(BY_HAND)
    (tiny / "boot").write_text("b5f6\n")
    program = read(tiny)
    dead = os.posix_spawn("/bin/true", ["true"], {})
    os.waitpid(dead, 0)
    with open_store(database(None, {}, program)) as store:
        with monkeypatch.context() as there:
            there.setattr(leases, "BOOT", tiny / "boot")
            there.setattr(os, "getpid", lambda: dead)
            lease = store.lease("tiny", program.instance.calendar.horizon, "x", 600)
            lease.__enter__()
        assert run("commit", tiny, tiny / "s.csv").code == 75
        lease.__exit__(None, None, None)
        assert run("commit", tiny, tiny / "s.csv").code == 0
