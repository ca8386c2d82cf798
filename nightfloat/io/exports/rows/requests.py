"""Requests: which wishes of each person were met, and which were not."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from nightfloat.domain.instance import Instance
from nightfloat.domain.people import Request
from nightfloat.domain.schedule import Schedule
from nightfloat.domain.shifts import Shift


@dataclass(frozen=True, slots=True)
class RequestRow:
    """One person's wishes; ``open`` lists those not met, in order of date."""

    person: str
    requests: int
    met: int
    unmet: int
    unmet_weight: int
    open: str


def request_rows(instance: Instance, schedule: Schedule) -> tuple[RequestRow, ...]:
    """Return a row for everybody who wished for something in the horizon."""
    rows, horizon = instance.rows(schedule), instance.calendar.horizon
    wishes: Mapping[str, list[Request]] = {
        p.id: [r for r in instance.requests_of.get(p.id, ()) if r.day in horizon]
        for p in instance.people
    }
    return tuple(_row(p, asked, rows[p]) for p, asked in wishes.items() if asked)


def _row(person: str, wishes: list[Request], shifts: Iterable[Shift]) -> RequestRow:
    worked = tuple(shifts)
    unmet = [wish for wish in wishes if not _met(wish, worked)]
    unmet.sort(key=lambda wish: (wish.day, wish.wants, wish.shift))
    return RequestRow(
        person=person,
        requests=len(wishes),
        met=len(wishes) - len(unmet),
        unmet=len(unmet),
        unmet_weight=sum(wish.weight for wish in unmet),
        open="; ".join(f"{wish.wants} {_what(wish)} {wish.day}" for wish in unmet),
    )


def _met(wish: Request, worked: Iterable[Shift]) -> bool:
    """Whether a shift that the wish names starts on its day, or none does, as wished."""
    taken = any(shift.day == wish.day and shift.type.named(wish.shift) for shift in worked)
    return taken == (wish.wants == "on")


def _what(wish: Request) -> str:
    return "any work" if wish.shift == "*" else wish.shift
