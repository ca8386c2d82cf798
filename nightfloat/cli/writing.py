"""What a run that made a schedule is to leave, and the files among it."""

import os
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from nightfloat.cli import options as o
from nightfloat.cli.output import Output

if TYPE_CHECKING:
    from nightfloat.constraints.program import Program
    from nightfloat.engine.run import Finished


@dataclass(frozen=True, slots=True)
class Wish:
    """What to do with the schedule once it is there."""

    out: Path | None = None
    format: o.Format | None = None
    commit: bool = True
    draft: bool = False
    show: bool = False
    plot: Path | None = None
    why: str = "generate"


def write(
    program: "Program",
    finished: "Finished",
    wish: Wish,
    output: Output,
    then: Callable[[], None] = lambda: None,
) -> list[str]:
    """Write the file asked for, or say why not: the run has ended, perhaps with a commit.

    Parameters
    ----------
    then
        Called once the schedule is in a file, be it beside the one asked for.
    """
    from nightfloat.cli.form import write_form
    from nightfloat.errors import InputError
    from nightfloat.io.faults import shown
    from nightfloat.io.places import keeps, would_replace

    if finished.schedule is None or wish.out is None:
        return []
    place, told = wish.out, list[str]()
    if finished.refused and would_replace(place):
        real = Path(os.path.realpath(place))
        place = real.with_name(f"{real.stem}.refused{real.suffix}")
        told = [f"{shown(str(wish.out))} is left as it was; what was refused is {_beside(place)}"]
    try:
        schedule, certificate = finished.schedule, finished.certificate
        write_form(output, place, wish.format, program, schedule, certificate)
    except InputError as error:
        return [*told, *map(str, error.faults)]
    if keeps(place):
        then()
    return told


def _beside(place: Path) -> str:
    """Name a file by its folder too, unless that is the present one."""
    from nightfloat.io.faults import shown

    return shown(place.name if place.parent == Path.cwd() else str(place))


def keep(program: "Program", finished: "Finished", wish: Wish, output: Output) -> None:
    """Write what is asked for while a commit has to wait, where it can be written again."""
    from nightfloat.io.places import keeps

    # what cannot be written is told when the run ends
    if wish.out is not None and keeps(wish.out):
        _ = write(program, finished, wish, output)
    if wish.plot is not None and keeps(wish.plot):
        _ = draw(program, finished, wish)


def draw(program: "Program", finished: "Finished", wish: Wish) -> list[str]:
    """Write the plot asked for, whatever the run came to, or say why not."""
    from nightfloat.engine.generate import as_draft
    from nightfloat.engine.report import read_trace
    from nightfloat.errors import InputError
    from nightfloat.io.exports.plot import plot
    from nightfloat.io.schedule_file import write_atomically

    if wish.plot is None:
        return []
    trace = read_trace(finished.report)
    asked = as_draft(program) if wish.draft else program
    tiers = dict.fromkeys((*asked.tiers, *(entry.tier for entry in trace)))
    drawn = plot(trace, tuple(tiers), wish.plot.suffix)
    try:
        write_atomically(wish.plot, drawn)
    except InputError as error:
        return [str(fault) for fault in error.faults]
    return []
