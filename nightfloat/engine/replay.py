"""A reproducible run, repeated: the same input must give the same bytes."""

import json
from collections.abc import Mapping
from dataclasses import dataclass

import nightfloat
from nightfloat.constraints.program import ContingencyPolicy
from nightfloat.domain.result import Limits, Strategy
from nightfloat.engine.generate import Plan, Watch, generate
from nightfloat.errors import InputError
from nightfloat.io.read import read
from nightfloat.io.store import Store
from nightfloat.solver.solve import ShouldStop, solver_version


@dataclass(frozen=True, slots=True)
class Repeated:
    """The hashes of the stored and of the repeated schedule; a repetition cut short has none.

    Parameters
    ----------
    cut
        Why the repetition ended early, so that nothing could be compared; empty when it did not.
    """

    run: int
    stored: str
    repeated: str | None
    cut: str = ""

    @property
    def same(self) -> bool:
        """Whether the bytes are the same."""
        return self.stored == self.repeated


def repeat(store: Store, number: int, should_stop: ShouldStop) -> Repeated:
    """Run a stored reproducible run again, unless ``should_stop`` or a limit cuts it short.

    Raises
    ------
    InputError
        If there is no such run, or it cannot be repeated here and now.
    """
    run, origin = store.run(number), store.provenance(number)
    if run is None or origin is None:
        sentence = f"there is no run {number} in this store; see `nightfloat runs`"
        raise InputError(sentence)
    stored: Mapping[str, object] = json.loads(origin.parameters)
    if stored.get("cut"):
        sentence = f"run {number} was cut short, at a moment that cannot be repeated exactly"
        raise InputError(sentence)
    if stored.get("reproducible") is not True:
        sentence = f"run {number} was not made with --reproducible and cannot be repeated exactly"
        raise InputError(sentence)
    if (origin.nightfloat, origin.solver) != (nightfloat.__version__, solver_version()):
        sentence = (
            f"run {number} was made by nightfloat {origin.nightfloat} on {origin.solver}; install "
            "these versions to repeat it"
        )
        raise InputError(sentence)
    program = read(origin.source)
    if program.input_sha256 != run.input_sha256:
        sentence = f"the input of run {number} in {origin.source} has changed since"
        raise InputError(sentence)
    # what could happen to the schedule does not change its bytes
    plan = Plan(_limits(stored), ContingencyPolicy())
    outcome = generate(program, plan, Watch(should_stop=should_stop))
    cut = outcome.result.note or ("it was interrupted" if should_stop() else "")
    if cut:
        return Repeated(number, run.schedule_sha256, None, cut)
    schedule = outcome.result.schedule
    return Repeated(number, run.schedule_sha256, None if schedule is None else schedule.sha256)


def _limits(stored: Mapping[str, object]) -> Limits:
    return Limits(
        seconds=float(str(stored["time_limit"])),
        memory_mb=int(str(stored["memory_limit"])),
        workers=int(str(stored["workers"])),
        seed=int(str(stored["seed"])),
        reproducible=True,
        strategy=Strategy(str(stored.get("strategy", Strategy.PORTFOLIO))),
    )
