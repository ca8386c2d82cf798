"""Whether a day is staffed as owed: a repair fills as many places as the schedule filled before."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal

from nightfloat.constraints.base import TeamConstraint
from nightfloat.constraints.staffing import counted, place
from nightfloat.domain.calendar import Days
from nightfloat.domain.certificate import Event
from nightfloat.domain.people import Person
from nightfloat.domain.roster import Roster
from nightfloat.domain.shifts import Cover, Shift, ShiftKind
from nightfloat.domain.violation import Violation
from nightfloat.engine.audit import charged
from nightfloat.engine.contingency.board import Board, Changes, Staffing

COVER = frozenset({"cover", "cover_target"})

type Tier = Literal["full", "minimum"]
type Parts = tuple[tuple[Cover, int], ...]


@dataclass(frozen=True, slots=True)
class State:
    """What is wrong with a day; nothing is when no violation is left.

    Parameters
    ----------
    short
        Shifts that lack people: whatever repairs them adds somebody to each.
    cover, linked
        Violations of the cover owed and of the other constraints that link people.
    """

    short: tuple[Shift, ...]
    cover: tuple[Violation, ...]
    linked: tuple[Violation, ...]

    @property
    def holds(self) -> bool:
        """Whether nothing is wrong."""
        return not (self.cover or self.linked)

    @property
    def found(self) -> tuple[Violation, ...]:
        """Everything wrong, cover first."""
        return self.cover + self.linked


class Team:
    """Judges the staffing of one day, with somebody absent and some cells changed."""

    def __init__(self, board: Board, tier: Tier) -> None:
        self._board, self._tier = board, tier
        shared = [c for c in board.program.shared if c.hard]
        self._covers = [c for c in shared if c.kind == "cover"]
        self._linked = [c for c in shared if c.kind not in COVER]
        named = [c for c in board.program.shared if c.kind == "cover"]
        self._title = named[0].title if named else "cover"
        self._owed: dict[Shift, tuple[tuple[Parts, int], ...]] = {}
        longest = max((t.start + t.minutes for t in board.instance.shift_types), default=0)
        self._span = timedelta(days=1 + longest // 1440)
        self._standing = tuple(self._judge(board.staffed, board.instance.calendar.horizon))

    def state(self, day: date, absent: Event | None, changes: Changes) -> State:
        """Return what is wrong on ``day``."""
        staffing = self._staffing(day, absent, changes)
        short, cover = list[Shift](), list[Violation]()
        for key, people in staffing.items():
            shift = self._board.instance.shift[key[0], day]
            missing = self._missing(shift, people)
            short += [shift] if missing else []
            cover += [*missing, *self._excess(shift, people)]
        return State(tuple(short), tuple(cover), tuple(self._links(day, staffing)))

    def spares(self, day: date, changes: Changes) -> bool:
        """Whether ``changes`` leave no shift short when nobody is absent."""
        shift = self._board.instance.shift
        staffing = self._staffing(day, None, changes)
        return not any(self._missing(shift[id_, day], p) for (id_, _), p in staffing.items())

    def _staffing(self, day: date, absent: Event | None, changes: Changes) -> Staffing:
        """Return who is then on the shifts that gain or lose somebody, in order of shift."""
        who, board = self._board.instance.person, self._board
        lost = [(a.shift, who[a.person]) for a in absent.cancelled] if absent else []
        gained = list[tuple[str, Person]]()
        for person, cell in changes.items():
            before = board.cell(person, day)
            lost += [(s.id, who[person]) for s in before if s not in cell]
            gained += [(s.id, who[person]) for s in cell if s not in before]
        found: Staffing = {}
        for id_ in sorted({id_ for id_, _ in (*lost, *gained)}):
            gone = {p.id for i, p in lost if i == id_}
            stay = [p for p in board.staffed.get((id_, day), ()) if p.id not in gone]
            found[id_, day] = (*stay, *(p for i, p in gained if i == id_))
        return found

    def owed(self, shift: Shift) -> tuple[tuple[Parts, int], ...]:
        """Return groups of cover parts with the places among them that a repair must fill.

        For every row the smaller of what is asked and what the schedule has; nothing for standby.
        """
        if shift not in self._owed:
            standby = shift.type.kind is ShiftKind.STANDBY
            self._owed[shift] = () if standby else tuple(self._groups(shift))
        return self._owed[shift]

    def _groups(self, shift: Shift) -> Iterator[tuple[Parts, int]]:
        people = self._board.staffed.get(shift.key, ())
        rows = self._board.instance.covers_of.get(shift.key, ())
        full = self._tier == "full"
        groups: list[Parts] = [
            ((r, max(r.minimum, r.target if full else 0)),) for r in rows if not r.exclusive
        ]
        exclusive = [r for r in rows if r.exclusive]
        groups.append(tuple((r, r.minimum) for r in exclusive))
        groups.append(tuple((r, max(r.minimum, r.target)) for r in exclusive) if full else ())
        for parts in groups:
            places = place(people, shift.day, parts)
            if places:
                yield parts, places

    def _missing(self, shift: Shift, people: tuple[Person, ...]) -> list[Violation]:
        found = list[Violation]()
        for parts, places in self.owed(shift):
            has = place(people, shift.day, parts)
            if has < places:
                what = f"{parts[0][0].part} on {shift.id}" if parts[0][0].part else shift.id
                text = f"{what} of {shift.day} has {has} people, fewer than the {places} owed"
                found.append(self._violation(shift, places - has, text))
        return found

    def _excess(self, shift: Shift, people: tuple[Person, ...]) -> Iterator[Violation]:
        if not any(self._binds(c, shift) for c in self._covers):
            return
        before = self._board.staffed.get(shift.key, ())
        for row in self._board.instance.covers_of.get(shift.key, ()):
            if row.maximum is None:
                continue
            has = len(counted(people, row, shift.day))
            if has > max(row.maximum, len(counted(before, row, shift.day))):
                what = f"{row.part} on {shift.id}" if row.part else shift.id
                text = f"{what} of {shift.day} has {has} people, more than {row.maximum}"
                yield self._violation(shift, has - row.maximum, text)

    def _binds(self, cover: TeamConstraint, shift: Shift) -> bool:
        instance = self._board.instance
        inside = cover.scope.takes_shift(instance, shift.type, shift.day)
        return inside and not any(w.covers(cover.title, None, shift.days) for w in instance.waivers)

    def _violation(self, shift: Shift, amount: int, sentence: str) -> Violation:
        return Violation(self._title, "cover", None, shift.days, amount, sentence)

    def _links(self, day: date, staffing: Staffing) -> Iterator[Violation]:
        """Yield violations of other constraints, where the changes reach and where they do not."""
        if self._linked:
            window = Days(day, day + self._span).clip(self._board.instance.calendar.horizon)
            yield from (v for v in self._standing if not v.days.touches(window))
            yield from self._judge(self._board.staffed | staffing, window)

    def _judge(self, staffed: Staffing, days: Days) -> Iterable[Violation]:
        roster = Roster(self._board.instance, staffed, days)
        for constraint in self._linked:
            yield from charged(self._board.program, constraint.audit(roster))
