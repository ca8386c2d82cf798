"""Two occupying bookings of one person at one time are named, with their dates."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy import Connection

from nightfloat.domain.schedule import Assignment
from nightfloat.errors import CommitConflictError, NightfloatError, RefusedError
from nightfloat.io.store import tables as t
from nightfloat.io.store.records import Booking


@dataclass(frozen=True, slots=True)
class _Held:
    """A booking, new or live already."""

    booking: Booking
    new: bool

    def __str__(self) -> str:
        duty, where = self.booking.assignment, "this schedule" if self.new else "the live one"
        return f"{duty.shift} of {duty.day} in {where}"


def explained(
    connection: Connection, people: Mapping[str, int], bookings: tuple[Booking, ...]
) -> NightfloatError | None:
    """Return why the database must refuse these bookings, or None when they collide with nothing.

    A collision with what is live is a commit conflict; one among themselves is a refusal.
    """
    new = [_Held(b, new=True) for b in bookings if b.occupies and b.start < b.end]
    if not new:
        return None
    pair = _first_clash([*new, *_neighbours(connection, people, new)])
    if pair is None:
        return None
    one, other = pair
    sentence = (
        f"{one.booking.assignment.person} is on {one} and on {other} at the same time: "
        "nothing was committed."
    )
    return RefusedError(sentence) if one.new and other.new else CommitConflictError(sentence)


def _neighbours(
    connection: Connection, people: Mapping[str, int], new: list[_Held]
) -> Iterable[_Held]:
    """Yield what is live around the new bookings, of the people they name."""
    row = t.assignment.c
    rows = connection.execute(
        sa.select(row.person, t.person.c.external, row.day, row.shift, row.starts, row.ends)
        .join(t.person, t.person.c.id == row.person)
        .where(row.live, row.occupies, row.starts < row.ends)
        .where(row.starts < max(n.booking.end for n in new))
        .where(row.ends > min(n.booking.start for n in new))
    )
    for person, external, day, shift, starts, ends in rows.all():
        if people.get(external) == person:
            duty = Assignment(external, day, shift)
            yield _Held(Booking(duty, starts, ends), new=False)


def _first_clash(held: list[_Held]) -> tuple[_Held, _Held] | None:
    """Sweep by start: the first that begins before the person's last one ended."""
    last: dict[str, _Held] = {}
    for this in sorted(held, key=lambda h: h.booking.start):
        person = this.booking.assignment.person
        before = last.get(person)
        if before is not None and this.booking.start < before.booking.end:
            return before, this
        last[person] = this
    return None
