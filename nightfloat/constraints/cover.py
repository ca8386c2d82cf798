"""Minimum and maximum staffing of every shift."""

from collections.abc import Iterator
from itertools import chain, combinations
from typing import ClassVar, Literal, override

from nightfloat.constraints.base import TeamConstraint
from nightfloat.constraints.cases import Case
from nightfloat.constraints.emitter import About, Emitter, Lit, Row
from nightfloat.constraints.staffing import counted, place
from nightfloat.domain.instance import Instance
from nightfloat.domain.people import Person
from nightfloat.domain.roster import Roster
from nightfloat.domain.shifts import Cover, Shift
from nightfloat.domain.violation import Violation

BOTH = Person("A", skills=frozenset({"lead", "echo"}))
LEAD = Person("B", skills=frozenset({"lead"}))


class CoverRange(TeamConstraint, frozen=True):
    """Every shift has at least its minimum and at most its maximum of people.

    A row that names skills or grades counts the people who have one of them. A person counts
    toward every row, but toward one ``exclusive`` row only. The amount is the number of people
    missing or in excess. ``side`` tells which of the two counts: drafts require ``maximum`` alone.
    """

    source: ClassVar[str] = (
        "ACGME Common Program Requirements 6.19 (sufficient staffing) and the program's own "
        "minimum staffing; INRC-II minimum cover."
    )
    cases: ClassVar[tuple[Case, ...]] = (
        Case(says="one of two is missing", rows={"A": "D", "B": "."}, cover=("D 0 2 2 -",),
             amount=1),
        Case(says="one too many", rows={"A": "D", "B": "D"}, cover=("D 0 0 1 1",), amount=1),
        Case(says="between", rows={"A": "D", "B": "D"}, cover=("D 0 1 1 2",), amount=0),
        Case(says="a target asks for nothing here", rows={"A": ".", "B": "."},
             cover=("D 0 0 2 -",), amount=0),
        Case(says="somebody is there, but not the skill", people=(BOTH,),
             rows={"A": ".", "B": "D"}, cover=("D 0 1 1 -", "D 0 1 1 - lead"), amount=1),
        Case(says="two skills in one person count twice", people=(BOTH,), rows={"A": "D"},
             cover=("D 0 1 1 - lead", "D 0 1 1 - echo"), amount=0),
        Case(says="but once when exclusive", people=(BOTH,), rows={"A": "D"}, exclusive=True,
             cover=("D 0 1 1 - lead", "D 0 1 1 - echo"), amount=1),
        Case(says="and the other lead frees the first for echo", people=(BOTH, LEAD),
             rows={"A": "D", "B": "D"}, exclusive=True,
             cover=("D 0 1 1 - lead", "D 0 1 1 - echo"), amount=0),
        Case(says="two equal exclusive rows ask for two people", people=(BOTH,), exclusive=True,
             rows={"A": "D"}, cover=("D 0 1 1 - lead", "D 0 1 1 - lead"), amount=1),
        Case(says="an empty Sunday", rows={"A": ". . . . . . ."}, cover=("N 6 1 1 1",), amount=1),
        Case(says="an excess is no matter of the minimum", rows={"A": "D ."},
             cover=("D 0 0 0 0", "D 1 1 1 1"), parameters={"side": "minimum"}, amount=1),
        Case(says="a gap is no matter of the maximum", rows={"A": "D ."},
             cover=("D 0 0 0 0", "D 1 1 1 1"), parameters={"side": "maximum"}, amount=1),
        Case(says="nor is one among exclusive rows", people=(BOTH,), rows={"A": "D"},
             exclusive=True, cover=("D 0 1 1 - lead", "D 0 1 1 - echo"),
             parameters={"side": "maximum"}, amount=0),
    )  # fmt: skip

    kind: Literal["cover"] = "cover"
    side: Literal["both", "minimum", "maximum"] = "both"

    @override
    def emit(self, m: Emitter) -> None:
        for shift in m.instance.shifts:
            rows = m.instance.covers_of[shift.key]
            day = m.instance.calendar.index(shift.day)
            if not self.scope.takes_shift(m.instance, shift.type, shift.day):
                continue
            for row in rows:
                low = row.minimum if row.minimum and not row.exclusive else None
                low = None if self.side == "maximum" else low
                high = None if self.side == "minimum" else row.maximum
                if low is not None or high is not None:
                    lits = takers_of(m, (row,), day)
                    terms = [(1, lit) for lit in lits]
                    about = About(None, day, day, _asks(row, self.side))
                    m.limit(terms, about, at_least=low, at_most=high)
            if self.side == "maximum":
                continue
            parts = [(row, row.minimum) for row in rows if row.exclusive]
            note = "; ".join(_asks(row) for row, _ in parts) + ", each person counted once"
            m.worst_of(hall_rows(m, parts, day), About(None, day, day, note))

    @override
    def audit(self, roster: Roster) -> Iterator[Violation]:
        for shift in roster.shifts():
            if not self.scope.takes_shift(roster.instance, shift.type, shift.day):
                continue
            rows = roster.instance.covers_of[shift.key]
            for row in rows:
                yield from self._count(roster, shift, row)
            if self.side == "maximum":
                continue
            parts = [(row, row.minimum) for row in rows if row.exclusive]
            asked = sum(number for _, number in parts)
            missing = asked - place(roster.on(shift), shift.day, parts)
            if missing > 0:
                text = (
                    f"{shift.id} of {shift.day} can place {asked - missing} of {asked} people "
                    "with the skills it needs, each counted once"
                )
                yield self.violated(None, shift.days, missing, text)

    def _count(self, roster: Roster, shift: Shift, row: Cover) -> Iterator[Violation]:
        has = len(counted(roster.on(shift), row, shift.day))
        what = f"{row.part} on {shift.id}" if row.part else shift.id
        if has < row.minimum and not row.exclusive and self.side != "maximum":
            text = f"{what} of {shift.day} has {has} people, fewer than {row.minimum}"
            yield self.violated(None, shift.days, row.minimum - has, text)
        if row.maximum is not None and has > row.maximum and self.side != "minimum":
            text = f"{what} of {shift.day} has {has} people, more than {row.maximum}"
            yield self.violated(None, shift.days, has - row.maximum, text)

    @override
    def precheck(self, instance: Instance) -> Iterator[str]:
        """Yield each shift whose minimum exceeds the people who could ever take it."""
        from nightfloat.domain.fairness import may_take

        for shift in instance.shifts:
            # a waiver may open a shift to people whom nothing here knows of
            waived = any(shift.day in waiver.days for waiver in instance.waivers)
            rows = [row for row in instance.covers_of[shift.key] if row.minimum]
            inside = self.scope.takes_shift(instance, shift.type, shift.day)
            inside = inside and self.side != "maximum"
            if waived or not (rows and inside):
                continue
            able = [p for p in instance.people if may_take(instance, p, shift)]
            for row in rows:
                has = len(counted(able, row, shift.day))
                if has < row.minimum:
                    what = f"{row.part} on {shift.id}" if row.part else shift.id
                    yield (
                        f"{what} of {shift.day} needs {row.minimum} people and only {has} may "
                        "take it that day; lower the minimum or widen who may take it"
                    )


