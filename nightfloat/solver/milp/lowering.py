"""The neutral model becomes a programme in a forked process: only there is ortools loaded."""

from dataclasses import dataclass
from functools import partial
from multiprocessing.connection import Connection
from typing import Never

from nightfloat.solver.milp.programme import Programme
from nightfloat.solver.neutral import NeutralModel
from nightfloat.solver.search.forking import Forked, forked


@dataclass(frozen=True, slots=True)
class NotLinear:
    """The model is no mixed-integer programme, and why."""

    reason: str


type Lowering = Forked[Never, Programme | NotLinear]


def lowering(model: NeutralModel) -> Lowering:
    """Return the process that lowers ``model`` and says one programme, or why there is none."""
    return forked(partial(_serve, model))


def _serve(model: NeutralModel, pipe: Connection) -> None:
    from nightfloat.solver.cpsat.lower import lower
    from nightfloat.solver.milp.reading import NotLinearError, read

    try:
        pipe.send(read(lower(model)))
    except NotLinearError as error:
        pipe.send(NotLinear(str(error)))
