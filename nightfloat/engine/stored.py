"""What is in the store, with the program it was made for."""

from nightfloat.constraints.program import Program
from nightfloat.domain.certificate import Certificate
from nightfloat.domain.schedule import Schedule
from nightfloat.errors import InputError
from nightfloat.io.read import read
from nightfloat.io.store import Store


def stored_run(store: Store, number: int) -> tuple[Program, Schedule, Certificate | None]:
    """Return a run's program, schedule and certificate.

    Raises
    ------
    InputError
        If there is no such run, or its program has changed since.
    """
    run, origin = store.run(number), store.provenance(number)
    if run is None or origin is None:
        sentence = f"there is no run {number} in this store; see `nightfloat runs`"
        raise InputError(sentence)
    program = read(origin.source)
    if program.input_sha256 != run.input_sha256:
        sentence = (
            f"the program of run {number} in {origin.source} has changed since; put the input back "
            "as it was to show it"
        )
        raise InputError(sentence)
    return program, store.schedule(number), store.certificate(number)


def stored_schedule(store: Store, program: Program) -> tuple[Program, Schedule, Certificate | None]:
    """Return what is live for the program's horizon, with what was certified of it and this input.

    Raises
    ------
    InputError
        If nothing is committed for these days, or it names what the program does not have.
    """
    instance = program.instance
    horizon = instance.calendar.horizon
    live = store.live(instance.name, horizon)
    if not len(live):
        sentence = (
            f"nothing is committed for {instance.name} from {horizon.first} to {horizon.last}; "
            "run `nightfloat generate` or name a schedule file"
        )
        raise InputError(sentence)
    for assignment in live:
        known = (assignment.shift, assignment.day) in instance.shift
        if not known or assignment.person not in instance.person:
            sentence = (
                f"the committed schedule has {assignment.person} on {assignment.shift} of "
                f"{assignment.day}, which the program no longer has"
            )
            raise InputError(sentence)
    # another run may have been committed since the schedule was read
    judged = horizon, program.input_sha256, live.sha256
    same = [
        run
        for run in store.runs(instance.name)
        if run.live and (run.horizon, run.input_sha256, run.schedule_sha256) == judged
    ]
    return program, live, store.certificate(same[-1].id) if same else None