def _asks(row: Cover, side: str = "both") -> str:
    """Say what a row asks for."""
    people = "people" if not row.part else f"people with {row.part}"
    if side == "maximum":
        return f"{row.shift} takes at most {row.maximum} {people}"
    most = "" if row.maximum is None or side == "minimum" else f", at most {row.maximum}"
    return f"{row.shift} needs {row.minimum} {people}{most}"


def takers_of(m: Emitter, rows: tuple[Cover, ...], day: int) -> list[Lit]:
    """Emission: literals of everybody whom some row counts."""
    posts = m.takers(rows[0].shift, day)
    if not all(row.skills or row.grades for row in rows):
        return [post.lit for post in posts]
    date = m.instance.calendar.day(day)
    skills = frozenset[str]().union(*(row.skills for row in rows))
    grades = frozenset[str]().union(*(row.grades for row in rows))
    return [
        post.lit
        for post, person in zip(posts, m.instance.people, strict=True)
        if not skills.isdisjoint(person.skills) or (grades and person.grade(date) in grades)
    ]


def hall_rows(m: Emitter, parts: list[tuple[Cover, int]], day: int, under: int = 1) -> list[Row]:
    """Emission: one row per set of exclusive parts, after Hall's theorem.

    The worst row's shortfall is the number of people who cannot be placed.
    """
    subsets = chain.from_iterable(combinations(parts, n + 1) for n in range(len(parts)))
    rows = (
        (sum(asked for _, asked in s), takers_of(m, tuple(row for row, _ in s), day))
        for s in subsets
    )
    return [
        Row(tuple((1, lit) for lit in lits), at_least=asked, under=under)
        for asked, lits in rows
        if asked
    ]
