"""Desired staffing of every shift."""

from collections.abc import Iterator
from typing import ClassVar, Literal, override

from nightfloat.constraints.base import TeamConstraint
from nightfloat.constraints.cases import Case
from nightfloat.constraints.cover import BOTH, hall_rows, takers_of
from nightfloat.constraints.emitter import About, Emitter
from nightfloat.constraints.staffing import counted, place
from nightfloat.domain.roster import Roster
from nightfloat.domain.shifts import Cover, Shift
from nightfloat.domain.violation import Violation


class CoverTarget(TeamConstraint, frozen=True):
    """Every shift has its target number of people.

    The amount is ``under`` of the cover row for each person missing and ``over`` for each one too
    many. Exclusive rows of a shift share one count: each person fills one place, and a place left
    empty costs the greatest ``under`` among them.
    """

    source: ClassVar[str] = (
        "Curtois and Qu 2014, cover (schedulingbenchmarks.org); INRC-II optimal cover."
    )
    cases: ClassVar[tuple[Case, ...]] = (
        Case(says="two of three are missing", rows={"A": "D", "B": "."}, cover=("D 0 0 3 -",),
             amount=2),
        Case(says="one too many costs nothing unless asked", rows={"A": "D", "B": "D"},
             cover=("D 0 0 1 -",), amount=0),
        Case(says="met", rows={"A": "D N"}, cover=("D 0 0 1 -", "N 1 0 1 -"), amount=0),
        Case(says="a skill is missing", people=(BOTH,), rows={"A": ".", "B": "D"},
             cover=("D 0 0 1 - lead",), amount=1),
        Case(says="exclusive parts count a person once", people=(BOTH,), rows={"A": "D"},
             exclusive=True, cover=("D 0 0 1 - lead", "D 0 0 1 - echo"), amount=1),
    )  # fmt: skip

    kind: Literal["cover_target"] = "cover_target"

    @override
    def emit(self, m: Emitter) -> None:
        for shift in m.instance.shifts:
            if not self.scope.takes_shift(m.instance, shift.type, shift.day):
                continue
            day = m.instance.calendar.index(shift.day)
            about, rows = About(None, day, day), m.instance.covers_of[shift.key]
            for row in rows:
                if row.exclusive or (row.target == 0 and row.over == 0):
                    continue
                terms = [(1, lit) for lit in takers_of(m, (row,), day)]
                low, high = (row.target or None), (row.target if row.over else None)
                m.limit(terms, about, at_least=low, at_most=high, under=row.under, over=row.over)
            parts = [(row, row.target) for row in rows if row.exclusive]
            price = max((row.under for row, _ in parts), default=1)
            m.worst_of(hall_rows(m, parts, day, price), about)

    @override
    def audit(self, roster: Roster) -> Iterator[Violation]:
        for shift in roster.shifts():
            if not self.scope.takes_shift(roster.instance, shift.type, shift.day):
                continue
            parts: list[tuple[Cover, int]] = []
            for row in roster.instance.covers_of[shift.key]:
                if row.exclusive:
                    parts.append((row, row.target))
                else:
                    yield from self._count(roster, shift, row)
            yield from self._places(roster, shift, parts)

    def _count(self, roster: Roster, shift: Shift, row: Cover) -> Iterator[Violation]:
        has = len(counted(roster.on(shift), row, shift.day))
        amount = (
            row.under * (row.target - has) if has < row.target else row.over * (has - row.target)
        )
        if amount > 0:
            what = f"{row.part} on {shift.id}" if row.part else shift.id
            text = f"{what} of {shift.day} has {has} people, {row.target} were wanted"
            yield self.violated(None, shift.days, amount, text)

    def _places(
        self, roster: Roster, shift: Shift, parts: list[tuple[Cover, int]]
    ) -> Iterator[Violation]:
        asked = sum(number for _, number in parts)
        filled = place(roster.on(shift), shift.day, parts)
        price = max((row.under for row, _ in parts), default=0)
        if filled < asked and price > 0:
            text = f"{shift.id} of {shift.day} fills {filled} of {asked} places, each person once"
            yield self.violated(None, shift.days, price * (asked - filled), text)
