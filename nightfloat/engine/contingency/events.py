"""An event is a person absent on a local day on which a shift of theirs that occupies starts."""

from collections import defaultdict
from collections.abc import Iterable
from typing import TYPE_CHECKING

from nightfloat.domain.calendar import Days
from nightfloat.domain.certificate import Event
from nightfloat.domain.instance import Instance
from nightfloat.domain.schedule import Assignment
from nightfloat.domain.shifts import ShiftKind

if TYPE_CHECKING:
    from datetime import date


def events(instance: Instance, schedule: Iterable[Assignment]) -> tuple[Event, ...]:
    """Return every single-day event, by date and person; days with nothing that occupies are none.

    All that the person has that day is cancelled, standby too.
    """
    held: defaultdict[tuple[date, str], list[Assignment]] = defaultdict(list)
    for assignment in schedule:
        held[assignment.day, assignment.person].append(assignment)
    return tuple(
        Event(person, Days.one(day), tuple(sorted(cancelled)))
        for (day, person), cancelled in sorted(held.items())
        if any(instance.shift_type[a.shift].occupies for a in cancelled)
    )


def weight(instance: Instance, event: Event) -> int:
    """Return the number of cancelled shifts but for standby: each allows ``k`` changed cells."""
    types = (instance.shift_type[a.shift] for a in event.cancelled)
    return sum(kind.occupies or kind.kind is not ShiftKind.STANDBY for kind in types)
