"""What is shown of a store belongs together, also while others commit to it."""

from pathlib import Path

import pytest

from nightfloat.constraints.program import ContingencyPolicy
from nightfloat.domain.result import Limits
from nightfloat.domain.run import Run
from nightfloat.engine.generate import Plan
from nightfloat.engine.run import Job, commit_by_hand
from nightfloat.engine.stored import stored_schedule
from nightfloat.io.read import fingerprint, read
from nightfloat.io.schedule_file import read_schedule
from nightfloat.io.store import Store, open_store
from tests.cli.programs import BY_HAND, write


def test_a_certificate_of_another_schedule(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Tests that a schedule that was just replaced is not shown with verdicts of the next one."""
    folder = write(tmp_path / "tiny")
    program = read(folder)
    plan = Plan(Limits(20, 4096, 1, 1), ContingencyPolicy("n-1"))
    job = Job(program, plan, lambda: fingerprint(folder), "me", "a swap")
    (folder / "1.csv").write_text(BY_HAND)
    (folder / "2.csv").write_text(BY_HAND.replace("A,", "C,"))
    first, second = (read_schedule(folder / name, program.instance) for name in ("1.csv", "2.csv"))
    listed = Store.runs

    def late(store: Store, name: str | None = None) -> list[Run]:
        commit_by_hand(job, store, second)
        return listed(store, name)

    with open_store(f"sqlite:///{tmp_path}/store.db") as store:
        commit_by_hand(job, store, first)
        _, shown, certificate = stored_schedule(store, program)
        assert (shown, certificate is None) == (first, False)
        monkeypatch.setattr(Store, "runs", late)
        _, shown, certificate = stored_schedule(store, program)
        assert (shown, certificate) == (first, None)
