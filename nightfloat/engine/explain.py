"""Why a program cannot work: preflight first, then the Conflict and the fewest relaxations."""

from dataclasses import dataclass

from nightfloat.constraints.program import Program
from nightfloat.domain.conflict import Conflict
from nightfloat.domain.result import Limits, Status
from nightfloat.engine.preflight import preflight
from nightfloat.errors import DisagreementError, SearchFailedError, UnstartedError
from nightfloat.solver.solve import ShouldStop, find_conflict


@dataclass(frozen=True, slots=True)
class Explanation:
    """What was found: ``status`` feasible means that there is nothing to explain.

    ``note`` says in a sentence why the search ended early, or is empty.
    """

    status: Status
    impossible: tuple[str, ...] = ()
    conflict: Conflict | None = None
    note: str = ""


def explain(program: Program, limits: Limits, should_stop: ShouldStop) -> Explanation:
    """Return the Conflict of ``program``, or that it has a lawful schedule.

    Raises
    ------
    DisagreementError
        If there is a lawful schedule of what preflight or the search called impossible.
    SearchFailedError
        If the search met a defect before it proved anything, and preflight found nothing either.
    UnstartedError
        If the system has no room for a searching process, and preflight found nothing either.
    """
    impossible = preflight(program)
    try:
        found = find_conflict(program, limits, relax=True, should_stop=should_stop)
    except (SearchFailedError, UnstartedError) as error:
        if not impossible:
            raise
        return Explanation(Status.INFEASIBLE, impossible, note=str(error))
    if impossible and found.status is Status.FEASIBLE:
        message = f"preflight says that {impossible[0]}, and the search found a schedule"
        raise DisagreementError(message)
    status = Status.INFEASIBLE if impossible else found.status
    return Explanation(status, impossible, found.conflict, found.note)
