"""The process that prices people by CP-SAT models, for ``modeller``: ortools is loaded here."""

import sys
from multiprocessing.connection import Connection

from nightfloat.solver.pricing.modeller import Prices, Terms
from nightfloat.solver.pricing.single import Single
from nightfloat.solver.search.forking import served


def main(handle: int) -> None:
    """Serve whoever holds the other end of the connection ``handle`` until it is closed."""
    with Connection(handle) as pipe:
        served(_serve, pipe)


def _serve(pipe: Connection) -> None:
    known: dict[int, Single] = {}
    while True:
        match pipe.recv():
            case Terms(person, asked):
                known[person] = Single(asked)
            case Prices(person, cells):
                pipe.send(known[person].price(cells))
            case other:
                raise TypeError(other)


if __name__ == "__main__":
    main(int(sys.argv[1]))
