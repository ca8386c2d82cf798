"""One model per table: its fields are the columns, in order, and nothing else is a column.

An empty cell is an absent one; a column without a default must be filled in every row.
"""

import datetime
from typing import Annotated, Literal, Self

from pydantic import BaseModel, ConfigDict, PlainValidator, model_validator

from nightfloat.domain.shifts import ShiftKind
from nightfloat.io.folder.cells import (
    LONGEST,
    MIDNIGHT,
    NO_LIMIT,
    Clock,
    Day,
    Grades,
    Id,
    Length,
    Most,
    Number,
    Share,
    Start,
    Text,
    Weight,
    Words,
    Yes,
    choice,
    refuse,
)
from nightfloat.io.folder.day_words import DayWords

_read_kind_word = choice(*(kind.value for kind in ShiftKind))


def _read_kind(value: object) -> ShiftKind:
    return ShiftKind(_read_kind_word(value))


class Row(BaseModel):
    """One row of a table; where it speaks of a span, both days are inside and in order."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        first: object = getattr(self, "first_day", None)
        last: object = getattr(self, "last_day", None)
        if isinstance(first, datetime.date) and isinstance(last, datetime.date) and last < first:
            text = f"{last} is before the first day {first}"
            raise refuse(f"{text}; both days are inside", "last_day")
        return self


class PersonRow(Row):
    """``people.csv``."""

    person: Id
    name: Text = ""
    grade: Grades = ()
    skills: Words = frozenset()
    fte: Share = 100
    first_day: Day | None = None
    last_day: Day | None = None
    peer_group: Text = ""


class RotationRow(Row):
    """``rotations.csv``."""

    person: Id
    rotation: Id
    first_day: Day
    last_day: Day


class ShiftRow(Row):
    """``shifts.csv``: ``end`` not after ``start`` is on the next day.

    Standby neither occupies nor counts as work unless the row says so; home call must say what
    counts.
    """

    shift: Id
    start: Start
    length: Length | None = None
    end: Clock | None = None
    kind: Annotated[ShiftKind, PlainValidator(_read_kind)] = ShiftKind.CLINICAL
    tags: Words = frozenset()
    credited_minutes: Number | None = None
    occupies: Yes | None = None
    grades: Words = frozenset()
    skills: Words = frozenset()
    rotations: Words = frozenset()

    @model_validator(mode="after")
    def _one_end(self) -> Self:
        if (self.length is None) == (self.end is None):
            found = "neither" if self.length is None else "both"
            raise refuse(f"give either length or end; this row has {found}", "length")
        if (self.credited_minutes or 0) > LONGEST:
            raise refuse(
                f"no shift is credited with more than {LONGEST} minutes", "credited_minutes"
            )
        if self.kind is ShiftKind.HOME_CALL and self.credited_minutes is None:
            raise refuse(
                "home call counts only the minutes worked; write how many are usual, or 0",
                "credited_minutes",
            )
        if self.shift == "*":
            raise refuse("'*' means every shift; give the shift another id", "shift")
        return self

    @property
    def minutes(self) -> int:
        """Nominal length."""
        if self.length is not None:
            return self.length
        return (MIDNIGHT if self.end is None else self.end - self.start - 1) % MIDNIGHT + 1


class CoverRow(Row):
    """``cover.csv``: an empty ``target`` is the minimum.

    An empty ``maximum`` is the target where everybody counts, so nobody is put where nobody was
    asked for; it is none where only some count or ``over`` has a price. ``-`` is none.
    """

    shift: Id
    days: DayWords
    first_day: Day | None = None
    last_day: Day | None = None
    minimum: Number = 0
    target: Number | None = None
    maximum: Most | None = None
    skills: Words = frozenset()
    grades: Words = frozenset()
    exclusive: Yes = False
    under: Weight = 1
    over: Number = 0

    @property
    def wanted(self) -> int:
        """Target."""
        return self.minimum if self.target is None else self.target

    @property
    def most(self) -> int | None:
        """Maximum, None for no limit."""
        if self.maximum is not None:
            return None if self.maximum == NO_LIMIT else self.maximum
        free = self.skills or self.grades or self.over
        return None if free else max(self.wanted, self.minimum)


class LeaveRow(Row):
    """``leave.csv``: with ``start`` and ``end`` part of a day, from the first to the last."""

    person: Id
    first_day: Day
    last_day: Day
    start: Clock | None = None
    end: Clock | None = None
    status: Annotated[
        Literal["approved", "pending", "denied"],
        PlainValidator(choice("approved", "pending", "denied")),
    ] = "approved"
    reason: Text = ""

    @model_validator(mode="after")
    def _times(self) -> Self:
        if (self.start is None) != (self.end is None):
            missing = "start" if self.start is None else "end"
            raise refuse("part of a day needs both a start and an end", missing)
        one_day = self.first_day == self.last_day
        if one_day and self.start is not None and self.end is not None and self.end <= self.start:
            raise refuse("the end is not after the start; name a later last_day", "end")
        return self


class RequestRow(Row):
    """``requests.csv``: ``shift`` is an id, a tag, a kind or ``*``."""

    person: Id
    date: Day
    shift: Id
    want: Annotated[Literal["on", "off"], PlainValidator(choice("on", "off"))]
    weight: Weight = 1


class PinRow(Row):
    """``pins.csv``."""

    person: Id
    shift: Id
    date: Day
    on: Yes = True


class WorkedRow(Row):
    """``history.csv``, and every schedule file."""

    person: Id
    shift: Id
    date: Day


class BalanceRow(Row):
    """``balances.csv``."""

    person: Id
    load: Id
    amount: Number
    fte_days: Number | None = None


class WaiverRow(Row):
    """``waivers.csv``: an empty ``person`` is everybody."""

    constraint: Text
    person: Id | None = None
    first_day: Day
    last_day: Day
    reason: Text
    approver: Text
