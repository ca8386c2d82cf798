"""The best schedule so far, in a file for whoever finds that the run was killed."""

import logging
import os
import time
from collections.abc import Callable, Generator, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path

from nightfloat.cli.progress import polled
from nightfloat.cli.writing import Wish
from nightfloat.constraints.program import Program
from nightfloat.domain.plain import uncollected
from nightfloat.engine.generate import Watch
from nightfloat.errors import InputError
from nightfloat.io.places import keeps
from nightfloat.io.read import stands_for
from nightfloat.io.schedule_file import write_schedule
from nightfloat.solver.solve import Incumbent

# seconds between two times that the file is written; the first schedule is written at once
EVERY, NEVER = 10.0, float("-inf")
ENDING = ".unfinished{}.csv"
# bytes that a name has at most before its ending, as a name has 255, and files of one name
LONGEST, MOST = 200, 100
KEPT = "the best schedule found is kept, as the search left it, in {}"


def places(program: Program, wish: Wish) -> Iterator[Path]:
    """Yield where a run may keep its best: beside the file that it is to write, else the program.

    A run that is to leave no schedule anywhere keeps none.
    """
    if wish.out is not None and keeps(wish.out):
        beside = Path(os.path.realpath(wish.out))
    elif wish.commit:
        beside = stands_for(program.source)
    else:
        return
    name = os.fsencode(beside.name)[:LONGEST].decode(errors="ignore")
    for number in range(1, MOST + 1):
        if name:
            yield beside.with_name(name + ENDING.format("" if number == 1 else f".{number}"))


@dataclass
class Shelf:
    """A file of this run alone that holds its best schedule of ``EVERY`` seconds ago or later.

    The file is the first of ``places`` where there is nothing, so none of another run is touched.
    Its schedule is not audited. What cannot be written is tried again, and ends no search.
    """

    places: Iterator[Path]
    now: Callable[[], float] = time.monotonic
    file: Path | None = field(default=None, init=False)
    # whether the file has had a schedule written into it
    holds: bool = field(default=False, init=False)
    _next: Incumbent | None = field(default=None, init=False)
    _last: float = field(default=NEVER, init=False)

    def over(self, watch: Watch) -> Watch:
        """Return a watch that this hears beside the one given."""

        def stage(name: str) -> None:
            self.rest()
            watch.stage(name)

        return replace(
            watch,
            should_stop=polled(watch.should_stop, self._due),
            stage=stage,
            incumbent=self.take,
        )

    def take(self, incumbent: Incumbent) -> None:
        """Keep a schedule that is better than the one before, now or soon."""
        self._next = incumbent
        self._due()

    def rest(self) -> None:
        """Write what has not been written yet."""
        if self._next is None:
            return
        self._last = self.now()
        try:
            self.file = self.file or self._claimed()
            if self.file is not None:
                with uncollected():
                    write_schedule(self.file, self._next.make())
                self.holds = True
            self._next = None
        except (InputError, OSError) as error:
            # the run is none the worse, and may be one of many in a folder that is read alone
            logging.getLogger("nightfloat").info("no schedule is kept on the way: %s", error)

    def _claimed(self) -> Path | None:
        """Return a file that nobody else has, None if there is no such place."""
        for place in self.places:
            try:
                place.open("xb").close()
            except FileExistsError:
                continue
            return place
        return None

    def clear(self) -> None:
        """Remove the file: the schedule is elsewhere."""
        file, self.file, self.holds, self._next = self.file, None, False, None
        if file is None:
            return
        try:
            file.unlink(missing_ok=True)
        except OSError as error:
            logging.getLogger("nightfloat").warning("%s cannot be removed: %s", file, error)

    def _due(self) -> None:
        if self._next is not None and self.now() >= self._last + EVERY:
            self.rest()


@contextmanager
def shelf(program: Program, wish: Wish, say: Callable[[str], None]) -> Generator[Shelf]:
    """Yield the shelf of a run, and say in the end where a schedule is that is nowhere else."""
    made = Shelf(places(program, wish))
    try:
        yield made
    finally:
        made.rest()
        if made.holds:
            say(KEPT.format(made.file))
        else:
            made.clear()
