"""The best schedule so far, in a file for whoever finds that the run was killed."""

import logging
import os
import time
from collections.abc import Callable, Generator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path

from nightfloat.cli.writing import Wish
from nightfloat.constraints.program import Program
from nightfloat.domain.plain import uncollected
from nightfloat.engine.audit import audit
from nightfloat.engine.generate import Watch, as_draft
from nightfloat.errors import InputError
from nightfloat.io.places import keeps
from nightfloat.io.read import stands_for
from nightfloat.io.schedule_file import is_replaced, read_schedule, write_schedule
from nightfloat.solver.solve import Incumbent, ShouldStop

# seconds between two times that the file is written; the first schedule is written at once
EVERY, NEVER = 10.0, float("-inf")
ENDING = ".unfinished.csv"
# bytes that a name has at most before its ending, as a name has 255
LONGEST = 200
KEPT = "the best schedule found is kept in {}"
LEFT = "{} is the best of a run before that did not end well; commit it or remove it"


def place_of(program: Program, wish: Wish) -> Path | None:
    """Return where a run keeps its best: beside the file that it is to write, else the program.

    A run that is to leave no schedule anywhere keeps none, nor does one whose place is taken by
    what is no file.
    """
    if wish.out is not None and keeps(wish.out):
        beside = Path(os.path.realpath(wish.out))
    elif wish.commit:
        beside = stands_for(program.source)
    else:
        return None
    if not beside.name:
        return None
    name = os.fsencode(beside.name)[:LONGEST].decode(errors="ignore")
    place = beside.with_name(f"{name}{ENDING}")
    return place if is_replaced(place) else None


@dataclass
class Shelf:
    """A file that holds a lawful schedule of the run, none older than ``EVERY`` seconds.

    It is not audited. Without a ``place`` there is none. What cannot be written is told once, tried
    again, and ends no search. One that is there ``before``, and costs so much by tier, is replaced
    by a better one only.
    """

    place: Path | None
    before: tuple[int, ...] | None = None
    now: Callable[[], float] = time.monotonic
    _next: Incumbent | None = field(default=None, init=False)
    _last: float = field(default=NEVER, init=False)
    _told: bool = field(default=False, init=False)
    # whether a schedule has been written, be it removed since
    replaced: bool = field(default=False, init=False)
    # which file is this run's own
    _own: int | None = field(default=None, init=False)

    @property
    def holds(self) -> bool:
        """Whether the file holds a schedule of this run."""
        return self._own is not None

    def over(self, watch: Watch) -> Watch:
        """Return a watch that this hears beside the one given."""

        def stage(name: str) -> None:
            self.rest()
            watch.stage(name)

        return replace(
            watch, should_stop=self._polled(watch.should_stop), stage=stage, incumbent=self.take
        )

    def take(self, incumbent: Incumbent) -> None:
        """Keep a schedule that is better than the one before, now or soon."""
        if self.before is None or incumbent.costs < self.before:
            self._next = incumbent
            self._due()

    def rest(self) -> None:
        """Write what has not been written yet."""
        if self._next is None or self.place is None:
            return
        self._last = self.now()
        try:
            with uncollected():
                write_schedule(self.place, self._next.make())
            self._own = self.place.stat().st_ino
        except (InputError, OSError) as error:
            self._tell("no schedule is kept on the way, name a place with --out: %s", error)
            return
        self._next, self.before, self.replaced = None, None, True

    def clear(self) -> None:
        """Remove the file, unless it is another run's: the schedule is elsewhere."""
        own, self._own, self._next = self._own, None, None
        if own is None or self.place is None:
            return
        try:
            if self.place.stat().st_ino == own:
                self.place.unlink()
        except OSError as error:
            self._tell("what was kept on the way cannot be removed: %s", error)

    def _tell(self, sentence: str, error: Exception) -> None:
        if not self._told:
            logging.getLogger("nightfloat").warning(sentence, error)
        self._told = True

    def _due(self) -> None:
        if self._next is not None and self.now() >= self._last + EVERY:
            self.rest()

    def _polled(self, should_stop: ShouldStop) -> ShouldStop:
        """Return what tells whether to stop, and is asked often enough to write what is due."""

        def polled() -> bool:
            self._due()
            return should_stop()

        return polled


@contextmanager
def shelf(program: Program, wish: Wish, say: Callable[[str], None]) -> Generator[Shelf]:
    """Yield the shelf of a run, and say in the end where a schedule is that is nowhere else."""
    place = place_of(program, wish)
    left = place is not None and os.path.isfile(place)
    before = _costs(as_draft(program) if wish.draft else program, place) if place and left else None
    made = Shelf(place, before)
    try:
        yield made
    finally:
        made.rest()
        if made.holds:
            say(KEPT.format(place))
        elif left and not made.replaced:
            say(LEFT.format(place))


def _costs(program: Program, place: Path) -> tuple[int, ...] | None:
    """Return what the schedule that is there costs by tier, None if it is not lawful any more."""
    try:
        judged = audit(program, read_schedule(place, program.instance))
    except InputError:
        return None
    return None if judged.hard else tuple(judged.values.values())
