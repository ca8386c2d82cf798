"""Prices people by CP-SAT models in a process of its own: highspy and ortools never share one."""

import subprocess
import sys
from dataclasses import dataclass, field
from multiprocessing import Pipe
from multiprocessing.connection import Connection
from typing import cast

import numpy as np
from numpy.typing import NDArray

from nightfloat.solver.arrays import Floats
from nightfloat.solver.pricing.modelled import Modelled
from nightfloat.solver.search.forking import told


@dataclass(frozen=True, slots=True)
class Terms:
    """What is asked of a person."""

    person: int
    asked: Modelled


@dataclass(frozen=True, slots=True)
class Prices:
    """A person is to be priced at these prices, by day and member."""

    person: int
    cells: Floats


@dataclass(frozen=True, slots=True)
class Cheapest:
    """The cheapest row found, None if none was, and what every row costs at least.

    ``bound`` is infinite when there is no row.
    """

    column: NDArray[np.int64] | None
    bound: float


@dataclass
class Modeller:
    """One such process, started when it is first asked for a price."""

    _pipe: Connection | None = None
    process: subprocess.Popen[bytes] | None = None
    _told: set[int] = field(default_factory=set[int])

    def price(self, person: int, asked: Modelled, cells: Floats) -> Cheapest:
        """Return the cheapest row of a person.

        Raises
        ------
        BrokenForkError
            If the process met a defect or is gone.
        """
        pipe = self._pipe or self._start()
        terms = () if person in self._told else (Terms(person, asked),)
        self._told.add(person)
        return cast("Cheapest", told(pipe, *terms, Prices(person, cells)))

    def end(self) -> None:
        """End the process."""
        if self._pipe is not None and self.process is not None:
            self._pipe.close()
            self.process.wait()
            self._pipe = self.process = None
            self._told.clear()

    def _start(self) -> Connection:
        ours, theirs = Pipe()
        handle = theirs.fileno()
        command = [sys.executable, "-P", "-m", "nightfloat.solver.pricing.serving", str(handle)]
        self.process = subprocess.Popen(command, pass_fds=[handle], stdin=subprocess.DEVNULL)
        theirs.close()
        self._pipe = cast("Connection", ours)
        return self._pipe
